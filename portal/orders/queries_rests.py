"""Orders with pieces that wait longer than their customer wants to wait for them."""

from datetime import date

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.rules_rests import released_before
from portal.orders.states import OrderState


def lapsing_orders(today: date, after: int = 0, *, most: int = 500) -> list[int]:
    """Return released orders with pieces that wait and lapse by a day, by id: at most so many above `after`."""
    released = (SalesOrder.rest_days.is_not(None), SalesOrder.state == OrderState.RELEASED)
    spans = db.session.scalars(sa.select(SalesOrder.rest_days).where(*released).distinct()).all()
    over = [
        sa.and_(SalesOrder.rest_days == days, SalesOrder.released_at < released_before(today, days))
        for days in sorted(days for days in spans if days is not None)
    ]
    if not over:
        return []
    waits = sa.exists().where(OrderLine.order_id == SalesOrder.id, OrderLine.open + OrderLine.backordered > 0)
    query = sa.select(SalesOrder.id).where(*released, sa.or_(*over), waits, SalesOrder.id > after)
    return list(db.session.scalars(query.order_by(SalesOrder.id).limit(most)))
