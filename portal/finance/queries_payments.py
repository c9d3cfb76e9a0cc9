"""Payments received, as headquarters' finance sees them: the list, one with what it settled, and what it may settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_companies_called
from portal.core.data.counting import counted
from portal.core.data.distinct import values_there_are
from portal.core.data.numbers import numbered_as, own_numbers, written_as
from portal.core.data.plans import not_by
from portal.core.data.sessions import db
from portal.core.data.types import Scaled
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry, Payment, PaymentSettlement
from portal.finance.queries_credit_accounts import NOTHING

MOST_OPEN = 200
"""So many open invoices are offered to be settled by hand; the oldest due."""
MOST_ACCOUNTS = 50
STANDINGS = ("settled", "left", "reversed")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment in a list; `left` is what is not settled on an invoice, 0 of one that was reversed."""

    id: int
    number: str
    distributor_id: int
    code: str
    name: str
    account_id: int
    currency: str
    amount: Decimal
    received_on: date
    bank_reference: str
    note: str
    recorded_at: datetime
    recorded_by_name: str
    reversed_at: datetime | None
    reversed_by_name: str
    reversed_why: str
    left: Decimal

    @property
    def standing(self) -> str:
        """Return which of `STANDINGS` it is."""
        if self.reversed_at is not None:
            return "reversed"
        return "left" if self.left else "settled"


_LEFT = sa.type_coerce(-LedgerEntry.open_amount, Scaled)
_COLUMNS = (
    Payment.id,
    Payment.number,
    Payment.distributor_id,
    Distributor.code,
    Distributor.name,
    CreditAccount.id,
    Payment.currency,
    Payment.amount,
    Payment.received_on,
    Payment.bank_reference,
    Payment.note,
    Payment.recorded_at,
    Payment.recorded_by_name,
    Payment.reversed_at,
    Payment.reversed_by_name,
    Payment.reversed_why,
    _LEFT,
)
SORTS: dict[str, tuple[Any, ...]] = {
    "received": (Payment.received_on, Payment.id),
    "number": (Payment.number,),
    "name": (Distributor.name, Payment.id),
    "amount": (Payment.currency, Payment.amount, Payment.id),
    "left": (Payment.currency, _LEFT, Payment.id),
}


def _from(statement: Any) -> Any:
    account = sa.and_(
        CreditAccount.distributor_id == Payment.distributor_id, CreditAccount.currency == Payment.currency
    )
    entry = sa.and_(LedgerEntry.kind == EntryKind.PAYMENT, LedgerEntry.number == not_by(Payment.number))
    return (
        statement.select_from(Payment)
        .join(Distributor, Distributor.id == Payment.distributor_id)
        .join(CreditAccount, account)
        .join(LedgerEntry, entry)
    )


def _narrowed(statement: Any, state: ListState) -> Any:
    if state.search:
        found = (
            numbered_as(own_numbers(state.search), state.search, Payment.number),
            written_as(state.search, Payment.bank_reference),
            of_companies_called(Payment.distributor_id, state.search),
        )
        statement = statement.where(sa.or_(*found))
    standing = state.filters.get("standing")
    if standing == "reversed":
        statement = statement.where(Payment.reversed_at.is_not(None))
    elif standing:
        open_still = LedgerEntry.open_amount < NOTHING
        statement = statement.where(Payment.reversed_at.is_(None), open_still if standing == "left" else ~open_still)
    if currency := state.filters.get("currency"):
        statement = statement.where(Payment.currency == currency)
    return statement


def _named(search: str) -> sa.ColumnElement[bool]:
    text = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return sa.or_(Distributor.name.ilike(text, escape="\\"), Distributor.code.ilike(text, escape="\\"))


def _ordered(statement: Any, state: ListState) -> Any:
    columns = SORTS.get(state.sort, SORTS["received"])
    return statement.order_by(*(c.desc() if state.descending else c.asc() for c in columns))


def payments_list(state: ListState) -> Page:
    """Return one page of the payments in scope."""
    found = counted(_narrowed(_from(sa.select(Payment.id)), state), state, MOST_COUNTED)
    chosen = _ordered(_narrowed(_from(sa.select(*_COLUMNS)), state), state)
    rows = db.session.execute(chosen.offset(found.state.offset).limit(found.state.size)).all()
    return found.page([PaymentRow(*row) for row in rows])


