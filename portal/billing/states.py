"""How an invoice stands, reckoned from what is owed and when; overdue is computed, never stored."""

from datetime import date
from decimal import Decimal
from enum import StrEnum


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"


def invoice_state(total: Decimal, credited: Decimal, owed: Decimal, due_on: date, today: date) -> InvoiceState:
    """Return how an invoice stands on a day; an invoice due today is not overdue.

    A fully credited invoice is CREDITED, one with nothing owed PAID, one owed less than it still
    charges PARTLY_PAID while it is not overdue.
    """
    if total and credited >= total:
        return InvoiceState.CREDITED
    if owed <= 0:
        return InvoiceState.PAID
    if due_on < today:
        return InvoiceState.OVERDUE
    return InvoiceState.PARTLY_PAID if owed < total - credited else InvoiceState.OPEN
