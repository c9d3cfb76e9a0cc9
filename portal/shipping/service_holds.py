"""Asked by every step of a shipment, whether a hold of an order in it stops this."""

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.orders.holds.rules import Step
from portal.orders.holds.service import refuse_held
from portal.orders.models import OrderLine
from portal.shipping.models import ShipmentLine
from portal.shipping.queries_holds import orders_inside


def refuse_held_inside(shipment_id: int, step: Step) -> None:
    """Refuse `order.held` where a hold keeps an order in this shipment from a step.

    The shipment is locked by the caller; its order lines are locked here, then its orders, so that a hold placed
    meanwhile comes before this step or after it.
    """
    lines = sa.select(OrderLine.id).join(ShipmentLine, ShipmentLine.line_id == OrderLine.id)
    mine = lines.where(ShipmentLine.shipment_id == shipment_id).order_by(OrderLine.id)
    db.session.execute(mine.with_for_update(of=OrderLine)).all()
    refuse_held(orders_inside(shipment_id), step)
