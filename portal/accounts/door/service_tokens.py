"""One-time tokens: invitation, new password, first administrator; only their hash is kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from portal.accounts.models import Distributor, OneTimeToken, TokenKind, UserAccount
from portal.accounts.rules_tokens import token_hash
from portal.accounts.service_sessions import new_token
from portal.core.data.sessions import db
from portal.core.errors import NotVisible

LIFE: Mapping[TokenKind, timedelta] = MappingProxyType(
    {
        TokenKind.INVITATION: timedelta(days=7),
        TokenKind.PASSWORD_RESET: timedelta(hours=2),
        TokenKind.FIRST_ADMIN: timedelta(hours=24),
    }
)


_OF_A_SHUT_COMPANY = sa.exists().where(
    UserAccount.id == OneTimeToken.user_id, Distributor.id == UserAccount.distributor_id, ~Distributor.active
)


def make_token(kind: TokenKind, user_id: int | None, now: datetime) -> tuple[str, datetime]:
    """Make a token and return it with the instant it expires; earlier ones of its kind end."""
    end_tokens(kind, user_id, now)
    token, expires_at = new_token(), now + LIFE[kind]
    db.session.add(
        OneTimeToken(token_hash=token_hash(token), kind=kind, user_id=user_id, created_at=now, expires_at=expires_at)
    )
    db.session.flush()
    return token, expires_at


def made_since(kind: TokenKind, user_id: int, since: datetime) -> int:
    """Return how many tokens of a kind were made for an account since then, used and ended ones too."""
    made = sa.select(sa.func.count()).where(
        OneTimeToken.kind == kind, OneTimeToken.user_id == user_id, OneTimeToken.created_at > since
    )
    return db.session.scalar(made) or 0


def user_of_token(token: str, kind: TokenKind, now: datetime) -> int | None:
    """Return the account a valid token opens (None for the first administrator's).

    Raises `NotVisible` for a token that is unknown, used, expired, of another kind or of a company that is shut.
    """
    row = db.session.execute(sa.select(OneTimeToken.id, OneTimeToken.user_id).where(*_valid(token, kind, now))).first()
    if row is None:
        raise NotVisible
    account: int | None = row.user_id
    return account


def use_token(token: str, kind: TokenKind, now: datetime) -> int | None:
    """Use a token up and return its account; `NotVisible` where it is not valid (any more)."""
    used = sa.update(OneTimeToken).where(*_valid(token, kind, now)).values(used_at=now)
    row = db.session.execute(used.returning(OneTimeToken.user_id)).first()
    if row is None:
        raise NotVisible
    account: int | None = row.user_id
    return account


def end_tokens(kind: TokenKind, user_id: int | None, now: datetime) -> None:
    """End the open tokens of one kind of an account."""
    whose = OneTimeToken.user_id == user_id if user_id is not None else OneTimeToken.user_id.is_(None)
    db.session.execute(
        sa.update(OneTimeToken)
        .where(OneTimeToken.kind == kind, whose, OneTimeToken.used_at.is_(None))
        .values(used_at=now)
    )


def _valid(token: str, kind: TokenKind, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == token_hash(token),
        OneTimeToken.kind == kind,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
        ~_OF_A_SHUT_COMPANY,
    )
