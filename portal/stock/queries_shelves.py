"""Shelves and planned receipts as headquarters looks at them: lists, one shelf with its ledger, one receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.catalogue.queries import number_contains, part_ids_of
from portal.core.data.counting import counted
from portal.core.data.lists import among
from portal.core.data.names import Names, row_of
from portal.core.data.plans import not_by
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.days import day_in
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted
from portal.stock.models import FREE, Depot, PlannedReceipt, Stock, StockMovement
from portal.stock.queries import STILL_OPEN, TO_COME, depots
from portal.stock.rules_movements import MovementReason, ReceiptState

_COMING = sa.select(PlannedReceipt.id).where(
    STILL_OPEN, PlannedReceipt.depot_id == Stock.depot_id, PlannedReceipt.part_id == Stock.part_id
)
EXPECTED = _COMING.with_only_columns(sa.func.coalesce(sa.func.sum(TO_COME), 0)).scalar_subquery()
NEXT_ON = _COMING.with_only_columns(sa.func.min(PlannedReceipt.expected_on)).scalar_subquery()
SHELVES = Names(Stock, {"depot_": Depot, "part_": Part}, {"free": FREE, "expected": EXPECTED, "next_on": NEXT_ON})
RECEIPTS = Names(
    PlannedReceipt,
    {"depot_": Depot, "part_": Part},
    {
        "left": sa.case((STILL_OPEN, sa.case((TO_COME > 0, TO_COME), else_=0)), else_=0),
        "zone": Depot.zone,
    },
)
BALANCE = sa.func.sum(StockMovement.quantity).over(order_by=StockMovement.id)
_TWIN = sa.orm.aliased(StockMovement)
_ELSEWHERE = (
    sa.select(Depot.code)
    .join(_TWIN, _TWIN.depot_id == Depot.id)
    .where(
        _TWIN.part_id == StockMovement.part_id,
        _TWIN.reason == StockMovement.reason,
        _TWIN.reference == StockMovement.reference,
        _TWIN.at == StockMovement.at,
        _TWIN.depot_id != StockMovement.depot_id,
        _TWIN.quantity == -StockMovement.quantity,
    )
    .order_by(_TWIN.id)
    .limit(1)
    .correlate(StockMovement)
    .scalar_subquery()
)
OTHER_DEPOT = sa.case((StockMovement.reason == MovementReason.TRANSFERRED.value, _ELSEWHERE), else_=None)
"""The depot at the other end of a transfer: that of the movement which was made with it."""
MOVEMENTS = Names(StockMovement, {}, {"balance": BALANCE, "other_depot": OTHER_DEPOT})


def days_there(now: datetime) -> dict[int, date]:
    """Return which day it is at each depot."""
    return {depot.id: day_in(now, depot.zone) for depot in depots()}


def shelves(wanted: Wanted, state: ListState) -> Page:
    """Return one page of shelves, by part, depot or pieces."""
    return _page(SHELVES, _shelves(wanted, state), Stock.id, wanted, state)


def all_shelves(wanted: Wanted, state: ListState) -> Whole:
    """Return all shelves of a view, for a spreadsheet."""
    return _whole(SHELVES, _shelves(wanted, state), Stock.id, wanted, state)


def _shelves(wanted: Wanted, state: ListState) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*SHELVES.select(wanted.names))
    query = listed.join(Depot, Depot.id == Stock.depot_id).join(Part, not_by(Part.id) == Stock.part_id)
    standing = {
        "free": FREE > 0,
        "none": FREE <= 0,
        "tied": Stock.allocated > 0,
        "quarantined": Stock.quarantined > 0,
        "empty": Stock.on_hand == 0,
        "expected": sa.exists(_COMING.correlate(Stock)),
    }
    if state.filters.get("standing") in standing:
        query = query.where(standing[state.filters["standing"]])
    return _found(query, state)


def _found(query: sa.Select[Any], state: ListState, *further: Any) -> sa.Select[Any]:
    if state.filters.get("depot"):
        query = query.where(Depot.code == state.filters["depot"])
    if state.search:
        texts = [column.icontains(state.search, autoescape=True) for column in (Part.name, *further)]
        query = query.where(sa.or_(number_contains(state.search), *texts))
    return query


def receipts(wanted: Wanted, state: ListState, now: datetime) -> Page:
    """Return one page of planned receipts, those longest expected first."""
    return _page(RECEIPTS, _receipts(wanted, state, now), PlannedReceipt.id, wanted, state)


def all_receipts(wanted: Wanted, state: ListState, now: datetime) -> Whole:
    """Return all planned receipts of a view, for a spreadsheet."""
    return _whole(RECEIPTS, _receipts(wanted, state, now), PlannedReceipt.id, wanted, state)


def _receipts(wanted: Wanted, state: ListState, now: datetime) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*RECEIPTS.select(wanted.names))
    query = listed.join(Depot, Depot.id == PlannedReceipt.depot_id).join(Part, Part.id == PlannedReceipt.part_id)
    asked = state.filters.get("state", "")
    if asked == ReceiptState.CLOSED:
        query = query.where(PlannedReceipt.closed_at.is_not(None))
    elif asked == ReceiptState.LATE:
        query = query.where(STILL_OPEN, is_late(now))
    elif not asked:
        query = query.where(STILL_OPEN)
    return _found(query, state, PlannedReceipt.reference)


def is_late(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a planned receipt was expected before the day it is at its depot."""
    late = [
        sa.and_(PlannedReceipt.depot_id == depot, PlannedReceipt.expected_on < today)
        for depot, today in days_there(now).items()
    ]
    return sa.or_(sa.false(), *late)


