"""Credit and the ledger: entries with a reference; nothing here knows an order or an invoice."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, four_eyes, owned_by
from portal.core.data.types import Instant, Scaled, Word

OWED = sa.text("open_amount > 0")
"""What few entries of all say of themselves: something of it is still to be paid."""


class CreditAccount(Owned, Base):
    """A payer's limit and what is used of it: reserved by orders, and open items in the ledger.

    `raised_by` and `approved_by` are the two people of the last raise; empty where the limit came with the account.
    """

    __tablename__ = "credit_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    credit_limit: Mapped[Decimal] = mapped_column(Scaled)
    reserved: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    open_items: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    blocked: Mapped[bool] = mapped_column(default=False)
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "currency"),
        sa.CheckConstraint(four_eyes("raised_by", "approved_by"), name="four_eyes"),
        sa.CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        sa.CheckConstraint("credit_limit >= 0", name="limit_not_negative"),
    )


class CreditReservation(Owned, Base):
    """What one reference (an order's number) holds of the limit; what is left of it falls to 0."""

    __tablename__ = "credit_reservation"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(40), unique=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount: Mapped[Decimal] = mapped_column(Scaled)
    left: Mapped[Decimal] = mapped_column("left_amount", Scaled)
    made_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (sa.CheckConstraint("left_amount >= 0", name="left_not_negative"),)


class EntryKind(StrEnum):
    """What a ledger entry comes from."""

    OPENING = "opening"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REVERSAL = "reversal"


class LedgerEntry(Owned, Base):
    """One movement of a distributor's account in one currency; never changed, only reversed."""

    __tablename__ = "ledger_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    number: Mapped[str] = mapped_column(sa.String(40))
    reference: Mapped[str] = mapped_column(sa.String(80), default="")
    posted_at: Mapped[datetime] = mapped_column(Instant)
    document_date: Mapped[date]
    due_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(sa.String(3))
    debit: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    credit: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    open_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    __table_args__ = (
        sa.UniqueConstraint("kind", "number"),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name="sides_not_negative"),
        sa.CheckConstraint("debit = 0 OR credit = 0", name="one_side"),
        sa.Index("ix_ledger_statement", "distributor_id", "currency", "document_date", "id"),
        sa.Index("ix_ledger_entry_open", "kind", "number", sqlite_where=OWED, postgresql_where=OWED),
        sa.Index(
            "ix_ledger_entry_due", "distributor_id", "currency", "due_on", sqlite_where=OWED, postgresql_where=OWED
        ),
    )


class Payment(Owned, Base):
    """Money received, as it stands on the bank's paper; what is left of it is open in its ledger entry.

    It may be reversed once, as a whole, and is never changed otherwise.
    """

    __tablename__ = "payment"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    amount: Mapped[Decimal] = mapped_column(Scaled)
    received_on: Mapped[date]
    bank_reference: Mapped[str] = mapped_column(sa.String(80))
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    reversed_at: Mapped[datetime | None] = mapped_column(Instant)
    reversed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    reversed_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    reversed_why: Mapped[str] = mapped_column(sa.String(400), default="")
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.Index("ix_payment_received", "received_on", "id"),
        sa.Index("ix_payment_currency", "currency"),
    )


class PaymentSettlement(Owned, Base):
    """So much of a payment settled so much of one invoice, then; it holds until the payment is reversed."""

    __tablename__ = "payment_settlement"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(index=True)
    entry_kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    entry_number: Mapped[str] = mapped_column(sa.String(40))
    amount: Mapped[Decimal] = mapped_column(Scaled)
    settled_at: Mapped[datetime] = mapped_column(Instant)
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    settled_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    __table_args__ = (
        owned_by("payment", "payment_id"),
        sa.ForeignKeyConstraint(["entry_kind", "entry_number"], ["ledger_entry.kind", "ledger_entry.number"]),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
    )
