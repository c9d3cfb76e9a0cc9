"""Tries counted per account and per address prefix, in the database: every process sees them.

A try is counted before the password is looked at, so that many at once gain nothing; a right
password takes its own try back. Nothing is ever locked for good.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.door.rules_delays import (
    ACCOUNT,
    ADDRESS,
    FORGOTTEN_AFTER,
    Allowance,
    address_prefix,
    failures_now,
    wait_after,
)
from portal.accounts.models import LoginDelay
from portal.core.data.sessions import db
from portal.core.data.types import Instant
from portal.core.errors import Refused


def keys_of(purpose: str, email: str, address: str) -> dict[str, Allowance]:
    """Return what a try counts against: the account named (known or not) and the address prefix."""
    return {
        f"{purpose}:account:{email[:254]}": ACCOUNT,
        f"{purpose}:address:{address_prefix(address)}": ADDRESS,
    }


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
    """After a right password: the account starts afresh, the address gets this one try back."""
    for key, allowance in sorted(keys.items()):
        row = db.session.scalars(sa.select(LoginDelay).where(LoginDelay.key == key).with_for_update()).one_or_none()
        if row is None:
            continue
        row.failures = 0 if allowance is ACCOUNT else max(0, row.failures - 1)
        wait = wait_after(row.failures, allowance)
        row.blocked_until = row.last_at + wait if wait else None
    forget_old(now)


def forget_accounts(emails: Iterable[str]) -> None:
    """Let these accounts start afresh (after a new password)."""
    keys = [f"login:account:{email}" for email in emails]
    db.session.execute(sa.delete(LoginDelay).where(LoginDelay.key.in_(keys)))


def forget_old(now: datetime) -> None:
    """Remove what no longer counts."""
    db.session.execute(sa.delete(LoginDelay).where(LoginDelay.last_at < now - 2 * FORGOTTEN_AFTER))
