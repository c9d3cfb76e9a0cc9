"""Planned receipts: what each depot expects, on which day, under which reference."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data.plans import not_by
from portal.core.days import hq_day
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.stock import service_receipts
from portal.stock.models import Depot, PlannedReceipt
from portal.stock.queries_counts import depot_ids, depots_shut, received_at
from portal.stock.service_receipts import Planned

LATEST = timedelta(days=30)
"""What should have come so long ago and is only heard of now may be planned still: purchasing tells of it late."""


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Depot.code.label("depot"),
            Part.number.label("part"),
            PlannedReceipt.reference,
            PlannedReceipt.expected_on,
            PlannedReceipt.quantity,
        )
        .join(Depot, Depot.id == PlannedReceipt.depot_id)
        .join(Part, not_by(Part.id) == PlannedReceipt.part_id)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Depot and part are there, no fewer are planned than have come, and nothing goes of which pieces have come."""
    depots, shut = depot_ids(), depots_shut()
    parts = service_parts.part_ids({str(_row(one)["part"]) for one in changes})
    came = received_at(parts.values())
    for one in changes:
        more = int(str(one.now.get("quantity") or 0)) > int(str((one.before or {}).get("quantity") or 0))
        if more and one.now["depot"] in shut:
            yield Objection(one.key, "depot", "stock.depot_shut", {"depot": one.now["depot"]})
        row = _row(one)
        depot, part = depots.get(str(row["depot"])), parts.get(str(row["part"]))
        if depot is None:
            yield Objection(one.key, "depot", "masterdata.unknown", {"text": row["depot"]})
        elif part is None:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": row["part"]})
        else:
            received = came.get((depot, part, str(row["reference"])), 0)
            if received and one.action is Action.GONE:
                yield Objection(one.key, "", "stock.receipt_has_come", {"reference": row["reference"]})
            elif received and int(str(row["quantity"])) < received:
                yield Objection(one.key, "quantity", "stock.below_received", {"received": received})


def _typed(changes: Sequence[Change]) -> Iterable[Objection]:
    """Nothing is planned for a day long past; what is late stays as it is while something else of it changes."""
    first = hq_day(utc_now()) - LATEST
    for one in changes:
        moved = one.after and one.now["expected_on"] != (one.before or {}).get("expected_on")
        if moved and date.fromisoformat(str(one.now["expected_on"])) < first:
            yield Objection(one.key, "expected_on", "masterdata.expected_back", {"first": first.isoformat()})


def _row(one: Change) -> Row:
    return one.after or one.before or {}


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    depots = depot_ids()
    parts = service_parts.part_ids({str(_row(one)["part"]) for one in changes})

    def planned(one: Change) -> Planned:
        row = _row(one)
        return Planned(
            depots[str(row["depot"])],
            parts[str(row["part"])],
            str(row["reference"]),
            date.fromisoformat(str(row["expected_on"])),
            int(str(row["quantity"])),
        )

    service_receipts.plan_receipts([planned(one) for one in changes if one.after], actor, now)
    service_receipts.drop_receipts([planned(one) for one in changes if not one.after], now)


PLANNED_RECEIPTS = known(
    Kind(
        "planned_receipts",
        Fields(
            (
                Field("depot", Shape.CODE, needed=True, longest=10),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("reference", Shape.CODE, needed=True, longest=60),
                Field("expected_on", Shape.DAY, needed=True),
                Field("quantity", Shape.WHOLE, needed=True, least=Decimal(1), most=Decimal(10) ** 6),
            ),
            ("depot", "part", "reference"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "reference"),
        typed=_typed,
        may_go=True,
        leans_on=("depots",),
        views=Permission.MASTERDATA_VIEW,
        edits=Permission.STOCK_MOVE,
    )
)
"""What is expected and what has come of it; a receipt of which pieces have come stays."""
