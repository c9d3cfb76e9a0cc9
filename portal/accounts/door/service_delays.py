"""Tries counted per browser, network and account, in the database: every process sees them.

A try is counted before the password is looked at, so that many at once gain nothing; a right
password takes its own try back. Nothing is ever locked for good.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.door.rules_delays import (
    ACCOUNT,
    FORGOTTEN_AFTER,
    Allowance,
    address_prefix,
    failures_now,
    wait_after,
)
from portal.accounts.models import LoginDelay, UserAccount, UserSession
from portal.core.data.sessions import db
from portal.core.data.types import Instant
from portal.core.errors import Refused

NETWORKS_KEPT = timedelta(days=90)
"""How long a network stays known from which an account signed in."""


def knows_network(email: str, address: str, now: datetime) -> bool:
    """Tell whether an account signed in lately from the network of an address; one statement, whoever is asked for."""
    seen = sa.select(UserSession.address).join(UserAccount, UserAccount.id == UserSession.user_id)
    lately = seen.where(UserAccount.email == email, UserSession.created_at > now - NETWORKS_KEPT).distinct()
    return address_prefix(address) in {address_prefix(each) for each in db.session.scalars(lately.limit(100))}


def begin_try(keys: dict[str, Allowance], now: datetime) -> None:
    """Count a try, or refuse it with `accounts.wait` (fact: `seconds` left) while one must wait."""
    waits = [_count(key, allowance, now) for key, allowance in sorted(keys.items())]
    longest = max(waits, default=timedelta(0))
    if longest > timedelta(0):
        raise Refused("accounts.wait", seconds=max(1, -(-int(longest.total_seconds() * 1000) // 1000)))


def _count(key: str, allowance: Allowance, now: datetime) -> timedelta:
    claim = sa.text(
        "INSERT INTO login_delay (key, failures, last_at) VALUES (:key, 0, :now) ON CONFLICT (key) DO NOTHING"
    ).bindparams(sa.bindparam("now", type_=Instant))
    db.session.execute(claim, {"key": key, "now": now})
    row = db.session.scalars(sa.select(LoginDelay).where(LoginDelay.key == key).with_for_update()).one()
    if row.blocked_until is not None and row.blocked_until > now:
        return row.blocked_until - now
    row.failures = failures_now(row.failures, row.last_at, now) + 1
    row.last_at = now
    wait = wait_after(row.failures, allowance)
    row.blocked_until = now + wait if wait else None
    return timedelta(0)


def forgive(keys: dict[str, Allowance], now: datetime) -> None:
    """After a right password: browser or pair start afresh; network and strangers get this one try back."""
    for key, allowance in sorted(keys.items()):
        row = db.session.scalars(sa.select(LoginDelay).where(LoginDelay.key == key).with_for_update()).one_or_none()
        if row is None:
            continue
        row.failures = 0 if allowance is ACCOUNT else max(0, row.failures - 1)
        wait = wait_after(row.failures, allowance)
        row.blocked_until = row.last_at + wait if wait else None
    forget_old(now)


def forget_accounts(emails: Iterable[str]) -> None:
    """Let these accounts start afresh in every network (after a new password)."""
    for email in emails:
        theirs = LoginDelay.key.startswith(f"login:pair:{email}:", autoescape=True)
        db.session.execute(sa.delete(LoginDelay).where(theirs | (LoginDelay.key == f"login:strangers:{email}")))


def forget_old(now: datetime) -> None:
    """Remove what no longer counts."""
    db.session.execute(sa.delete(LoginDelay).where(LoginDelay.last_at < now - 2 * FORGOTTEN_AFTER))
