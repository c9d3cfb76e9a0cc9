"""The same form sent twice is answered once: a hidden key, kept with a hash of what was sent."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.sessions import db
from portal.core.data.types import Instant
from portal.core.errors import Refused

_NOT_SAID = frozenset({"csrf_token", "idempotency_key", "kept_form"})


class SentForm(Base):
    """A form that was carried out: whose, with what body, and where its answer stands."""

    __tablename__ = "sent_form"
    owner: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[str] = mapped_column(sa.String(400), default="")
    sent_at: Mapped[datetime] = mapped_column(Instant, index=True)


def new_key() -> str:
    """Return a fresh key for one rendered form."""
    return secrets.token_urlsafe(18)


def body_hash(fields: Mapping[str, list[str]]) -> str:
    """Return a hash of what was sent, without the key, the CSRF token and the name of a form kept over a login."""
    kept = sorted((n, v) for n, vs in fields.items() for v in vs if n not in _NOT_SAID)
    return hashlib.sha256(repr(kept).encode()).hexdigest()


def already_answered(owner: str, key: str, body: str, now: datetime) -> str | None:
    """Claim a key inside the business transaction, or return the answer given the first time.

    `owner` is `distributor:<id>` or `user:<id>`. The same key with another body is refused with
    `core.key_reused` (422). Two at once: the second waits for the first, then gets its answer.
    """
    claim = sa.text(
        "INSERT INTO sent_form (owner, key, body_hash, answer, sent_at)"
        " VALUES (:owner, :key, :body, '', :now) ON CONFLICT DO NOTHING"
    ).bindparams(sa.bindparam("now", type_=Instant))
    fresh = db.session.execute(claim, {"owner": owner, "key": key, "body": body, "now": now})
    if cast(sa.CursorResult[Any], fresh).rowcount == 1:
        return None
    known = db.session.execute(
        sa.select(SentForm.body_hash, SentForm.answer).where(SentForm.owner == owner, SentForm.key == key)
    ).one()
    if known.body_hash != body:
        raise Refused("core.key_reused")
    answer: str | None = known.answer
    return answer


def remember_answer(owner: str, key: str, answer: str) -> None:
    """Keep where the answer stands (an address), in the same transaction."""
    db.session.execute(sa.update(SentForm).where(SentForm.owner == owner, SentForm.key == key).values(answer=answer))


def once(owner: str, key: str, body: str, now: datetime, command: Callable[[], str]) -> str:
    """Carry a command out once for a sent form; the same key and body give the first answer again."""
    known = already_answered(owner, key, body, now)
    if known is not None:
        return known
    answer = command()
    remember_answer(owner, key, answer)
    return answer


def forget_answer(owner: str, answer: str) -> None:
    """Let forms be carried out anew whose answer is no more."""
    gone = sa.delete(SentForm).where(SentForm.owner == owner, SentForm.answer == answer)
    db.session.execute(gone, execution_options={"synchronize_session": False})
