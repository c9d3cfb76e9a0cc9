"""Stock on hand: a file of it is a count, and what differs becomes a movement that names the file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.data.plans import not_by
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import MOST_PIECES
from portal.stock import service_shelves
from portal.stock.models import Depot, Stock
from portal.stock.queries_counts import depot_ids, depots_shut, kept_at
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Count, Place


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Depot.code.label("depot"), Part.number.label("part"), Stock.on_hand)
        .join(Depot, Depot.id == Stock.depot_id)
        .join(Part, not_by(Part.id) == Stock.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Depot and part are there, and no fewer were counted than are tied to lines or in quarantine."""
    depots, shut = depot_ids(), depots_shut()
    parts = service_parts.part_ids({str(one.now["part"]) for one in changes if one.after})
    kept = kept_at(parts.values())
    for one in changes:
        more = int(str(one.now.get("on_hand") or 0)) > int(str((one.before or {}).get("on_hand") or 0))
        if more and one.now["depot"] in shut:
            yield Objection(one.key, "depot", "stock.depot_shut", {"depot": one.now["depot"]})
        row = one.after or one.before or {}
        depot, part = depots.get(str(row["depot"])), parts.get(str(row["part"]))
        if one.after and depot is None:
            yield Objection(one.key, "depot", "masterdata.unknown", {"text": row["depot"]})
        elif one.after and part is None:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": row["part"]})
        elif depot and part:
            tied, held = kept.get((depot, part), (0, 0))
            counted = int(str(one.now.get("on_hand", 0)))
            if counted < tied:
                yield Objection(one.key, "on_hand", "stock.below_tied", {"tied": tied})
            elif counted < tied + held:
                yield Objection(one.key, "on_hand", "stock.below_kept", {"tied": tied, "quarantined": held})


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    depots = depot_ids()
    parts = service_parts.part_ids({str((one.after or one.before or {})["part"]) for one in changes})

    def place(one: Change) -> Place:
        row = one.after or one.before or {}
        return Place(depots[str(row["depot"])], parts[str(row["part"])])

    def pieces(row: Any) -> int:
        return int(row["on_hand"]) if row else 0

    counts = [Count(place(one), pieces(one.before), pieces(one.after)) for one in changes]
    first = changes[0] if changes else None
    reason = MovementReason.UNCOUNTED if first and first.back else MovementReason.COUNTED
    file = first.file if first else ""
    service_shelves.apply_counts(counts, Entry(reason, now, actor, note=file))
    service_shelves.clear_shelves(place(one) for one in changes if one.action is Action.GONE)


STOCK_COUNTS = known(
    Kind(
        "stock_counts",
        Fields(
            (
                Field("depot", Shape.CODE, needed=True, longest=10),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("on_hand", Shape.WHOLE, needed=True, most=MOST_PIECES),
            ),
            ("depot", "part"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "depot"),
        empties="on_hand",
        views=Permission.STOCK_VIEW,
        edits=Permission.STOCK_MOVE,
    )
)
"""What lies in the depots; a part counted as none stays in the list, and never goes by a file that lacks it."""
