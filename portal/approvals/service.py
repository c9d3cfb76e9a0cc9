"""Asking for a change, and the second person's answer: who asked never approves (a rule here, a CHECK below)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from portal.approvals.events import ChangeApproved, ChangeAsked, ChangeRefused
from portal.approvals.models import PAST, Approval, ApprovalKind, Outcome
from portal.approvals.ports import maker_of
from portal.audit import service as audit
from portal.core.actor import SYSTEM, Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.permissions import Permission

RECORDED: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.APPROVED: "approval.approved",
        Outcome.REFUSED: "approval.refused",
        Outcome.WITHDRAWN: "approval.withdrawn",
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for: of which thing, from what to what (plain values by field), and why."""

    kind: ApprovalKind
    subject: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    distributor_id: int | None = None


def ask(change: Change, actor: Actor, now: datetime) -> int:
    """Ask for a change, and return its id; nothing is changed until somebody else approves it.

    Refuses `approval.without_reason`, and `approval.already_asked` (who) where a change of the same thing waits; raises
    `LookupError` for what stands in the past only (`PAST`).
    """
    if change.kind in PAST:
        raise LookupError(change.kind)
    if not change.reason.strip():
        raise FieldRefused("approval.without_reason", field="reason")
    open_one = sa.select(Approval.asked_by_name).where(
        Approval.kind == change.kind, Approval.subject == change.subject, Approval.outcome.is_(None)
    )
    asked = db.session.execute(open_one).first()
    if asked is not None:
        raise Refused("approval.already_asked", who=asked.asked_by_name)
    row = Approval(
        kind=change.kind,
        subject=change.subject,
        name=change.name,
        distributor_id=change.distributor_id,
        before=dict(change.before),
        after=dict(change.after),
        reason=change.reason.strip(),
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record("approval.asked", row, actor, now)
    publish(ChangeAsked(row.id, row.kind.value, row.name, row.asked_by, row.asked_by_name, row.reason), now)
    return row.id


def approve(approval_id: int, actor: Actor, now: datetime) -> ApprovalKind:
    """Approve what somebody else asked for: the change is made. Return its kind.

    Refuses `approval.four_eyes` (whoever asked), `approval.already_decided` (who, when), and
    `approval.changed_meanwhile` where the thing is no longer what the change was drawn from.
    """
    row = _open(approval_id)
    _other_than_asked(row, actor)
    _decide(row, Outcome.APPROVED, "", actor, now)
    maker_of(row.kind)(row, actor, now)
    publish(ChangeApproved(row.kind.value, row.subject, row.name, row.asked_by, actor.name), now)
    return row.kind


def refuse(approval_id: int, note: str, actor: Actor, now: datetime) -> ApprovalKind:
    """Refuse what somebody else asked for, with a reason; nothing is changed. Return its kind.

    Refuses `approval.four_eyes`, `approval.without_note` and `approval.already_decided`.
    """
    row = _open(approval_id)
    _other_than_asked(row, actor)
    if not note.strip():
        raise FieldRefused("approval.without_note", field=f"note-{approval_id}")
    _decide(row, Outcome.REFUSED, note.strip(), actor, now)
    publish(ChangeRefused(row.kind.value, row.subject, row.name, row.asked_by, actor.name, note.strip()), now)
    return row.kind


def withdraw(approval_id: int, actor: Actor, now: datetime) -> ApprovalKind:
    """Withdraw what one asked for and return its kind; refuses `approval.not_yours`, `approval.already_decided`.

    Raises `NotVisible` for what somebody else asked to whoever decides nothing.
    """
    row = _open(approval_id, asked_by=None if actor.may(Permission.APPROVAL_DECIDE) else actor.user_id)
    if row.asked_by != actor.user_id:
        raise Refused("approval.not_yours", who=row.asked_by_name)
    _decide(row, Outcome.WITHDRAWN, "", actor, now)
    return row.kind


def _open(approval_id: int, *, asked_by: int | None = None) -> Approval:
    row = db.session.scalar(sa.select(Approval).where(Approval.id == approval_id).with_for_update())
    if row is None or asked_by not in (None, row.asked_by):
        raise NotVisible
    if row.outcome is not None:
        raise Refused("approval.already_decided", who=row.decided_by_name, when=row.decided_at)
    return row


def _other_than_asked(row: Approval, actor: Actor) -> None:
    if actor.user_id is None or actor.user_id == row.asked_by:
        raise Refused("approval.four_eyes", who=row.asked_by_name)


def _decide(row: Approval, outcome: Outcome, note: str, actor: Actor, now: datetime) -> None:
    """Take the decision, if nobody else has: one conditional update, the same on both engines."""
    values = {
        "outcome": outcome,
        "decided_by": actor.user_id,
        "decided_by_name": actor.name,
        "decided_at": now,
        "note": note,
    }
    undecided = sa.update(Approval).where(Approval.id == row.id, Approval.outcome.is_(None))
    if changed(undecided.values(values).execution_options(synchronize_session=False)) != 1:
        raise Refused("approval.already_decided", who=SYSTEM.name, when=now)
    _record(RECORDED[outcome], row, actor, now, note=note)


def _record(action: str, row: Approval, actor: Actor, now: datetime, note: str = "") -> None:
    after = {**row.after, "kind": row.kind.value, "name": row.name, "reason": row.reason}
    audit.record(
        actor,
        action,
        "approval",
        row.id,
        before=row.before,
        after={**after, "note": note} if note else after,
        distributor_id=row.distributor_id,
        now=now,
    )
