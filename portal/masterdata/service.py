"""Change sets: put to a second person, applied, cancelled, taken back.

What is changed is judged by the kind it belongs to and written by the room that owns its rows. Nothing is applied in
part: a row that is no longer what the change was drawn from, or that something depends on, stops the whole.
"""

from collections.abc import Sequence
from datetime import datetime

from portal.audit import service as audit
from portal.core.actor import Actor, Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, Refused
from portal.masterdata.events import ChangeSetApplied, ChangeSetRefused, ChangeSetStuck
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries import WRITE, changes_in, present, taking_back
from portal.masterdata.rules_changes import Change, name_of
from portal.masterdata.service_steps import (
    begun,
    decide,
    decided,
    hold,
    keep_changes,
    locked,
    mine,
    move,
    send_job,
    tell_waiting,
    told,
    waiting,
    write_rows,
)
from portal.masterdata.states import UNDER_WAY, ChangeSetState, Step, state_after


def ask(change_set_id: int, reason: str, turn: Turn) -> ChangeSetState:
    """Ask that what was checked be applied: at once by a job, or once a second person agreed; return the state.

    Refuses `masterdata.has_problems` (count), `masterdata.nothing_changes`, `masterdata.without_reason` where a second
    person has to judge.
    """
    row, kind = mine(change_set_id, turn)
    if row.state is ChangeSetState.CHECKED and row.wrong:
        raise Refused("masterdata.has_problems", count=row.wrong)
    if row.state is ChangeSetState.CHECKED and not row.new + row.changed + row.gone:
        raise Refused("masterdata.nothing_changes")
    if kind.second and not reason.strip():
        raise FieldRefused("masterdata.without_reason", field="reason")
    row.reason = reason.strip()
    move(row, Step.ASK if kind.second else Step.APPLY)
    if kind.second:
        tell_waiting(row, kind, row.file_name, turn.now)
    else:
        decide(row, turn.actor, turn.now)
        send_job(WRITE, row, turn.actor, turn.now)
    return row.state


def approve(change_set_id: int, turn: Turn) -> None:
    """Agree to what somebody else asked for; a job applies it. Refuses `masterdata.four_eyes` (who asked)."""
    row = waiting(change_set_id, turn)
    move(row, Step.APPLY)
    decide(row, turn.actor, turn.now)
    send_job(WRITE, row, turn.actor, turn.now)


def refuse(change_set_id: int, note: str, turn: Turn) -> None:
    """Refuse what somebody else asked for, with a reason; nothing is changed."""
    row = waiting(change_set_id, turn)
    if not note.strip():
        raise FieldRefused("masterdata.without_reason", field="note")
    move(row, Step.REFUSE)
    decide(row, turn.actor, turn.now)
    row.problem, row.problem_facts = "masterdata.refused_by", {"who": turn.actor.name, "note": note.strip()}
    audit.record(turn.actor, "masterdata.refused", "change_set", row.id, after=told(row), now=turn.now)
    if row.second:
        publish(ChangeSetRefused(*decided(row, _called(row)), note=note.strip()), turn.now)


def cancel(change_set_id: int, turn: Turn) -> None:
    """Leave a change set that is not applied; only who began it does."""
    row, _kind = mine(change_set_id, turn)
    move(row, Step.CANCEL)


def undo(change_set_id: int, reason: str, turn: Turn) -> int:
    """Take back what was applied, by a job, while nothing has changed since and nothing depends on it.

    What a second person agreed to is taken back once a second person agrees: by a change set of its own. Returns the
    change set that does it. Refuses `masterdata.without_reason`, `masterdata.waits_already` where that was asked, and
    what a kind says of which nothing is taken back.
    """
    row, kind = mine(change_set_id, turn, anybody=True)
    if kind.stays:
        raise Refused(kind.stays)
    if kind.second:
        return _ask_to_take_back(row, kind, reason, turn).id
    move(row, Step.UNDO)
    send_job(WRITE, row, turn.actor, turn.now)
    return row.id


