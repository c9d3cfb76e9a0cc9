"""What files about stock are judged by: depots by code, what is not free at shelves, what came of planned receipts."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.stock.models import Depot, PlannedReceipt, Stock


def depot_ids() -> dict[str, int]:
    """Return the ids of all depots by their codes."""
    return {row.code: row.id for row in db.session.execute(sa.select(Depot.code, Depot.id))}


def depots_shut() -> frozenset[str]:
    """Return the codes of the depots that take nothing in any more."""
    return frozenset(db.session.scalars(sa.select(Depot.code).where(~Depot.active)))


def kept_at(part_ids: Iterable[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many pieces of these parts are tied to lines and in quarantine, by depot and part, where any are."""
    found = sa.select(Stock.depot_id, Stock.part_id, Stock.allocated, Stock.quarantined)
    kept = found.where(among(Stock.part_id, part_ids), Stock.allocated + Stock.quarantined > 0)
    return {(depot, part): (tied, held) for depot, part, tied, held in db.session.execute(kept)}


def received_at(part_ids: Iterable[int]) -> dict[tuple[int, int, str], int]:
    """Return how many pieces of these parts came of planned receipts, by depot, part and reference, where any did."""
    found = sa.select(
        PlannedReceipt.depot_id, PlannedReceipt.part_id, PlannedReceipt.reference, PlannedReceipt.received
    )
    came = found.where(among(PlannedReceipt.part_id, part_ids), PlannedReceipt.received > 0)
    return {(depot, part, reference): pieces for depot, part, reference, pieces in db.session.execute(came)}


@dataclass(frozen=True, slots=True)
class ReceiptAt:
    """A planned receipt as files name it: its id, how many pieces are still to come, and who closed it, if anybody."""

    id: int
    left: int
    closed_by: str | None


def planned_at(numbers: Iterable[str]) -> dict[tuple[str, str, str], ReceiptAt]:
    """Return the planned receipts of parts with these numbers, by depot code, part number and reference."""
    found = (
        sa.select(Depot.code, Part.number, PlannedReceipt)
        .select_from(PlannedReceipt)
        .join(Depot, Depot.id == PlannedReceipt.depot_id)
        .join(Part, Part.id == PlannedReceipt.part_id)
        .where(among(Part.number, sorted(numbers)))
    )
    return {
        (depot, part, one.reference): ReceiptAt(
            one.id, max(one.quantity - one.received, 0), one.closed_by if one.closed_at else None
        )
        for depot, part, one in db.session.execute(found)
    }
