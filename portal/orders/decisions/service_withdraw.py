"""An order taken back: withdrawn before its review, or cancelled before its release."""

import sqlalchemy as sa

from portal.core.actor import Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.finance import service_reservations
from portal.orders.decisions.service_gathering import let_go_gathered
from portal.orders.decisions.service_holds import end_holds
from portal.orders.decisions.service_lines import remove_lines
from portal.orders.events import OrderCancelled
from portal.orders.models import OrderFinding
from portal.orders.service_progress import cancel_open_pieces
from portal.orders.service_record import decide, judged, own_locked, record
from portal.orders.states import Action, HoldKind, OrderState


def withdraw(order_id: int, turn: Turn) -> str:
    """Take an order back before a reviewer has taken it; it is a draft again. Returns its number.

    A hold of headquarters stays open and meets the order again when it is handed in: only its owner releases it.
    """
    order = own_locked(order_id, turn.actor)
    decide(order, Action.WITHDRAW, turn, submitted_at=None, due_at=None, release_due_at=None, rest_days=None)
    remove_lines(order)
    db.session.execute(
        sa.delete(OrderFinding).where(OrderFinding.order_id == order.id),
        execution_options={"synchronize_session": False},
    )
    end_holds(order, "withdrawn", turn.actor, turn.now, kinds=[HoldKind.DEALER])
    record(order, "withdrawn", turn.actor, turn.now)
    publish(OrderCancelled(order.id, order.number, order.distributor_id), turn.now)
    return order.number


def cancel(order_id: int, reason: str, turn: Turn) -> str:
    """Cancel an order before its release; a draft needs no reason. Returns its number."""
    order = own_locked(order_id, turn.actor)
    judged(order, Action.CANCEL, turn.seen)
    if order.state is not OrderState.DRAFT and not reason.strip():
        raise Refused("order.cancel_without_reason")
    was = order.state
    decide(order, Action.CANCEL, turn, decision_note=reason.strip(), due_at=None, release_due_at=None)
    service_reservations.release(order.number)
    if was is not OrderState.DRAFT:
        cancel_open_pieces(order, turn.now)
        publish(OrderCancelled(order.id, order.number, order.distributor_id), turn.now)
    let_go_gathered(order, turn.actor, turn.now)
    end_holds(order, "cancelled", turn.actor, turn.now)
    record(order, "cancelled", turn.actor, turn.now, before={"state": was.value}, reason=reason.strip())
    return order.number
