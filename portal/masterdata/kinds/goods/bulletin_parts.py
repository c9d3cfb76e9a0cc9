"""Parts of bulletins: which parts each bulletin speaks of."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_bulletins, service_parts
from portal.catalogue.models import Bulletin, BulletinPart, Part
from portal.catalogue.service_rows import Edited
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import LONGEST_NUMBER


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Bulletin.number.label("bulletin"), Part.number.label("part"))
        .select_from(BulletinPart)
        .join(Bulletin, Bulletin.id == BulletinPart.bulletin_id)
        .join(Part, Part.id == BulletinPart.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    yield from strangers(changes, "bulletin", service_bulletins.bulletin_ids(named_in(changes, "bulletin")))
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_bulletins.set_bulletin_parts(Edited(*rows_by_action(changes)))


BULLETIN_PARTS = known(
    Kind(
        "bulletin_parts",
        Fields(
            (
                Field("bulletin", Shape.CODE, needed=True, longest=LONGEST_NUMBER),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
            ),
            ("bulletin", "part"),
        ),
        _rows,
        _write,
        _judge,
        search=("bulletin", "part"),
        may_go=True,
    )
)
"""A row is there or it is not, it has nothing to change."""
