"""Count sheets as headquarters looks at them: the list, one sheet with how each line stands, what may be counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartText
from portal.core.data.counting import counted
from portal.core.data.lists import among
from portal.core.data.names import Names, row_of
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted
from portal.settings.queries import figures_at
from portal.stock.models import Depot, Stock, StockMovement
from portal.stock.models_count_sheets import CountSheet, CountSheetLine
from portal.stock.rules_count_sheets import CountedLine, SheetOrder, SheetState, Verdict, verdict_of

_OF_SHEET = CountSheetLine.sheet_id == CountSheet.id
_LINES = sa.select(sa.func.count()).where(_OF_SHEET).correlate(CountSheet)
SHEETS = Names(
    CountSheet,
    {"depot_": Depot},
    {
        "lines": _LINES.scalar_subquery(),
        "counted": _LINES.where(CountSheetLine.counted.is_not(None)).scalar_subquery(),
        "booked": _LINES.where(CountSheetLine.booked_at.is_not(None)).scalar_subquery(),
    },
)


def sheets(wanted: Wanted, state: ListState) -> Page:
    """Return one page of count sheets, the latest first unless sorted otherwise."""
    query = _sheets(wanted, state)
    found = counted(query.with_only_columns(CountSheet.id, maintain_column_froms=True), state, MOST_COUNTED)
    shown = _sorted(query, wanted, state).limit(found.state.size).offset(found.state.offset)
    return found.page(list(map(row_of(wanted.names), db.session.execute(shown))))


def all_sheets(wanted: Wanted, state: ListState) -> Whole:
    """Return all count sheets of a view, for a spreadsheet."""
    return Whole(_sorted(_sheets(wanted, state), wanted, state), partial(map, row_of(wanted.names)))


def _sheets(wanted: Wanted, state: ListState) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*SHEETS.select(wanted.names))
    query = listed.join(Depot, Depot.id == CountSheet.depot_id)
    if state.filters.get("depot"):
        query = query.where(Depot.code == state.filters["depot"])
    if state.filters.get("state"):
        query = query.where(CountSheet.state == SheetState(state.filters["state"]))
    if state.search:
        query = query.where(CountSheet.number.icontains(state.search, autoescape=True))
    return query


def _sorted(query: sa.Select[Any], wanted: Wanted, state: ListState) -> sa.Select[Any]:
    columns = SHEETS.select(wanted.order_of(state.sort))
    ordered = [column.desc() if state.descending else column.asc() for column in columns]
    return query.order_by(*ordered, CountSheet.id.desc() if state.descending else CountSheet.id)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A count sheet: its depot and area, how far it is, who made and closed it, and where its print lies."""

    id: int
    number: str
    depot_id: int
    depot_code: str
    depot_name: str
    area: str
    order: SheetOrder
    state: SheetState
    language: str
    made_at: datetime
    made_by_name: str
    closed_at: datetime | None
    closed_by_name: str
    printing: int
    printed: int
    printed_key: str
    printed_sha256: str
    version: int

    @property
    def is_printed(self) -> bool:
        """Tell whether the print that was asked for last lies ready."""
        return self.printed == self.printing


def sheet(number: str) -> SheetFacts:
    """Return a count sheet by its number; `NotVisible` for none."""
    return _sheet(CountSheet.number == number)


def sheet_of_id(sheet_id: int) -> SheetFacts:
    """Return a count sheet by its id; `NotVisible` for none."""
    return _sheet(CountSheet.id == sheet_id)


