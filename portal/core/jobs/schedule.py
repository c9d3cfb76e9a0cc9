"""Work that comes round by itself: once a day, and only once, however many workers there are.

A day's turn is an ordinary job whose key names kind and day; the key is unique in the database, so
the first worker to look plans it and the others find it planned. A worker that was away at the hour
plans it when it is back on the same day; a day nobody was there for is left out.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time

import sqlalchemy as sa

from portal.core.data.sessions import db, perform
from portal.core.jobs.models import Job
from portal.core.jobs.queue import Handler, enqueue, handles

_daily: dict[str, time] = {}


def daily(kind: str, *, at: time) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job that is due every day from a time on (UTC)."""

    def register(handler: Handler) -> Handler:
        _daily[kind] = at
        return handles(kind)(handler)

    return register


def plan_due(now: datetime) -> int:
    """Put the turns of this day whose time has come in line, each once; return how many were new.

    Workers call it beside their heartbeat: it looks first, and writes only where something is missing.
    """
    due = {_key(kind, now): kind for kind, at in _daily.items() if now.astimezone(UTC).time() >= at}
    db.session.remove()
    known = set(db.session.scalars(sa.select(Job.key).where(Job.key.in_(due)))) if due else set()
    missing = [key for key in sorted(due) if key not in known]
    return sum(perform(enqueue, due[key], {}, now=now, key=key) is not None for key in missing)


def _key(kind: str, now: datetime) -> str:
    return f"daily:{kind}:{now.astimezone(UTC).date().isoformat()}"
