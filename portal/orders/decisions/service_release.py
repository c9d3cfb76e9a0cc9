"""Release: an approved order without a blocking hold goes on to allocation, by itself."""

from datetime import datetime

from portal.core.actor import Actor, Turn
from portal.core.data.events import publish
from portal.orders.events import OrderReleased
from portal.orders.models import SalesOrder
from portal.orders.service_record import decide, is_held, record
from portal.orders.states import Action, OrderState


def release_if_free(order: SalesOrder, actor: Actor, now: datetime) -> bool:
    """Release an approved order when no blocking hold is open; tell whether it was."""
    if order.state is not OrderState.APPROVED or is_held(order):
        return False
    decide(order, Action.RELEASE, Turn(actor, order.version, now), released_at=now)
    record(order, "released", actor, now)
    publish(OrderReleased(order.id, order.number, order.distributor_id), now)
    return True
