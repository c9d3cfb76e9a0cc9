"""Payments received: recorded, settled on invoices, taken back as a whole; each is one paper of its own series.

One person is enough: a payment says what the bank shows, and gives nobody more credit than was agreed. What it lets
pass is judged by the rules of orders, and who asked for more credit meanwhile frees no order by it (see `orders`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.counters import numbered
from portal.core.data.events import publish
from portal.core.data.sent_forms import once
from portal.core.data.sessions import add_rows, db
from portal.core.days import day_in
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.money import Money
from portal.core.references import reference_key
from portal.finance.events import CreditFreed, PaymentReceived, PaymentReversed
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry, Payment, PaymentSettlement
from portal.finance.service_accounts import NOTHING, lock_existing
from portal.finance.service_ledger import OWED, Posting, post_payment, post_reversal, use_payment

SERIES = "PAY"


@dataclass(frozen=True, slots=True)
class Received:
    """Money as the bank shows it; `allocations` is invoice to amount, None settles the oldest due first.

    `another` says that it is not a payment recorded already, though one has its reference and its day.
    """

    account_id: int
    amount: Decimal
    received_on: date
    bank_reference: str
    note: str = ""
    allocations: Mapping[str, Decimal] | None = None
    another: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The form a command came with: its hidden key, and a hash of what was sent."""

    key: str
    body: str


def record_payment(received: Received, sent: Sent, actor: Actor, now: datetime) -> str:
    """Record a payment once for a sent form, and return its number; what it does not settle stays as credit.

    Refuses `payment.day_ahead`, `payment.reference_missing` and `payment.reference_known` (the earlier payment) beside
    their fields, `payment.reference_again` where it is to be confirmed, and what `post_payment` refuses.
    """
    owner = f"user:{actor.user_id}"
    return once(owner, f"payment:{sent.key}", sent.body, now, lambda: _take_in(received, actor, now))


def _take_in(received: Received, actor: Actor, now: datetime) -> str:
    account = _account(received.account_id)
    today = day_in(now, actor.zone)
    if received.received_on > today:
        raise FieldRefused("payment.day_ahead", field="received_on", today=today)
    lock_existing(account.distributor_id, account.currency)
    _check_reference(received, account)
    number = numbered(SERIES, today.year)
    reference = received.bank_reference.strip()
    posting = Posting(
        account.distributor_id, account.currency, number, received.amount, received.received_on, reference
    )
    settled = post_payment(posting, allocations=received.allocations, now=now)
    payment = Payment(
        distributor_id=account.distributor_id,
        number=number,
        currency=account.currency,
        amount=received.amount,
        received_on=received.received_on,
        bank_reference=reference,
        note=received.note.strip(),
        recorded_at=now,
        recorded_by=actor.user_id,
        recorded_by_name=actor.name,
    )
    db.session.add(payment)
    db.session.flush()
    _keep(payment, settled, actor, now)
    facts = {"amount": received.amount, "currency": account.currency, "received_on": received.received_on}
    _record("payment.recorded", payment, facts | {"bank_reference": reference, "settled": settled}, actor, now)
    about = (number, account.distributor_id, account.currency, actor.user_id)
    publish(PaymentReceived(*about), now)
    publish(CreditFreed(*about), now)
    return number


def _account(account_id: int) -> Any:
    wanted = sa.select(CreditAccount.distributor_id, CreditAccount.currency).where(CreditAccount.id == account_id)
    account = db.session.execute(wanted).one_or_none()
    if account is None:
        raise NotVisible
    return account


def _check_reference(received: Received, account: Any) -> None:
    """Refuse a bank reference that stands on another payment of the account and amount; the account is locked.

    Of another amount, or on another account, one of the same day is to be confirmed.
    """
    key = reference_key(received.bank_reference)
    if not key:
        raise FieldRefused("payment.reference_missing", field="bank_reference")
    same = sa.select(Payment.number, Payment.bank_reference).where(
        Payment.distributor_id == account.distributor_id,
        Payment.currency == account.currency,
        Payment.amount == received.amount,
        Payment.reversed_at.is_(None),
    )
    for number, reference in db.session.execute(same.order_by(Payment.id)):
        if reference_key(reference) == key:
            raise FieldRefused("payment.reference_known", field="bank_reference", number=number)
    that_day = sa.select(Payment.number, Payment.bank_reference, Payment.amount, Payment.currency).where(
        Payment.received_on == received.received_on, Payment.reversed_at.is_(None)
    )
    for number, reference, amount, currency in db.session.execute(that_day.order_by(Payment.id)):
        if not received.another and reference_key(reference) == key:
            known = {"number": number, "amount": Money(amount, currency)}
            raise FieldRefused("payment.reference_again", field="bank_reference", **known)


