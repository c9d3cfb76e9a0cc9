"""Issuing what a booked shipment is charged: its invoice and packing list, once."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import UserAccount
from portal.billing.events import InvoiceIssued
from portal.billing.models import Invoice, InvoiceLine
from portal.billing.queries_consignment import consignment
from portal.billing.queries_tax_texts import tax_sentence
from portal.billing.rules_charge import charge_of
from portal.billing.rules_facts import Charge, Consignment
from portal.billing.rules_snapshots import invoice_snapshot, packing_list_snapshot, supplied_on
from portal.billing.service_issuing import issued_at, record_issue
from portal.core.actor import SYSTEM, Actor, Door
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.documents import service as documents
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document
from portal.documents.rules_kinds import PaperKind
from portal.documents.rules_parts import Snapshot
from portal.finance import service_accounts, service_ledger, service_reservations
from portal.finance.rules_payment_terms import due_date, terms_of
from portal.orders import service_progress as orders
from portal.orders.holds.rules import Step
from portal.shipping.events import ShipmentBooked
from portal.shipping.service_holds import refuse_held_inside


@issued_at(ShipmentBooked)
def issue_papers(event: ShipmentBooked, now: datetime) -> None:
    """Carrier and transport document are known, so invoice and packing list can be issued."""
    issue_papers_for(event.shipment_id, event.actor_id, now)


def issue_papers_for(shipment_id: int, actor_id: int | None, now: datetime) -> str:
    """Issue the papers of a shipment for a person known by id (None: the portal); see `issue_invoice`."""
    return issue_invoice(shipment_id, _person(actor_id), now)


def issue_invoice(shipment_id: int, actor: Actor, now: datetime) -> str:
    """Issue a shipment's invoice and packing list in the receiver's language; return the invoice's number.

    Once per shipment: a repeat returns the number already given. Order lines are marked invoiced,
    the orders' credit reservations fall by what is invoiced, the ledger takes the invoice. Refuses
    `order.held`, `billing.*` (facts missing or at odds), `document.incomplete`, `finance.*`.
    """
    known = _number_of(shipment_id)
    if known is not None:
        return known
    refuse_held_inside(shipment_id, Step.INVOICE)
    facts = consignment(shipment_id)
    known = _number_of(shipment_id)
    if known is not None:
        return known
    charge = charge_of(facts)
    issued_on = day_in(now, facts.seller.zone)
    _charge_orders(facts, charge)
    vat = tax_sentence(charge.category, facts.locale, supplied_on(facts, issued_on))
    invoiced = invoice_snapshot(facts, charge, issued_on, vat)
    paper = _issue(COMMERCIAL_INVOICE, facts, invoiced, issued_on, actor, now)
    packing = packing_list_snapshot(facts, paper.number, charge.names_vat_ids)
    _issue(PACKING_LIST, facts, packing, issued_on, actor, now)
    invoice = _write(facts, charge, paper, now)
    _post(invoice, facts, now)
    _tell(invoice, paper, facts, actor, now)
    return invoice.number


def _number_of(shipment_id: int) -> str | None:
    return db.session.scalar(sa.select(Invoice.number).where(Invoice.shipment_id == shipment_id))


def _person(actor_id: int | None) -> Actor:
    if actor_id is None:
        return SYSTEM
    name = db.session.scalar(sa.select(UserAccount.name).where(UserAccount.id == actor_id))
    return Actor(user_id=actor_id, name=name or "", door=Door.HQ)


def _charge_orders(facts: Consignment, charge: Charge) -> None:
    """Mark the lines and give back credit: lines first, then the account, before any number."""
    orders.mark_all_invoiced(
        [orders.InvoicedPieces(each.line.line_id, each.line.quantity, each.amount) for each in charge.lines]
    )
    service_accounts.lock_account(facts.distributor_id, facts.currency)
    for number, amount in sorted(charge.by_order().items()):
        service_reservations.release(number, amount)


def _issue(
    kind: PaperKind, facts: Consignment, snapshot: Snapshot, issued_on: date, actor: Actor, now: datetime
) -> Document:
    return documents.issue(
        kind,
        distributor_id=facts.distributor_id,
        entity_code=facts.seller.code,
        locale=facts.locale,
        snapshot=snapshot,
        subject_number=facts.number,
        issued_on=issued_on,
        actor=actor,
        now=now,
    )


def _write(facts: Consignment, charge: Charge, paper: Document, now: datetime) -> Invoice:
    invoice = Invoice(
        distributor_id=facts.distributor_id,
        number=paper.number,
        shipment_id=facts.shipment_id,
        document_id=paper.id,
        selling_entity_id=facts.seller.id,
        issued_at=now,
        issued_on=paper.issued_on,
        due_on=due_date(paper.issued_on, terms_of(facts.payment_terms)),
        currency=facts.currency,
        vat_category=charge.category.value,
        goods_total=charge.total,
        freight=Decimal(0),
        total=charge.total,
    )
    db.session.add(invoice)
    db.session.flush()
    rows = [
        {
            "distributor_id": facts.distributor_id,
            "invoice_id": invoice.id,
            "shipment_line_id": each.line.shipment_line_id,
            "order_id": each.line.order_id,
            "line_id": each.line.line_id,
            "part_id": each.line.part_id,
            "part_number": each.line.part_number,
            "quantity": each.line.quantity,
            "unit_price": each.line.unit_price,
            "amount": each.amount,
        }
        for each in charge.lines
    ]
    db.session.execute(sa.insert(InvoiceLine), rows)
    return invoice


def _post(invoice: Invoice, facts: Consignment, now: datetime) -> None:
    """Post to the ledger; an invoice over nothing (goods free of charge) owes nothing."""
    if not invoice.total:
        return
    posting = service_ledger.Posting(
        distributor_id=invoice.distributor_id,
        currency=invoice.currency,
        number=invoice.number,
        amount=invoice.total,
        document_date=invoice.issued_on,
        reference=facts.number,
        due_on=invoice.due_on,
    )
    service_ledger.post_invoice(posting, now=now)


def _tell(invoice: Invoice, paper: Document, facts: Consignment, actor: Actor, now: datetime) -> None:
    after = {
        "shipment": facts.number,
        "total": invoice.total,
        "currency": invoice.currency,
        "due_on": invoice.due_on,
    }
    record_issue(COMMERCIAL_INVOICE, paper, after, actor, now)
    publish(InvoiceIssued(invoice.id, invoice.number, invoice.distributor_id, invoice.shipment_id), now)
