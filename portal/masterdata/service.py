"""Change sets: begun with a file, its columns said, cancelled, put to a second person, applied, taken back.

What is changed is judged by the kind it belongs to and written by the room that owns its rows. Nothing is applied in
part: a row that is no longer what the change was drawn from, or that something depends on, stops the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import Actor, Turn
from portal.core.data.changed import changed
from portal.core.data.named_locks import hold_until_end
from portal.core.data.sessions import add_rows, db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.jobs.queue import enqueue
from portal.core.permissions import Permission
from portal.core.sheets.model import Book
from portal.masterdata.models import ChangedRow, ChangeSet, ColumnChoice, RowProblem
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries import CHECK, WRITE, changes_in, present, taking_back
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_compare import Compared
from portal.masterdata.rules_fields import Row
from portal.masterdata.states import UNDER_WAY, ChangeSetState, Step, state_after

HEAD_ROWS = 30
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
    row = _begun(kind.name, actor, now)
    row.state, row.second = ChangeSetState.CHECKING, kind.second
    row.file_name, row.storage_key, row.sha256 = file.name[:200], file.storage_key, file.sha256
    db.session.add(row)
    db.session.flush()
    _enqueue(CHECK, row, actor, now)
    return row.id


def choose_columns(change_set_id: int, chosen: Chosen, layout: str, turn: Turn) -> None:
    """Say what stands where in a file, which is then read again; the choice is remembered for its layout.

    Raises `Stale`; refuses `masterdata.not_now`.
    """
    row, kind = _mine(change_set_id, turn)
    _move(row, Step.CHOOSE)
    row.sheet, row.heading, row.columns, row.whole = chosen.sheet, chosen.heading, dict(chosen.columns), chosen.whole
    row.problem, row.problem_facts = "", {}
    _remember(kind, layout, chosen.columns, turn.actor, turn.now)
    _enqueue(CHECK, row, turn.actor, turn.now)


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
    row = _locked(change_set_id)
    _move(row, Step.BACK)
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
        sheet["hidden"] = []
    return told


def keep_check(change_set_id: int, book: Book, chosen: Chosen, found: Compared, count: int) -> None:
    """Keep what a file would change and what is wrong with it; what was found before is forgotten."""
    row = _locked(change_set_id)
    _move(row, Step.READ)
    for table in (ChangedRow, RowProblem):
        changed(sa.delete(table).where(table.change_set_id == row.id), tell_objects=True)
    row.head, row.sheet, row.heading, row.columns = head_of(book), chosen.sheet, chosen.heading, dict(chosen.columns)
    _count(row, found, count)
    _keep_changes(row, found.changes)
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
    row.problem, row.problem_facts = "", {}


def _keep_changes(row: ChangeSet, changes: Sequence[Change]) -> None:
    rows = [
        {
            "change_set_id": row.id,
            "kind": row.kind,
            "key": one.key,
            "row_number": one.row_number,
            "action": one.action,
            "before": one.before,
            "after": one.after,
        }
        for one in changes
    ]
    if rows:
        add_rows(ChangedRow, rows)


def ask(change_set_id: int, reason: str, turn: Turn) -> ChangeSetState:
    """Ask that what was checked be applied: at once by a job, or once a second person agreed; return the state.

    Refuses `masterdata.has_problems` (count), `masterdata.nothing_changes`, `masterdata.without_reason` where a second
    person has to judge.
    """
    row, kind = _mine(change_set_id, turn)
    if row.state is ChangeSetState.CHECKED and row.wrong:
        raise Refused("masterdata.has_problems", count=row.wrong)
    if row.state is ChangeSetState.CHECKED and not row.new + row.changed + row.gone:
        raise Refused("masterdata.nothing_changes")
    if kind.second and not reason.strip():
        raise FieldRefused("masterdata.without_reason", field="reason")
    row.reason = reason.strip()
    _move(row, Step.ASK if kind.second else Step.APPLY)
    if not kind.second:
        _decide(row, turn.actor, turn.now)
        _enqueue(WRITE, row, turn.actor, turn.now)
    return row.state


def approve(change_set_id: int, turn: Turn) -> None:
    """Agree to what somebody else asked for; a job applies it. Refuses `masterdata.four_eyes` (who asked)."""
    row = _waiting(change_set_id, turn)
    _move(row, Step.APPLY)
    _decide(row, turn.actor, turn.now)
    _enqueue(WRITE, row, turn.actor, turn.now)


def refuse(change_set_id: int, note: str, turn: Turn) -> None:
    """Refuse what somebody else asked for, with a reason; nothing is changed."""
    row = _waiting(change_set_id, turn)
    if not note.strip():
        raise FieldRefused("masterdata.without_reason", field="note")
    _move(row, Step.REFUSE)
    _decide(row, turn.actor, turn.now)
    row.problem, row.problem_facts = "masterdata.refused_by", {"who": turn.actor.name, "note": note.strip()}
    audit.record(turn.actor, "masterdata.refused", "change_set", row.id, after=_told(row), now=turn.now)


def cancel(change_set_id: int, turn: Turn) -> None:
    """Leave a change set that is not applied; only who began it does."""
    row, _kind = _mine(change_set_id, turn)
    _move(row, Step.CANCEL)


def undo(change_set_id: int, reason: str, turn: Turn) -> int:
    """Take back what was applied, by a job, while nothing has changed since and nothing depends on it.

    What a second person agreed to is taken back once a second person agrees: by a change set of its own. Returns the
    change set that does it. Refuses `masterdata.without_reason`, and `masterdata.waits_already` where that was asked.
    """
    row, kind = _mine(change_set_id, turn, anybody=True)
    if kind.second:
        return _ask_to_take_back(row, reason, turn).id
    _move(row, Step.UNDO)
    _enqueue(WRITE, row, turn.actor, turn.now)
    return row.id


def _ask_to_take_back(row: ChangeSet, reason: str, turn: Turn) -> ChangeSet:
    state_after(row.state, Step.UNDO)
    if not reason.strip():
        raise FieldRefused("masterdata.without_reason", field="reason")
    if taking_back(row.id) is not None:
        raise Refused("masterdata.waits_already")
    asked = _begun(row.kind, turn.actor, turn.now)
    asked.state, asked.second, asked.takes_back = ChangeSetState.WAITING, True, row.id
    asked.reason, asked.rows = reason.strip(), row.new + row.changed + row.gone
    asked.new, asked.changed, asked.gone = row.gone, row.changed, row.new
    db.session.add(asked)
    db.session.flush()
    _keep_changes(asked, [one.turned() for one in changes_in(row.id)])
    return asked


def _begun(kind: str, actor: Actor, now: datetime) -> ChangeSet:
    return ChangeSet(kind=kind, asked_by=actor.user_id, asked_by_name=actor.name, asked_at=now)


def write(change_set_id: int, actor: Actor, now: datetime) -> int:
    """Apply or take back a change set that is under way; return how many rows that were.

    Refuses `masterdata.changed_meanwhile` (key, count) where rows are no longer what they were, what speaks against
    one by now (with `at_key`, `at_field`), `masterdata.in_use` where something depends on one that is to go, and what
    the kind refuses: the caller then steps back.
    """
    row = _locked(change_set_id)
    if row.state not in UNDER_WAY - {ChangeSetState.CHECKING}:
        return 0
    back = row.state is ChangeSetState.UNDOING
    kind, changes = kind_named(row.kind, actor), changes_in(row.id)
    if back:
        changes = [one.turned() for one in changes]
    hold_until_end(_lock(kind))
    _check_again(kind, changes)
    _write(kind, changes, actor, now)
    _move(row, Step.TAKEN_BACK if back else Step.WRITTEN)
    if row.takes_back is not None:
        taken = _locked(row.takes_back)
        _move(taken, Step.UNDO)
        _move(taken, Step.TAKEN_BACK)
    if back:
        audit.record(actor, "masterdata.undone", "change_set", row.id, after=_told(row), now=now)
    else:
        audit.record(actor, "masterdata.applied", "change_set", row.id, after=_told(row), now=now)
    return len(changes)


def _check_again(kind: Kind, changes: Sequence[Change]) -> None:
    """What was checked may clash with what others changed since: of two files each may be sound by itself."""
    there = present(kind, {one.key for one in changes})
    moved = [one.key for one in changes if there.get(one.key) != one.before]
    if moved:
        raise Refused("masterdata.changed_meanwhile", key=moved[0], count=len(moved))
    for one in kind.judge(changes):
        raise Refused(one.code, **one.facts, at_key=one.key, at_field=one.field)


def _lock(kind: Kind) -> str:
    return f"masterdata.{kind.name}"


def _write(kind: Kind, changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    try:
        kind.write(changes, actor, now)
        db.session.flush()
    except sa.exc.IntegrityError as error:
        raise Refused("masterdata.in_use") from error


def step_back(change_set_id: int, why: Refused) -> None:
    """Tell why a job could not go on, and let the change set stand where it stood before."""
    row = _locked(change_set_id)
    if row.state in UNDER_WAY:
        if row.state is ChangeSetState.APPLYING:
            row.decided_by, row.decided_by_name, row.decided_at = None, "", None
        _move(row, Step.BACK)
        row.problem, row.problem_facts = why.code, dict(why.facts)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of one row from its page: its key (None: a new row), what the page showed, what it is to be, and why."""

    key: str | None
    seen: Row | None
    wanted: Row | None
    reason: str = ""


