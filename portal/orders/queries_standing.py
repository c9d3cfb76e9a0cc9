"""The conditions of orders as lists, start pages and filters name them."""

from datetime import datetime

import sqlalchemy as sa

from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.rules_release import AWAITING_RELEASE, ReleaseBreach
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.states_shown import AT_HEADQUARTERS, SHOWN, Group


def standing(wanted: str) -> sa.ColumnElement[bool]:
    """Return the condition of the orders a value of the state filter names: one word's, or a group's.

    Start pages count by the same condition as the list they lead to.
    """
    if wanted == Group.AT_HEADQUARTERS:
        return SalesOrder.state.in_(sorted(AT_HEADQUARTERS))
    if wanted == Group.WAITING_FOR_STOCK:
        waits = sa.select(OrderLine.id).where(OrderLine.order_id == SalesOrder.id, OrderLine.backordered > 0)
        return sa.and_(SalesOrder.state == OrderState.RELEASED, waits.exists())
    return sa.or_(*(_shown_in(state, at) for state, at in SHOWN[wanted].items()))


def _shown_in(state: OrderState, at: frozenset[Progress]) -> sa.ColumnElement[bool]:
    own = SalesOrder.state == state
    return own if len(at) == len(Progress) else sa.and_(own, SalesOrder.progress.in_(sorted(at)))


def with_open_hold() -> sa.ColumnElement[bool]:
    """Return the condition of the orders somebody holds."""
    return SalesOrder.id.in_(sa.select(OrderHold.order_id).where(OrderHold.released_at.is_(None)))


def release_out_of_time(breach: str, now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition of the orders whose release is late at an instant, or came late (`release_breach`)."""
    if breach == ReleaseBreach.MISSED:
        return SalesOrder.released_at > SalesOrder.release_due_at
    return sa.and_(SalesOrder.state.in_(sorted(AWAITING_RELEASE)), SalesOrder.release_due_at < now)
