"""Invoices and credit notes: what was charged for which shipped quantity, to the cent."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Scaled


class Invoice(Owned, Base):
    """A commercial invoice for one shipment; its paper is frozen in documents."""

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    shipment_id: Mapped[int] = mapped_column(unique=True)
    document_id: Mapped[int]
    selling_entity_id: Mapped[int] = mapped_column(sa.ForeignKey("selling_entity.id"))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    vat_category: Mapped[str] = mapped_column(sa.String(2))
    goods_total: Mapped[Decimal] = mapped_column(Scaled)
    freight: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(Scaled)
    credited: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        owned_by("shipment", "shipment_id"),
        owned_by("document", "document_id"),
        sa.CheckConstraint("credited >= 0 AND credited <= total", name="credited_at_most_total"),
        sa.Index("ix_invoice_list", "distributor_id", "id"),
        sa.Index("ix_invoice_issued", "issued_on", "id"),
        sa.Index("ix_invoice_currency", "currency"),
        sa.Index("ix_invoice_own_issued", "distributor_id", "issued_on", "id"),
        sa.Index("ix_invoice_own_number", "distributor_id", "number"),
    )


class InvoiceLine(Owned, Base):
    """One shipped quantity of one order line; partial amounts add up to the order line's."""

    __tablename__ = "invoice_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int]
    shipment_line_id: Mapped[int]
    order_id: Mapped[int]
    line_id: Mapped[int]
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    part_number: Mapped[str] = mapped_column(sa.String(40))
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(Scaled)
    amount: Mapped[Decimal] = mapped_column(Scaled)
    credited_quantity: Mapped[int] = mapped_column(default=0)
    credited_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        owned_by("invoice", "invoice_id"),
        owned_by("shipment_line", "shipment_line_id"),
        owned_by("order_line", "line_id"),
        sa.CheckConstraint("quantity > 0", name="positive"),
        sa.CheckConstraint("credited_quantity >= 0 AND credited_quantity <= quantity", name="credited_quantity"),
        sa.CheckConstraint("credited_amount >= 0 AND credited_amount <= amount", name="credited_amount"),
    )


class CreditNote(Owned, Base):
    """A credit note for a claim; names the invoice it corrects."""

    __tablename__ = "credit_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    invoice_id: Mapped[int]
    document_id: Mapped[int]
    claim_number: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_on: Mapped[date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    total: Mapped[Decimal] = mapped_column(Scaled)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        owned_by("invoice", "invoice_id"),
        owned_by("document", "document_id"),
        sa.CheckConstraint("total > 0", name="positive"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> issued_by", name="four_eyes"),
        sa.Index("ix_credit_note_list", "distributor_id", "id"),
    )


class CreditNoteLine(Owned, Base):
    """What is credited of one invoice line, and why."""

    __tablename__ = "credit_note_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    credit_note_id: Mapped[int]
    invoice_line_id: Mapped[int]
    quantity: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Scaled)
    reason: Mapped[str] = mapped_column(sa.String(20))
    __table_args__ = (
        owned_by("credit_note", "credit_note_id"),
        owned_by("invoice_line", "invoice_line_id"),
    )
