"""Reads the rows of a kind, change sets, their rows and what is wrong with them, and the history of a row."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page, counted_by
from portal.masterdata.models import ChangedRow, ChangeSet, ColumnChoice, RowProblem
from portal.masterdata.ports import Kind
from portal.masterdata.rules_cells import plain_decimal
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Row, Shape, Value
from portal.masterdata.states import ChangeSetState

CHECK, WRITE = "masterdata.check", "masterdata.write"
"""The jobs: reading and comparing a file; applying a change set, or taking it back."""
FEW_KEYS = 20_000
"""Up to so many values of a field of keys are looked up among the rows; more, and that field narrows nothing."""


def plain(value: Any) -> Value:
    """Return what a database holds as master data says it: days and decimals as texts, words as their value."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return value  # type: ignore[no-any-return]


def present(kind: Kind, keys: Collection[str] | None, firsts: Collection[str] | None = None) -> dict[str, Row]:
    """Return the rows of a kind by their keys: those asked for, or all (None), or all that begin so (`firsts`)."""
    rows = kind.rows().subquery()
    statement = sa.select(rows)
    held = kind.fields.held_by(keys) if keys is not None else {}
    if firsts is not None:
        held[kind.fields.key[0]] = firsts
    for name, values in held.items():
        column = rows.c[name]
        if len(values) <= FEW_KEYS and isinstance(column.type, sa.String):
            statement = statement.where(among(column, values))
    found: dict[str, Row] = {}
    for block in db.session.execute(statement, execution_options={"yield_per": 2_000}).mappings().partitions():
        for one in block:
            row = {name: plain(value) for name, value in one.items()}
            key = kind.fields.key_of(row)
            if keys is None or key in keys:
                found[key] = row
    return found


def present_with(kind: Kind, field: str, values: Collection[str]) -> dict[str, Row]:
    """Return the rows of a kind that have one of these texts in a field, by their keys."""
    rows = kind.rows().subquery()
    found = (
        {name: plain(value) for name, value in one.items()}
        for one in db.session.execute(sa.select(rows).where(among(rows.c[field], values))).mappings()
    )
    return {kind.fields.key_of(row): row for row in found}


def row_of(kind: Kind, key: str) -> Row:
    """Return one row by its key; `NotVisible` for none."""
    found = present(kind, {key}).get(key)
    if found is None:
        raise NotVisible(key)
    return found


def rows_count_with(kind: Kind, field: str, value: str) -> int:
    """Return how many rows of a kind have a value in a field."""
    rows = kind.rows().subquery()
    counting = sa.select(sa.func.count()).select_from(rows).where(rows.c[field] == value)
    return db.session.scalar(counting) or 0


def _narrowed(kind: Kind, state: ListState) -> sa.Select[Any]:
    rows = kind.rows().subquery()
    statement = sa.select(rows)
    if state.search:
        texts = (sa.cast(rows.c[name], sa.Text) for name in kind.search)
        statement = statement.where(sa.or_(*(text.icontains(state.search, autoescape=True) for text in texts)))
    gap = state.filters.get("gap", "")
    if gap in kind.gaps:
        statement = statement.where(kind.lacks(gap, rows.c))
    for name, value in state.filters.items():
        if name != "gap" and value:
            told = value == "yes" if kind.fields.named(name).shape is Shape.YES_NO else value
            statement = statement.where(rows.c[name] == told)
    first = rows.c[state.sort] if state.sort in rows.c else rows.c[kind.fields.key[0]]
    rest = [rows.c[name] for name in kind.fields.key if name != first.name]
    return statement.order_by(first.desc() if state.descending else first.asc(), *rest)


def rows_page(kind: Kind, state: ListState) -> Page:
    """Return one page of the rows of a kind, as plain values; rows are counted up to a limit."""
    statement = _narrowed(kind, state)

    def count(limit: int) -> int:
        some = statement.order_by(None).limit(limit).subquery()
        return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0

    where = counted_by(count, state, MOST_COUNTED)
    found = db.session.execute(statement.offset(where.state.offset).limit(where.state.size)).mappings().all()
    return where.page(list(_plain_rows(found)))


def all_rows(kind: Kind, state: ListState) -> Whole:
    """Return all rows of a view, for a file."""
    statement = _narrowed(kind, state)
    names = [column.name for column in statement.selected_columns]
    return Whole(statement, lambda block: _plain_rows(dict(zip(names, each, strict=True)) for each in block))


def _plain_rows(found: Iterable[Any]) -> Iterator[Row]:
    return ({name: plain(value) for name, value in one.items()} for one in found)


def change_set(change_set_id: int) -> ChangeSet:
    """Return a change set; `NotVisible` for none."""
    found = db.session.get(ChangeSet, change_set_id)
    if found is None:
        raise NotVisible(str(change_set_id))
    return found


def change_sets_page(state: ListState, kinds: Collection[str]) -> Page:
    """Return one page of the change sets of these kinds, the newest first unless sorted otherwise."""
    statement = _sets(state, kinds)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    state = state.within(total)
    return Page(db.session.scalars(statement.offset(state.offset).limit(state.size)).all(), state, total)


def all_change_sets(state: ListState, kinds: Collection[str]) -> Whole:
    """Return all change sets of a view, for a file."""
    return Whole(_sets(state, kinds), lambda block: (row[0] for row in block))


_SET_SORTS: Mapping[str, Any] = {
    "at": ChangeSet.asked_at,
    "kind": ChangeSet.kind,
    "state": ChangeSet.state,
    "by": ChangeSet.asked_by_name,
    "rows": ChangeSet.rows,
}


