"""The queue as it stands: counts for the start page and the menu, and its rows by due time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.queries_named import fewer_than, of_company_chosen
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.names import Names
from portal.core.data.numbers import numbered_as, own_numbers
from portal.core.data.sessions import read
from portal.core.data.whole import Whole
from portal.core.numerals import whole_number
from portal.core.references import reference_key, spellings
from portal.core.tables import ListState, Page, Wanted
from portal.review.models import ItemKind, ItemState, ReviewItem
from portal.review.rules import DUE_SOON, WEIGHT, subject_mark
from portal.settings.queries import figures_at

OPEN = (ItemState.WAITING, ItemState.TAKEN)
CLEAN = "clean"
LATE, SOON = "late", "soon"
DUES = (LATE, SOON)
"""What the queue is narrowed to by its due times: what is late, or due soon."""
Reading = sa.Select[*tuple[Any, ...]]
NAMES = Names(ReviewItem)
"""What the list of the queue may be sorted by: all of a row."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the queue in figures: all, unassigned, due soon, late, and in one's own hands.

    Late and soon due count what is taken too: it still waits for its decision.
    """

    rows: int
    unassigned: int
    due_soon: int
    late: int
    mine: int


class QueueRow(NamedTuple):
    """One row of the queue; `findings` as the rules sum them up."""

    kind: ItemKind
    number: str
    state: ItemState
    order_type: str
    distributor_name: str
    country: str
    region: str
    zone: str
    po_number: str
    line_count: int
    value: Decimal
    currency: str
    findings: list[dict[str, Any]]
    worst: str
    due_at: datetime
    owner_id: int | None
    owner_name: str
    taken_at: datetime | None


def counts(now: datetime, user_id: int | None = None) -> Counts:
    """Return the figures of all open rows at an instant, in one statement."""
    return _figures(_counted_open(), _asked(user_id, now))


@cache
def _counted_open() -> Reading:
    return _counted(ListState())


def _figures(counting: Reading, asked: dict[str, Any]) -> Counts:
    return Counts(*(int(value) for value in read(counting, asked).one()))


def queue_page(wanted: Wanted, state: ListState, user_id: int | None, now: datetime) -> tuple[Page, Counts]:
    """Return one page of the queue at an instant, sorted as `wanted` says, and the figures of all rows of its view."""
    counting, listing = _view(wanted, state)
    asked = _asked(user_id, now)
    figures = _figures(counting, asked)
    at = state.within(figures.rows)
    rows = read(listing, asked | {"most": at.size, "before": at.offset})
    return Page([QueueRow._make(row) for row in rows.all()], at, figures.rows), figures


def whole_queue(wanted: Wanted, state: ListState, user_id: int | None, now: datetime) -> Whole:
    """Return all rows of a view of the queue at an instant, for a spreadsheet."""
    return Whole(_listed(wanted, state).params(_asked(user_id, now)), lambda rows: map(QueueRow._make, rows))


def _asked(user_id: int | None, now: datetime) -> dict[str, Any]:
    return {"user_id": user_id, "now": now, "soon": now + timedelta(minutes=figures_at(now).whole(DUE_SOON))}


def _view(wanted: Wanted, state: ListState) -> tuple[Reading, Reading]:
    """Return what counts the rows of a view, and what reads a page of them; kept where nothing is searched."""
    if state.search:
        return _made(wanted, state)
    return _kept(wanted, state.sort, state.descending, tuple(state.filters.items()))


@lru_cache(maxsize=128)
def _kept(wanted: Wanted, sort: str, descending: bool, filters: tuple[tuple[str, str], ...]) -> tuple[Reading, Reading]:
    return _made(wanted, ListState(sort=sort, descending=descending, filters=dict(filters)))


def _made(wanted: Wanted, state: ListState) -> tuple[Reading, Reading]:
    return _counted(state), _listed(wanted, state).limit(sa.bindparam("most")).offset(sa.bindparam("before"))


def _counted(state: ListState) -> Reading:
    """Return the statement of a view's figures, over the very rows its list has."""
    now, soon = (sa.bindparam(name, type_=ReviewItem.due_at.type) for name in ("now", "soon"))

    def tally(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*where), 1), else_=0)), 0)

    figures = sa.select(
        sa.func.count(),
        tally(ReviewItem.state == ItemState.WAITING),
        tally(ReviewItem.due_at >= now, ReviewItem.due_at <= soon),
        tally(ReviewItem.due_at < now),
        tally(ReviewItem.state == ItemState.TAKEN, ReviewItem.owner_id == sa.bindparam("user_id", type_=sa.Integer)),
    )
    counting: Reading = _narrowed(figures.select_from(ReviewItem), state)
    return counting


