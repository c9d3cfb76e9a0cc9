"""Orders and shipments seen from each other: the shipments of an order, the orders in a shipment."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.database import db
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import ShipmentState


@dataclass(frozen=True, slots=True)
class OrderShipment:
    """One shipment with pieces of the order: how many of its pieces, and how far it is."""

    number: str
    state: ShipmentState
    mode: str
    pieces: int
    carrier: str
    departed_at: datetime | None
    received_at: datetime | None


def shipments_of_order(order_id: int) -> list[OrderShipment]:
    """Return the shipments that carry pieces of an order, oldest first; cancelled ones are left out."""
    wanted = (
        sa.select(
            Shipment.number, Shipment.state, Shipment.mode, sa.func.sum(ShipmentLine.planned), Shipment.carrier,
            Shipment.departed_at, Shipment.received_at,
        )
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(ShipmentLine.order_id == order_id, Shipment.state != ShipmentState.CANCELLED)
        .group_by(Shipment.id)
        .order_by(Shipment.id)
    )  # fmt: skip
    return [OrderShipment(*row) for row in db.session.execute(wanted)]


def orders_in(shipment_id: int) -> frozenset[int]:
    """Return the ids of the orders whose pieces lie in a shipment."""
    wanted = sa.select(ShipmentLine.order_id).where(ShipmentLine.shipment_id == shipment_id).distinct()
    return frozenset(db.session.scalars(wanted))


def happened_at(shipment_id: int, step: str) -> datetime | None:
    """Return when a shipment was `packed`, `departed` or `received`; None while it has not been."""
    columns = {"packed": Shipment.packed_at, "departed": Shipment.departed_at, "received": Shipment.received_at}
    return db.session.scalar(sa.select(columns[step]).where(Shipment.id == shipment_id))
