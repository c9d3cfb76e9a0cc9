"""Counts of sheets: what was counted on the lines of open count sheets, as a file of a sheet brings it back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import MOST_PIECES
from portal.stock import service_count_sheets
from portal.stock.models_count_sheets import CountSheet, CountSheetLine
from portal.stock.queries_count_sheets import lines_by_part
from portal.stock.rules_count_sheets import SheetState
from portal.stock.service_count_sheets import Entered


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(CountSheet.number.label("count_sheet"), Part.number.label("part"), CountSheetLine.counted)
        .select_from(CountSheetLine)
        .join(CountSheet, CountSheet.id == CountSheetLine.sheet_id)
        .join(Part, Part.id == CountSheetLine.part_id)
        .where(CountSheet.state == SheetState.OPEN, CountSheetLine.booked_at.is_(None))
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A row names a line that waits to be counted: none is made by a file."""
    for one in changes:
        if one.action is Action.NEW:
            yield Objection(one.key, "part", "stock.not_on_sheet", {"sheet": one.now["count_sheet"]})


def _write(changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    lines = lines_by_part(sorted({str(one.now["count_sheet"]) for one in changes}))
    by_sheet: dict[int, list[Entered]] = {}
    for one in changes:
        sheet_id, line_id = lines[str(one.now["count_sheet"]), str(one.now["part"])]
        before = one.before or {}
        entered = Entered(line_id, _pieces(one.now["counted"]), _pieces(before.get("counted")))
        by_sheet.setdefault(sheet_id, []).append(entered)
    for sheet_id, entered_there in sorted(by_sheet.items()):
        service_count_sheets.enter_counts(sheet_id, entered_there, actor, now)


def _pieces(value: Any) -> int | None:
    return None if value is None else int(value)


SHEET_COUNTS = known(
    Kind(
        "sheet_counts",
        Fields(
            (
                Field("count_sheet", Shape.CODE, needed=True, longest=20),
                Field("part", Shape.CODE, needed=True, longest=40),
                Field("counted", Shape.WHOLE, most=MOST_PIECES),
            ),
            ("count_sheet", "part"),
        ),
        _rows,
        _write,
        _judge,
        search=("count_sheet", "part"),
        views=Permission.STOCK_VIEW,
        edits=Permission.STOCK_MOVE,
    )
)
"""What was counted and is not booked yet; booking is done on the page of the sheet."""
