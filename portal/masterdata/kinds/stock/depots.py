"""Depots: where stock lies and from which hour an order waits for the next day."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.masterdata import rules_active
from portal.masterdata.ports import Kind, known
from portal.masterdata.queries_swapped import codes_for_names
from portal.masterdata.queries_uses import of_depot
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.stock import service_depots
from portal.stock.models import Depot


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Depot.code,
        Depot.name,
        Depot.country,
        Depot.zone,
        Depot.cut_off,
        Depot.rank,
        Depot.address_lines.label("address"),
        Depot.active,
        Depot.inactive_because,
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Nothing lies in a depot, leaves it or is to come there once it is out of use."""
    return rules_active.against(changes, of_depot)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_depots.set_depots([one.now for one in changes if one.action is not Action.GONE])
    service_depots.remove_depots([one.key for one in changes if one.action is Action.GONE])


DEPOTS = known(
    Kind(
        "depots",
        Fields(
            (
                Field("code", Shape.CODE, needed=True, longest=10, given=True),
                Field("name", needed=True, longest=120),
                Field("country", Shape.COUNTRY, needed=True),
                Field("zone", Shape.ZONE, needed=True),
                Field("cut_off", Shape.CLOCK, needed=True),
                Field("rank", Shape.WHOLE, needed=True, least=Decimal(1), most=Decimal(99), usual=1),
                Field("address", longest=400),
                *rules_active.IN_USE,
            ),
            ("code",),
        ),
        _rows,
        _write,
        _judge,
        rules_active.without_reason,
        search=("code", "name"),
        gaps={"address": lambda row: row.address == ""},
        in_use=lambda row: row.active,
        typed=codes_for_names(_rows, "code", "name"),
        may_go=True,
        uses=of_depot,
        beside={"year": "hq_masterdata_calendars.year"},
    )
)
"""A company's depots; one that stock or orders refer to cannot go, and is taken out of use."""
