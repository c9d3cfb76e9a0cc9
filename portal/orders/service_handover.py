"""An order in review goes from one reviewer to another without going back into the queue."""

from datetime import datetime

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.database import db
from portal.core.errors import Refused, Stale
from portal.core.events import publish
from portal.orders.events import OrderTaken
from portal.orders.models import SalesOrder
from portal.orders.service_record import order_locked, record
from portal.orders.states import OrderState


def hand_over(
    order_id: int, receiver_id: int, receiver_name: str, actor: Actor, seen_version: int, now: datetime
) -> str:
    """Give an order one is reviewing to a colleague; the review goes on. Returns its number.

    Refuses `order.not_in_your_hands` and `core.stale`.
    """
    order = order_locked(order_id)
    if order.state is not OrderState.IN_REVIEW or order.reviewer_id != actor.user_id:
        raise Refused("order.not_in_your_hands", number=order.number)
    given = (
        sa.update(SalesOrder)
        .where(
            SalesOrder.id == order.id, SalesOrder.version == seen_version,
            SalesOrder.state == OrderState.IN_REVIEW, SalesOrder.reviewer_id == actor.user_id,
        )
        .values(reviewer_id=receiver_id, version=seen_version + 1)
    )  # fmt: skip
    done = db.session.execute(given, execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale
    record(order, "handed_over", actor, now, shown=False, to=receiver_name)
    publish(OrderTaken(order.id, order.number, order.distributor_id, receiver_id, receiver_name), now)
    return order.number
