"""Market restrictions: countries in which a part is not released."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts, service_rows
from portal.catalogue.models import MarketRestriction, Part
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Part.number.label("part"), MarketRestriction.country).join(
        Part, Part.id == MarketRestriction.part_id
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    return strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_rows.set_market_restrictions(service_rows.Edited(*rows_by_action(changes)))


MARKET_RESTRICTIONS = known(
    Kind(
        "market_restrictions",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("country", Shape.COUNTRY, needed=True),
            ),
            ("part", "country"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "country"),
        may_go=True,
    )
)
"""Where a part may not be ordered; a row is there or it is not, it has nothing to change."""