def _sheet(which: sa.ColumnElement[bool]) -> SheetFacts:
    own = {name: getattr(CountSheet, name) for name in SheetFacts.__dataclass_fields__ if not name.startswith("depot_")}
    columns = own | {"depot_id": Depot.id, "depot_code": Depot.code, "depot_name": Depot.name}
    asked = [columns[name].label(name) for name in SheetFacts.__dataclass_fields__]
    row = db.session.execute(sa.select(*asked).join(Depot, Depot.id == CountSheet.depot_id).where(which)).one_or_none()
    if row is None:
        raise NotVisible
    return SheetFacts(*row)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as it stands: shelf, what was on hand when it was printed and is now, what was counted, verdict."""

    id: int
    line_no: int
    part_id: int
    part_number: str
    part_name: str
    area: str
    bin: str
    seen: int
    on_hand: int
    kept: int
    moved: bool
    moved_by: int
    counted: int | None
    counted_at: datetime | None
    counted_by_name: str
    booked: int | None
    verdict: Verdict

    @property
    def difference(self) -> int | None:
        """Return how many pieces more or fewer were counted than the ledger says."""
        if self.booked is not None:
            return self.booked
        if self.counted is None or self.verdict is Verdict.AGREES:
            return None if self.counted is None else 0
        return self.counted - (self.on_hand if self.moved else self.seen)


def lines_of(sheet_id: int, locale: str) -> list[SheetLine]:
    """Return the lines of a sheet in their order, each as it stands now, in one statement."""
    rows = db.session.execute(_lines(locale).where(CountSheet.id == sheet_id).order_by(CountSheetLine.line_no))
    return [_line(row) for row in rows]


def _lines(locale: str) -> sa.Select[Any]:
    since = (
        StockMovement.depot_id == CountSheet.depot_id,
        StockMovement.part_id == CountSheetLine.part_id,
        StockMovement.id > CountSheetLine.seen_movement_id,
        StockMovement.quantity != 0,
    )
    moves = sa.select(sa.func.count()).where(*since).correlate(CountSheet, CountSheetLine)
    pieces = sa.select(sa.func.coalesce(sa.func.sum(StockMovement.quantity), 0)).where(*since)
    own = [
        getattr(CountSheetLine, name)
        for name in (
            "id", "line_no", "part_id", "area", "bin", "seen", "counted", "counted_at", "counted_by_name", "earlier",
            "booked",
        )
    ]  # fmt: skip
    listed: sa.Select[Any] = sa.select(
        *own,
        CountSheet.made_at,
        Part.number.label("part_number"),
        sa.func.coalesce(PartText.name, Part.name).label("part_name"),
        sa.func.coalesce(Stock.on_hand, 0).label("on_hand"),
        sa.func.coalesce(Stock.allocated + Stock.quarantined, 0).label("kept"),
        moves.scalar_subquery().label("moves"),
        pieces.correlate(CountSheet, CountSheetLine).scalar_subquery().label("moved_by"),
    )
    here = sa.and_(Stock.depot_id == CountSheet.depot_id, Stock.part_id == CountSheetLine.part_id)
    return (
        listed.select_from(CountSheetLine)
        .join(CountSheet, _OF_SHEET)
        .join(Part, Part.id == CountSheetLine.part_id)
        .outerjoin(PartText, sa.and_(PartText.part_id == Part.id, PartText.locale == locale))
        .outerjoin(Stock, here)
    )


def _line(row: Any) -> SheetLine:
    stands = CountedLine(
        row.seen, row.counted, row.on_hand, row.kept, row.moves > 0, row.earlier, booked=row.booked is not None
    )
    return SheetLine(
        row.id, row.line_no, row.part_id, row.part_number, row.part_name, row.area, row.bin, row.seen, row.on_hand,
        row.kept, row.moves > 0, row.moved_by, row.counted, row.counted_at, row.counted_by_name, row.booked,
        verdict_of(stands, figures_at(row.made_at)),
    )  # fmt: skip


def areas() -> Sequence[tuple[str, str]]:
    """Return the areas there are, by depot code and area."""
    rows = sa.select(Depot.code, Stock.area).join(Depot, Depot.id == Stock.depot_id).where(Stock.area != "").distinct()
    return [(code, area) for code, area in db.session.execute(rows.order_by(Depot.code, Stock.area))]


def blank_lines(sheet_id: int, locale: str) -> Whole:
    """Return the lines of a sheet that are still to be counted, without what the ledger says, for a spreadsheet."""
    asked: tuple[Any, ...] = (
        CountSheet.number.label("sheet_number"),
        CountSheetLine.line_no,
        CountSheetLine.area,
        CountSheetLine.bin,
        Part.number.label("part_number"),
        sa.func.coalesce(PartText.name, Part.name).label("part_name"),
        CountSheetLine.counted,
    )
    found: sa.Select[Any] = (
        sa.select(*asked)
        .select_from(CountSheetLine)
        .join(CountSheet, _OF_SHEET)
        .join(Part, Part.id == CountSheetLine.part_id)
        .outerjoin(PartText, sa.and_(PartText.part_id == Part.id, PartText.locale == locale))
        .where(CountSheet.id == sheet_id, CountSheetLine.booked_at.is_(None))
        .order_by(CountSheetLine.line_no)
    )
    return Whole(found, iter)


def prints_of_open_sheets() -> tuple[frozenset[str], bool]:
    """Return where the prints of open sheets lie, and whether one is still being printed; in one statement."""
    rows = db.session.execute(
        sa.select(CountSheet.printed_key, CountSheet.printed != CountSheet.printing).where(
            CountSheet.state == SheetState.OPEN
        )
    ).all()
    return frozenset(key for key, _printing in rows if key), any(printing for _key, printing in rows)


def zone_of(depot_id: int) -> str:
    """Return the zone of a depot."""
    return db.session.scalars(sa.select(Depot.zone).where(Depot.id == depot_id)).one()


def lines_by_part(numbers: Sequence[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the sheet and line of what is still to be booked on open sheets, by sheet number and part number."""
    rows = (
        sa.select(CountSheet.number, Part.number, CountSheet.id, CountSheetLine.id)
        .join(CountSheetLine, _OF_SHEET)
        .join(Part, Part.id == CountSheetLine.part_id)
        .where(
            among(CountSheet.number, numbers),
            CountSheet.state == SheetState.OPEN,
            CountSheetLine.booked_at.is_(None),
        )
    )
    return {(sheet, part): (sheet_id, line_id) for sheet, part, sheet_id, line_id in db.session.execute(rows)}
