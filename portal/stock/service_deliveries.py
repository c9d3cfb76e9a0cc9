"""Deliveries: what came of many planned receipts at once, each piece with the paper it came with; all or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import add_rows, db
from portal.core.errors import NotVisible, Refused
from portal.stock.events import StockArrived
from portal.stock.models import PlannedReceipt, StockMovement
from portal.stock.rules_movements import MovementReason
from portal.stock.service import raise_shelves


@dataclass(frozen=True, slots=True)
class Delivered:
    """Pieces that came of a planned receipt, the paper they came with, and whether nothing more comes of it."""

    receipt_id: int
    quantity: int
    reference: str
    note: str = ""
    last: bool = False


def receive_deliveries(delivered: Sequence[Delivered], actor: Actor, now: datetime) -> None:
    """Put what came of planned receipts on its shelves, in a handful of statements; what waits for it is served.

    A receipt is closed once all of it came, or nothing more does. Refuses `stock.receipt_closed` (who, when) and
    `stock.depot_shut`.
    """
    receipts = _locked({one.receipt_id for one in delivered})
    pieces: Counter[tuple[int, int]] = Counter()
    movements = []
    for one in delivered:
        receipt = receipts[one.receipt_id]
        receipt.received += one.quantity
        pieces[receipt.part_id, receipt.depot_id] += one.quantity
        movements.append(
            {
                "depot_id": receipt.depot_id,
                "part_id": receipt.part_id,
                "quantity": one.quantity,
                "reason": MovementReason.RECEIPT.value,
                "reference": one.reference,
                "note": one.note,
                "at": now,
                "by_id": actor.user_id,
                "by_name": actor.name,
                "receipt_id": receipt.id,
            }
        )
    ended = {one.receipt_id for one in delivered if one.last}
    for receipt in receipts.values():
        if receipt.id in ended or receipt.received >= receipt.quantity:
            receipt.closed_at, receipt.closed_by = now, actor.name
    db.session.flush()
    if movements:
        raise_shelves(pieces)
        add_rows(StockMovement, movements)
        publish(StockArrived(tuple(sorted({part for part, _depot in pieces}))), now)


def _locked(receipt_ids: set[int]) -> dict[int, PlannedReceipt]:
    found = db.session.scalars(
        sa.select(PlannedReceipt).where(among(PlannedReceipt.id, receipt_ids)).order_by(PlannedReceipt.id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    )  # fmt: skip
    receipts = {one.id: one for one in found}
    for wanted in sorted(receipt_ids):
        if wanted not in receipts:
            raise NotVisible(str(wanted))
        there = receipts[wanted]
        if there.closed_at is not None:
            raise Refused("stock.receipt_closed", who=there.closed_by, when=there.closed_at)
    return receipts
