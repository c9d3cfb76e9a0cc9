"""The distributor counts what arrived; differences are kept with the line and can be claimed."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from portal.core.actor import Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.orders.service_progress import PieceMove, move_all
from portal.shipping.arrival.rules_receipt import Count, LineReceipt, receipt_of
from portal.shipping.events import ReceiptConfirmed
from portal.shipping.models import ShipmentLine
from portal.shipping.service_record import advance, record, shipment_locked, tell_time
from portal.shipping.states import ON_THE_WAY, Action, Basis, MilestoneKind

NOTE_LENGTH = 400
DIFFERENCES = ("short", "over", "damaged", "wrong")


def confirm_receipt(shipment_id: int, counts: Sequence[Count], notes: Mapping[int, str], turn: Turn) -> bool:
    """Record what arrived, line by line, and count all that was shipped as delivered; once.

    Returns whether anything differs from what was shipped. A missing piece is delivered too as far
    as its order goes: it is claimed, not shipped again. Refuses `shipping.already_received`,
    `.not_on_the_way` and `.note_too_long`.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    if shipment.received_at is not None:
        raise Refused("shipping.already_received", at=shipment.received_at)
    if shipment.state not in ON_THE_WAY:
        raise Refused("shipping.not_on_the_way", state=shipment.state)
    mine = sa.select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id, ShipmentLine.picked > 0)
    lines = list(db.session.scalars(mine.order_by(ShipmentLine.id)))
    found = receipt_of({line.id: line.picked for line in lines}, counts)
    _write(lines, found, notes)
    differs = any(one.difference.any for one in found.values())
    move_all([PieceMove(line.line_id, "shipped", "delivered", line.picked) for line in lines], now=turn.now)
    told = shipment.delivered_at is not None
    advance(
        shipment,
        Action.DELIVER,
        received_by=turn.actor.user_id,
        received_at=turn.now,
        delivered_at=shipment.delivered_at or turn.now,
    )
    if not told:
        tell_time(shipment, MilestoneKind.DELIVERED, Basis.ACTUAL, turn.now, turn.actor, turn.now)
    record(
        shipment,
        "received",
        turn.actor,
        turn.now,
        pieces=shipment.pieces,
        differences=differs,
        **{kind: sum(getattr(line, kind) for line in lines) for kind in DIFFERENCES},
    )
    publish(ReceiptConfirmed(shipment.id, shipment.number, shipment.distributor_id, differences=differs), turn.now)
    return differs


def _write(lines: Sequence[ShipmentLine], found: Mapping[int, LineReceipt], notes: Mapping[int, str]) -> None:
    """Keep with each line what of it arrived, how that differs, and what was said of it."""
    for line in lines:
        receipt, difference = found[line.id], found[line.id].difference
        line.received_good, line.short, line.over = receipt.received_good, difference.short, difference.over
        line.damaged, line.wrong = difference.damaged, difference.wrong
        line.receipt_note = _note(notes.get(line.id, ""))
    db.session.flush()


def _note(text: str) -> str:
    note = text.strip()
    if len(note) > NOTE_LENGTH:
        raise Refused("shipping.note_too_long", most=NOTE_LENGTH)
    return note
