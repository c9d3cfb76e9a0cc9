"""Due dates, ageing, credit, and the amounts of partial invoices."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.core.errors import Refused
from portal.core.money import Money, percent_of, rounded, total
from portal.core.money import line_amount as amount_of

OVERDUE_DAYS_ALLOWED = 15


class TermsKind(StrEnum):
    """How a due date is reckoned. The two readings of "N EOM" differ, so a contract names one."""

    PREPAID = "prepaid"
    NET = "net"
    END_OF_MONTH_OF_DUE = "end_of_month_of_due"
    EOM_PLUS = "eom_plus"


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A kind, its days, and the percentage to be paid before release (0 to 100)."""

    kind: TermsKind
    days: int = 0
    deposit_percent: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.days < 0 or not 0 <= self.deposit_percent <= 100:
            raise ValueError("days are at least 0 and a deposit is 0 to 100 percent")


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def due_date(invoiced_on: date, terms: PaymentTerms) -> date:
    """Return the day an invoice falls due; prepaid is due on its own date.

    END_OF_MONTH_OF_DUE: the end of the month in which invoice date + N days falls.
    EOM_PLUS: the end of the invoice's month, + N days.
    """
    later = timedelta(days=terms.days)
    match terms.kind:
        case TermsKind.PREPAID:
            return invoiced_on
        case TermsKind.NET:
            return invoiced_on + later
        case TermsKind.END_OF_MONTH_OF_DUE:
            return _end_of_month(invoiced_on + later)
        case TermsKind.EOM_PLUS:
            return _end_of_month(invoiced_on) + later


def deposit_due(order_total: Decimal, terms: PaymentTerms, currency: str) -> Decimal:
    """Return what must be paid before release: all when prepaid, else the agreed deposit."""
    if terms.kind is TermsKind.PREPAID:
        return rounded(order_total, currency)
    return percent_of(order_total, terms.deposit_percent, currency)


class Bucket(StrEnum):
    """How long an open item is past its due date."""

    NOT_DUE = "not_due"
    DAYS_1_30 = "1_30"
    DAYS_31_60 = "31_60"
    DAYS_61_90 = "61_90"
    OVER_90 = "over_90"


def bucket_of(due_on: date, as_of: date) -> Bucket:
    """Return the ageing bucket; an item due today is not yet due."""
    late = (as_of - due_on).days
    if late <= 0:
        return Bucket.NOT_DUE
    if late <= 30:
        return Bucket.DAYS_1_30
    if late <= 60:
        return Bucket.DAYS_31_60
    return Bucket.DAYS_61_90 if late <= 90 else Bucket.OVER_90


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is still owed on one document, and when it was due."""

    due_on: date
    amount: Money


def ageing(items: Iterable[OpenItem], as_of: date, currency: str) -> dict[Bucket, Money]:
    """Return the open amount per bucket, every bucket present; currencies are never mixed."""
    listed = list(items)
    return {
        bucket: total((item.amount for item in listed if bucket_of(item.due_on, as_of) is bucket), currency)
        for bucket in Bucket
    }


def oldest_overdue_days(items: Iterable[OpenItem], as_of: date) -> int:
    """Return how many days the oldest unpaid item is past due; 0 when none is."""
    return max((max((as_of - i.due_on).days, 0) for i in items if i.amount.amount > 0), default=0)


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
    overdue_allowed: int = OVERDUE_DAYS_ALLOWED,
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


def invoice_share(
    cumulative_quantity: int,
    previously_invoiced_amount: Decimal,
    unit_price: Decimal,
    ordered_quantity: int,
    line_amount: Decimal,
    currency: str,
) -> Decimal:
    """Return the amount of the next partial invoice of an order line.

    `cumulative_quantity` counts this invoice in. The running amount is rounded, not the part, and
    the last part takes what is left, so all parts add up to the line's amount exactly.
    """
    if not 0 < cumulative_quantity <= ordered_quantity:
        raise Refused("finance.invoiced_over_ordered", invoiced=cumulative_quantity, ordered=ordered_quantity)
    due = rounded(line_amount, currency)
    if cumulative_quantity < ordered_quantity:
        due = min(amount_of(cumulative_quantity, unit_price, currency), due)
    if due < previously_invoiced_amount:
        raise Refused("finance.invoiced_too_much", invoiced=previously_invoiced_amount, running=due)
    return due - previously_invoiced_amount
