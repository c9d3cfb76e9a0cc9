"""Invitations to both doors: sent, sent again within a number a day, accepted with a first password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import sqlalchemy as sa

from portal.accounts import rules_roles, service_passwords
from portal.accounts.door import service_tokens
from portal.accounts.door.rules_passwords import check_password
from portal.accounts.door.service import check_written_locale
from portal.accounts.models import Distributor, OneTimeToken, TokenKind, UserAccount, UserState
from portal.accounts.people.service import facts_of, managed, may_manage
from portal.accounts.people.service_mails import mail_invitation
from portal.accounts.people.service_reach import check_reached
from portal.accounts.rules_limits import check_limits
from portal.accounts.rules_people import check_email, check_name, check_zone
from portal.accounts.service_in_use import hold_in_use
from portal.audit.service import record
from portal.core.actor import Actor, Door
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused

INVITATIONS_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite: to a distributor, or (None) to headquarters; `locale` and `zone` empty are the company's."""

    email: str
    name: str
    roles: frozenset[str]
    distributor_id: int | None = None
    approval_limits: Mapping[str, Decimal] = field(default_factory=dict)
    locale: str = ""
    zone: str = ""


def invite(actor: Actor, invitation: Invitation, now: datetime, *, most: int | None = None) -> int:
    """Add a person and mail an invitation; return the account's id.

    Who invites to a distributor is refused an address of that distributor's own people (`accounts.email_taken`), and
    never learns of others: an address that belongs to somebody elsewhere is answered alike, and its owner is told.
    Refuses an address letters would not reach (`accounts.email_beyond_ascii`), `accounts.invited_enough` past `most`
    invitations of a distributor within a day, and `accounts.company_inactive`.
    """
    email, name = check_email(invitation.email), check_name(invitation.name)
    check_reached(email)
    door = Door.HQ if invitation.distributor_id is None else Door.DISTRIBUTOR
    rules_roles.check_roles(door, invitation.roles)
    home = _home(actor, invitation.distributor_id)
    taken = _is_taken(actor, email)
    _judge_company(invitation.distributor_id, most, now)
    user = UserAccount(
        email=f"{uuid4().hex}@taken.invalid" if taken else email,
        invited_as=email if taken else "",
        name=name,
        door=door,
        distributor_id=invitation.distributor_id,
        roles=rules_roles.pack(invitation.roles),
        approval_limits=check_limits(invitation.approval_limits),
        locale=check_written_locale(invitation.locale)
        if invitation.locale
        else (home.locale if home else actor.locale),
        zone=check_zone(invitation.zone) if invitation.zone else (home.zone if home else actor.zone),
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    mail_invitation(actor, user, now)
    record(actor, "user.invited", "user", user.id, after=facts_of(user), distributor_id=user.distributor_id, now=now)
    return user.id


def invite_again(actor: Actor, user_id: int, now: datetime, *, most: int | None = None) -> None:
    """Send a new invitation to somebody who has not come yet; the earlier one ends.

    Refuses `accounts.not_invited`, and `accounts.invited_enough` and `accounts.company_inactive` as `invite` does.
    """
    user = managed(actor, user_id)
    if user.state is not UserState.INVITED:
        raise Refused("accounts.not_invited")
    _judge_company(user.distributor_id, most, now)
    mail_invitation(actor, user, now)
    record(actor, "user.invited_again", "user", user.id, distributor_id=user.distributor_id, now=now)


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


def _is_taken(actor: Actor, email: str) -> bool:
    """Tell whether an address belongs to somebody the inviter knows nothing of; refuse one of the inviter's people."""
    theirs = sa.select(UserAccount.distributor_id).where(
        (UserAccount.email == email) | (UserAccount.invited_as == email)
    )
    homes = db.session.scalars(theirs).all()
    if any(may_manage(actor, home) for home in homes):
        raise FieldRefused("accounts.email_taken", field="email")
    return db.session.scalar(sa.select(UserAccount.id).where(UserAccount.email == email)) is not None


def _judge_company(distributor_id: int | None, most: int | None, now: datetime) -> None:
    """Refuse an invitation of a distributor out of use, and one past its number a day; headquarters' are not counted.

    It is locked to be counted by one at a time before it is held in use: two who held it would wait for each other.
    """
    if distributor_id is None:
        return
    if most is not None:
        _refuse_more(distributor_id, most, now)
    hold_in_use(distributor_id)


def _refuse_more(distributor_id: int, most: int, now: datetime) -> None:
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


def _home(actor: Actor, distributor_id: int | None) -> Distributor | None:
    if not may_manage(actor, distributor_id):
        raise NotVisible
    if distributor_id is None:
        return None
    home = db.session.get(Distributor, distributor_id)
    if home is None:
        raise NotVisible
    return home
