"""The first administrator: the one-time address an operator prints, and the account made with it."""

from datetime import datetime

import sqlalchemy as sa

from portal.accounts import rules_roles, service_passwords
from portal.accounts.door import service_tokens
from portal.accounts.door.rules_passwords import check_password
from portal.accounts.door.service import check_locale
from portal.accounts.models import TokenKind, UserAccount, UserState
from portal.accounts.people.service import facts_of
from portal.accounts.people.service_reach import check_reached
from portal.accounts.rules_people import check_email, check_name, check_zone
from portal.audit.service import record
from portal.core.actor import SYSTEM, Door
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.days import HQ_ZONE
from portal.core.errors import FieldRefused, Refused


def first_admin_address(public_url: str) -> str:
    """Return an address that works once, for a day; `accounts.admin_exists` once there is one.

    An address printed earlier ends.
    """
    return f"{public_url.rstrip('/')}/first-admin/{perform(_token)}"


def administrators_address(email: str, public_url: str) -> str:
    """Return an address at which an administrator chooses a new password, once.

    `accounts.no_administrator` where nobody active of that address is one. It is for who lost the password while no
    mail goes out; who may type commands on the machine may do more than that.
    """
    return f"{public_url.rstrip('/')}/reset/{perform(_reset_token, email)}"


def an_administrator_exists() -> bool:
    """Tell whether somebody holds the administrator's role and is not disabled."""
    wanted = sa.select(UserAccount.id).where(
        UserAccount.door == Door.HQ,
        UserAccount.roles.contains(rules_roles.ADMIN, autoescape=True),
        UserAccount.state != UserState.DISABLED,
    )
    return db.session.scalar(wanted.limit(1)) is not None


def create_first_admin(
    token: str, email: str, name: str, password: str, locale: str, now: datetime, zone: str = HQ_ZONE
) -> int:
    """Create the first administrator with the one-time token, who reads `locale` and whose clock is that of `zone`.

    Refused once there is one.
    """
    service_tokens.use_token(token, TokenKind.FIRST_ADMIN, now)
    if an_administrator_exists():
        raise Refused("accounts.admin_exists")
    email, name = check_email(email), check_name(name)
    check_reached(email)
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
        locale=check_locale(locale),
        zone=check_zone(zone),
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    record(SYSTEM, "user.first_admin_created", "user", user.id, after=facts_of(user), now=now)
    return user.id


def _token() -> str:
    if an_administrator_exists():
        raise Refused("accounts.admin_exists")
    return service_tokens.make_token(TokenKind.FIRST_ADMIN, None, utc_now())[0]


def _reset_token(email: str) -> str:
    wanted = sa.select(UserAccount).where(
        UserAccount.email == check_email(email),
        UserAccount.door == Door.HQ,
        UserAccount.roles.contains(rules_roles.ADMIN, autoescape=True),
        UserAccount.state == UserState.ACTIVE,
    )
    user = db.session.scalars(wanted).one_or_none()
    if user is None:
        raise Refused("accounts.no_administrator", email=email)
    now = utc_now()
    record(SYSTEM, "account.reset_requested", "user", user.id, now=now)
    return service_tokens.make_token(TokenKind.PASSWORD_RESET, user.id, now)[0]
