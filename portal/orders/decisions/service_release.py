"""Release: an approved order without a blocking hold goes on to allocation, by itself."""

from datetime import datetime

from portal.core.actor import SYSTEM, Actor, Turn
from portal.core.data.events import publish
from portal.orders.events import OrderReleased
from portal.orders.holds.rules import Step
from portal.orders.models import SalesOrder
from portal.orders.service_record import decide, is_held, record
from portal.orders.states import Action, OrderState


def release_if_free(order: SalesOrder, doer: Actor, now: datetime) -> bool:
    """Release an approved order when no blocking hold is open; tell whether it was.

    The portal does it by itself, after `doer` approved the order or lifted its last hold.
    """
    if order.state is not OrderState.APPROVED or is_held(order, Step.RELEASE):
        return False
    decide(order, Action.RELEASE, Turn(SYSTEM, order.version, now), released_at=now)
    record(order, "released", SYSTEM, now)
    publish(OrderReleased(order.id, order.number, order.distributor_id, doer.user_id), now)
    return True