def late_parts(now: datetime) -> list[int]:
    """Return the parts of which something is late."""
    return list(db.session.scalars(sa.select(PlannedReceipt.part_id).where(STILL_OPEN, is_late(now)).distinct()))


def late_count(now: datetime) -> int:
    """Return how many planned receipts are late."""
    return db.session.scalar(sa.select(sa.func.count(PlannedReceipt.id)).where(STILL_OPEN, is_late(now))) or 0


def _page(names: Names, query: sa.Select[Any], key: Any, wanted: Wanted, state: ListState) -> Page:
    found = counted(query.with_only_columns(key, maintain_column_froms=True), state, MOST_COUNTED)
    shown = _sorted(names, query, key, wanted, state).limit(found.state.size).offset(found.state.offset)
    return found.page(list(map(row_of(wanted.names), db.session.execute(shown))))


def _whole(names: Names, query: sa.Select[Any], key: Any, wanted: Wanted, state: ListState) -> Whole:
    return Whole(_sorted(names, query, key, wanted, state), partial(map, row_of(wanted.names)))


def _sorted(names: Names, query: sa.Select[Any], key: Any, wanted: Wanted, state: ListState) -> sa.Select[Any]:
    columns = names.select(wanted.order_of(state.sort))
    ordered = [column.desc() if state.descending else column.asc() for column in columns]
    return query.order_by(*ordered, key.desc() if state.descending else key)


@dataclass(frozen=True, slots=True)
class ShelfFacts:
    """A shelf: pieces on hand, tied to lines, in quarantine and free; nothing where the depot never had the part.

    `area` and `bin` say where in the depot it stands.
    """

    depot_id: int
    depot_code: str
    depot_name: str
    part_id: int
    part_number: str
    part_name: str
    on_hand: int
    allocated: int
    quarantined: int
    area: str
    bin: str

    @property
    def free(self) -> int:
        """Return the pieces that are neither tied nor in quarantine."""
        return self.on_hand - self.allocated - self.quarantined


def shelf(code: str, number: str) -> ShelfFacts:
    """Return the shelf of a part in a depot; `NotVisible` where there is no such depot or part."""
    found = [one for one in shelves_of(number) if one.depot_code == code]
    if not found:
        raise NotVisible(f"{code} {number}")
    return found[0]


