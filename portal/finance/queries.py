"""Where an account stands, its open items, its ageing, and its statement; one currency at a time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal.core.data.sessions import db, read
from portal.core.money import Money
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry
from portal.finance.rules_ageing import Bucket, OpenItem, ageing
from portal.finance.rules_credit_limit import credit_left, exposure

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """A limit and what is used of it. Without an account all amounts are 0 and `has_account` is False."""

    limit: Decimal
    reserved: Decimal
    open_items: Decimal
    exposure: Decimal
    left: Decimal
    oldest_overdue_days: int
    blocked: bool
    currency: str = ""
    has_account: bool = True


_OLDEST_DUE = (
    sa.select(sa.func.min(LedgerEntry.due_on))
    .where(
        LedgerEntry.distributor_id == sa.bindparam("distributor_id"),
        LedgerEntry.currency == sa.bindparam("currency"),
        LedgerEntry.open_amount > NOTHING,
    )
    .scalar_subquery()
)
_STANDING = sa.select(
    CreditAccount.credit_limit, CreditAccount.reserved, CreditAccount.open_items, CreditAccount.blocked, _OLDEST_DUE
).where(
    CreditAccount.distributor_id == sa.bindparam("distributor_id"), CreditAccount.currency == sa.bindparam("currency")
)


def standing_of(distributor_id: int, currency: str, today: date) -> CreditStanding:
    """Return how much of its limit a distributor uses in a currency, in one statement."""
    asked = {"distributor_id": distributor_id, "currency": currency}
    row = read(_STANDING, asked).one_or_none()
    if row is None:
        return CreditStanding(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 0, False, currency, False)
    limit, reserved, open_items, blocked, due_on = row
    return CreditStanding(
        limit,
        reserved,
        open_items,
        exposure(reserved, open_items),
        credit_left(limit, reserved, open_items),
        max((today - due_on).days, 0) if due_on else 0,
        blocked,
        currency,
    )


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry of an account with the balance after it (positive is owed)."""

    kind: EntryKind
    number: str
    reference: str
    document_date: date
    due_on: date | None
    debit: Decimal
    credit: Decimal
    open_amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a period between its opening and its closing balance."""

    currency: str
    opening: Decimal
    rows: tuple[LedgerRow, ...]

    @property
    def closing(self) -> Decimal:
        """Return the balance after the last entry."""
        return self.rows[-1].balance if self.rows else self.opening

    @property
    def debits(self) -> Decimal:
        """Return the sum of what was charged."""
        return sum((row.debit for row in self.rows), NOTHING)

    @property
    def credits(self) -> Decimal:
        """Return the sum of what was credited and paid."""
        return sum((row.credit for row in self.rows), NOTHING)


def ledger_of(distributor_id: int, currency: str, since: date | None = None, until: date | None = None) -> Ledger:
    """Return an account's entries by document date, both ends included, with running balance."""
    mine = (LedgerEntry.distributor_id == distributor_id, LedgerEntry.currency == currency)
    before = sa.func.coalesce(sa.func.sum(LedgerEntry.debit - LedgerEntry.credit), NOTHING)
    opening = NOTHING
    if since is not None:
        summed = sa.type_coerce(before, LedgerEntry.debit.type)
        opening = db.session.scalar(sa.select(summed).where(*mine, LedgerEntry.document_date < since)) or NOTHING
    entries = sa.select(
        LedgerEntry.kind,
        LedgerEntry.number,
        LedgerEntry.reference,
        LedgerEntry.document_date,
        LedgerEntry.due_on,
        LedgerEntry.debit,
        LedgerEntry.credit,
        LedgerEntry.open_amount,
    ).where(*mine)
    if since is not None:
        entries = entries.where(LedgerEntry.document_date >= since)
    if until is not None:
        entries = entries.where(LedgerEntry.document_date <= until)
    rows, balance = [], opening
    for row in db.session.execute(entries.order_by(LedgerEntry.document_date, LedgerEntry.id)):
        balance += row.debit - row.credit
        rows.append(LedgerRow(*row, balance))
    return Ledger(currency, opening, tuple(rows))


def open_items_of(distributor_id: int, currency: str) -> tuple[LedgerRow, ...]:
    """Return what is not settled yet, oldest due first; `balance` runs over the open amounts."""
    entries = sa.select(
        LedgerEntry.kind,
        LedgerEntry.number,
        LedgerEntry.reference,
        LedgerEntry.document_date,
        LedgerEntry.due_on,
        LedgerEntry.debit,
        LedgerEntry.credit,
        LedgerEntry.open_amount,
    ).where(
        LedgerEntry.distributor_id == distributor_id,
        LedgerEntry.currency == currency,
        LedgerEntry.open_amount != NOTHING,
    )
    rows, balance = [], NOTHING
    due = sa.func.coalesce(LedgerEntry.due_on, LedgerEntry.document_date)
    for row in db.session.execute(entries.order_by(due, LedgerEntry.id)):
        balance += row.open_amount
        rows.append(LedgerRow(*row, balance))
    return tuple(rows)


def ageing_of(distributor_id: int, currency: str, today: date) -> dict[Bucket, Money]:
    """Return what is owed by days past due, every bucket present; unused credit counts as not due."""
    items = [
        OpenItem(row.due_on or row.document_date if row.open_amount > 0 else today, Money(row.open_amount, currency))
        for row in open_items_of(distributor_id, currency)
    ]
    return ageing(items, today, currency)
