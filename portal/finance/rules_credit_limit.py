"""The credit limit: what is in use of it, what is left, and why an order is put on credit hold."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.settings.rules import Unit, setting

OVERDUE_DAYS = setting("overdue_days", Unit.DAYS, 15)
"""How late an item may be paid before orders are held."""


def exposure(
    open_orders: Decimal,
    open_items: Decimal,
    open_deliveries: Decimal = Decimal(0),
    open_billing: Decimal = Decimal(0),
) -> Decimal:
    """Return the credit in use: open orders, deliveries, billing and receivables together."""
    return open_orders + open_deliveries + open_billing + open_items


def credit_left(limit: Decimal, reserved: Decimal, open_items: Decimal) -> Decimal:
    """Return what may still be ordered on credit; negative when the limit is already passed."""
    return limit - exposure(reserved, open_items)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an account allows: its limit, and whether it is blocked."""

    limit: Decimal
    blocked: bool


def takes_two(present: Terms, wanted: Terms) -> bool:
    """Tell whether a change lets a distributor owe more than it may now, so that a second person approves it."""
    return wanted.limit > present.limit or (present.blocked and not wanted.blocked)


class CreditCode(StrEnum):
    """Why an order is put on credit hold."""

    BLOCKED = "credit.blocked"
    OVERDUE = "credit.overdue"
    LIMIT_EXCEEDED = "credit.limit_exceeded"


@dataclass(frozen=True, slots=True)
class CreditFinding:
    """One reason, with the figures it rests on."""

    code: CreditCode
    limit: Decimal
    exposure: Decimal
    amount: Decimal
    overdue_days: int

    @property
    def over_by(self) -> Decimal:
        """Return by how much the limit would be passed; 0 when it would not."""
        return max(self.exposure + self.amount - self.limit, Decimal(0))


def credit_verdict(
    limit: Decimal,
    exposure: Decimal,
    amount: Decimal,
    oldest_overdue_days: int,
    blocked: bool,
    overdue_allowed: int,
) -> tuple[CreditFinding, ...]:
    """Return every reason to hold an order of `amount`; empty means credit is good.

    Exactly the limit passes, and so does an item exactly `overdue_allowed` days late.
    """
    reasons = (
        (CreditCode.BLOCKED, blocked),
        (CreditCode.OVERDUE, oldest_overdue_days > overdue_allowed),
        (CreditCode.LIMIT_EXCEEDED, exposure + amount > limit),
    )
    return tuple(CreditFinding(code, limit, exposure, amount, oldest_overdue_days) for code, found in reasons if found)
