"""Goods received: what came of planned receipts, by the paper it came with; a file of it puts it on the shelves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.core.typed_numbers import MAX_QUANTITY
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.stock.models import Depot, PlannedReceipt, StockMovement
from portal.stock.queries_counts import ReceiptAt, depot_ids, depots_shut, planned_at
from portal.stock.service_deliveries import Delivered, receive_deliveries

LONGEST_NOTE = 400
"""Signs of what the ledger keeps of a movement."""


def _rows() -> sa.Select[*tuple[Any, ...]]:
    """What came of planned receipts, as the ledger has it: all movements under one paper are one row."""
    ended = sa.and_(PlannedReceipt.closed_at.is_not(None), PlannedReceipt.received < PlannedReceipt.quantity)
    return (
        sa.select(
            Depot.code.label("depot"),
            Part.number.label("part"),
            PlannedReceipt.reference,
            StockMovement.reference.label("delivery_note"),
            sa.func.sum(StockMovement.quantity).label("received"),
            ended.label("nothing_more"),
            sa.func.max(StockMovement.note).label("note"),
        )
        .select_from(StockMovement)
        .join(PlannedReceipt, PlannedReceipt.id == StockMovement.receipt_id)
        .join(Depot, Depot.id == PlannedReceipt.depot_id)
        .join(Part, Part.id == PlannedReceipt.part_id)
        .group_by(PlannedReceipt.id, Depot.code, Part.number, StockMovement.reference)
    )


def _fill(changes: Sequence[Change]) -> Sequence[Change]:
    """What came under a paper stays as it is told: a row that says as many pieces again says nothing new."""
    return [replace(one, after=one.before) if _told_again(one) else one for one in changes]


def _told_again(one: Change) -> bool:
    return one.action is Action.CHANGED and one.now["received"] == (one.before or {})["received"]


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """What is received was planned and is open still, in a depot in use; what came before stays."""
    shut, receipts = depots_shut(), _receipts(changes)
    depots, parts = depot_ids(), service_parts.part_ids({str(one.now["part"]) for one in changes if one.after})
    for one in changes:
        if one.action is not Action.NEW:
            yield Objection(one.key, "received", "stock.came_stays", {"received": (one.before or {})["received"]})
            continue
        row, receipt = one.now, receipts.get(one.key)
        if row["depot"] not in depots:
            yield Objection(one.key, "depot", "masterdata.unknown", {"text": row["depot"]})
        elif row["depot"] in shut:
            yield Objection(one.key, "depot", "stock.depot_shut", {"depot": row["depot"]})
        elif str(row["part"]) not in parts:
            yield Objection(one.key, "part", "masterdata.unknown", {"text": row["part"]})
        elif receipt is None:
            facts = {"reference": row["reference"], "depot": row["depot"]}
            yield Objection(one.key, "reference", "stock.not_planned", facts)
        elif receipt.closed_by is not None:
            yield Objection(one.key, "reference", "stock.receipt_ended", {"who": receipt.closed_by})


def _remarks(changes: Sequence[Change]) -> Iterator[Objection]:
    """Tell of which planned receipts more came than was still to come, as their page does."""
    receipts, came = _receipts(changes), Counter[int]()
    for one in changes:
        receipt = receipts.get(one.key)
        if receipt is None or one.action is not Action.NEW:
            continue
        left = receipt.left - came[receipt.id]
        pieces = int(str(one.now["received"]))
        came[receipt.id] += pieces
        beyond = pieces - max(left, 0)
        if beyond > 0:
            yield Objection(one.key, "received", "stock.beyond_plan", {"beyond": beyond})


def _receipts(changes: Sequence[Change]) -> dict[str, ReceiptAt]:
    """The planned receipts that rows name, by the keys of the rows."""
    there = planned_at({str(one.now["part"]) for one in changes if one.after})
    found = {
        one.key: there.get((str(one.now["depot"]), str(one.now["part"]), str(one.now["reference"])))
        for one in changes
        if one.after
    }
    return {key: receipt for key, receipt in found.items() if receipt is not None}


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    receipts = _receipts(changes)
    receive_deliveries([_delivered(one, receipts[one.key].id) for one in changes], actor, now)


def _delivered(one: Change, receipt_id: int) -> Delivered:
    """What a row says came; the ledger names the file beside what the row notes."""
    told = " · ".join(part for part in (str(one.now["note"] or ""), one.file) if part)
    pieces, paper = int(str(one.now["received"])), str(one.now["delivery_note"])
    return Delivered(receipt_id, pieces, paper, told[:LONGEST_NOTE], bool(one.now["nothing_more"]))


RECEIPTS = known(
    Kind(
        "receipts",
        Fields(
            (
                Field("depot", Shape.CODE, needed=True, longest=10),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("reference", Shape.CODE, needed=True, longest=60),
                Field("delivery_note", Shape.CODE, needed=True, longest=60),
                Field("received", Shape.WHOLE, needed=True, least=Decimal(1), most=Decimal(MAX_QUANTITY)),
                Field("nothing_more", Shape.YES_NO),
                Field("note", longest=200),
            ),
            ("depot", "part", "reference", "delivery_note"),
        ),
        _rows,
        _write,
        _judge,
        _fill,
        search=("part", "reference", "delivery_note"),
        remarks=_remarks,
        stays="stock.came_is_movement",
        leans_on=("depots", "planned_receipts"),
        views=Permission.STOCK_VIEW,
        edits=Permission.STOCK_MOVE,
    )
)
"""What came, never changed or taken away: the paper it came with keeps it from being received twice."""