def allocate_payment(
    number: str, allocations: Mapping[str, Decimal] | None, sent: Sent, actor: Actor, now: datetime
) -> str:
    """Settle invoices with what is left of a payment, once for a sent form; return its number.

    Without `allocations` the oldest due first. Refuses `payment.reversed`, `payment.nothing_left`,
    `payment.nothing_settled`, and what `use_payment` refuses.
    """

    def settle() -> str:
        payment, left = _locked(number)
        if payment.reversed_at is not None:
            raise _reversed(payment)
        if not left:
            raise Refused("payment.nothing_left", number=number)
        settled = use_payment(_posting(payment, left), allocations=allocations)
        if not settled:
            raise Refused("payment.nothing_settled")
        _keep(payment, settled, actor, now)
        _record("payment.allocated", payment, {"settled": settled}, actor, now)
        publish(CreditFreed(number, payment.distributor_id, payment.currency, actor.user_id), now)
        return number

    return once(f"user:{actor.user_id}", f"allocate:{sent.key}", sent.body, now, settle)


def reverse_payment(number: str, why: str, actor: Actor, now: datetime) -> str:
    """Take a payment back as a whole: what it settled is owed again, and credit is used again. Returns its number.

    Refuses `payment.reversed` (who, when) where it was, and `payment.without_reason` beside its field.
    """
    payment, _left = _locked(number)
    if payment.reversed_at is not None:
        raise _reversed(payment)
    if not why.strip():
        raise FieldRefused("payment.without_reason", field="reason")
    values = {"reversed_by": actor.user_id, "reversed_by_name": actor.name, "reversed_why": why.strip()}
    taken_back = sa.update(Payment).where(Payment.id == payment.id, Payment.reversed_at.is_(None))
    if changed(taken_back.values(reversed_at=now, **values)) != 1:
        raise _reversed(payment)
    settled = _settled_by(payment.id)
    posting = replace(_posting(payment, payment.amount), document_date=day_in(now, actor.zone))
    post_reversal(posting, settled, now=now)
    _record(
        "payment.reversed",
        payment,
        {"amount": payment.amount, "reason": why.strip(), "owed_again": settled},
        actor,
        now,
    )
    about = (number, payment.distributor_id, payment.currency, actor.user_id)
    publish(PaymentReversed(*about, recorded_at=payment.recorded_at), now)
    return number


def _locked(number: str) -> tuple[Payment, Decimal]:
    """Return a payment with its account locked, and what is left of it; `NotVisible` where there is none in scope."""
    payment = db.session.scalar(sa.select(Payment).where(Payment.number == number))
    if payment is None:
        raise NotVisible
    lock_existing(payment.distributor_id, payment.currency)
    db.session.refresh(payment)
    entry = sa.select(LedgerEntry.open_amount).where(
        LedgerEntry.kind == EntryKind.PAYMENT, LedgerEntry.number == number
    )
    return payment, -db.session.scalars(entry).one()


def _reversed(payment: Payment) -> Refused:
    return Refused("payment.reversed", number=payment.number, who=payment.reversed_by_name, when=payment.reversed_at)


def _posting(payment: Payment, amount: Decimal) -> Posting:
    return Posting(
        payment.distributor_id, payment.currency, payment.number, amount, payment.received_on, payment.bank_reference
    )


def _keep(payment: Payment, settled: Mapping[str, Decimal], actor: Actor, now: datetime) -> None:
    found = sa.select(LedgerEntry.number, LedgerEntry.kind).where(
        LedgerEntry.distributor_id == payment.distributor_id,
        LedgerEntry.currency == payment.currency,
        LedgerEntry.kind.in_(OWED),
        LedgerEntry.number.in_(sorted(settled)),
    )
    kinds = {row.number: row.kind for row in db.session.execute(found)}
    doer = {"settled_at": now, "settled_by": actor.user_id, "settled_by_name": actor.name}
    owner = {"distributor_id": payment.distributor_id, "payment_id": payment.id}
    rows = [
        {"entry_kind": kinds[invoice], "entry_number": invoice, "amount": amount} | owner | doer
        for invoice, amount in sorted(settled.items())
    ]
    if rows:
        add_rows(PaymentSettlement, rows)


def _settled_by(payment_id: int) -> dict[str, Decimal]:
    settled: dict[str, Decimal] = {}
    rows = sa.select(PaymentSettlement.entry_number, PaymentSettlement.amount)
    for invoice, amount in db.session.execute(rows.where(PaymentSettlement.payment_id == payment_id)):
        settled[invoice] = settled.get(invoice, NOTHING) + amount
    return settled


def _record(what: str, payment: Payment, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    plain = {name: _plain(value) for name, value in facts.items()}
    owner = payment.distributor_id
    audit.record(actor, what, "payment", payment.number, after=plain, distributor_id=owner, now=now)


def _plain(value: Any) -> Any:
    return [f"{name} {each:f}" for name, each in value.items()] if isinstance(value, Mapping) else str(value)
