"""Orders and shipments seen from each other: the shipments of an order, the orders in a shipment."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core.data.sessions import db, read
from portal.shipping.models import Milestone, ReadyOrder, Shipment, ShipmentLine
from portal.shipping.states import ON_THE_WAY, WORTH, MilestoneKind, ShipmentState
from portal.stock.models import Depot

OVER = frozenset({ShipmentState.DELIVERED, ShipmentState.CLOSED, ShipmentState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OrderShipment:
    """One shipment with pieces of the order: how many of its pieces, and how far it is.

    `found` are the pieces of the order its receipt found short, over, damaged or wrong; the times of
    arrival and delivery are as last told, fact before estimate before plan.
    """

    id: int
    number: str
    state: ShipmentState
    mode: str
    pieces: int
    carrier: str
    departed_at: datetime | None
    received_at: datetime | None
    found: int
    arrival: datetime | None
    delivery: datetime | None

    @property
    def on_the_way(self) -> bool:
        """Tell whether it has left and its receipt may be confirmed."""
        return self.state in ON_THE_WAY and self.received_at is None

    @property
    def there(self) -> bool:
        """Tell whether the carrier says that it arrived, or is out for delivery."""
        return self.state in ON_THE_WAY and self.state is not ShipmentState.DEPARTED

    @property
    def differs(self) -> bool:
        """Tell whether its receipt found anything but what was shipped."""
        return self.received_at is not None and self.found > 0

    @property
    def expected(self) -> datetime | None:
        """Return when it is expected: its delivery, else its arrival while that is still to come."""
        if self.received_at is not None or self.state in OVER:
            return None
        return self.delivery or (None if self.there else self.arrival)


def shipments_of_order(order_id: int) -> list[OrderShipment]:
    """Return the shipments that carry pieces of an order, oldest first; cancelled ones are left out."""
    return [OrderShipment(*row) for row in read(_of_order(), {"order_id": order_id})]


def rest_until(order_id: int, now: datetime) -> date | None:
    """Return the depot's day on which what waits of an order for another shipment goes by itself, the first of several.

    None where none of it waits, or something of it goes now.
    """
    rows = read(_resting(), {"order_id": order_id}).all()
    if not rows or any(row.goes_at is None or row.goes_at <= now for row in rows):
        return None
    first: date = min(row.goes_at.astimezone(ZoneInfo(row.zone)).date() for row in rows)
    return first


@cache
def _resting() -> sa.Select[datetime | None, str]:
    wanted = sa.select(ReadyOrder.goes_at, Depot.zone).join(Depot, Depot.id == ReadyOrder.depot_id)
    return wanted.where(ReadyOrder.order_id == sa.bindparam("order_id"))


def _last_told(kind: MilestoneKind) -> sa.ScalarSelect[Any]:
    worth = sa.case({basis.value: rank for basis, rank in WORTH.items()}, value=Milestone.basis)
    told = sa.select(Milestone.at).where(Milestone.shipment_id == Shipment.id, Milestone.kind == kind)
    last = told.order_by(worth.desc(), Milestone.id.desc()).limit(1)
    return last.correlate(Shipment).scalar_subquery()


@cache
def _of_order() -> sa.Select[*tuple[Any, ...]]:
    found = ShipmentLine.short + ShipmentLine.over + ShipmentLine.damaged + ShipmentLine.wrong
    wanted: Any = (
        sa.select(
            Shipment.id,
            Shipment.number,
            Shipment.state,
            Shipment.mode,
            sa.func.sum(ShipmentLine.planned),
            Shipment.carrier,
            Shipment.departed_at,
            Shipment.received_at,
            sa.func.sum(found),
            _last_told(MilestoneKind.ARRIVED),
            _last_told(MilestoneKind.DELIVERED),
        )
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(ShipmentLine.order_id == sa.bindparam("order_id"), Shipment.state != ShipmentState.CANCELLED)
        .group_by(Shipment.id)
        .order_by(Shipment.id)
    )
    return wanted  # type: ignore[no-any-return]


def orders_in(shipment_id: int) -> frozenset[int]:
    """Return the ids of the orders whose pieces lie in a shipment."""
    wanted = sa.select(ShipmentLine.order_id).where(ShipmentLine.shipment_id == shipment_id).distinct()
    return frozenset(db.session.scalars(wanted))


def happened_at(shipment_id: int, step: str) -> datetime | None:
    """Return when a shipment was `packed`, `departed` or `received`; None while it has not been."""
    columns = {"packed": Shipment.packed_at, "departed": Shipment.departed_at, "received": Shipment.received_at}
    return db.session.scalar(sa.select(columns[step]).where(Shipment.id == shipment_id))
