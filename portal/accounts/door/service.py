"""Signing in, passwords and one's own profile. People are managed in `people/service`."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from portal.accounts import service_passwords, service_sessions
from portal.accounts.door import service_delays, service_tokens
from portal.accounts.door.rules_delays import MOST_RESETS, RESETS_WITHIN, Allowance, Knock, counted
from portal.accounts.door.rules_passwords import check_password
from portal.accounts.models import Distributor, TokenKind, UserAccount, UserState
from portal.accounts.queries_people import gets_letters
from portal.accounts.rules_people import check_name, check_zone, normal_email
from portal.audit.service import record
from portal.core import locales
from portal.core.actor import SYSTEM, Actor, Door
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.jobs.queue import enqueue
from portal.notifications.service import send_mail


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from: network address, what the browser calls itself, and its mark where it is known."""

    address: str = ""
    browser: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the login looks at; an unknown address has id 0 and no hash."""

    user_id: int = 0
    password_hash: str = ""
    door: Door = Door.DISTRIBUTOR
    active: bool = False
    renewed_hash: str = ""


def count_try(purpose: str, email: str, visitor: Visitor, now: datetime) -> None:
    """Count a try of `login`, `forgot` or `password`, or refuse it with `accounts.wait`."""
    service_delays.begin_try(_counted(purpose, normal_email(email), visitor, now), now)


def _counted(purpose: str, email: str, visitor: Visitor, now: datetime) -> dict[str, Allowance]:
    known = not visitor.mark and service_delays.knows_network(email, visitor.address, now)
    return counted(purpose, Knock(email, visitor.address, visitor.mark, known))


def known_person(email: str) -> Known:
    """Return what a login compares with; the same shape for an address nobody has."""
    wanted = sa.select(UserAccount.id, UserAccount.password_hash, UserAccount.door, UserAccount.state)
    row = db.session.execute(wanted.where(UserAccount.email == normal_email(email))).first()
    if row is None:
        return Known()
    return Known(row.id, row.password_hash, row.door, row.state is UserState.ACTIVE)


def check_login(known: Known, password: str, door: Door) -> Known:
    """Return the person when the password is right and the door is the own one.

    Wrong, unknown, not yet active and disabled are one refusal, after the same work; only who knows
    the password learns that the door is the wrong one. Runs outside a transaction: it is slow. An
    outdated hash comes back renewed.
    """
    right = service_passwords.matches(known.password_hash, password[:1_000])
    if not right or not known.active:
        raise Refused("accounts.login_failed")
    if known.door is not door:
        raise Refused("accounts.wrong_door_hq" if door is Door.DISTRIBUTOR else "accounts.wrong_door_distributor")
    outdated = service_passwords.is_outdated(known.password_hash)
    return replace(known, renewed_hash=service_passwords.hashed(password)) if outdated else known


def sign_in(known: Known, limits: service_sessions.Limits, visitor: Visitor, now: datetime) -> str:
    """Start a session after `check_login` and return its token.

    Refused where the account changed since it was checked (disabled, or another password), and where its company is
    not active any more (`accounts.company_shut`, locale): only who knows the password learns that.
    """
    user = _locked(known.user_id)
    if user.state is not UserState.ACTIVE or user.password_hash != known.password_hash:
        raise Refused("accounts.login_failed")
    if user.distributor_id is not None and not db.session.get_one(Distributor, user.distributor_id).active:
        raise Refused("accounts.company_shut", locale=locale_of(user))
    if known.renewed_hash:
        user.password_hash = known.renewed_hash
    service_delays.forgive(_counted("login", user.email, visitor, now), now)
    record(_as_actor(user), "account.signed_in", "user", user.id, distributor_id=user.distributor_id, now=now)
    return service_sessions.start_session(
        user.id, user.door, limits, now, browser=visitor.browser, address=visitor.address
    )


def sign_out(actor: Actor, now: datetime) -> None:
    """End the session of this request."""
    if actor.user_id is not None and actor.session_id is not None:
        service_sessions.end_sessions(actor.user_id, now, only=[actor.session_id])


def ask_for_reset(email: str, now: datetime) -> None:
    """Note that somebody forgot a password; a job looks whether the address is known.

    So the answer, and the time it takes, are the same for known and unknown addresses.
    """
    enqueue("accounts.reset", {"email": normal_email(email)}, now=now)


def request_reset(email: str, now: datetime) -> bool:
    """Send an active person a link for a new password, and tell whether one was sent; none to a company that is shut.

    Nobody is flooded: past `MOST_RESETS` within `RESETS_WITHIN` none is sent, and the last one sent stays good.
    """
    user = db.session.scalars(
        sa.select(UserAccount).where(UserAccount.email == email, UserAccount.state == UserState.ACTIVE)
    ).one_or_none()
    if user is None or not gets_letters(user.id):
        return False
    if service_tokens.made_since(TokenKind.PASSWORD_RESET, user.id, now - RESETS_WITHIN) >= MOST_RESETS:
        return False
    token, expires_at = service_tokens.make_token(TokenKind.PASSWORD_RESET, user.id, now)
    locale = locale_of(user)
    send_mail(
        user.email,
        locale,
        user.zone,
        "password_reset",
        {"name": user.name, "expires_at": expires_at.isoformat()},
        now,
        user_id=user.id,
        distributor_id=user.distributor_id,
        link=f"/reset/{token}",
    )
    record(SYSTEM, "account.reset_requested", "user", user.id, distributor_id=user.distributor_id, now=now)
    return True


def reset_password(token: str, password: str, now: datetime) -> Door:
    """Set a new password with a mailed token, end all sessions, and return the person's door."""
    user_id = service_tokens.use_token(token, TokenKind.PASSWORD_RESET, now)
    user = _locked(user_id or 0)
    if user.state is not UserState.ACTIVE:
        raise NotVisible
    _set_password(user, password)
    service_sessions.end_sessions(user.id, now)
    service_delays.forget_accounts([user.email])
    record(_as_actor(user), "account.password_reset", "user", user.id, distributor_id=user.distributor_id, now=now)
    return user.door


