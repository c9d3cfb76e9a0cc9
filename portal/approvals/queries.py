"""What waits for a second person, and what was decided lately."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.approvals.models import Approval, ApprovalKind
from portal.core.data.sessions import db

LATELY = 30
MOST_WAITING = 200


def waiting() -> Sequence[Approval]:
    """Return what waits, the oldest first; at most `MOST_WAITING`."""
    wanted = sa.select(Approval).where(Approval.outcome.is_(None)).order_by(Approval.id).limit(MOST_WAITING)
    return db.session.scalars(wanted).all()


def decided_lately() -> Sequence[Approval]:
    """Return what was decided last, the latest first."""
    wanted = sa.select(Approval).where(Approval.outcome.is_not(None)).order_by(Approval.decided_at.desc())
    return db.session.scalars(wanted.limit(LATELY)).all()


def kind_and_subject(approval_id: int) -> tuple[ApprovalKind, str]:
    """Return what a change is about: its kind, and the key of the thing."""
    row = db.session.execute(sa.select(Approval.kind, Approval.subject).where(Approval.id == approval_id)).one()
    return row.kind, row.subject


def askers_since(kind: ApprovalKind, subject: str, since: datetime) -> frozenset[int]:
    """Return who asked to change one thing from an instant on, whatever became of it, and whose wish still waits."""
    asked = sa.select(Approval.asked_by).where(
        Approval.kind == kind,
        Approval.subject == subject,
        sa.or_(Approval.asked_at >= since, Approval.outcome.is_(None)),
    )
    return frozenset(db.session.scalars(asked))


def waiting_for(kind: ApprovalKind, subject: str = "") -> Sequence[Approval]:
    """Return what waits of one kind, of one thing where it is named, the oldest first."""
    wanted = sa.select(Approval).where(Approval.kind == kind, Approval.outcome.is_(None)).order_by(Approval.id)
    return db.session.scalars(wanted.where(Approval.subject == subject) if subject else wanted).all()