def change_row(kind: Kind, change: RowChange, actor: Actor, now: datetime) -> ChangeSet | None:
    """Change one row from its page, or ask for it where a second person has to agree; None where nothing changes.

    Raises `Stale` where it is no longer what the page showed. Refuses beside its field what speaks against it,
    `masterdata.there_already` for a new row there is, and `masterdata.without_reason`.
    """
    wanted = change.wanted
    key = change.key if wanted is None else kind.fields.key_of(wanted)
    if key is None or (change.key is not None and key != change.key):
        raise NotVisible
    hold_until_end(_lock(kind))
    there = present(kind, {key}).get(key)
    if change.key is None and there is not None:
        raise FieldRefused("masterdata.there_already", field=kind.fields.key[-1])
    if there != change.seen:
        raise Stale
    if there == wanted:
        return None
    action = Action.GONE if wanted is None else Action.NEW if there is None else Action.CHANGED
    one = Change(key, action, there, wanted)
    _raise_first(list(kind.judge([one])))
    if kind.second and not change.reason.strip():
        raise FieldRefused("masterdata.without_reason", field="reason")
    row = _begun(kind.name, actor, now)
    row.state, row.second = ChangeSetState.WAITING if kind.second else ChangeSetState.APPLIED, kind.second
    row.reason, row.rows = change.reason.strip(), 1
    setattr(row, action.value, 1)
    db.session.add(row)
    db.session.flush()
    _keep_changes(row, [one])
    if not kind.second:
        _decide(row, actor, now)
        _write(kind, [one], actor, now)
        audit.record(actor, "masterdata.applied", "change_set", row.id, after=_told(row), now=now)
    return row