def change_password(actor: Actor, old: str, new: str, visitor: Visitor, now: datetime) -> None:
    """Change one's own password, knowing the old one; all other sessions end."""
    user = _locked(actor.user_id or 0)
    if not service_passwords.matches(user.password_hash, old):
        raise FieldRefused("accounts.old_password_wrong", field="old_password")
    _set_password(user, new)
    service_tokens.end_tokens(TokenKind.PASSWORD_RESET, user.id, now)
    service_sessions.end_sessions(user.id, now, but=actor.session_id)
    service_delays.forgive(_counted("password", user.email, visitor, now), now)
    record(actor, "account.password_changed", "user", user.id, distributor_id=user.distributor_id, now=now)


def update_profile(actor: Actor, name: str, locale: str, zone: str, now: datetime) -> None:
    """Change one's own name, language and zone."""
    user = _locked(actor.user_id or 0)
    before = {"name": user.name, "locale": user.locale, "zone": user.zone}
    user.name, user.locale, user.zone = check_name(name), check_locale(locale), check_zone(zone)
    after = {"name": user.name, "locale": user.locale, "zone": user.zone}
    if before != after:
        record(
            actor,
            "account.profile_changed",
            "user",
            user.id,
            before=before,
            after=after,
            distributor_id=user.distributor_id,
            now=now,
        )


def speak(actor: Actor, locale: str) -> None:
    """Keep the language a signed-in person chose."""
    user = _locked(actor.user_id or 0)
    user.locale = check_locale(locale)


def end_session(actor: Actor, session_id: int, now: datetime) -> None:
    """End one of one's own sessions; `NotVisible` where it is not an own open one."""
    if not service_sessions.end_sessions(actor.user_id or 0, now, only=[session_id]):
        raise NotVisible
    record(actor, "account.session_ended", "user", actor.user_id or 0, distributor_id=actor.distributor_id, now=now)


def end_other_sessions(actor: Actor, now: datetime) -> int:
    """End all own sessions but this one and return how many."""
    ended = service_sessions.end_sessions(actor.user_id or 0, now, but=actor.session_id)
    record(
        actor,
        "account.sessions_ended",
        "user",
        actor.user_id or 0,
        after={"ended": ended},
        distributor_id=actor.distributor_id,
        now=now,
    )
    return ended


def check_locale(locale: str) -> str:
    """Return an offered language's code, or refuse."""
    if locale not in locales.OFFERED:
        raise FieldRefused("accounts.language_unknown", field="locale")
    return locale


def check_written_locale(locale: str) -> str:
    """Return the code of a language the portal knows, if it is not offered yet too, or refuse."""
    if locale not in locales.SUPPORTED:
        raise FieldRefused("accounts.language_unknown", field="locale")
    return locale


def locale_of(user: UserAccount) -> str:
    """Return the language to write to a person in: the own, the company's, then English."""
    if user.locale or user.distributor_id is None:
        return user.locale or locales.DEFAULT
    wanted = sa.select(Distributor.locale).where(Distributor.id == user.distributor_id)
    return db.session.scalar(wanted) or locales.DEFAULT


def _locked(user_id: int) -> UserAccount:
    user = db.session.scalars(sa.select(UserAccount).where(UserAccount.id == user_id).with_for_update()).one_or_none()
    if user is None:
        raise NotVisible
    return user


def _set_password(user: UserAccount, password: str) -> None:
    check_password(password, user.email, user.name)
    user.password_hash = service_passwords.hashed(password)
    user.version += 1


def _as_actor(user: UserAccount) -> Actor:
    return Actor(user_id=user.id, name=user.name, door=user.door, distributor_id=user.distributor_id)
