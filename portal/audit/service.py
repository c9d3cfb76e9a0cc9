"""Recording who did what: collected during a transaction, appended to the chain as its last step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.audit.models import AuditHead, AuditRow
from portal.audit.rules import plain, row_hash
from portal.core.actor import Actor
from portal.core.data.hooks import before_commit
from portal.core.data.sessions import add_rows, db

_WAITING = "audit_waiting"
_PLAIN = {"synchronize_session": False}
_HEAD = sa.update(AuditHead).where(AuditHead.id == 1)
_TAKEN = _HEAD.values(last_id=AuditHead.last_id + sa.bindparam("more", type_=sa.Integer)).returning(
    AuditHead.last_id, AuditHead.last_hash
)
_ENDED = _HEAD.values(last_hash=sa.bindparam("hash"))


def record(
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: int | str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    distributor_id: int | None = None,
    channel: str = "",
    now: datetime,
) -> None:
    """Record one action with what it changed; written when the transaction commits, or not at all.

    `action` is `room.verb` in the past tense (`order.approved`); `before` and `after` hold plain
    values, decimals and dates. Never put a password, a token or its hash there.
    """
    row = {
        "at": now,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "distributor_id": distributor_id,
        "before": plain(before),
        "after": plain(after),
        "channel": channel or ("system" if actor.user_id is None else "web"),
    }
    db.session().info.setdefault(_WAITING, []).append(row)


@before_commit
def append_collected(session: orm.Session) -> None:
    """Append what was recorded; the head is locked first, so that there is one chain."""
    rows: list[dict[str, Any]] = session.info.pop(_WAITING, [])
    if not rows:
        return
    last_id, previous = session.execute(_TAKEN, {"more": len(rows)}, execution_options=_PLAIN).one()
    for row_id, row in enumerate(rows, last_id - len(rows) + 1):
        row |= {"id": row_id, "previous_hash": previous}
        previous = row["row_hash"] = row_hash(row)
    add_rows(AuditRow, rows)
    session.execute(_ENDED, {"hash": previous}, execution_options=_PLAIN)
