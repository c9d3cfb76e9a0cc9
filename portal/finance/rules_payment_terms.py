"""Payment terms: the code a contract keeps them as, and the day an invoice falls due under them.

A code is `kind[:days[:deposit percent]]`: `prepaid`, `net:30`, `net:30:30` (30 % deposit),
`end_of_month_of_due:30`, `eom_plus:15`. Nobody else takes it apart.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from portal.core.errors import Refused
from portal.core.money import percent_of, rounded

MOST_DAYS = 365


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


class Parts(NamedTuple):
    """A code taken apart, its parts as they are written; missing ones are empty."""

    kind: str
    days: str
    deposit: str


def parts_of(code: str) -> Parts:
    """Return the parts of a code, whether or not they mean anything."""
    kind, _, rest = code.strip().partition(":")
    days, _, deposit = rest.partition(":")
    return Parts(kind, days, deposit)


def tidy_terms(written: str) -> str:
    """Return terms as they are kept where people write them plainly: `Net 30 days` is `net:30`.

    Only what is one kind of terms in every reading: "30 EOM" is two, and stays as written.
    """
    found = _NET.fullmatch(written.strip())
    if found:
        return ":".join((TermsKind.NET.value, str(int(found["days"])), *filter(None, (found["deposit"],))))
    lower = written.strip().casefold()
    return lower if parts_of(lower).kind in {one.value for one in TermsKind} else written


_NET = re.compile(r"net[ :-]*(?P<days>[0-9]{1,3}) *(?:d|days?)?(?: *: *(?P<deposit>[0-9.]+))?", re.IGNORECASE)


def terms_of(code: str) -> PaymentTerms:
    """Return the payment terms a code names; refuses `finance.terms_unknown`."""
    kind, days, deposit = parts_of(code)
    try:
        return PaymentTerms(TermsKind(kind), _whole(days), Decimal(deposit or "0"))
    except (ValueError, InvalidOperation):
        raise Refused("finance.terms_unknown", terms=code) from None


def _whole(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_DAYS):
        raise ValueError(text)
    return int(text)


def is_prepaid(code: str) -> bool:
    """Tell whether terms ask for all of the money before release."""
    return parts_of(code).kind == TermsKind.PREPAID


def wants_deposit(code: str) -> bool:
    """Tell whether terms (`net:30:30`) ask for part of the money before release."""
    return bool(parts_of(code).deposit.strip("0. "))


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
