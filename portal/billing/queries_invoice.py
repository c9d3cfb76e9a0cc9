"""One invoice as others may see it: its lines, what was credited of them, its credit notes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.billing.models import CreditNote, Invoice, InvoiceLine
from portal.billing.queries import COLUMNS, InvoiceRow, invoices_from, row_of
from portal.catalogue.models import Part, PartText
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.documents.models import Document, PaperState
from portal.orders.models import SalesOrder
from portal.shipping.models import ShipmentLine


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One charged line, and what was credited of it."""

    id: int
    shipment_line_id: int
    order_number: str
    po_number: str
    part_number: str
    name: str
    quantity: int
    unit_price: Decimal
    amount: Decimal
    credited_quantity: int
    credited_amount: Decimal


@dataclass(frozen=True, slots=True)
class CreditNoteFacts:
    """A credit note on an invoice, with the id of its paper's page."""

    number: str
    claim_number: str
    issued_on: date
    currency: str
    total: Decimal
    public_id: str
    ready: bool


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """One invoice with its lines and credit notes; `goods` and `freight` add up to its total."""

    row: InvoiceRow
    issued_at: datetime
    vat_category: str
    goods: Decimal
    freight: Decimal
    lines: tuple[LineFacts, ...]
    credit_notes: tuple[CreditNoteFacts, ...]


def invoice_for(number: str, today: date, locale: str = "en") -> InvoiceFacts:
    """Return an invoice in scope by its number, parts named in a language, or raise `NotVisible` (no such one)."""
    more = (Invoice.issued_at, Invoice.vat_category, Invoice.goods_total, Invoice.freight)
    row = db.session.execute(invoices_from(sa.select(*COLUMNS, *more)).where(Invoice.number == number)).one_or_none()
    if row is None:
        raise NotVisible
    listed = row_of(row[: len(COLUMNS)], today)
    issued_at, vat_category, goods, freight = row[len(COLUMNS) :]
    lines, notes = _lines(listed.id, locale), _credit_notes(listed.id)
    return InvoiceFacts(listed, issued_at, vat_category, goods, freight, lines, notes)


def _lines(invoice_id: int, locale: str = "en") -> tuple[LineFacts, ...]:
    rows = db.session.execute(
        sa.select(
            InvoiceLine.id,
            InvoiceLine.shipment_line_id,
            SalesOrder.number,
            SalesOrder.po_number,
            InvoiceLine.part_number,
            sa.func.coalesce(PartText.name, Part.name, ""),
            InvoiceLine.quantity,
            InvoiceLine.unit_price,
            InvoiceLine.amount,
            InvoiceLine.credited_quantity,
            InvoiceLine.credited_amount,
        )
        .join(SalesOrder, SalesOrder.id == InvoiceLine.order_id)
        .join(ShipmentLine, ShipmentLine.id == InvoiceLine.shipment_line_id)
        .join(Part, Part.id == ShipmentLine.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.id)
    )
    return tuple(LineFacts(*tuple(row)) for row in rows)


def _credit_notes(invoice_id: int) -> tuple[CreditNoteFacts, ...]:
    rows = db.session.execute(
        sa.select(
            CreditNote.number,
            CreditNote.claim_number,
            CreditNote.issued_on,
            CreditNote.currency,
            CreditNote.total,
            Document.public_id,
            Document.state == PaperState.READY,
        )
        .join(Document, Document.id == CreditNote.document_id)
        .where(CreditNote.invoice_id == invoice_id)
        .order_by(CreditNote.id)
    )
    return tuple(CreditNoteFacts(*row) for row in rows)
