"""Count sheets: made, filled in by several people in any order, counted again where that is needed, and booked.

A sheet is locked first, then its shelves in the order of part; counts become movements in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.counters import numbered
from portal.core.data.lists import among
from portal.core.data.sessions import add_rows, db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.jobs.queue import enqueue
from portal.stock.models import Stock, StockMovement
from portal.stock.models_count_sheets import CountSheet, CountSheetLine
from portal.stock.queries_count_sheets import SheetLine, lines_of
from portal.stock.rules_count_sheets import (
    BOOKABLE,
    COUNT_AGAIN,
    MOST_LINES,
    SheetOrder,
    SheetState,
    Verdict,
)
from portal.stock.rules_movements import MovementReason
from portal.stock.service import locked_shelves
from portal.stock.service_movements import Entry
from portal.stock.service_shelves import Count, Place, apply_counts

PRINT = "stock.print_count_sheet"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SheetWish:
    """What a new sheet is of: a depot, an area of it (none: all), how many shelves, which first, printed in what."""

    depot_id: int
    area: str
    lines: int
    order: SheetOrder
    language: str


def make_sheet(wish: SheetWish, actor: Actor, now: datetime, year: int) -> str:
    """Make a sheet of shelves that have stock and stand on no open sheet; return its number.

    Refuses beside `lines` `stock.sheet_size` (most), and beside `place` `stock.nothing_to_count`.
    """
    if not 1 <= wish.lines <= MOST_LINES:
        raise FieldRefused("stock.sheet_size", field="lines", most=MOST_LINES)
    parts = _chosen(wish, now)
    if not parts:
        raise FieldRefused("stock.nothing_to_count", field="place")
    sheet = CountSheet(
        number=numbered("CS", year),
        depot_id=wish.depot_id,
        area=wish.area,
        order=wish.order,
        language=wish.language,
        made_at=now,
        made_by_id=actor.user_id or 0,
        made_by_name=actor.name,
    )
    db.session.add(sheet)
    db.session.flush()
    locked_shelves(parts)
    last = _last_movement()
    rows = db.session.execute(
        sa.select(Stock.part_id, Stock.area, Stock.bin, Stock.on_hand)
        .join(Part, Part.id == Stock.part_id)
        .where(Stock.depot_id == wish.depot_id, among(Stock.part_id, parts))
        .order_by(Stock.area, Stock.bin, Part.norm)
    )
    lines = [
        {
            "sheet_id": sheet.id,
            "line_no": place,
            "part_id": part_id,
            "area": area,
            "bin": bin_,
            "seen": on_hand,
            "seen_movement_id": last,
        }
        for place, (part_id, area, bin_, on_hand) in enumerate(rows, 1)
    ]
    add_rows(CountSheetLine, lines)
    _print(sheet, now)
    return sheet.number


def _chosen(wish: SheetWish, now: datetime) -> Sequence[int]:
    waiting = (
        sa.select(CountSheetLine.part_id)
        .join(CountSheet, CountSheet.id == CountSheetLine.sheet_id)
        .where(
            CountSheet.depot_id == wish.depot_id,
            CountSheet.state == SheetState.OPEN,
            CountSheetLine.booked_at.is_(None),
        )
    )
    there = sa.select(Stock.part_id).where(
        Stock.depot_id == wish.depot_id, Stock.on_hand > 0, Stock.part_id.not_in(waiting)
    )
    if wish.area:
        there = there.where(Stock.area == wish.area)
    of_shelf = (StockMovement.depot_id == Stock.depot_id, StockMovement.part_id == Stock.part_id)
    if wish.order is SheetOrder.MOST_PICKED:
        picked = sa.select(sa.func.coalesce(sa.func.sum(StockMovement.quantity), 0)).where(
            *of_shelf, StockMovement.reason == MovementReason.PICKED, StockMovement.at >= now - YEAR
        )
        ordered = there.order_by(picked.scalar_subquery().asc(), Stock.part_id)
    else:
        counted_at = sa.select(sa.func.max(StockMovement.at)).where(
            *of_shelf, StockMovement.reason == MovementReason.COUNTED
        )
        ordered = there.order_by(counted_at.scalar_subquery().asc().nulls_first(), Stock.part_id)
    return db.session.scalars(ordered.limit(wish.lines)).all()


def _last_movement() -> int:
    return db.session.scalar(sa.select(sa.func.max(StockMovement.id))) or 0


def _print(sheet: CountSheet, now: datetime) -> None:
    told = {"sheet_id": sheet.id, "printing": sheet.printing}
    enqueue(PRINT, told, now=now, key=f"{PRINT}:{sheet.id}:{sheet.printing}", asked_by=sheet.made_by_id)


@dataclass(frozen=True, slots=True)
class Entered:
    """What is written into a line: pieces, or None to empty it; `was` is what its page showed there."""

    line_id: int
    counted: int | None
    was: int | None


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """How many counts were written down, and the numbers of lines booked already, whose other counts were not taken."""

    counts: int
    booked: tuple[int, ...] = ()


def enter_counts(sheet_id: int, entered: Sequence[Entered], actor: Actor, now: datetime) -> WrittenDown:
    """Write counts into lines of an open sheet, those that differ from what was shown; return what became of them.

    Refuses `stock.sheet_closed`, and beside `count-<line>` `stock.counted_by_other` (who, counted) where somebody else
    wrote another count meanwhile. A line that was booked stays as it is.
    """
    sheet = _locked(sheet_id)
    _open(sheet)
    lines = _lines(sheet.id)
    written = 0
    booked = []
    for one in entered:
        line = lines.get(one.line_id)
        if line is None:
            raise NotVisible(str(one.line_id))
        if one.counted in (one.was, line.counted):
            continue
        if line.booked_at is not None:
            booked.append(line.line_no)
            continue
        if line.counted != one.was:
            raise FieldRefused(
                "stock.counted_by_other",
                field=f"count-{line.id}",
                who=line.counted_by_name,
                counted="–" if line.counted is None else line.counted,
            )
        line.counted, line.counted_at, line.counted_by_name = one.counted, now, actor.name
        written += 1
    sheet.version += 1 if written else 0
    return WrittenDown(written, tuple(sorted(booked)))


def count_again(sheet_id: int, turn: Turn) -> int:
    """Empty the lines that must be counted again, let them begin anew with what is on hand now, and print them.

    What an earlier count found is kept: the same difference found twice counts. Return how many lines there are.
    Raises `Stale`; refuses `stock.sheet_closed` and `stock.nothing_to_count_again`.
    """
    sheet = _locked(sheet_id)
    _seen(sheet, turn)
    told = {line.id: line for line in _standing(sheet) if line.verdict in COUNT_AGAIN}
    if not told:
        raise Refused("stock.nothing_to_count_again")
    lines, last = _lines(sheet.id), _last_movement()
    for line_id, stands in told.items():
        line = lines[line_id]
        large = stands.verdict is Verdict.LARGE
        line.earlier = (stands.counted or 0) - stands.seen if large else None
        line.seen, line.seen_movement_id = stands.on_hand, last
        line.counted = line.counted_at = None
        line.counted_by_name = ""
    sheet.printing += 1
    sheet.version += 1
    _print(sheet, turn.now)
    return len(told)


def book_counts(sheet_id: int, note: str, turn: Turn) -> int:
    """Book what was counted and need not be counted again, each line as a count of the ledger; return how many.

    A sheet of which every line is booked is closed. Raises `Stale`; refuses `stock.sheet_closed`,
    `stock.nothing_to_book`, and beside `note` `stock.note_missing` where something differs and nobody says why.
    """
    sheet = _locked(sheet_id)
    _seen(sheet, turn)
    standing = _standing(sheet)
    ready = [line for line in standing if line.verdict in BOOKABLE]
    if not ready:
        raise Refused("stock.nothing_to_book")
    if not note and any(line.verdict is Verdict.DIFFERS for line in ready):
        raise FieldRefused("stock.note_missing", field="note")
    counts = [
        Count(Place(sheet.depot_id, line.part_id), line.on_hand, line.on_hand + (line.difference or 0))
        for line in ready
    ]
    apply_counts(counts, Entry(MovementReason.COUNTED, turn.now, turn.actor, sheet.number, note))
    lines = _lines(sheet.id)
    for line in ready:
        lines[line.id].booked, lines[line.id].booked_at = line.difference or 0, turn.now
    if all(line.booked_at is not None for line in lines.values()):
        _close(sheet, turn)
    sheet.version += 1
    return len(ready)


def give_up_rest(sheet_id: int, turn: Turn) -> None:
    """Close a sheet whose other lines are not counted any more. Raises `Stale`; refuses `stock.sheet_closed`."""
    sheet = _locked(sheet_id)
    _seen(sheet, turn)
    _close(sheet, turn)
    sheet.version += 1


def keep_print(sheet_id: int, printing: int, key: str, sha256: str) -> str:
    """Keep where a print lies, unless a later one was asked for; return the key of the one it stands in for."""
    sheet = _locked(sheet_id)
    if printing != sheet.printing or sheet.printed == printing:
        return ""
    before, sheet.printed_key = sheet.printed_key, key
    sheet.printed, sheet.printed_sha256 = printing, sha256
    return before


def forget_prints() -> int:
    """Forget where the prints of closed sheets lay, whose bytes are gone; return how many there were."""
    closed = sa.update(CountSheet).where(CountSheet.state == SheetState.CLOSED, CountSheet.printed_key != "")
    return changed(closed.values(printed_key="", printed_sha256=""), tell_objects=True)


def _close(sheet: CountSheet, turn: Turn) -> None:
    sheet.state, sheet.closed_at, sheet.closed_by_name = SheetState.CLOSED, turn.now, turn.actor.name


def _locked(sheet_id: int) -> CountSheet:
    sheet = db.session.scalar(
        sa.select(CountSheet).where(CountSheet.id == sheet_id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if sheet is None:
        raise NotVisible(str(sheet_id))
    return sheet


def _open(sheet: CountSheet) -> None:
    if sheet.state is not SheetState.OPEN:
        raise Refused("stock.sheet_closed", who=sheet.closed_by_name, when=sheet.closed_at)


def _seen(sheet: CountSheet, turn: Turn) -> None:
    _open(sheet)
    if sheet.version != turn.seen:
        raise Stale


def _lines(sheet_id: int) -> Mapping[int, CountSheetLine]:
    found = db.session.scalars(
        sa.select(CountSheetLine).where(CountSheetLine.sheet_id == sheet_id),
        execution_options={"populate_existing": True},
    )
    return {line.id: line for line in found}


def _standing(sheet: CountSheet) -> list[SheetLine]:
    """The lines as they stand, once their shelves are locked: from here on nothing moves."""
    parts = db.session.scalars(sa.select(CountSheetLine.part_id).where(CountSheetLine.sheet_id == sheet.id))
    locked_shelves(set(parts))
    return lines_of(sheet.id, "en")
