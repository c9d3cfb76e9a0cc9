"""People of both doors: given roles, disabled, enabled, signed out everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts import rules_roles, service_sessions
from portal.accounts.door import service_tokens
from portal.accounts.models import TokenKind, UserAccount, UserState
from portal.accounts.people.service_mails import mail_invitation
from portal.accounts.rules_limits import check_limits, written
from portal.accounts.service_in_use import hold_in_use
from portal.audit.service import record
from portal.core.actor import Actor, Door
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused, Stale
from portal.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a person shall hold, and the version of the account the page was drawn from."""

    roles: frozenset[str]
    approval_limits: Mapping[str, Decimal]
    seen_version: int


def set_roles(actor: Actor, user_id: int, change: RoleChange, now: datetime) -> None:
    """Change roles and limit of approval; the person's sessions end. Not one's own."""
    user = managed(actor, user_id, but_own=True)
    if user.version != change.seen_version:
        raise Stale
    rules_roles.check_roles(user.door, change.roles)
    before, limits = facts_of(user), check_limits(change.approval_limits)
    if rules_roles.ADMIN in rules_roles.unpack(user.roles) and rules_roles.ADMIN not in change.roles:
        _refuse_last_admin(user)
    user.roles, user.approval_limits, user.version = rules_roles.pack(change.roles), limits, user.version + 1
    if before == facts_of(user):
        return
    service_sessions.end_sessions(user.id, now)
    record(
        actor,
        "user.roles_changed",
        "user",
        user.id,
        before=before,
        after=facts_of(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def disable_user(actor: Actor, user_id: int, now: datetime) -> None:
    """Keep a person out from now on: sessions and open invitations end. Not oneself."""
    user = managed(actor, user_id, but_own=True)
    if user.state is UserState.DISABLED:
        raise Refused("accounts.already_disabled")
    if rules_roles.ADMIN in rules_roles.unpack(user.roles):
        _refuse_last_admin(user)
    before = facts_of(user)
    user.state, user.version = UserState.DISABLED, user.version + 1
    service_sessions.end_sessions(user.id, now)
    for kind in (TokenKind.INVITATION, TokenKind.PASSWORD_RESET):
        service_tokens.end_tokens(kind, user.id, now)
    record(
        actor,
        "user.disabled",
        "user",
        user.id,
        before=before,
        after=facts_of(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def enable_user(actor: Actor, user_id: int, now: datetime) -> None:
    """Let a disabled person in again; somebody who never came is invited again.

    An invitation to a distributor out of use is refused (`accounts.company_inactive`).
    """
    user = managed(actor, user_id, but_own=True)
    if user.state is not UserState.DISABLED:
        raise Refused("accounts.not_disabled")
    before = facts_of(user)
    user.state = UserState.ACTIVE if user.password_hash else UserState.INVITED
    user.version += 1
    if user.state is UserState.INVITED:
        if user.distributor_id is not None:
            hold_in_use(user.distributor_id)
        mail_invitation(actor, user, now)
    record(
        actor,
        "user.enabled",
        "user",
        user.id,
        before=before,
        after=facts_of(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def end_sessions_of(actor: Actor, user_id: int, now: datetime) -> int:
    """End all sessions of a person one manages and return how many."""
    user = managed(actor, user_id)
    ended = service_sessions.end_sessions(user.id, now)
    record(
        actor,
        "user.sessions_ended",
        "user",
        user.id,
        after={"ended": ended},
        distributor_id=user.distributor_id,
        now=now,
    )
    return ended


def may_manage(actor: Actor, distributor_id: int | None) -> bool:
    """Tell whether an actor may manage people of a distributor (None: of headquarters)."""
    if actor.door is Door.HQ:
        return actor.may(Permission.USER_MANAGE)
    return actor.may(Permission.TEAM_MANAGE) and distributor_id in actor.distributor_ids


def managed(actor: Actor, user_id: int, *, but_own: bool = False) -> UserAccount:
    """Return somebody the actor may manage, locked; else not visible, or `accounts.not_oneself` for `but_own`."""
    wanted = sa.select(UserAccount).where(UserAccount.id == user_id).with_for_update()
    user = db.session.scalars(wanted).one_or_none()
    if user is None or not may_manage(actor, user.distributor_id):
        raise NotVisible
    if but_own and user.id == actor.user_id:
        raise Refused("accounts.not_oneself")
    return user


def _refuse_last_admin(user: UserAccount) -> None:
    others = sa.select(UserAccount.id).where(
        UserAccount.id != user.id,
        UserAccount.door == Door.HQ,
        UserAccount.state == UserState.ACTIVE,
        UserAccount.roles.contains(rules_roles.ADMIN, autoescape=True),
    )
    if not db.session.scalars(others.with_for_update()).all():
        raise Refused("accounts.last_admin")


def facts_of(user: UserAccount) -> dict[str, object]:
    """Return what is kept on record of a person before and after a change."""
    return {
        "email": user.invited_as or user.email,
        "roles": user.roles,
        "state": user.state.value,
        "approval_limit": ", ".join(written(user.approval_limits.items()).splitlines()) or None,
    }
