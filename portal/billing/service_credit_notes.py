"""Issuing credit notes: approved by one person, issued by another, never above what was invoiced."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.billing.events import CreditNoteIssued
from portal.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from portal.billing.queries_consignment import buyer_of, seller_by_id
from portal.billing.queries_tax_texts import tax_sentence
from portal.billing.rules_credit import (
    ClaimToCredit,
    CreditedGoods,
    CreditPaper,
    credit_snapshot,
    judge_claim,
)
from portal.billing.service_issuing import record_issue
from portal.catalogue.queries import parts_by_id
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.core.errors import Refused
from portal.core.locales import offered_for
from portal.documents import service as documents
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.models import Document
from portal.finance import service_accounts, service_ledger
from portal.finance.models import EntryKind, LedgerEntry
from portal.orders.models import SalesOrder
from portal.shipping.models import Shipment


def issue_credit_note(claim: ClaimToCredit, *, approved_by: int | None, issuer: Actor, now: datetime) -> str:
    """Issue the credit note of an approved claim and return its number; once per claim.

    `approved_by` and `issuer` are two different people. Refuses `billing.four_eyes`,
    `billing.not_invoiced`, `billing.already_credited`, `billing.credited_over_invoiced` (pieces or
    amount of a line, or the invoice as a whole, all credit notes together), and what the ledger or
    the paper refuses.
    """
    if issuer.user_id is None or approved_by is None or issuer.user_id == approved_by:
        raise Refused("billing.four_eyes")
    total = judge_claim(claim)
    invoice = _invoice_of(claim)
    _not_yet(claim)
    lines = _lines_of(invoice.id)
    _credit_lines(claim, lines)
    _credit_invoice(invoice, total)
    service_accounts.lock_account(claim.distributor_id, claim.currency)
    document = _paper(claim, invoice, lines, issuer, now)
    note = _write(claim, invoice, document, lines, total, approved_by=approved_by, issuer=issuer, now=now)
    _post(note, invoice.number, now)
    _tell(note, document, invoice.number, approved_by, issuer, now)
    return note.number


def _invoice_of(claim: ClaimToCredit) -> Any:
    found = db.session.execute(
        sa.select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.currency,
            Invoice.vat_category,
            Invoice.selling_entity_id,
            Shipment.number.label("shipment_number"),
            Document.snapshot["supply_date"].as_string().label("supplied_on"),
        )
        .join(Shipment, Shipment.id == Invoice.shipment_id)
        .join(Document, Document.id == Invoice.document_id)
        .where(Invoice.shipment_id == claim.shipment_id, Invoice.distributor_id == claim.distributor_id)
        .with_for_update(of=Invoice)
    ).one_or_none()
    if found is None or found.currency != claim.currency:
        raise Refused("billing.not_invoiced", claim=claim.number)
    return found


def _not_yet(claim: ClaimToCredit) -> None:
    known = sa.select(CreditNote.number).where(
        CreditNote.claim_number == claim.number, CreditNote.distributor_id == claim.distributor_id
    )
    number = db.session.scalar(known.limit(1))
    if number is not None:
        raise Refused("billing.already_credited", claim=claim.number, number=number)


def _lines_of(invoice_id: int) -> dict[int, Any]:
    """Return the lines of an invoice by shipment line."""
    rows = db.session.execute(
        sa.select(
            InvoiceLine.id,
            InvoiceLine.shipment_line_id,
            InvoiceLine.part_id,
            InvoiceLine.part_number,
            InvoiceLine.unit_price,
            SalesOrder.number.label("order_number"),
        )
        .join(SalesOrder, SalesOrder.id == InvoiceLine.order_id)
        .where(InvoiceLine.invoice_id == invoice_id)
    )
    return {row.shipment_line_id: row for row in rows}


def _credit_lines(claim: ClaimToCredit, lines: dict[int, Any]) -> None:
    for line in sorted(claim.lines, key=lambda each: each.shipment_line_id):
        known = lines.get(line.shipment_line_id)
        if known is None:
            raise Refused("billing.not_invoiced", claim=claim.number)
        room = sa.update(InvoiceLine).where(
            InvoiceLine.id == known.id,
            InvoiceLine.credited_quantity + line.quantity <= InvoiceLine.quantity,
            InvoiceLine.credited_amount + line.amount <= InvoiceLine.amount,
        )
        values = {
            "credited_quantity": InvoiceLine.credited_quantity + line.quantity,
            "credited_amount": InvoiceLine.credited_amount + line.amount,
        }
        if not changed(room.values(**values)):
            raise Refused("billing.credited_over_invoiced", number=known.part_number)


def _credit_invoice(invoice: Any, total: Decimal) -> None:
    room = sa.update(Invoice).where(Invoice.id == invoice.id, Invoice.credited + total <= Invoice.total)
    if not changed(room.values(credited=Invoice.credited + total)):
        raise Refused("billing.credited_over_invoiced", number=invoice.number)


def _paper(claim: ClaimToCredit, invoice: Any, lines: dict[int, Any], issuer: Actor, now: datetime) -> Document:
    distributor, buyer = buyer_of(claim.distributor_id)
    seller = seller_by_id(invoice.selling_entity_id, claim.currency)
    paper = CreditPaper(
        seller=seller,
        buyer=buyer,
        currency=claim.currency,
        category=invoice.vat_category,
        vat=tax_sentence(invoice.vat_category, distributor.locale, _supplied_on(invoice)),
        claim_number=claim.number,
        shipment_number=invoice.shipment_number,
        invoice_number=invoice.number,
        invoiced_on=invoice.issued_on,
        owed=_owed(invoice.number),
        goods=_goods(claim, lines, offered_for(distributor.locale)),
    )
    return documents.issue(
        CREDIT_NOTE,
        distributor_id=claim.distributor_id,
        entity_code=seller.code,
        locale=distributor.locale,
        snapshot=credit_snapshot(paper),
        subject_number=claim.number,
        issued_on=day_in(now, seller.zone),
        actor=issuer,
        now=now,
    )


def _supplied_on(invoice: Any) -> date:
    """The day of the supply that is credited, as its invoice names it."""
    return date.fromisoformat(invoice.supplied_on) if invoice.supplied_on else invoice.issued_on


def _owed(invoice_number: str) -> Decimal:
    owed = sa.select(LedgerEntry.open_amount).where(
        LedgerEntry.kind == EntryKind.INVOICE, LedgerEntry.number == invoice_number
    )
    return db.session.scalar(owed) or Decimal(0)


def _goods(claim: ClaimToCredit, lines: dict[int, Any], locale: str) -> tuple[CreditedGoods, ...]:
    ids = {lines[line.shipment_line_id].part_id for line in claim.lines}
    english, local = parts_by_id(ids, "en"), parts_by_id(ids, locale)
    goods = []
    for line in claim.lines:
        known = lines[line.shipment_line_id]
        part = english[known.part_id]
        goods.append(
            CreditedGoods(
                line,
                known.order_number,
                known.part_number,
                part.name,
                local[known.part_id].name,
                part.unit,
                known.unit_price,
            )
        )
    return tuple(goods)


def _write(
    claim: ClaimToCredit,
    invoice: Any,
    document: Document,
    lines: dict[int, Any],
    total: Decimal,
    *,
    approved_by: int,
    issuer: Actor,
    now: datetime,
) -> CreditNote:
    note = CreditNote(
        distributor_id=claim.distributor_id,
        number=document.number,
        invoice_id=invoice.id,
        document_id=document.id,
        claim_number=claim.number,
        issued_at=now,
        issued_on=document.issued_on,
        currency=claim.currency,
        total=total,
        approved_by=approved_by,
        issued_by=issuer.user_id,
    )
    db.session.add(note)
    db.session.flush()
    _write_lines(note, claim, lines)
    return note


def _write_lines(note: CreditNote, claim: ClaimToCredit, lines: dict[int, Any]) -> None:
    rows = [
        {
            "distributor_id": claim.distributor_id,
            "credit_note_id": note.id,
            "invoice_line_id": lines[line.shipment_line_id].id,
            "quantity": line.quantity,
            "amount": line.amount,
            "reason": line.reason,
        }
        for line in claim.lines
    ]
    db.session.execute(sa.insert(CreditNoteLine), rows)


def _post(note: CreditNote, invoice_number: str, now: datetime) -> None:
    posting = service_ledger.Posting(
        distributor_id=note.distributor_id,
        currency=note.currency,
        number=note.number,
        amount=note.total,
        document_date=note.issued_on,
    )
    service_ledger.post_credit_note(posting, against=invoice_number, now=now)


def _tell(
    note: CreditNote, document: Document, invoice_number: str, approved_by: int, issuer: Actor, now: datetime
) -> None:
    after = {
        "claim": note.claim_number,
        "invoice": invoice_number,
        "total": note.total,
        "currency": note.currency,
        "approved_by": approved_by,
    }
    record_issue(CREDIT_NOTE, document, after, issuer, now)
    publish(CreditNoteIssued(note.id, note.number, note.distributor_id, note.claim_number), now)
