"""Discount groups: which group a part belongs to, on which distributors are given percentages of their own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.catalogue.service_parts import part_ids
from portal.core.actor import Actor
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.pricing import service_special
from portal.pricing.models_special import PartDiscountGroup


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Part.number.label("part"), PartDiscountGroup.discount_group)
        .select_from(PartDiscountGroup)
        .join(Part, Part.id == PartDiscountGroup.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """The part is there."""
    yield from strangers(changes, "part", part_ids(named_in(changes, "part")))


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_special.set_groups([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.with_parts(queries_drafts.keyed(keys, 0))


DISCOUNT_GROUPS = known(
    Kind(
        "discount_groups",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("discount_group", Shape.CODE, needed=True, longest=20),
            ),
            ("part",),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "discount_group"),
        may_go=True,
        second=True,
        related=(("group_discounts", "discount_group"),),
        touches=_touches,
    )
)
"""A part belongs to one group, or to none."""
