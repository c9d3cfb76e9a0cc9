"""What the freight of an order is estimated by: what its lines weigh, and the rates that hold to where it goes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Address
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import Part
from portal.core.data.sessions import Reading, read
from portal.orders.models import DraftRow, OrderLine
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_freight import Freight, paid_by
from portal.pricing.models_freight import FreightRate
from portal.pricing.rules_freight import Load, Rate, estimated
from portal.settings.queries import figures_on
from portal.stock.models import Depot

_RATE = (
    Depot.code,
    Depot.rank,
    sa.type_coerce(FreightRate.origin == Depot.code, sa.Boolean).label("own"),
    FreightRate.from_kg,
    FreightRate.currency,
    FreightRate.per_shipment,
    FreightRate.per_kg,
    FreightRate.valid_from,
    FreightRate.valid_to,
)
_LEAVES = sa.or_(FreightRate.origin == Depot.code, FreightRate.origin == Depot.country)
_HOLDS = sa.and_(
    FreightRate.mode == sa.bindparam("mode"),
    FreightRate.valid_from <= sa.bindparam("day", type_=sa.Date),
    sa.or_(FreightRate.valid_to.is_(None), FreightRate.valid_to >= sa.bindparam("day", type_=sa.Date)),
)


@cache
def _rates_to() -> Reading:
    return (
        sa.select(*_RATE)
        .select_from(FreightRate)
        .join(Depot, _LEAVES)
        .where(_HOLDS, FreightRate.destination == sa.bindparam("destination"))
    )


def rates_to(destination: str, mode: Mode | str, day: date) -> list[Rate]:
    """Return the rates to a country that hold on a day, each with the depot it is from."""
    asked = {"destination": destination, "mode": str(mode), "day": day}
    return [Rate(*row) for row in read(_rates_to(), asked)]


_LINES = (OrderLine.part_id, OrderLine.order_id, OrderLine.ordered - OrderLine.cancelled - OrderLine.substituted)
_ROWS = (DraftRow.part_id, DraftRow.order_id, DraftRow.quantity)
"""Parts and pieces: of lines, and of rows of a draft that were understood so far."""


@cache
def _load_and_rates(*, drafted: bool) -> Reading:
    """The load of an order in one row, beside each rate that may hold for it (none: nothing beside it)."""
    part_id, order_id, pieces = _ROWS if drafted else _LINES
    volume = sa.cast(Part.length_mm, sa.BigInteger) * Part.width_mm * Part.height_mm
    nothing: Any = sa.func.coalesce
    load = (
        sa.select(
            nothing(sa.func.sum(sa.cast(pieces, sa.BigInteger) * Part.weight_g), 0).label("gross_g"),
            nothing(sa.func.sum(pieces * volume), 0).label("volume_mm3"),
            nothing(sa.func.sum(sa.case((sa.and_(Part.weight_g == 0, pieces > 0), 1), else_=0)), 0).label("unknown"),
        )
        .select_from(Part)
        .join(DraftRow if drafted else OrderLine, part_id == Part.id)
        .where(order_id == sa.bindparam("order_id"))
        .subquery()
    )
    ship_to = sa.select(Address.country).where(Address.id == sa.bindparam("ship_to_id")).scalar_subquery()
    destination = nothing(ship_to, sa.bindparam("country"))
    rates = sa.join(FreightRate, Depot, _LEAVES)
    return (
        sa.select(load.c.gross_g, load.c.volume_mm3, load.c.unknown, destination, *_RATE)
        .select_from(load)
        .outerjoin(rates, sa.and_(_HOLDS, FreightRate.destination == destination))
    )


def freight_of(head: OrderHead, day: date, *, drafted: bool = False) -> Freight:
    """Return what the freight of an order, or of its draft, is estimated at on a day and who pays it; one statement."""
    asked = {
        "order_id": head.id,
        "ship_to_id": head.ship_to_id,
        "country": head.distributor_country,
        "mode": head.mode.value,
        "day": day,
    }
    rows: Sequence[Any] = read(_load_and_rates(drafted=drafted), asked).all()
    gross_g, volume_mm3, unknown, destination = rows[0][:4]
    rates = [Rate(*row[4:]) for row in rows if row[4] is not None]
    load = Load(int(Decimal(gross_g)), int(Decimal(volume_mm3)), int(unknown))
    estimate = estimated(load, head.mode, rates, figures_on(day))
    return Freight(estimate, paid_by(head.order_type, head.incoterm), destination, head.mode)
