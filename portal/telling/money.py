"""Who is told of invoices, credit notes and payments: the distributor's people who see invoices."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.queries_people import people_of
from portal.billing.events import CreditNoteIssued, InvoiceIssued
from portal.billing.models import CreditNote, Invoice
from portal.core.data.sessions import db
from portal.core.permissions import Permission
from portal.finance.events import PaymentEvent, PaymentReceived, PaymentReversed
from portal.finance.models import Payment
from portal.telling.receivers import money, tell


def invoiced(event: InvoiceIssued, now: datetime) -> None:
    """Tell the distributor's people who see invoices."""
    invoice = db.session.scalars(sa.select(Invoice).where(Invoice.id == event.invoice_id)).one()
    facts = {
        "number": invoice.number,
        "total": money(invoice.total, invoice.currency),
        "due_on": invoice.due_on.isoformat(),
    }
    receivers = people_of(event.distributor_id, Permission.INVOICE_VIEW)
    tell(receivers, "invoice_issued", facts, f"/invoices/{invoice.number}", now)


def credited(event: CreditNoteIssued, now: datetime) -> None:
    """Tell the distributor's people who see invoices."""
    note = db.session.scalars(sa.select(CreditNote).where(CreditNote.id == event.credit_note_id)).one()
    facts = {"number": note.number, "total": money(note.total, note.currency), "claim": note.claim_number}
    receivers = people_of(event.distributor_id, Permission.INVOICE_VIEW)
    tell(receivers, "credit_note_issued", facts, f"/returns/{note.claim_number}" if note.claim_number else "", now)


def paid(event: PaymentReceived, now: datetime) -> None:
    """Tell the distributor's people who see invoices that their money came in."""
    payment = _payment(event)
    facts = {
        "number": payment.number,
        "total": money(payment.amount, payment.currency),
        "received_on": payment.received_on.isoformat(),
        "bank_reference": payment.bank_reference,
    }
    tell(people_of(event.distributor_id, Permission.INVOICE_VIEW), "payment_received", facts, "/invoices", now)


def payment_reversed(event: PaymentReversed, now: datetime) -> None:
    """Tell the distributor's people who see invoices that a payment does not count any more, and why."""
    payment = _payment(event)
    total = money(payment.amount, payment.currency)
    facts = {"number": payment.number, "total": total, "reason": payment.reversed_why}
    tell(people_of(event.distributor_id, Permission.INVOICE_VIEW), "payment_reversed", facts, "/invoices", now)


def _payment(event: PaymentEvent) -> Any:
    told = (Payment.number, Payment.amount, Payment.currency, Payment.received_on, Payment.bank_reference)
    wanted = sa.select(*told, Payment.reversed_why).where(Payment.number == event.number)
    return db.session.execute(wanted).one()
