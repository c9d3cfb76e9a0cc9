"""Credit and ledger: reserve, release, post. Whatever may not be passed is a conditional UPDATE.

Amounts are in the currency of the account, with that currency's decimals. An open amount is what
is still owed (positive) or still to be used (negative, of credit notes and payments); the open
items of an account are their sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.database import db, on_postgresql
from portal.core.errors import Refused
from portal.core.money import rounded
from portal.finance.models import CreditAccount, CreditReservation, EntryKind, LedgerEntry
from portal.finance.rules import credit_left, exposure

NOTHING = Decimal(0)


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


def reserve(
    distributor_id: int,
    currency: str,
    reference: str,
    amount: Decimal,
    *,
    beyond_limit: bool = False,
    now: datetime,
) -> None:
    """Hold an amount of a distributor's limit for a reference (an order's number).

    `beyond_limit` passes limit and block, after a hold was released by somebody who may. Refuses
    `credit.no_account`, `.blocked`, `.limit_exceeded`, `.already_reserved`.
    """
    _positive(amount, currency)
    update = sa.update(CreditAccount).where(*_account(distributor_id, currency))
    if not beyond_limit:
        used = CreditAccount.reserved + CreditAccount.open_items
        update = update.where(~CreditAccount.blocked, used + amount <= CreditAccount.credit_limit)
    if not _rows(update.values(reserved=CreditAccount.reserved + amount)):
        raise _credit_refusal(distributor_id, currency, amount)
    _hold(distributor_id, currency, reference, amount, now)


def _hold(distributor_id: int, currency: str, reference: str, amount: Decimal, now: datetime) -> None:
    """Write the reservation; a reference whose earlier one is used up may reserve again."""
    held = sa.select(CreditReservation.left).where(CreditReservation.reference == reference)
    left = db.session.scalar(held)
    if left is None:
        values = {"distributor_id": distributor_id, "currency": currency, "reference": reference}
        row = values | {"amount": amount, "left": amount, "made_at": now}
        db.session.execute(sa.insert(CreditReservation), [row])
        return
    again = sa.update(CreditReservation).where(
        CreditReservation.reference == reference,
        CreditReservation.distributor_id == distributor_id,
        CreditReservation.currency == currency,
        CreditReservation.left == NOTHING,
    )
    if not _rows(again.values(amount=amount, left=amount, made_at=now)):
        raise Refused("credit.already_reserved", reference=reference, left=left, currency=currency)


def release(reference: str, amount: Decimal | None = None) -> Decimal:
    """Give back so much of what a reference holds (None: all of it), and return how much it was.

    Never more than is held; a reference that holds nothing gives back 0.
    """
    held = db.session.execute(
        sa.select(CreditReservation.distributor_id, CreditReservation.currency).where(
            CreditReservation.reference == reference
        )
    ).one_or_none()
    if held is None or (amount is not None and amount <= 0):
        return NOTHING
    _lock(held.distributor_id, held.currency)
    left = db.session.scalar(sa.select(CreditReservation.left).where(CreditReservation.reference == reference))
    given = min(left or NOTHING, left if amount is None else amount or NOTHING) if left else NOTHING
    if not given:
        return NOTHING
    mine = sa.update(CreditReservation).where(CreditReservation.reference == reference)
    _must(mine.where(CreditReservation.left >= given).values(left=CreditReservation.left - given))
    account = sa.update(CreditAccount).where(*_account(held.distributor_id, held.currency))
    _must(account.where(CreditAccount.reserved >= given).values(reserved=CreditAccount.reserved - given))
    return given


def post_invoice(posting: Posting, *, releases: Mapping[str, Decimal] | None = None, now: datetime) -> None:
    """Post an invoice: its amount becomes an open item, and what its orders held is released.

    `releases` is reference to amount. An invoice may pass the limit: its goods have left.
    Refuses `finance.already_posted`.
    """
    _positive(posting.amount, posting.currency)
    _open_account(posting.distributor_id, posting.currency)
    _lock(posting.distributor_id, posting.currency)
    for reference, amount in sorted((releases or {}).items()):
        release(reference, amount)
    _enter(EntryKind.INVOICE, posting, debit=posting.amount, open_amount=posting.amount, now=now)
    _change_open_items(posting, posting.amount)


def post_credit_note(posting: Posting, *, against: str, now: datetime) -> Decimal:
    """Post a credit note against an invoice, and return how much of that invoice it settled.

    What the invoice no longer owes stays as credit of the account. Refuses `finance.no_invoice`,
    `finance.credited_over_invoice` (all its credit notes together), `finance.already_posted`.
    """
    _positive(posting.amount, posting.currency)
    _lock(posting.distributor_id, posting.currency)
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
    settled = min(posting.amount, invoice.open_amount)
    _settle(against, settled)
    credit = Posting(**{**_fields(posting), "reference": against})
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
    _positive(posting.amount, posting.currency)
    _open_account(posting.distributor_id, posting.currency)
    _lock(posting.distributor_id, posting.currency)
    settled = _oldest_first(posting) if allocations is None else dict(allocations)
    for number, amount in sorted(settled.items()):
        owed = _invoice(posting, number).open_amount
        if not 0 < amount <= owed:
            facts = {"amount": amount, "owed": owed, "currency": posting.currency}
            raise Refused("finance.over_allocated", number=number, **facts)
        _settle(number, amount)
    left = posting.amount - sum(settled.values(), NOTHING)
    if left < 0:
        facts = {"amount": posting.amount - left, "owed": posting.amount, "currency": posting.currency}
        raise Refused("finance.over_allocated", number=posting.number, **facts)
    _enter(EntryKind.PAYMENT, posting, credit=posting.amount, open_amount=-left, now=now)
    _change_open_items(posting, -posting.amount)
    return settled


def set_credit(distributor_id: int, currency: str, *, limit: Decimal, blocked: bool) -> None:
    """Set an account's limit and block; the account is opened where there is none.

    A limit below what is in use is allowed: nothing new is reserved until it is free again.
    """
    if limit < 0 or rounded(limit, currency) != limit:
        raise Refused("finance.amount_invalid", amount=limit, currency=currency)
    _open_account(distributor_id, currency)
    account = sa.update(CreditAccount).where(*_account(distributor_id, currency))
    _must(account.values(credit_limit=limit, blocked=blocked))


def _account(distributor_id: int, currency: str) -> tuple[sa.ColumnElement[bool], ...]:
    return CreditAccount.distributor_id == distributor_id, CreditAccount.currency == currency


def _fields(posting: Posting) -> dict[str, object]:
    return {name: getattr(posting, name) for name in Posting.__dataclass_fields__}


def _rows(statement: sa.Update) -> int:
    counted = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(counted.rowcount)  # type: ignore[attr-defined]


def _must(statement: sa.Update) -> None:
    if _rows(statement) != 1:
        raise AssertionError("a credit account and its entries do not agree")


def _positive(amount: Decimal, currency: str) -> None:
    if amount <= 0 or rounded(amount, currency) != amount:
        raise Refused("finance.amount_invalid", amount=amount, currency=currency)


def _lock(distributor_id: int, currency: str) -> None:
    """Lock the account: everything of one account happens one after the other."""
    locked = sa.select(CreditAccount.id).where(*_account(distributor_id, currency)).with_for_update()
    if db.session.scalar(locked) is None:
        raise Refused("credit.no_account", currency=currency)


def _open_account(distributor_id: int, currency: str) -> None:
    """Make sure there is an account; one made here has no limit to spend."""
    insert = (postgresql if on_postgresql() else sqlite).insert(CreditAccount)
    values = {"distributor_id": distributor_id, "currency": currency, "credit_limit": NOTHING}
    db.session.execute(insert.values(values).on_conflict_do_nothing())


def _change_open_items(posting: Posting, amount: Decimal) -> None:
    account = sa.update(CreditAccount).where(*_account(posting.distributor_id, posting.currency))
    _must(account.values(open_items=CreditAccount.open_items + amount))


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


def _invoice(posting: Posting, number: str) -> sa.Row[tuple[Decimal, Decimal]]:
    invoice = sa.select(LedgerEntry.debit, LedgerEntry.open_amount).where(
        LedgerEntry.kind.in_((EntryKind.INVOICE, EntryKind.OPENING)),
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
        invoice = sa.update(LedgerEntry).where(
            LedgerEntry.kind.in_((EntryKind.INVOICE, EntryKind.OPENING)), LedgerEntry.number == number
        )
        _must(invoice.where(LedgerEntry.open_amount >= amount).values(open_amount=LedgerEntry.open_amount - amount))


def _oldest_first(posting: Posting) -> dict[str, Decimal]:
    owed = sa.select(LedgerEntry.number, LedgerEntry.open_amount).where(
        LedgerEntry.distributor_id == posting.distributor_id,
        LedgerEntry.currency == posting.currency,
        LedgerEntry.open_amount > NOTHING,
    )
    left, settled = posting.amount, {}
    for number, amount in db.session.execute(owed.order_by(LedgerEntry.due_on, LedgerEntry.id)):
        if left <= 0:
            break
        settled[number] = min(amount, left)
        left -= settled[number]
    return settled


def _credit_refusal(distributor_id: int, currency: str, amount: Decimal) -> Refused:
    """Return why a reservation found no account with room for it."""
    row = db.session.execute(
        sa.select(
            CreditAccount.credit_limit, CreditAccount.reserved, CreditAccount.open_items, CreditAccount.blocked
        ).where(*_account(distributor_id, currency))
    ).one_or_none()
    if row is None:
        return Refused("credit.no_account", currency=currency)
    facts = {
        "limit": row.credit_limit,
        "exposure": exposure(row.reserved, row.open_items),
        "left": credit_left(row.credit_limit, row.reserved, row.open_items),
        "amount": amount,
        "currency": currency,
    }
    return Refused("credit.blocked" if row.blocked else "credit.limit_exceeded", **facts)