def _ask_to_take_back(row: ChangeSet, kind: Kind, reason: str, turn: Turn) -> ChangeSet:
    state_after(row.state, Step.UNDO)
    if not reason.strip():
        raise FieldRefused("masterdata.without_reason", field="reason")
    if taking_back(row.id) is not None:
        raise Refused("masterdata.waits_already")
    asked = begun(row.kind, turn.actor, turn.now)
    asked.state, asked.second, asked.takes_back = ChangeSetState.WAITING, True, row.id
    asked.file_name = row.file_name
    asked.reason, asked.rows = reason.strip(), row.new + row.changed + row.gone
    asked.new, asked.changed, asked.gone = row.gone, row.changed, row.new
    db.session.add(asked)
    db.session.flush()
    back = [one.turned() for one in changes_in(row.id)]
    keep_changes(asked, back)
    tell_waiting(asked, kind, row.file_name or name_of(back), turn.now)
    return asked


def write(change_set_id: int, actor: Actor, now: datetime) -> int:
    """Apply or take back a change set that is under way; return how many rows that were.

    Refuses where rows are no longer what they were (key, count) `masterdata.changed_meanwhile`, of a change from a page
    `.changed_since_asked`, of one that is taken back `.changed_since_applied`; what speaks against one by now (with
    `at_key`, `at_field`), what `write_rows` refuses, and what the kind does: the caller then steps back.
    """
    row = locked(change_set_id)
    if row.state not in UNDER_WAY - {ChangeSetState.CHECKING}:
        return 0
    back = row.state is ChangeSetState.UNDOING
    kind, changes = kind_named(row.kind, actor), changes_in(row.id)
    if back:
        changes = [one.turned() for one in changes]
    hold(kind)
    again = "applied" if back or row.takes_back else "" if row.file_name else "asked"
    _check_again(kind, changes, again)
    write_rows(kind, changes, actor, now)
    move(row, Step.TAKEN_BACK if back else Step.WRITTEN)
    if row.takes_back is not None:
        taken = locked(row.takes_back)
        move(taken, Step.UNDO)
        move(taken, Step.TAKEN_BACK)
    if back:
        audit.record(actor, "masterdata.undone", "change_set", row.id, after=told(row), now=now)
    else:
        audit.record(actor, "masterdata.applied", "change_set", row.id, after=told(row), now=now)
        if row.second:
            publish(ChangeSetApplied(*decided(row, row.file_name or name_of(changes))), now)
    return len(changes)


def _called(row: ChangeSet) -> str:
    """What people call a change set: its file, or the row it is about."""
    return row.file_name or name_of(changes_in(row.id))


_MOVED = {
    "applied": "masterdata.changed_since_applied",
    "asked": "masterdata.changed_since_asked",
    "": "masterdata.changed_meanwhile",
}


def _check_again(kind: Kind, changes: Sequence[Change], since: str) -> None:
    """What was checked may clash with what others changed since: of two files each may be sound by itself."""
    there = present(kind, {one.key for one in changes})
    moved = [one.key for one in changes if there.get(one.key) != one.before]
    if moved:
        raise Refused(_MOVED[since], key=moved[0], count=len(moved))
    for one in kind.against_now(changes, back=since == "applied"):
        raise Refused(one.code, **one.facts, at_key=one.key, at_field=one.field)


def step_back(change_set_id: int, why: Refused, now: datetime) -> None:
    """Tell why a job could not go on, and let the change set stand where it stood before.

    Who asked hears of it where a second person had agreed.
    A file that could not be read at all has no columns to ask for: its change set ends.
    """
    row = locked(change_set_id)
    if row.state in UNDER_WAY:
        if row.state is ChangeSetState.APPLYING:
            if row.second:
                publish(ChangeSetStuck(*decided(row, _called(row))), now)
            row.decided_by, row.decided_by_name, row.decided_at = None, "", None
        never_read = row.state is ChangeSetState.CHECKING and row.head is None
        move(row, Step.FAIL if never_read else Step.BACK)
        row.problem, row.problem_facts = why.code, dict(why.facts)
