"""Signed-in browsers: a random token in the cookie, only its hash here; read in one query."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts import rules_roles
from portal.accounts.models import Distributor, UserAccount, UserSession, UserState, in_subtree
from portal.accounts.rules_limits import limits_of
from portal.accounts.rules_prices import permitted
from portal.accounts.rules_tokens import token_hash
from portal.core.actor import Actor, Door
from portal.core.data.changed import changed
from portal.core.data.holding import MARK, mark_told
from portal.core.data.sessions import db, read
from portal.core.permissions import Permission
from portal.notifications.models import Notice

TOUCH_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: unused, and in all."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session: its actor, whether `seen_at` is due to be written again, unread notices."""

    actor: Actor
    session_id: int
    touch_due: bool
    unread: int = 0


def new_token() -> str:
    """Return 256 random bits, safe in cookies and addresses."""
    return secrets.token_urlsafe(32)


def start_session(
    user_id: int, door: Door, limits: Limits, now: datetime, *, browser: str = "", address: str = ""
) -> str:
    """Start a session and return its token; the token is not kept."""
    token = new_token()
    db.session.add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user_id,
            door=door,
            created_at=now,
            seen_at=now,
            expires_at=now + limits.absolute,
            browser=browser[:200],
            address=address[:60],
        )
    )
    return token


def read_session(token: str, door: Door, limits: Limits, now: datetime) -> SignedIn | None:
    """Return who holds this token at this door, or None: ended, too old, unused, disabled, of no active company.

    One query; a distributor's person comes with the ids of the own distributor and all below it.
    """
    asked = {
        "hash": token_hash(token),
        "at_door": door,
        "state": UserState.ACTIVE,
        "now": now,
        "unused_since": now - limits.idle,
    }
    found = read(_reading(), asked).all()
    if not found:
        return None
    mark_told(found[0].mark)
    return SignedIn(_actor(found), found[0].id, now - found[0].seen_at >= TOUCH_EVERY, found[0].unread)


@cache
def _reading() -> sa.Select[*tuple[Any, ...]]:
    """Return the statement every request begins with; put together once."""
    own, above, below = orm.aliased(Distributor), orm.aliased(Distributor), orm.aliased(Distributor)
    at_door = sa.bindparam("at_door", type_=UserSession.door.type)
    notices = sa.select(sa.func.count()).where(Notice.user_id == UserAccount.id, Notice.read_at.is_(None))
    unread = notices.correlate(UserAccount).scalar_subquery()
    return (
        sa.select(
            UserSession.id,
            UserSession.seen_at,
            UserAccount.id.label("user_id"),
            UserAccount.name,
            UserAccount.email,
            UserAccount.roles,
            UserAccount.locale,
            UserAccount.zone,
            UserAccount.approval_limits,
            UserAccount.distributor_id,
            own.name.label("distributor_name"),
            own.locale.label("distributor_locale"),
            own.prices_kept_from_buyers.label("kept_from_buyers"),
            above.prices_kept_from_dealers.label("kept_by_general"),
            below.id.label("below_id"),
            unread.label("unread"),
            MARK.scalar_subquery().label("mark"),
        )
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .outerjoin(own, own.id == UserAccount.distributor_id)
        .outerjoin(above, above.id == own.parent_id)
        .outerjoin(below, in_subtree(below, own))
        .where(
            UserSession.token_hash == sa.bindparam("hash"),
            UserSession.ended_at.is_(None),
            UserSession.door == at_door,
            UserAccount.door == at_door,
            UserAccount.state == sa.bindparam("state"),
            sa.or_(own.id.is_(None), own.active),
            UserSession.expires_at > sa.bindparam("now"),
            UserSession.seen_at > sa.bindparam("unused_since"),
        )
    )


def _actor(found: Any) -> Actor:
    row = found[0]
    held, permissions = _held(row.roles, bool(row.kept_by_general), bool(row.kept_from_buyers))
    return Actor(
        user_id=row.user_id,
        name=row.name,
        email=row.email,
        session_id=row.id,
        door=Door.DISTRIBUTOR if row.distributor_id else Door.HQ,
        permissions=permissions,
        roles=held,
        distributor_id=row.distributor_id,
        distributor_ids=frozenset(each.below_id for each in found if each.below_id is not None),
        distributor_name=row.distributor_name or "",
        approval_limits=limits_of(row.approval_limits),
        locale=row.locale or row.distributor_locale or "en",
        zone=row.zone or "UTC",
    )


@lru_cache(maxsize=256)
def _held(packed: str, kept_by_general: bool, kept_from_buyers: bool) -> tuple[frozenset[str], frozenset[Permission]]:
    held = rules_roles.unpack(packed)
    return held, permitted(held, kept_by_general=kept_by_general, kept_from_buyers=kept_from_buyers)


def touch(session_id: int, now: datetime) -> None:
    """Write that a session was used, at most once a minute."""
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id, UserSession.seen_at <= now - TOUCH_EVERY)
        .values(seen_at=now)
    )


def end_sessions(user_id: int, now: datetime, *, only: Collection[int] | None = None, but: int | None = None) -> int:
    """End a person's open sessions (only some, or all but one) and return how many."""
    ending = sa.update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if only is not None:
        ending = ending.where(UserSession.id.in_(only))
    if but is not None:
        ending = ending.where(UserSession.id != but)
    return changed(ending.values(ended_at=now), tell_objects=True)