def all_payments(state: ListState) -> Whole:
    """Return all payments of a view of the list, for a spreadsheet."""
    chosen = _ordered(_narrowed(_from(sa.select(*_COLUMNS)), state), state)
    return Whole(chosen, lambda rows: (PaymentRow(*row) for row in rows))


def currencies() -> list[str]:
    """Return the currencies money came in."""
    return values_there_are(Payment.currency)


def payment_for(number: str) -> PaymentRow:
    """Return one payment in scope, or raise `NotVisible`."""
    row = db.session.execute(_from(sa.select(*_COLUMNS)).where(Payment.number == number)).one_or_none()
    if row is None:
        raise NotVisible
    return PaymentRow(*row)


@dataclass(frozen=True, slots=True)
class SettledRow:
    """What a payment settled of one invoice, and when; `open_amount` is what that invoice still has open now."""

    kind: EntryKind
    number: str
    amount: Decimal
    settled_at: datetime
    settled_by_name: str
    open_amount: Decimal


def settled_by(payment_id: int) -> list[SettledRow]:
    """Return what a payment settled, in the order it did."""
    entry = sa.and_(
        LedgerEntry.kind == PaymentSettlement.entry_kind, LedgerEntry.number == PaymentSettlement.entry_number
    )
    rows = db.session.execute(
        sa.select(
            PaymentSettlement.entry_kind,
            PaymentSettlement.entry_number,
            PaymentSettlement.amount,
            PaymentSettlement.settled_at,
            PaymentSettlement.settled_by_name,
            LedgerEntry.open_amount,
        )
        .join(LedgerEntry, entry)
        .where(PaymentSettlement.payment_id == payment_id)
        .order_by(PaymentSettlement.id)
    )
    return [SettledRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PaidRow:
    """What one payment settled of an invoice, and the bank's facts of it."""

    number: str
    received_on: date
    bank_reference: str
    amount: Decimal


def paid_of(invoice: str) -> list[PaidRow]:
    """Return what payments in scope settled of an invoice, in the order they did; not those that were reversed."""
    rows = db.session.execute(
        sa.select(Payment.number, Payment.received_on, Payment.bank_reference, PaymentSettlement.amount)
        .join(Payment, Payment.id == PaymentSettlement.payment_id)
        .where(
            PaymentSettlement.entry_kind == EntryKind.INVOICE,
            PaymentSettlement.entry_number == invoice,
            Payment.reversed_at.is_(None),
        )
        .order_by(PaymentSettlement.id)
    )
    return [PaidRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One entry that is owed still: an invoice, or what stood open at the begin."""

    id: int
    kind: EntryKind
    number: str
    document_date: date
    due_on: date | None
    debit: Decimal
    open_amount: Decimal


def owed_by(distributor_id: int, currency: str) -> Sequence[OwedRow]:
    """Return what an account owes, oldest due first, at most `MOST_OPEN`."""
    due = sa.func.coalesce(LedgerEntry.due_on, LedgerEntry.document_date)
    rows = db.session.execute(
        sa.select(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.number,
            LedgerEntry.document_date,
            LedgerEntry.due_on,
            LedgerEntry.debit,
            LedgerEntry.open_amount,
        )
        .where(
            LedgerEntry.distributor_id == distributor_id,
            LedgerEntry.currency == currency,
            LedgerEntry.open_amount > NOTHING,
        )
        .order_by(due, LedgerEntry.id)
        .limit(MOST_OPEN)
    )
    return [OwedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account money may come in for, and what it owes."""

    id: int
    code: str
    name: str
    currency: str
    open_items: Decimal


def accounts_found(search: str) -> list[AccountChoice]:
    """Return accounts by part of a distributor's name or code, by name, at most `MOST_ACCOUNTS`."""
    found = sa.select(
        CreditAccount.id, Distributor.code, Distributor.name, CreditAccount.currency, CreditAccount.open_items
    ).join(Distributor, Distributor.id == CreditAccount.distributor_id)
    if search:
        found = found.where(_named(search))
    rows = db.session.execute(found.order_by(Distributor.name, CreditAccount.currency).limit(MOST_ACCOUNTS))
    return [AccountChoice(*row) for row in rows]
