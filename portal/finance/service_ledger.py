"""The ledger: postings of invoices, credit notes and payments, each one entry and its effect on open items.

Amounts are in the currency of the account, with its decimals. An open amount is what is still owed (positive) or still
to be used (negative, of credit notes and payments); the open items of an account are their sum. Whatever may not be
passed is a conditional UPDATE.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry
from portal.finance.service_accounts import (
    NOTHING,
    account_of,
    change_one,
    check_amount,
    lock_existing,
    open_account,
)
from portal.finance.service_reservations import release

OWED = (EntryKind.INVOICE, EntryKind.OPENING)
"""Entries that are owed until they are settled."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One document to be posted: `reference` is the order, shipment or invoice it stands for."""

    distributor_id: int
    currency: str
    number: str
    amount: Decimal
    document_date: date
    reference: str = ""
    due_on: date | None = None


def post_invoice(posting: Posting, *, releases: Mapping[str, Decimal] | None = None, now: datetime) -> None:
    """Post an invoice: its amount becomes an open item, and what its orders held is released.

    `releases` is reference to amount. An invoice may pass the limit: its goods have left.
    Refuses `finance.already_posted`.
    """
    check_amount(posting.amount, posting.currency)
    open_account(posting.distributor_id, posting.currency)
    lock_existing(posting.distributor_id, posting.currency)
    for reference, amount in sorted((releases or {}).items()):
        release(reference, amount)
    _enter(EntryKind.INVOICE, posting, debit=posting.amount, open_amount=posting.amount, now=now)
    _change_open_items(posting, posting.amount)


def post_credit_note(posting: Posting, *, against: str, now: datetime) -> Decimal:
    """Post a credit note against an invoice, and return how much of that invoice it settled.

    What the invoice no longer owes stays as credit of the account. Refuses `finance.no_invoice`,
    `finance.credited_over_invoice` (all its credit notes together), `finance.already_posted`.
    """
    check_amount(posting.amount, posting.currency)
    lock_existing(posting.distributor_id, posting.currency)
    invoice = _invoice(posting, against)
    earlier = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(LedgerEntry.credit), NOTHING)).where(
            LedgerEntry.distributor_id == posting.distributor_id,
            LedgerEntry.kind == EntryKind.CREDIT_NOTE,
            LedgerEntry.reference == against,
        )
    )
    credited = (earlier or NOTHING) + posting.amount
    if credited > invoice.debit:
        facts = {"credited": credited, "amount": invoice.debit, "currency": posting.currency}
        raise Refused("finance.credited_over_invoice", number=against, **facts)
    settled: Decimal = min(posting.amount, invoice.open_amount)
    _settle(against, settled)
    credit = replace(posting, reference=against)
    _enter(EntryKind.CREDIT_NOTE, credit, credit=posting.amount, open_amount=settled - posting.amount, now=now)
    _change_open_items(posting, -posting.amount)
    return settled


def post_payment(
    posting: Posting, *, allocations: Mapping[str, Decimal] | None = None, now: datetime
) -> dict[str, Decimal]:
    """Post money received, and return what it settled, by invoice.

    Without `allocations` (invoice to amount) the oldest due invoices are settled first. What is
    left over stays as credit. Refuses `finance.over_allocated`, `.no_invoice`, `.already_posted`.
    """
    check_amount(posting.amount, posting.currency)
    open_account(posting.distributor_id, posting.currency)
    lock_existing(posting.distributor_id, posting.currency)
    settled = _oldest_first(posting) if allocations is None else dict(allocations)
    _settle_each(posting, settled)
    left = _left_of(posting, settled)
    _enter(EntryKind.PAYMENT, posting, credit=posting.amount, open_amount=-left, now=now)
    _change_open_items(posting, -posting.amount)
    return settled


def use_payment(posting: Posting, *, allocations: Mapping[str, Decimal] | None = None) -> dict[str, Decimal]:
    """Settle invoices with what is left of a payment posted before, and return what it settled now.

    `posting` is the payment with what is left of it as its amount; the rest is as for `post_payment`.
    """
    lock_existing(posting.distributor_id, posting.currency)
    settled = _oldest_first(posting) if allocations is None else dict(allocations)
    _settle_each(posting, settled)
    used = posting.amount - _left_of(posting, settled)
    change_one(_payment(posting).values(open_amount=LedgerEntry.open_amount + used))
    return settled


def post_reversal(posting: Posting, settled: Mapping[str, Decimal], *, now: datetime) -> None:
    """Take a payment back: an entry against it, and what it settled (invoice to amount) is owed again.

    What credit notes for those invoices have left settles them instead, as if the money had never come.
    Refuses `finance.already_posted` where it was taken back before.
    """
    lock_existing(posting.distributor_id, posting.currency)
    against = replace(posting, reference=posting.number)
    _enter(EntryKind.REVERSAL, against, debit=posting.amount, open_amount=NOTHING, now=now)
    change_one(_payment(posting).values(open_amount=NOTHING))
    for number, amount in sorted(settled.items()):
        change_one(_owed(number).values(open_amount=LedgerEntry.open_amount + amount))
        _use_credit_notes(posting, number)
    _change_open_items(posting, posting.amount)


