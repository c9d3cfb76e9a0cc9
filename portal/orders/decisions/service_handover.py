"""An order in review goes from one reviewer to another without going back into the queue: given or taken."""

import sqlalchemy as sa

from portal.core.actor import Turn
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.errors import Refused, Stale
from portal.orders.events import OrderTaken
from portal.orders.models import SalesOrder
from portal.orders.rules_taking import taken_over_why
from portal.orders.service_record import already_decided, holder_of, in_hands, order_locked, record
from portal.orders.states import OrderState


def hand_over(order_id: int, receiver_id: int, receiver_name: str, turn: Turn) -> str:
    """Give an order one is reviewing to a colleague; the review goes on. Returns its number.

    Refuses `order.not_in_your_hands` and `core.stale`.
    """
    order = order_locked(order_id)
    if order.state is not OrderState.IN_REVIEW:
        raise already_decided(order)
    in_hands(order, turn.actor)
    _pass_on(order, receiver_id, turn.seen)
    record(order, "handed_over", turn.actor, turn.now, shown=False, to=receiver_name)
    publish(OrderTaken(order.id, order.number, order.distributor_id, receiver_id, receiver_name), turn.now)
    return order.number


def take_over(order_id: int, why: str, turn: Turn) -> str:
    """Take an order out of a colleague's hands, who is told why; the review goes on. Returns its number.

    Refuses `order.not_taken` where nobody has it, `order.already_decided` where the review is over,
    `order.already_yours`, `core.stale`, and a reason that is missing as `taken_over_why` does.
    """
    order = order_locked(order_id)
    if order.state is OrderState.SUBMITTED:
        raise Refused("order.not_taken", number=order.number)
    if order.state is not OrderState.IN_REVIEW:
        raise already_decided(order)
    if order.reviewer_id == turn.actor.user_id:
        raise Refused("order.already_yours", number=order.number)
    told, holder, before = taken_over_why(why), order.reviewer_id, holder_of(order).name
    _pass_on(order, turn.actor.user_id or 0, turn.seen)
    record(
        order,
        "taken_over",
        turn.actor,
        turn.now,
        shown=False,
        before={"owner": before},
        after={"owner": turn.actor.name},
        of=before,
        reason=told,
    )
    head = (order.id, order.number, order.distributor_id)
    publish(OrderTaken(*head, turn.actor.user_id or 0, turn.actor.name, holder, told), turn.now)
    return order.number


def _pass_on(order: SalesOrder, receiver_id: int, seen_version: int) -> None:
    given = (
        sa.update(SalesOrder)
        .where(
            SalesOrder.id == order.id,
            SalesOrder.version == seen_version,
            SalesOrder.state == OrderState.IN_REVIEW,
            SalesOrder.reviewer_id == order.reviewer_id,
        )
        .values(reviewer_id=receiver_id, version=seen_version + 1)
    )
    if changed(given) != 1:
        raise Stale