def shelves_of(number: str) -> list[ShelfFacts]:
    """Return the shelves of a part in all depots, also where a depot never had it."""
    rows = (
        sa.select(
            Depot.id,
            Depot.code,
            Depot.name,
            Part.id,
            Part.number,
            Part.name,
            sa.func.coalesce(Stock.on_hand, 0),
            sa.func.coalesce(Stock.allocated, 0),
            sa.func.coalesce(Stock.quarantined, 0),
            sa.func.coalesce(Stock.area, ""),
            sa.func.coalesce(Stock.bin, ""),
        )
        .select_from(Depot)
        .join(Part, Part.number == number)
        .outerjoin(Stock, sa.and_(Stock.depot_id == Depot.id, Stock.part_id == Part.id))
        .order_by(Depot.rank, Depot.id)
    )
    return [ShelfFacts(*row) for row in db.session.execute(rows)]


def movements(depot_id: int, part_id: int, wanted: Wanted, state: ListState) -> Page:
    """Return one page of what came and went on a shelf, the latest first, each with what was on hand after it."""
    query = _movements(depot_id, part_id, wanted)
    found = counted(query.with_only_columns(StockMovement.id), state, MOST_COUNTED)
    shown = query.order_by(StockMovement.id.desc()).limit(found.state.size).offset(found.state.offset)
    return found.page(list(map(row_of(wanted.names), db.session.execute(shown))))


def all_movements(depot_id: int, part_id: int, wanted: Wanted) -> Whole:
    """Return all that came and went on a shelf, for a spreadsheet."""
    query = _movements(depot_id, part_id, wanted).order_by(StockMovement.id.desc())
    return Whole(query, partial(map, row_of(wanted.names)))


def _movements(depot_id: int, part_id: int, wanted: Wanted) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*MOVEMENTS.select(wanted.names))
    return listed.where(StockMovement.depot_id == depot_id, StockMovement.part_id == part_id)


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """A planned receipt: how many were planned, came, are still to come, and since when nothing more does."""

    id: int
    depot_id: int
    depot_code: str
    depot_name: str
    part_id: int
    part_number: str
    part_name: str
    reference: str
    expected_on: date
    quantity: int
    received: int
    closed_at: datetime | None
    closed_by: str
    zone: str

    @property
    def left(self) -> int:
        """Return the pieces that are still expected."""
        return 0 if self.closed_at else max(self.quantity - self.received, 0)


def _receipt_rows() -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        PlannedReceipt.id,
        Depot.id,
        Depot.code,
        Depot.name,
        Part.id,
        Part.number,
        Part.name,
        PlannedReceipt.reference,
        PlannedReceipt.expected_on,
        PlannedReceipt.quantity,
        PlannedReceipt.received,
        PlannedReceipt.closed_at,
        PlannedReceipt.closed_by,
        Depot.zone,
    )
    listed: sa.Select[Any] = sa.select(*columns)
    return listed.join(Depot, Depot.id == PlannedReceipt.depot_id).join(Part, Part.id == PlannedReceipt.part_id)


def receipt(receipt_id: int) -> ReceiptFacts:
    """Return a planned receipt; `NotVisible` for none."""
    row = db.session.execute(_receipt_rows().where(PlannedReceipt.id == receipt_id)).one_or_none()
    if row is None:
        raise NotVisible(str(receipt_id))
    return ReceiptFacts(*row)


def open_receipts(depot_id: int, part_id: int) -> list[ReceiptFacts]:
    """Return what a depot still expects of a part, the first day first."""
    here = _receipt_rows().where(STILL_OPEN, PlannedReceipt.depot_id == depot_id, PlannedReceipt.part_id == part_id)
    return [ReceiptFacts(*row) for row in db.session.execute(here.order_by(PlannedReceipt.expected_on))]


def number_of(text: str) -> str | None:
    """Return how the catalogue writes a part number, None where no part or more than one has it."""
    found = sa.select(Part.number).where(among(Part.id, part_ids_of(text)))
    numbers = db.session.scalars(found).all() if text else []
    return numbers[0] if len(numbers) == 1 else None
