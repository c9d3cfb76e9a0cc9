"""People of both doors: invited, given roles, disabled; and the first administrator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import sqlalchemy as sa

from portal.accounts import rules_roles, service_passwords, service_sessions
from portal.accounts.door import service_tokens
from portal.accounts.door.rules_passwords import check_password
from portal.accounts.door.service import check_locale, locale_of
from portal.accounts.models import Distributor, OneTimeToken, TokenKind, UserAccount, UserState
from portal.accounts.rules_limits import check_limits, written
from portal.accounts.rules_people import check_email, check_name
from portal.audit.service import record
from portal.core.actor import SYSTEM, Actor, Door
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.permissions import Permission
from portal.notifications.service import send_mail


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite: to a distributor, or (None) to headquarters; `locale` empty is the company's."""

    email: str
    name: str
    roles: frozenset[str]
    distributor_id: int | None = None
    approval_limits: Mapping[str, Decimal] = field(default_factory=dict)
    locale: str = ""


INVITATIONS_WITHIN = timedelta(days=1)


def invite(actor: Actor, invitation: Invitation, now: datetime, *, most: int | None = None) -> int:
    """Add a person and mail an invitation; return the account's id.

    Who invites to a distributor is refused an address of that distributor's own people (`accounts.email_taken`), and
    never learns of others: an address that belongs to somebody elsewhere is answered alike, and its owner is told.
    Refuses `accounts.invited_enough` past `most` invitations of a distributor within a day.
    """
    email, name = check_email(invitation.email), check_name(invitation.name)
    door = Door.HQ if invitation.distributor_id is None else Door.DISTRIBUTOR
    rules_roles.check_roles(door, invitation.roles)
    home = _home(actor, invitation.distributor_id)
    taken = _is_taken(actor, email)
    _refuse_more(invitation.distributor_id, most, now)
    user = UserAccount(
        email=f"{uuid4().hex}@taken.invalid" if taken else email,
        invited_as=email if taken else "",
        name=name,
        door=door,
        distributor_id=invitation.distributor_id,
        roles=rules_roles.pack(invitation.roles),
        approval_limits=check_limits(invitation.approval_limits),
        locale=check_locale(invitation.locale) if invitation.locale else (home.locale if home else actor.locale),
        zone=home.zone if home else actor.zone,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    _mail_invitation(actor, user, now)
    record(actor, "user.invited", "user", user.id, after=_facts(user), distributor_id=user.distributor_id, now=now)
    return user.id


def invite_again(actor: Actor, user_id: int, now: datetime, *, most: int | None = None) -> None:
    """Send a new invitation to somebody who has not come yet; the earlier one ends.

    Refuses `accounts.not_invited`, and `accounts.invited_enough` as `invite` does.
    """
    user = _managed(actor, user_id)
    if user.state is not UserState.INVITED:
        raise Refused("accounts.not_invited")
    _refuse_more(user.distributor_id, most, now)
    _mail_invitation(actor, user, now)
    record(actor, "user.invited_again", "user", user.id, distributor_id=user.distributor_id, now=now)


def _is_taken(actor: Actor, email: str) -> bool:
    """Tell whether an address belongs to somebody the inviter knows nothing of; refuse one of the inviter's people."""
    theirs = sa.select(UserAccount.distributor_id).where(
        (UserAccount.email == email) | (UserAccount.invited_as == email)
    )
    homes = db.session.scalars(theirs).all()
    if any(may_manage(actor, home) for home in homes):
        raise FieldRefused("accounts.email_taken", field="email")
    return db.session.scalar(sa.select(UserAccount.id).where(UserAccount.email == email)) is not None


def _refuse_more(distributor_id: int | None, most: int | None, now: datetime) -> None:
    """Refuse one more invitation of a distributor past its number a day; headquarters' are not counted."""
    if most is None or distributor_id is None:
        return
    db.session.execute(sa.select(Distributor.id).where(Distributor.id == distributor_id).with_for_update())
    sent = (
        sa.select(sa.func.count())
        .select_from(OneTimeToken)
        .join(UserAccount, UserAccount.id == OneTimeToken.user_id)
        .where(
            OneTimeToken.kind == TokenKind.INVITATION,
            UserAccount.distributor_id == distributor_id,
            OneTimeToken.created_at > now - INVITATIONS_WITHIN,
        )
    )
    if (db.session.scalar(sent) or 0) >= most:
        raise Refused("accounts.invited_enough", most=most)


def accept_invitation(token: str, password: str, now: datetime) -> Door:
    """Set the first password of an invited person, who may then sign in; return the door."""
    user_id = service_tokens.use_token(token, TokenKind.INVITATION, now)
    user = db.session.scalars(sa.select(UserAccount).where(UserAccount.id == user_id).with_for_update()).one_or_none()
    if user is None or user.state is not UserState.INVITED:
        raise NotVisible
    check_password(password, user.email, user.name)
    user.password_hash, user.state, user.version = (
        service_passwords.hashed(password),
        UserState.ACTIVE,
        user.version + 1,
    )
    actor = Actor(user_id=user.id, name=user.name, door=user.door)
    record(actor, "user.joined", "user", user.id, distributor_id=user.distributor_id, now=now)
    return user.door


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What a person shall hold, and the version of the account the page was drawn from."""

    roles: frozenset[str]
    approval_limits: Mapping[str, Decimal]
    seen_version: int


def set_roles(actor: Actor, user_id: int, change: RoleChange, now: datetime) -> None:
    """Change roles and limit of approval; the person's sessions end. Not one's own."""
    user = _managed(actor, user_id, but_own=True)
    if user.version != change.seen_version:
        raise Stale
    rules_roles.check_roles(user.door, change.roles)
    before, limits = _facts(user), check_limits(change.approval_limits)
    if rules_roles.ADMIN in rules_roles.unpack(user.roles) and rules_roles.ADMIN not in change.roles:
        _refuse_last_admin(user)
    user.roles, user.approval_limits, user.version = rules_roles.pack(change.roles), limits, user.version + 1
    if before == _facts(user):
        return
    service_sessions.end_sessions(user.id, now)
    record(
        actor,
        "user.roles_changed",
        "user",
        user.id,
        before=before,
        after=_facts(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def disable_user(actor: Actor, user_id: int, now: datetime) -> None:
    """Keep a person out from now on: sessions and open invitations end. Not oneself."""
    user = _managed(actor, user_id, but_own=True)
    if user.state is UserState.DISABLED:
        raise Refused("accounts.already_disabled")
    if rules_roles.ADMIN in rules_roles.unpack(user.roles):
        _refuse_last_admin(user)
    before = _facts(user)
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
        after=_facts(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def enable_user(actor: Actor, user_id: int, now: datetime) -> None:
    """Let a disabled person in again; somebody who never came is invited again."""
    user = _managed(actor, user_id, but_own=True)
    if user.state is not UserState.DISABLED:
        raise Refused("accounts.not_disabled")
    before = _facts(user)
    user.state = UserState.ACTIVE if user.password_hash else UserState.INVITED
    user.version += 1
    if user.state is UserState.INVITED:
        _mail_invitation(actor, user, now)
    record(
        actor,
        "user.enabled",
        "user",
        user.id,
        before=before,
        after=_facts(user),
        distributor_id=user.distributor_id,
        now=now,
    )


def end_sessions_of(actor: Actor, user_id: int, now: datetime) -> int:
    """End all sessions of a person one manages and return how many."""
    user = _managed(actor, user_id)
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


def an_administrator_exists() -> bool:
    """Tell whether somebody holds the administrator's role and is not disabled."""
    wanted = sa.select(UserAccount.id).where(
        UserAccount.door == Door.HQ,
        UserAccount.roles.contains(rules_roles.ADMIN, autoescape=True),
        UserAccount.state != UserState.DISABLED,
    )
    return db.session.scalar(wanted.limit(1)) is not None


def create_first_admin(token: str, email: str, name: str, password: str, now: datetime) -> int:
    """Create the first administrator with the one-time token; refused once there is one."""
    service_tokens.use_token(token, TokenKind.FIRST_ADMIN, now)
    if an_administrator_exists():
        raise Refused("accounts.admin_exists")
    email, name = check_email(email), check_name(name)
    if db.session.scalar(sa.select(UserAccount.id).where(UserAccount.email == email)) is not None:
        raise FieldRefused("accounts.email_taken", field="email")
    check_password(password, email, name)
    user = UserAccount(
        email=email,
        name=name,
        door=Door.HQ,
        roles=rules_roles.ADMIN,
        state=UserState.ACTIVE,
        password_hash=service_passwords.hashed(password),
        zone="Asia/Shanghai",
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    record(SYSTEM, "user.first_admin_created", "user", user.id, after=_facts(user), now=now)
    return user.id


def may_manage(actor: Actor, distributor_id: int | None) -> bool:
    """Tell whether an actor may manage people of a distributor (None: of headquarters)."""
    if actor.door is Door.HQ:
        return actor.may(Permission.USER_MANAGE)
    return actor.may(Permission.TEAM_MANAGE) and distributor_id in actor.distributor_ids


def _managed(actor: Actor, user_id: int, *, but_own: bool = False) -> UserAccount:
    wanted = sa.select(UserAccount).where(UserAccount.id == user_id).with_for_update()
    user = db.session.scalars(wanted).one_or_none()
    if user is None or not may_manage(actor, user.distributor_id):
        raise NotVisible
    if but_own and user.id == actor.user_id:
        raise Refused("accounts.not_oneself")
    return user


def _home(actor: Actor, distributor_id: int | None) -> Distributor | None:
    if not may_manage(actor, distributor_id):
        raise NotVisible
    if distributor_id is None:
        return None
    home = db.session.get(Distributor, distributor_id)
    if home is None:
        raise NotVisible
    return home


def _refuse_last_admin(user: UserAccount) -> None:
    others = sa.select(UserAccount.id).where(
        UserAccount.id != user.id,
        UserAccount.door == Door.HQ,
        UserAccount.state == UserState.ACTIVE,
        UserAccount.roles.contains(rules_roles.ADMIN, autoescape=True),
    )
    if not db.session.scalars(others.with_for_update()).all():
        raise Refused("accounts.last_admin")


def _mail_invitation(actor: Actor, user: UserAccount, now: datetime) -> None:
    token, expires_at = service_tokens.make_token(TokenKind.INVITATION, user.id, now)
    if user.invited_as:
        _tell_owner(user, now)
        return
    send_mail(
        user.email,
        locale_of(user),
        user.zone,
        "invitation",
        {"name": user.name, "inviter": actor.name, "expires_at": expires_at.isoformat()},
        now,
        user_id=user.id,
        distributor_id=user.distributor_id,
        link=f"/invite/{token}",
    )


def _tell_owner(invited: UserAccount, now: datetime) -> None:
    """Tell who has the address already that a company invited them; no link goes out."""
    owner = db.session.scalars(sa.select(UserAccount).where(UserAccount.email == invited.invited_as)).one_or_none()
    home = db.session.get(Distributor, invited.distributor_id or 0)
    if owner is None or home is None or owner.state is UserState.DISABLED:
        return
    send_mail(
        owner.email,
        locale_of(owner),
        owner.zone,
        "invitation_elsewhere",
        {"company": home.name},
        now,
        user_id=owner.id,
        distributor_id=owner.distributor_id,
    )


def _facts(user: UserAccount) -> dict[str, object]:
    return {
        "email": user.invited_as or user.email,
        "roles": user.roles,
        "state": user.state.value,
        "approval_limit": ", ".join(written(user.approval_limits.items()).splitlines()) or None,
    }
