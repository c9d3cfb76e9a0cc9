"""What every command on change sets takes: begun, locked, taken a step on, put to a job, told to the audit record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor, Turn
from portal.core.data.events import publish
from portal.core.data.named_locks import hold_until_end
from portal.core.data.sessions import add_rows, db
from portal.core.errors import NotVisible, Refused, Stale
from portal.core.jobs.queue import enqueue
from portal.core.permissions import Permission
from portal.masterdata import rules_active
from portal.masterdata.events import ChangeSetAsked
from portal.masterdata.models import ChangedRow, ChangeSet
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.queries_refers import first_in_use
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.service_figures import count_later
from portal.masterdata.states import Step, state_after


def begun(kind: str, actor: Actor, now: datetime) -> ChangeSet:
    """Return a change set of a kind as somebody begins it; it is not added yet."""
    return ChangeSet(kind=kind, asked_by=actor.user_id, asked_by_name=actor.name, asked_at=now)


def locked(change_set_id: int) -> ChangeSet:
    """Return a change set, locked until the end of the transaction; raises `NotVisible`."""
    row = db.session.scalar(sa.select(ChangeSet).where(ChangeSet.id == change_set_id).with_for_update())
    if row is None:
        raise NotVisible(str(change_set_id))
    return row


def mine(change_set_id: int, turn: Turn, *, anybody: bool = False) -> tuple[ChangeSet, Kind]:
    """Return a change set and its kind for whoever may edit it: the one who began it, unless it is `anybody`'s.

    Raises `NotVisible` and `Stale`; refuses `masterdata.not_yours` (who).
    """
    row, kind = _seen(change_set_id, turn, lambda kind: kind.edits)
    if not anybody and row.asked_by != turn.actor.user_id:
        raise Refused("masterdata.not_yours", who=row.asked_by_name)
    return row, kind


def waiting(change_set_id: int, turn: Turn) -> ChangeSet:
    """Return a change set for a second person to decide; refuses `masterdata.four_eyes` (who asked)."""
    row, _kind = _seen(change_set_id, turn, lambda kind: kind.agrees)
    if row.asked_by == turn.actor.user_id:
        raise Refused("masterdata.four_eyes", who=row.asked_by_name)
    return row


def _seen(change_set_id: int, turn: Turn, by: Callable[[Kind], Permission]) -> tuple[ChangeSet, Kind]:
    row = locked(change_set_id)
    kind = kind_named(row.kind, turn.actor)
    if not turn.actor.may(by(kind)):
        raise NotVisible(str(change_set_id))
    if row.version != turn.seen:
        raise Stale
    return row, kind


def move(row: ChangeSet, step: Step) -> None:
    """Take a change set a step on; refuses `masterdata.not_now` where that step cannot follow.

    Why it did not go on before is forgotten with the step that does; whoever steps back tells why after this.
    """
    row.state = state_after(row.state, step)
    if step is not Step.CANCEL:
        row.problem, row.problem_facts = "", {}
    row.version += 1


def decide(row: ChangeSet, actor: Actor, now: datetime) -> None:
    """Keep who decided, and when."""
    row.decided_by, row.decided_by_name, row.decided_at = actor.user_id, actor.name, now


def keep_changes(row: ChangeSet, changes: Sequence[Change]) -> None:
    """Keep what a change set changes, row by row."""
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


def told(row: ChangeSet) -> dict[str, Any]:
    """Return what the audit record keeps of a change set."""
    counts = {"new": row.new, "changed": row.changed, "gone": row.gone}
    return {"data_kind": row.kind, "file": row.file_name, **counts, "reason": row.reason, "asked_by": row.asked_by_name}


def tell_waiting(row: ChangeSet, kind: Kind, name: str, now: datetime) -> None:
    """Tell that a change set waits for a second person, under a name people know it by."""
    publish(ChangeSetAsked(row.id, row.kind, name, row.asked_by, row.asked_by_name, row.reason, kind.agrees), now)


def decided(row: ChangeSet, name: str) -> tuple[int, str, str, int, str]:
    """Return what every `ChangeSetDecided` tells of a change set, under a name people know it by."""
    return row.id, row.kind, name, row.asked_by, row.decided_by_name


def hold(kind: Kind) -> None:
    """Let nobody else judge and write rows of a kind, or of those it leans on, before the transaction ends."""
    for name in (kind.name, *kind.leans_on):
        hold_until_end(f"masterdata.{name}")


def write_rows(kind: Kind, changes: Sequence[Change], actor: Actor, now: datetime) -> None:
    """Write rows by the kind that owns them, and judge once more what went out of use.

    Whoever begins what rests on such a row holds it, and is waited for here: what came of it is seen by then.
    Refuses `masterdata.in_use` (key, uses: table, column and count each) where something refers to one that goes, of a
    price list `masterdata.list_in_use`, `masterdata.clashes` where others wrote the same at this moment, and what
    uses a row by now (with `at_key`, `at_field`).
    """
    try:
        kind.write(changes, actor, now)
        db.session.flush()
    except sa.exc.IntegrityError as error:
        db.session.rollback()
        raise _why_not(kind, changes) from error
    _check_unused(kind, changes)
    count_later(now)


def _check_unused(kind: Kind, changes: Sequence[Change]) -> None:
    if kind.uses is not None:
        for one in rules_active.against(changes, kind.uses):
            raise Refused(one.code, **one.facts, at_key=one.key, at_field=one.field)


def _why_not(kind: Kind, changes: Sequence[Change]) -> Refused:
    found = first_in_use(kind.name, [one.key for one in changes if one.action is Action.GONE])
    if found is None:
        return Refused("masterdata.clashes")
    key, refers = found
    facts = {"key": key, "uses": [[one.table, one.column, one.count] for one in refers]}
    return Refused("masterdata.list_in_use" if kind.name == "price_lists" else "masterdata.in_use", **facts)


def send_job(job: str, row: ChangeSet, actor: Actor, now: datetime) -> None:
    """Let a job read or write a change set as it stands now."""
    payload = {"change_set_id": row.id, "user_id": actor.user_id}
    enqueue(job, payload, now=now, key=f"{job}:{row.id}:{row.version}", asked_by=actor.user_id)
