"""The ledger of stock: what changed on hand, why, when, by whom; what is on hand is the sum of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.actor import Actor
from portal.core.data.lists import rows_given
from portal.core.data.sessions import db
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


def keep_movements(
    pieces: Mapping[tuple[int, int], int], entry: Entry, quarantined: Mapping[tuple[int, int], int] | None = None
) -> None:
    """Write down pieces that came (or left, below 0) by part and depot, on hand and in quarantine; one statement."""
    into = quarantined or {}
    rows_of = ((part, depot, n, into.get((part, depot), 0)) for (part, depot), n in pieces.items())
    given = rows_given(rows_of, "part_id", "depot_id", "quantity", "quarantined")
    told = {
        "reason": entry.reason.value,
        "reference": entry.reference,
        "note": entry.note,
        "receipt_id": entry.receipt_id,
        "at": entry.now,
        "by_id": entry.actor.user_id if entry.actor else None,
        "by_name": entry.actor.name if entry.actor else "",
    }
    same = [sa.literal(value, getattr(StockMovement, name).type).label(name) for name, value in told.items()]
    rows = sa.select(given, *same).order_by(given.c.part_id, given.c.depot_id)
    db.session.execute(sa.insert(StockMovement).from_select([*given.c.keys(), *told], rows))