def _sets(state: ListState, kinds: Collection[str]) -> sa.Select[ChangeSet]:
    statement = sa.select(ChangeSet).where(ChangeSet.kind.in_(sorted(kinds)))
    if state.search:
        texts = (ChangeSet.file_name, ChangeSet.asked_by_name, ChangeSet.reason)
        statement = statement.where(sa.or_(*(one.icontains(state.search, autoescape=True) for one in texts)))
    for name, column in (("kind", ChangeSet.kind), ("state", ChangeSet.state)):
        if state.filters.get(name):
            statement = statement.where(column == state.filters[name])
    column = _SET_SORTS[state.sort or "at"]
    return statement.order_by(column.desc() if state.descending else column.asc(), ChangeSet.id.desc())


def taking_back(change_set_id: int) -> int | None:
    """Return the change set that waits to take another one back, None for none."""
    waiting = (ChangeSet.takes_back == change_set_id) & (ChangeSet.state == ChangeSetState.WAITING)
    return db.session.scalar(sa.select(ChangeSet.id).where(waiting))


MOST_WAITING = 200


def sets_that_wait(kinds: Collection[str]) -> Sequence[ChangeSet]:
    """Return the change sets that wait for a second person, the oldest first; at most `MOST_WAITING`."""
    waiting = sa.select(ChangeSet).where(ChangeSet.state == ChangeSetState.WAITING, ChangeSet.kind.in_(sorted(kinds)))
    return db.session.scalars(waiting.order_by(ChangeSet.id).limit(MOST_WAITING)).all()


def waiting_sets(kinds: Collection[str]) -> int:
    """Return how many change sets wait for a second person."""
    waiting = ChangeSet.state == ChangeSetState.WAITING
    counting = sa.select(sa.func.count()).select_from(ChangeSet).where(waiting, ChangeSet.kind.in_(sorted(kinds)))
    return db.session.scalar(counting) or 0


def last_changes(kinds: Collection[str]) -> dict[str, datetime]:
    """Return when each kind was changed last."""
    applied = ChangeSet.state.in_([ChangeSetState.APPLIED, ChangeSetState.UNDONE])
    found = sa.select(ChangeSet.kind, sa.func.max(ChangeSet.decided_at)).where(
        applied, ChangeSet.kind.in_(sorted(kinds))
    )
    return {kind: at for kind, at in db.session.execute(found.group_by(ChangeSet.kind)) if at is not None}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A row of a change set on its page."""

    key: str
    row_number: int | None
    action: Action
    before: Row | None
    after: Row | None


def changes_page(change_set_id: int, state: ListState) -> Page:
    """Return one page of the rows of a change set."""
    statement = sa.select(ChangedRow).where(ChangedRow.change_set_id == change_set_id)
    if state.filters.get("action"):
        statement = statement.where(ChangedRow.action == state.filters["action"])
    if state.search:
        statement = statement.where(ChangedRow.key.icontains(state.search, autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    state = state.within(total)
    found = db.session.scalars(statement.order_by(ChangedRow.id).offset(state.offset).limit(state.size))
    return Page(
        [ShownChange(one.key, one.row_number, one.action, one.before, one.after) for one in found], state, total
    )


def problems_of(change_set_id: int, most: int) -> Sequence[RowProblem]:
    """Return what is wrong with the rows of a file, from the top, at most so many."""
    found = sa.select(RowProblem).where(RowProblem.change_set_id == change_set_id)
    return db.session.scalars(found.order_by(RowProblem.row_number, RowProblem.id).limit(most)).all()


def all_problems(change_set_id: int) -> Whole:
    """Return everything that is wrong with the rows of a file, for a file."""
    found = sa.select(RowProblem).where(RowProblem.change_set_id == change_set_id)
    return Whole(found.order_by(RowProblem.row_number, RowProblem.id), lambda block: (row[0] for row in block))


def changes_in(change_set_id: int) -> list[Change]:
    """Return all rows of a change set, in their order."""
    found = (
        sa.select(
            ChangedRow.key, ChangedRow.action, ChangedRow.before, ChangedRow.after, ChangedRow.row_number,
            ChangeSet.asked_by, ChangeSet.file_name,
        )
        .join(ChangeSet, ChangeSet.id == ChangedRow.change_set_id)
        .where(ChangedRow.change_set_id == change_set_id)
    )  # fmt: skip
    return [Change(*row) for row in db.session.execute(found.order_by(ChangedRow.id))]


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of a row's history: when, who, from which change set, and what it changed."""

    change_set_id: int
    at: datetime
    by: str
    file_name: str
    undone: bool
    action: Action
    before: Row | None
    after: Row | None


def history_of(kind: Kind, key: str, most: int = 50) -> list[Past]:
    """Return what happened to a row, the newest first."""
    found = (
        sa.select(ChangedRow, ChangeSet)
        .join(ChangeSet, ChangeSet.id == ChangedRow.change_set_id)
        .where(ChangedRow.kind == kind.name, ChangedRow.key == key)
        .where(ChangeSet.state.in_([ChangeSetState.APPLIED, ChangeSetState.UNDONE, ChangeSetState.UNDOING]))
        .order_by(ChangedRow.id.desc())
        .limit(most)
    )
    return [
        Past(
            change_set.id,
            change_set.decided_at or change_set.asked_at,
            change_set.asked_by_name,
            change_set.file_name,
            change_set.state is ChangeSetState.UNDONE,
            row.action,
            row.before,
            row.after,
        )
        for row, change_set in db.session.execute(found)
    ]


def remembered_columns(kind: Kind, layouts: Collection[str]) -> dict[str, dict[str, int]]:
    """Return the columns chosen before for files of these layouts, by layout."""
    found = sa.select(ColumnChoice.layout, ColumnChoice.columns).where(
        ColumnChoice.kind == kind.name, among(ColumnChoice.layout, layouts)
    )
    return {row.layout: row.columns for row in db.session.execute(found)}
