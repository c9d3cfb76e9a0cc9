"""Orders that may have ended: everything shipped, everything delivered and invoiced."""

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState


def nothing_left_to_ship(after: int = 0, *, most: int = 500) -> list[int]:
    """Return released orders with nothing left to ship, by id: a hold stopped them from being completed.

    At most so many, with an id above `after`.
    """
    waiting = OrderLine.open + OrderLine.allocated + OrderLine.backordered + OrderLine.picked + OrderLine.packed
    gone = OrderLine.shipped + OrderLine.delivered
    query = (
        sa.select(SalesOrder.id)
        .join(OrderLine, OrderLine.order_id == SalesOrder.id)
        .where(SalesOrder.state == OrderState.RELEASED, SalesOrder.id > after, ~stopped_at(Step.COMPLETE))
        .group_by(SalesOrder.id)
        .having(sa.func.sum(waiting) == 0, sa.func.sum(gone) > 0)
    )
    return list(db.session.scalars(query.order_by(SalesOrder.id).limit(most)))


def delivered_and_invoiced(after: int = 0, *, most: int = 500) -> list[int]:
    """Return completed orders, not on hold, whose every piece is delivered and invoiced; by id, above `after`."""
    open_line = sa.exists().where(
        OrderLine.order_id == SalesOrder.id,
        sa.or_(OrderLine.shipped > 0, OrderLine.invoiced < OrderLine.delivered),
    )
    query = sa.select(SalesOrder.id).where(
        SalesOrder.state == OrderState.COMPLETED, SalesOrder.id > after, ~open_line, ~stopped_at(Step.CLOSE)
    )
    return list(db.session.scalars(query.order_by(SalesOrder.id).limit(most)))