def _listed(wanted: Wanted, state: ListState) -> Reading:
    columns = [getattr(ReviewItem, name) for name in QueueRow._fields]
    listed: Reading = _narrowed(sa.select(*columns), state).order_by(*_order(wanted, state))
    return listed


def _narrowed(statement: Any, state: ListState) -> Any:
    chosen = state.filters
    paused = chosen.get("owner") == "paused"
    statement = statement.where(ReviewItem.state.in_((ItemState.PAUSED,) if paused else OPEN))
    if chosen.get("owner") == "mine":
        statement = statement.where(ReviewItem.state == ItemState.TAKEN, ReviewItem.owner_id == sa.bindparam("user_id"))
    elif chosen.get("owner") == "unassigned":
        statement = statement.where(ReviewItem.state == ItemState.WAITING)
    elif (owner_id := whole_number(chosen.get("owner"))) is not None:
        owner = ReviewItem.owner_id == owner_id
        statement = statement.where(ReviewItem.state == ItemState.TAKEN, owner)
    if chosen.get("type") == ItemKind.CLAIM.value:
        statement = statement.where(ReviewItem.kind == ItemKind.CLAIM)
    elif chosen.get("type"):
        statement = statement.where(ReviewItem.order_type == chosen["type"])
    if chosen.get("region"):
        statement = statement.where(ReviewItem.region == chosen["region"])
    statement = statement.where(*of_company_chosen(ReviewItem.distributor_id, chosen))
    if chosen.get("due"):
        statement = statement.where(_due(chosen["due"]))
    if chosen.get("finding"):
        statement = statement.where(_with_finding(chosen["finding"]))
    return statement.where(_found(state.search)) if state.search else statement


def _due(wanted: str) -> sa.ColumnElement[bool]:
    now, soon = (sa.bindparam(name, type_=ReviewItem.due_at.type) for name in ("now", "soon"))
    return ReviewItem.due_at < now if wanted == LATE else sa.and_(ReviewItem.due_at >= now, ReviewItem.due_at <= soon)


def _with_finding(finding: str) -> sa.ColumnElement[bool]:
    if finding == CLEAN:
        return ReviewItem.worst == ""
    if finding in WEIGHT:
        return ReviewItem.worst == finding
    return ReviewItem.search_text.contains(subject_mark(finding), autoescape=True)


def _found(text: str) -> sa.ColumnElement[bool]:
    words = {text.casefold(), norm(text).casefold(), *spellings(reference_key(text))} - {""}
    found = (ReviewItem.search_text.contains(word, autoescape=True) for word in sorted(words))
    return sa.or_(numbered_as(own_numbers(text), text, ReviewItem.number), *found)


def _order(wanted: Wanted, state: ListState) -> tuple[Any, ...]:
    asked = [
        column.desc() if state.descending else column.asc() for column in NAMES.select(wanted.order_of(state.sort))
    ]
    return (*asked, ReviewItem.due_at, ReviewItem.id)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the queue as it stands can be narrowed to: regions, distributors and owners (id and name), by name.

    There are no distributors where there are too many of them to choose from.
    """

    regions: tuple[str, ...]
    distributors: tuple[tuple[int, str], ...]
    owners: tuple[tuple[int, str], ...]


def choices(many: int | None = None) -> Choices:
    """Return the regions, distributors and owners of open rows, in one statement.

    From so `many` distributors on, none of them is named.
    """
    rows = read(_choices(many)).all()
    regions = {row.region for row in rows if row.region}
    whose = {row.distributor_id: row.distributor_name for row in rows if row.distributor_id is not None}
    owners = {row.owner_id: row.owner_name for row in rows if row.owner_id is not None and row.state == ItemState.TAKEN}
    return Choices(tuple(sorted(regions)), _by_name(whose), _by_name(owners))


def _by_name(names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(names.items(), key=lambda each: (each[1].casefold(), each[0])))


@cache
def _choices(many: int | None) -> Reading:
    columns: tuple[Any, ...] = (ReviewItem.distributor_id, ReviewItem.distributor_name)
    whose = columns if many is None else (sa.case((fewer_than(many), each)).label(each.key) for each in columns)
    told: tuple[Any, ...] = (ReviewItem.region, ReviewItem.state, ReviewItem.owner_id, ReviewItem.owner_name)
    return sa.select(*told, *whose).where(ReviewItem.state.in_((*OPEN, ItemState.PAUSED))).distinct()
