"""Saying anew whether an order that was handed in may ship in parts; who said so, and why, is on record."""

from typing import Any

from portal.core.actor import Door, Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.data.touched import touched
from portal.core.errors import FieldRefused, Refused
from portal.core.printed_text import legible
from portal.orders.events import PartsAllowed
from portal.orders.service_record import ORDERS, own_locked, record, touch
from portal.orders.whole.rules import may_change


def change_partial(order_id: int, partial_ok: bool, reason: str, turn: Turn) -> str:
    """Let an order ship in parts, or only whole; return the order's number.

    Headquarters does so on its distributor's word, and says whose in `reason`. Lines that had to be whole until now
    are allocated anew. Refuses `order.field_missing` beside the reason, `order.parts_not_changeable` where nothing is
    left to ship or, the other way, something has begun to; and `core.stale`. What is so already is no change.
    """
    why = legible(reason).strip()
    if turn.actor.door is Door.HQ and not why:
        raise FieldRefused("order.field_missing", field="partial_reason")
    order = own_locked(order_id, turn.actor)
    if not may_change(order.state, order.progress, partial_ok):
        raise Refused("order.parts_not_changeable", number=order.number)
    if order.partial_ok == partial_ok:
        return order.number
    touch(order, turn.seen)
    order.partial_ok = partial_ok
    touched(ORDERS, [order.id])
    told: dict[str, Any] = {"reason": why} if why else {}
    before, after = {"partial_ok": not partial_ok}, {"partial_ok": partial_ok, **told}
    if partial_ok:
        record(order, "parts_allowed", turn.actor, turn.now, before=before, after=after, **told)
    else:
        record(order, "parts_forbidden", turn.actor, turn.now, before=before, after=after, **told)
    db.session.flush()
    if partial_ok:
        publish(PartsAllowed(order.id, order.number, order.distributor_id, turn.actor.user_id), turn.now)
    return order.number