def _raise_first(objections: Sequence[Objection]) -> None:
    for one in objections:
        if one.field:
            raise FieldRefused(one.code, field=one.field, **one.facts)
        raise Refused(one.code, **one.facts)


def _told(row: ChangeSet) -> dict[str, Any]:
    counts = {"new": row.new, "changed": row.changed, "gone": row.gone}
    return {"data_kind": row.kind, "file": row.file_name, **counts, "reason": row.reason, "asked_by": row.asked_by_name}


def _decide(row: ChangeSet, actor: Actor, now: datetime) -> None:
    row.decided_by, row.decided_by_name, row.decided_at = actor.user_id, actor.name, now


def _move(row: ChangeSet, step: Step) -> None:
    row.state = state_after(row.state, step)
    row.version += 1


def _locked(change_set_id: int) -> ChangeSet:
    row = db.session.scalar(sa.select(ChangeSet).where(ChangeSet.id == change_set_id).with_for_update())
    if row is None:
        raise NotVisible(str(change_set_id))
    return row


def _seen(change_set_id: int, turn: Turn) -> tuple[ChangeSet, Kind]:
    row = _locked(change_set_id)
    kind = kind_named(row.kind, turn.actor)
    if row.version != turn.seen:
        raise Stale
    return row, kind


def _mine(change_set_id: int, turn: Turn, *, anybody: bool = False) -> tuple[ChangeSet, Kind]:
    """A change set, for whoever may edit its kind: the one who began it, unless it is `anybody`'s."""
    row, kind = _seen(change_set_id, turn)
    if not turn.actor.may(kind.edits):
        raise NotVisible(str(change_set_id))
    if not anybody and row.asked_by != turn.actor.user_id:
        raise Refused("masterdata.not_yours", who=row.asked_by_name)
    return row, kind


def _waiting(change_set_id: int, turn: Turn) -> ChangeSet:
    row, _kind = _seen(change_set_id, turn)
    if not turn.actor.may(Permission.APPROVAL_DECIDE):
        raise NotVisible(str(change_set_id))
    if row.asked_by == turn.actor.user_id:
        raise Refused("masterdata.four_eyes", who=row.asked_by_name)
    return row


def _enqueue(job: str, row: ChangeSet, actor: Actor, now: datetime) -> None:
    payload = {"change_set_id": row.id, "user_id": actor.user_id}
    enqueue(job, payload, now=now, key=f"{job}:{row.id}:{row.version}", asked_by=actor.user_id)
