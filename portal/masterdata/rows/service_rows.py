"""Rows of master data changed from their pages, one at a time; at two people where their kind wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind
from portal.masterdata.queries import present
from portal.masterdata.rules_changes import Action, Change, Objection, name_of
from portal.masterdata.rules_fields import Row
from portal.masterdata.service_steps import begun, decide, hold, keep_changes, tell_waiting, told, write_rows
from portal.masterdata.states import ChangeSetState


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of one row from its page: its key (None: a new row), what the page showed, what it is to be, and why."""

    key: str | None
    seen: Row | None
    wanted: Row | None
    reason: str = ""


class RowRefused(FieldRefused):
    """A row that something speaks against: the first fault as any refusal tells it, and `all` of them."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        first = objections[0]
        super().__init__(first.code, field=first.field, **first.facts)
        self.all = objections


def change_row(kind: Kind, change: RowChange, actor: Actor, now: datetime) -> ChangeSet | None:
    """Change one row from its page, or ask for it where a second person has to agree; None where nothing changes.

    Raises `Stale` where it is no longer what the page showed. Refuses all that speaks against it beside its fields,
    `masterdata.there_already` for a new row there is, and `masterdata.without_reason`.
    """
    wanted = change.wanted
    key = change.key if wanted is None else kind.fields.key_of(wanted)
    if key is None or (change.key is not None and key != change.key):
        raise NotVisible
    hold(kind)
    there = present(kind, {key}).get(key)
    if change.key is None and there is not None:
        raise FieldRefused("masterdata.there_already", field=kind.fields.key[-1])
    if there != change.seen:
        raise Stale
    action = Action.GONE if wanted is None else Action.NEW if there is None else Action.CHANGED
    (one,) = kind.fill([Change(key, action, there, wanted)])
    if there == one.after:
        return None
    against = kind.against([one])
    if kind.second and not change.reason.strip():
        against.append(Objection(one.key, "reason", "masterdata.without_reason"))
    _raise(against)
    row = begun(kind.name, actor, now)
    row.state, row.second = ChangeSetState.WAITING if kind.second else ChangeSetState.APPLIED, kind.second
    row.reason, row.rows = change.reason.strip(), 1
    setattr(row, action.value, 1)
    db.session.add(row)
    db.session.flush()
    keep_changes(row, [one])
    if kind.second:
        tell_waiting(row, kind, name_of([one]), now)
    else:
        decide(row, actor, now)
        write_rows(kind, [one], actor, now)
        audit.record(actor, "masterdata.applied", "change_set", row.id, after=told(row), now=now)
    return row


def _raise(objections: Sequence[Objection]) -> None:
    for one in objections[:1]:
        if not one.field:
            raise Refused(one.code, **one.facts)
        raise RowRefused(objections)
