"""The orders whose pieces are in a shipment, and the holds that keep them from its next step."""

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.orders.holds.queries import HeldOrder, held_orders
from portal.orders.holds.rules import Step
from portal.shipping.models import ShipmentLine
from portal.shipping.states import ShipmentState

NEXT_STEPS = {
    ShipmentState.PLANNED: Step.PICK,
    ShipmentState.PICKING: Step.PICK,
    ShipmentState.PACKED: Step.BOOK,
    ShipmentState.BOOKED: Step.DISPATCH,
}
"""What a hold can still stop, by the state of a shipment; what has left is not called back."""


def orders_inside(shipment_id: int) -> list[int]:
    """Return the ids of the orders that have pieces in a shipment; a line nothing was picked of has none."""
    pieces = sa.case((ShipmentLine.picked_at.is_(None), ShipmentLine.planned), else_=ShipmentLine.picked)
    query = sa.select(ShipmentLine.order_id).where(ShipmentLine.shipment_id == shipment_id, pieces > 0)
    return list(db.session.scalars(query.distinct().order_by(ShipmentLine.order_id)))


def pieces_inside(shipment_id: int) -> dict[int, int]:
    """Return how many pieces of each order (by id) are in a shipment; those not counted yet as planned."""
    pieces = sa.case((ShipmentLine.picked_at.is_(None), ShipmentLine.planned), else_=ShipmentLine.picked)
    query = sa.select(ShipmentLine.order_id, sa.func.sum(pieces)).where(ShipmentLine.shipment_id == shipment_id)
    return {order_id: int(n) for order_id, n in db.session.execute(query.group_by(ShipmentLine.order_id))}


def held_inside(shipment_id: int, state: ShipmentState) -> tuple[HeldOrder, ...]:
    """Return the orders in a shipment that a hold keeps from its next step."""
    step = NEXT_STEPS.get(state)
    return () if step is None else held_orders(orders_inside(shipment_id), step)
