"""Order types: what each means from a day on: its priority, mode, clocks, packs, proofs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.orders.models import OrderTypeTerms as Stored
from portal.orders.types import service
from portal.orders.types.states import BackorderRule, Cadence, OrderType, PackRule, Proof

MOST_MINUTES = Decimal(60 * 24 * 90)
MOST_DAYS = Decimal(366)


def _word(column: sa.orm.InstrumentedAttribute[Any]) -> sa.Label[str]:
    return sa.func.coalesce(sa.type_coerce(column, sa.String), "").label(column.key)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Stored.order_type, Stored.valid_from, Stored.priority, _word(Stored.default_mode), Stored.review_minutes,
        Stored.around_the_clock, Stored.release_minutes, Stored.ship_minutes, Stored.ship_working_days,
        Stored.pack_rule, _word(Stored.backorder_rule),
        Stored.max_pieces_per_part, Stored.cancel_days, _word(Stored.cadence), Stored.proofs,
    )  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """It ships after minutes or after working days, not both, and is not released before its review is due."""
    for one in changes:
        if one.after and Decimal(str(one.now["release_minutes"])) < Decimal(str(one.now["review_minutes"])):
            yield Objection(one.key, "release_minutes", "masterdata.released_unreviewed")
        if one.after and one.now["ship_minutes"] is not None and one.now["ship_working_days"] is not None:
            yield Objection(one.key, "ship_working_days", "masterdata.ships_twice")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service.set_types([one.now for one in changes if one.after], gone)


ORDER_TYPES = known(
    Kind(
        "order_types",
        Fields(
            (
                Field("order_type", Shape.CHOICE, needed=True, choices=tuple(OrderType)),
                Field("valid_from", Shape.DAY, needed=True),
                Field("priority", Shape.WHOLE, needed=True, least=Decimal(1), most=Decimal(99)),
                Field("default_mode", Shape.CHOICE, choices=tuple(Mode)),
                Field("review_minutes", Shape.WHOLE, needed=True, least=Decimal(1), most=MOST_MINUTES, unit="min"),
                Field("around_the_clock", Shape.YES_NO),
                Field("release_minutes", Shape.WHOLE, needed=True, least=Decimal(1), most=MOST_MINUTES, unit="min"),
                Field("ship_minutes", Shape.WHOLE, least=Decimal(1), most=MOST_MINUTES, unit="min"),
                Field("ship_working_days", Shape.WHOLE, most=MOST_DAYS),
                Field("pack_rule", Shape.CHOICE, needed=True, choices=tuple(PackRule)),
                Field("backorder_rule", Shape.CHOICE, needed=True, choices=tuple(BackorderRule)),
                Field("max_pieces_per_part", Shape.WHOLE, least=Decimal(1), most=Decimal(10) ** 6),
                Field("cancel_days", Shape.WHOLE, least=Decimal(1), most=MOST_DAYS),
                Field("cadence", Shape.CHOICE, choices=tuple(Cadence)),
                Field("proofs", Shape.WORDS, choices=tuple(Proof)),
            ),
            ("order_type", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("order_type",),
        may_go=True,
        related=(("order_type_surcharges", "order_type"),),
        beside={"figures": "hq_masterdata_setup.figures"},
    )
)
"""Each holds until the next one of its order type begins; before the first one what is usual holds."""
