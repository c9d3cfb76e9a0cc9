"""Files of change sets: taken, their columns asked for and said, what a check found kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.sessions import add_rows, db
from portal.core.errors import Refused
from portal.core.sheets.model import Book
from portal.masterdata.files.rules_compare import Compared
from portal.masterdata.models import ChangedRow, ChangeSet, ColumnChoice, RowProblem
from portal.masterdata.ports import Kind
from portal.masterdata.queries import CHECK
from portal.masterdata.rules_changes import Action
from portal.masterdata.service_steps import (
    begun,
    keep_changes,
    locked,
    mine,
    move,
    send_job,
)
from portal.masterdata.states import ChangeSetState, Step

HEAD_ROWS = 30
HIDDEN_TOLD = 1_000
MOST_KEPT = 10_000
"""Problems of one file that are kept; a file with more is wrong as a whole."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in storage: what it is called, its key and its hash."""

    name: str
    storage_key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where things stand in a file: table, row of headings, column by field; `whole` as in `ChangeSet`."""

    sheet: int
    heading: int | None
    columns: Mapping[str, int]
    whole: bool = False


def take_file(kind: Kind, file: StoredFile, actor: Actor, now: datetime) -> int:
    """Begin a change set with a file, which a job reads and compares; return its id."""
    row = begun(kind.name, actor, now)
    row.state, row.second = ChangeSetState.CHECKING, kind.second
    row.file_name, row.storage_key, row.sha256 = file.name[:200], file.storage_key, file.sha256
    db.session.add(row)
    db.session.flush()
    send_job(CHECK, row, actor, now)
    return row.id


def choose_columns(change_set_id: int, chosen: Chosen, layout: str, turn: Turn) -> None:
    """Say what stands where in a file, which is then read again; the choice is remembered for its layout.

    Raises `Stale`; refuses `masterdata.not_now`.
    """
    row, kind = mine(change_set_id, turn)
    move(row, Step.CHOOSE)
    row.sheet, row.heading, row.columns, row.whole = chosen.sheet, chosen.heading, dict(chosen.columns), chosen.whole
    _remember(kind, layout, chosen.columns, turn.actor, turn.now)
    send_job(CHECK, row, turn.actor, turn.now)


def _remember(kind: Kind, layout: str, columns: Mapping[str, int], actor: Actor, now: datetime) -> None:
    known = db.session.scalar(
        sa.select(ColumnChoice).where(ColumnChoice.kind == kind.name, ColumnChoice.layout == layout).with_for_update()
    )
    if known is None:
        known = ColumnChoice(kind=kind.name, layout=layout)
        db.session.add(known)
    known.columns, known.chosen_by, known.chosen_at = dict(columns), actor.user_id or 0, now


def ask_for_columns(change_set_id: int, book: Book, guess: Chosen, why: Refused | None) -> None:
    """Keep the first rows of a file whose columns nobody could tell, and ask for them."""
    row = locked(change_set_id)
    move(row, Step.BACK)
    row.head, row.sheet, row.heading = head_of(book), guess.sheet, guess.heading
    row.columns = dict(guess.columns)
    row.problem, row.problem_facts = (why.code, dict(why.facts)) if why else ("masterdata.columns_unclear", {})


def head_of(book: Book) -> dict[str, Any]:
    """Return the first rows of a book's tables in plain values: enough to say what stands where."""
    told = book.plain()
    for sheet in told["sheets"]:
        sheet["rows"], sheet["row_numbers"] = sheet["rows"][:HEAD_ROWS], sheet["row_numbers"][:HEAD_ROWS]
        places: dict[str, list[Any]] = {
            name: [] for name in ("rounded", "fractions", "days", "money", "struck", "merged")
        }
        sheet.update(places)
        sheet["hidden"] = sheet["hidden"][:HIDDEN_TOLD]
    return told


def keep_check(change_set_id: int, book: Book, chosen: Chosen, found: Compared, count: int) -> None:
    """Keep what a file would change and what is wrong with it; what was found before is forgotten."""
    row = locked(change_set_id)
    move(row, Step.READ)
    for table in (ChangedRow, RowProblem):
        changed(sa.delete(table).where(table.change_set_id == row.id), tell_objects=True)
    row.head, row.sheet, row.heading, row.columns = head_of(book), chosen.sheet, chosen.heading, dict(chosen.columns)
    _count(row, found, count)
    keep_changes(row, found.changes)
    problems = [
        {
            "change_set_id": row.id,
            "row_number": one.row_number,
            "field": one.field,
            "written": one.written,
            "code": one.code,
            "facts": dict(one.facts),
        }
        for one in found.wrong[:MOST_KEPT]
    ]
    if problems:
        add_rows(RowProblem, problems)


def _count(row: ChangeSet, found: Compared, count: int) -> None:
    by_action = {action: sum(1 for one in found.changes if one.action is action) for action in Action}
    row.rows, row.same, row.wrong = count, found.same, len(found.wrong)
    row.new, row.changed, row.gone = by_action[Action.NEW], by_action[Action.CHANGED], by_action[Action.GONE]
