"""Group discounts: what a distributor is given on a discount group, in place of the percentage of its agreement."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.masterdata import queries
from portal.masterdata.downward import queries_drafts
from portal.masterdata.ports import Kind, Orders, known
from portal.masterdata.rules_changes import Action, Change, Objection, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.masterdata.rules_spans import against, clashing, span_of
from portal.pricing import service_special
from portal.pricing.models_special import GroupDiscount, PartDiscountGroup
from portal.pricing.queries_lists import currencies_of
from portal.pricing.rules_terms import Fault

CODES = {Fault.OVERLAP: "pricing.group_overlap", Fault.GAP: "pricing.group_gap"}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Distributor.code.label("distributor"),
            GroupDiscount.discount_group,
            GroupDiscount.discount_percent,
            GroupDiscount.valid_from,
            GroupDiscount.valid_to,
        )
        .select_from(GroupDiscount)
        .join(Distributor, Distributor.id == GroupDiscount.distributor_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """The distributor is there, parts are in the group, and days follow each other."""
    yield from strangers(changes, "distributor", currencies_of(named_in(changes, "distributor")))
    in_use = sa.select(PartDiscountGroup.discount_group).distinct()
    wanted = named_in(changes, "discount_group")
    groups = set(db.session.scalars(in_use.where(among(PartDiscountGroup.discount_group, wanted))))
    yield from strangers(changes, "discount_group", groups)
    wrong = set()
    for one in changes:
        span = span_of(one.key, one.now) if one.after else None
        if span is not None and span.last is not None and span.last < span.first:
            wrong.add(one.key)
            yield Objection(one.key, "valid_to", "pricing.ends_before")
    there = queries.present(GROUP_DISCOUNTS, None, {parts_of(one.key)[0] for one in changes})
    yield from against(clashing([one for one in changes if one.key not in wrong], there, _group), CODES)


def _group(row: Row) -> tuple[str, ...]:
    return str(row["distributor"]), str(row["discount_group"])


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_special.set_group_discounts([one.now for one in changes if one.after], gone)


def _touches(keys: Sequence[Sequence[str]], _on: date) -> Orders:
    return queries_drafts.of_buyers_with_groups(queries_drafts.keyed(keys, 0, 1))


GROUP_DISCOUNTS = known(
    Kind(
        "group_discounts",
        Fields(
            (
                Field("distributor", Shape.CODE, needed=True, longest=12),
                Field("discount_group", Shape.CODE, needed=True, longest=20),
                Field("discount_percent", Shape.DECIMAL, needed=True, most=Decimal(100)),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("distributor", "discount_group", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("distributor", "discount_group"),
        may_go=True,
        second=True,
        whole_by_first=True,
        touches=_touches,
    )
)
"""A percentage of 0 is given too: nothing is taken off that group."""
