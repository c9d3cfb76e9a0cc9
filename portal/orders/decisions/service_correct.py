"""Correcting what papers will say of an order that was handed in: its purchase order number, until all is invoiced."""

import sqlalchemy as sa

from portal.core.actor import Turn
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, Refused
from portal.core.printed_text import check_printable, legible
from portal.core.references import reference_key
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.service_record import own_locked, record, touch
from portal.orders.states import CORRECTABLE


def correct_purchase_order(order_id: int, po_number: str, turn: Turn) -> str:
    """Give an order the purchase order number its buyer meant; return the order's number.

    Papers issued from now on name the new one, and the order's history and the audit keep both. Refuses
    `order.field_missing` and `text.unprintable` beside the field, `order.not_correctable` where the order is a
    draft, has ended or is invoiced whole, and `core.stale`. The same number again is no change.
    """
    wanted = legible(po_number).strip()
    if not wanted:
        raise FieldRefused("order.field_missing", field="po_number")
    check_printable(wanted, "po_number")
    order = own_locked(order_id, turn.actor)
    if order.state not in CORRECTABLE or not _papers_to_come(order):
        raise Refused("order.not_correctable", number=order.number)
    before = order.po_number
    if wanted == before:
        return order.number
    touch(order, turn.seen)
    order.po_number, order.po_norm = wanted, reference_key(wanted)[:60]
    record(
        order,
        "po_corrected",
        turn.actor,
        turn.now,
        before={"po_number": before},
        after={"po_number": wanted},
        old=before,
        new=wanted,
    )
    db.session.flush()
    return order.number


def _papers_to_come(order: SalesOrder) -> bool:
    left = sa.select(OrderLine.id).where(
        OrderLine.order_id == order.id,
        OrderLine.invoiced < OrderLine.ordered - OrderLine.cancelled - OrderLine.substituted,
    )
    return db.session.scalar(left.limit(1)) is not None
