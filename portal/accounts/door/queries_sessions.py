"""The browsers a person is signed in with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import UserSession
from portal.core.data.sessions import db


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One signed-in browser of a person."""

    id: int
    browser: str
    address: str
    created_at: datetime
    seen_at: datetime


def open_sessions(user_id: int, idle: timedelta, now: datetime) -> list[OpenSession]:
    """Return the browsers a person is signed in with, the one used last first."""
    wanted = sa.select(
        UserSession.id, UserSession.browser, UserSession.address, UserSession.created_at, UserSession.seen_at
    ).where(
        UserSession.user_id == user_id,
        UserSession.ended_at.is_(None),
        UserSession.expires_at > now,
        UserSession.seen_at > now - idle,
    )
    rows = db.session.execute(wanted.order_by(UserSession.seen_at.desc(), UserSession.id.desc()))
    return [OpenSession(*row) for row in rows]
