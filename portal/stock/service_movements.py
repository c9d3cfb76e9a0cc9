"""The ledger of stock: what changed on hand, why, when, by whom; what is on hand is the sum of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.core.actor import Actor
from portal.core.data.sessions import add_rows
from portal.stock.models import StockMovement
from portal.stock.rules_movements import MovementReason


@dataclass(frozen=True, slots=True)
class Entry:
    """Why, when and by whom (None: the portal itself) pieces move, under which reference, with what note."""

    reason: MovementReason
    now: datetime
    actor: Actor | None = None
    reference: str = ""
    note: str = ""
    receipt_id: int | None = None


def keep_movements(pieces: Mapping[tuple[int, int], int], entry: Entry) -> None:
    """Write down pieces that came (or left, below 0) by part and depot; one statement."""
    told = {
        "reason": entry.reason.value,
        "reference": entry.reference,
        "note": entry.note,
        "receipt_id": entry.receipt_id,
        "at": entry.now,
        "by_id": entry.actor.user_id if entry.actor else None,
        "by_name": entry.actor.name if entry.actor else "",
    }
    add_rows(
        StockMovement,
        [
            {"part_id": part, "depot_id": depot, "quantity": quantity} | told
            for (part, depot), quantity in sorted(pieces.items())
        ],
    )