def _use_credit_notes(posting: Posting, invoice: str) -> None:
    unused = sa.select(LedgerEntry.number, LedgerEntry.open_amount).where(
        LedgerEntry.distributor_id == posting.distributor_id,
        LedgerEntry.kind == EntryKind.CREDIT_NOTE,
        LedgerEntry.reference == invoice,
        LedgerEntry.open_amount < NOTHING,
    )
    for number, left in db.session.execute(unused.order_by(LedgerEntry.id)).all():
        settled = min(_invoice(posting, invoice).open_amount, -left)
        note = sa.update(LedgerEntry).where(LedgerEntry.kind == EntryKind.CREDIT_NOTE, LedgerEntry.number == number)
        change_one(note.values(open_amount=LedgerEntry.open_amount + settled))
        _settle(invoice, settled)


def _payment(posting: Posting) -> sa.Update:
    return sa.update(LedgerEntry).where(
        LedgerEntry.kind == EntryKind.PAYMENT,
        LedgerEntry.number == posting.number,
        LedgerEntry.distributor_id == posting.distributor_id,
    )


def _settle_each(posting: Posting, settled: Mapping[str, Decimal]) -> None:
    for number, amount in sorted(settled.items()):
        owed = _invoice(posting, number).open_amount
        if not 0 < amount <= owed:
            facts = {"amount": amount, "owed": owed, "currency": posting.currency}
            raise Refused("finance.over_allocated", number=number, **facts)
        _settle(number, amount)


def _left_of(posting: Posting, settled: Mapping[str, Decimal]) -> Decimal:
    left = posting.amount - sum(settled.values(), NOTHING)
    if left < 0:
        facts = {"amount": posting.amount - left, "owed": posting.amount, "currency": posting.currency}
        raise Refused("finance.over_allocated", number=posting.number, **facts)
    return left


def _fields(posting: Posting) -> dict[str, object]:
    return {name: getattr(posting, name) for name in Posting.__dataclass_fields__}


def _change_open_items(posting: Posting, amount: Decimal) -> None:
    account = sa.update(CreditAccount).where(*account_of(posting.distributor_id, posting.currency))
    change_one(account.values(open_items=CreditAccount.open_items + amount))


def _enter(
    kind: EntryKind,
    posting: Posting,
    *,
    debit: Decimal = NOTHING,
    credit: Decimal = NOTHING,
    open_amount: Decimal,
    now: datetime,
) -> None:
    taken = sa.select(LedgerEntry.id).where(LedgerEntry.kind == kind, LedgerEntry.number == posting.number)
    if db.session.scalar(taken) is not None:
        raise Refused("finance.already_posted", number=posting.number)
    sides = {"debit": debit, "credit": credit, "open_amount": open_amount}
    fields = {name: value for name, value in _fields(posting).items() if name != "amount"}
    db.session.execute(sa.insert(LedgerEntry), [fields | sides | {"kind": kind, "posted_at": now}])


def _invoice(posting: Posting, number: str) -> sa.Row[Decimal, Decimal]:
    invoice = sa.select(LedgerEntry.debit, LedgerEntry.open_amount).where(
        LedgerEntry.kind.in_(OWED),
        LedgerEntry.number == number,
        LedgerEntry.distributor_id == posting.distributor_id,
        LedgerEntry.currency == posting.currency,
    )
    found = db.session.execute(invoice).one_or_none()
    if found is None:
        raise Refused("finance.no_invoice", number=number)
    return found


def _settle(number: str, amount: Decimal) -> None:
    if amount:
        owed = _owed(number).where(LedgerEntry.open_amount >= amount)
        change_one(owed.values(open_amount=LedgerEntry.open_amount - amount))


def _owed(number: str) -> sa.Update:
    return sa.update(LedgerEntry).where(LedgerEntry.kind.in_(OWED), LedgerEntry.number == number)


def _oldest_first(posting: Posting) -> dict[str, Decimal]:
    owed = sa.select(LedgerEntry.number, LedgerEntry.open_amount).where(
        LedgerEntry.distributor_id == posting.distributor_id,
        LedgerEntry.currency == posting.currency,
        LedgerEntry.open_amount > NOTHING,
    )
    left, settled = posting.amount, {}
    due = sa.func.coalesce(LedgerEntry.due_on, LedgerEntry.document_date)
    for number, amount in db.session.execute(owed.order_by(due, LedgerEntry.id)):
        if left <= 0:
            break
        settled[number] = min(amount, left)
        left -= settled[number]
    return settled
