"""Orders with pieces that wait longer than their customer wants, or than their type keeps what is missing."""

from datetime import date

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.rules_rests import released_before
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import BackorderRule


def lapsing_orders(today: date, after: int = 0, *, most: int = 500) -> list[int]:
    """Return released orders with pieces that wait and lapse by a day, by id: at most so many above `after`.

    With them go those of which nothing is kept back and whose first shipment has left.
    """
    released = SalesOrder.state == OrderState.RELEASED
    spans = sa.select(SalesOrder.rest_days).where(released, SalesOrder.rest_days.is_not(None)).distinct()
    over = [
        sa.and_(SalesOrder.rest_days == days, SalesOrder.released_at < released_before(today, days))
        for days in sorted(days for days in db.session.scalars(spans) if days is not None)
    ]
    left = SalesOrder.progress == Progress.PARTLY_SHIPPED
    not_kept = sa.and_(SalesOrder.backorder_rule == BackorderRule.NONE, left)
    waits = sa.exists().where(OrderLine.order_id == SalesOrder.id, OrderLine.open + OrderLine.backordered > 0)
    query = sa.select(SalesOrder.id).where(released, sa.or_(not_kept, *over), waits, SalesOrder.id > after)
    return list(db.session.scalars(query.order_by(SalesOrder.id).limit(most)))
