"""Reads of kept forms: only for the person and the browser they were kept for, while they are fresh."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.kept.rules import Field, typed_fields
from portal.accounts.models import Distributor, KeptForm, UserAccount, UserSession, UserState
from portal.accounts.rules_tokens import token_hash
from portal.core.actor import Door
from portal.core.data.sessions import db


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """A form that waits to be sent again."""

    public_id: str
    path: str
    came_from: str
    fields: Sequence[Field]
    files: Sequence[str]
    kept_at: datetime

    @property
    def typed(self) -> list[Field]:
        """Return what its sender would know again."""
        return typed_fields(self.fields)


def sender_of(token: str, door: Door) -> int | None:
    """Return whose session a token was, however it ended; None where it never was one of this door."""
    wanted = sa.select(UserSession.user_id).where(UserSession.token_hash == token_hash(token), UserSession.door == door)
    return db.session.scalar(wanted)


def shut_out(user_id: int) -> str:
    """Return why somebody does not come in any more, as the code of a refusal; "" where nothing stands against it."""
    query = (
        sa.select(UserAccount.state, Distributor.active)
        .outerjoin(Distributor, Distributor.id == UserAccount.distributor_id)
        .where(UserAccount.id == user_id)
    )
    row = db.session.execute(query).first()
    if row is None or row.state is not UserState.ACTIVE:
        return "accounts.account_shut"
    return "accounts.company_shut" if row.active is False else ""


def kept_forms(user_id: int, browser: str, door: Door, now: datetime) -> list[KeptFacts]:
    """Return what a person was about to send from this browser at this door, the newest first."""
    query = (
        sa.select(
            KeptForm.public_id, KeptForm.path, KeptForm.came_from, KeptForm.fields, KeptForm.files, KeptForm.kept_at
        )
        .where(KeptForm.user_id == user_id, *_here(browser, door, now))
        .order_by(KeptForm.id.desc())
    )
    return [
        KeptFacts(
            row.public_id,
            row.path,
            row.came_from,
            [(name, value) for name, value in json.loads(row.fields)],
            json.loads(row.files),
            row.kept_at,
        )
        for row in db.session.execute(query)
    ]


def waits_here(browser: str, door: Door, now: datetime, user_id: int | None = None) -> bool:
    """Tell whether a form waits in this browser at this door: for anybody, or for one person."""
    query = sa.select(KeptForm.id).where(*_here(browser, door, now)).limit(1)
    if user_id is not None:
        query = query.where(KeptForm.user_id == user_id)
    return db.session.scalar(query) is not None


def _here(browser: str, door: Door, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return KeptForm.browser_hash == token_hash(browser), KeptForm.door == door, KeptForm.expires_at > now
