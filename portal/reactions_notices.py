"""Who is told what: from an event to notices in inboxes and mails, each in its receiver's language.

A distributor's people hear of what was decided or done for them; headquarters' people hear of what
waits for them. Facts are read here, words are made by the notifications room when they are read.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_people import Person, active_person, hq_people, people_of
from portal.accounts.sellers.events import SellerAccountsChanged
from portal.approvals.events import ChangeApproved, ChangeAsked, ChangeDecided, ChangeRefused
from portal.approvals.models import ApprovalKind
from portal.billing.events import CreditNoteIssued, InvoiceIssued
from portal.billing.models import CreditNote, Invoice
from portal.core.actor import Door
from portal.core.data.sessions import db, read
from portal.core.permissions import Permission
from portal.downloads.events import FileEvent, FileMade, FileRefused
from portal.finance.events import PaymentEvent, PaymentReceived, PaymentReversed
from portal.finance.models import Payment
from portal.masterdata.events import (
    ChangeSetApplied,
    ChangeSetAsked,
    ChangeSetDecided,
    ChangeSetRefused,
    ChangeSetStuck,
)
from portal.notifications.service import notify, notify_each, send_mails
from portal.orders.events import (
    ChangesRequested,
    LinesBackordered,
    OrderApproved,
    OrderEvent,
    OrderPassedUp,
    OrderRejected,
    OrderSentBack,
    OrderSubmitted,
    OrderTaken,
    PromiseRevised,
    PromisesMoved,
    RestCancelled,
)
from portal.orders.models import OrderAsk, SalesOrder
from portal.returns.events import ClaimDecided, ClaimSubmitted, ClaimTaken
from portal.returns.models import ClaimLine
from portal.shipping.events import ReceiptConfirmed, ShipmentDispatched
from portal.shipping.models import Milestone, Shipment, ShipmentLine
from portal.shipping.states import MilestoneKind

CHANGED = {
    ApprovalKind.CREDIT: "/hq/credit/",
    ApprovalKind.PRICE: "/hq/prices/",
    ApprovalKind.MERGE: "/hq/duplicates/parts/",
}
"""Where the pages are of what somebody asked to change; the rest of the address is its key."""


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """Return an amount the way facts keep it."""
    return {"amount": str(amount), "currency": currency}


def _tell(
    people: Iterable[Person], kind: str, facts: dict[str, Any], link: str, now: datetime, *, mail: bool = True
) -> None:
    receivers = list(people)
    notify([person.id for person in receivers], kind, facts, link, now)
    if mail:
        send_mails(receivers, kind, facts, now, link)


_ORDER = (
    sa.select(
        SalesOrder.number,
        SalesOrder.po_number,
        SalesOrder.order_type,
        SalesOrder.total,
        SalesOrder.currency,
        SalesOrder.line_count,
        SalesOrder.submitted_by,
        SalesOrder.partial_ok,
        Distributor.name.label("company"),
    )
    .join(Distributor, Distributor.id == SalesOrder.distributor_id)
    .where(SalesOrder.id == sa.bindparam("order_id"))
)


def _company(distributor_id: int) -> str:
    return db.session.scalars(sa.select(Distributor.name).where(Distributor.id == distributor_id)).one()


def _order(event: OrderEvent) -> Any:
    return read(_ORDER, {"order_id": event.order_id}).one()


def _buyers(event: OrderEvent) -> list[Person]:
    return people_of(event.distributor_id, Permission.ORDER_SUBMIT)


def submitted(event: OrderSubmitted, now: datetime) -> None:
    """Confirm to the buyers, and tell the reviewers' inboxes; whoever handed it in has nothing left to read."""
    order = _order(event)
    facts = {
        "number": order.number,
        "po_number": order.po_number,
        "company": order.company,
        "lines": order.line_count,
        "total": money(order.total, order.currency),
    }
    buyers, reviewers = _buyers(event), hq_people(Permission.ORDER_REVIEW)
    links = {f"/orders/{order.number}": buyers, f"/hq/orders/{order.number}": reviewers}
    inboxes = {link: [each.id for each in people] for link, people in links.items()}
    notify_each(inboxes, "order_submitted", facts, now, doer=order.submitted_by)
    send_mails(buyers, "order_submitted", facts, now, f"/orders/{order.number}")


def approved(event: OrderApproved, now: datetime) -> None:
    """Tell the buyers."""
    order = _order(event)
    facts = {"number": order.number, "po_number": order.po_number, "total": money(order.total, order.currency)}
    _tell(_buyers(event), "order_approved", facts, f"/orders/{order.number}", now)


def rejected(event: OrderRejected, now: datetime) -> None:
    """Tell the buyers, with the reason headquarters wrote."""
    order = _order(event)
    facts = {"number": order.number, "po_number": order.po_number, "reason": event.note}
    _tell(_buyers(event), "order_rejected", facts, f"/orders/{order.number}", now)


def passed_up(event: OrderPassedUp, now: datetime) -> None:
    """Tell the general distributor's buyers that a dealer passed them an order."""
    dealer = _company(event.distributor_id)
    people = people_of(event.general_id, Permission.ORDER_EDIT)
    _tell(people, "order_passed_up", {"number": event.number, "name": dealer}, "/orders/gather", now)


def sent_back(event: OrderSentBack, now: datetime) -> None:
    """Tell the dealer's buyers that their general distributor sent an order back, and why."""
    facts = {"number": event.number, "reason": event.reason}
    _tell(_buyers(event), "order_sent_back", facts, f"/orders/{event.number}", now)


def changes_requested(event: ChangesRequested, now: datetime) -> None:
    """Tell the buyers how many things are asked for."""
    order = _order(event)
    open_asks = sa.select(sa.func.count()).select_from(OrderAsk)
    asks = db.session.scalar(open_asks.where(OrderAsk.order_id == event.order_id, OrderAsk.answered_at.is_(None)))
    facts = {"number": order.number, "po_number": order.po_number, "asks": asks or 0}
    _tell(_buyers(event), "order_changes_requested", facts, f"/orders/{order.number}", now)


def backordered(event: LinesBackordered, now: datetime) -> None:
    """Tell the buyers what waits, and the latest of the first promises; of a whole order all of it waits."""
    order = _order(event)
    facts: dict[str, Any] = {"number": order.number, "po_number": order.po_number, "lines": len(event.lines)}
    promised = [day for _line, _part, _pieces, day in event.lines if day]
    if promised:
        facts["promised_on"] = max(promised)
    buyers = [each for each in _buyers(event) if each.id != event.doer_id]
    kind = "order_backordered" if order.partial_ok else "order_waits_whole"
    _tell(buyers, kind, facts, f"/orders/{order.number}", now)


def short(event: LinesBackordered, now: datetime) -> None:
    """Tell the planners what the portal could not allocate by itself; a run of their own shows it on its page."""
    if not event.unasked:
        return
    order = _order(event)
    facts: dict[str, Any] = {
        "number": order.number,
        "company": order.company,
        "order_type": order.order_type.value,
        "lines": len(event.lines),
        "pieces": sum(pieces for _line, _part, pieces, _day in event.lines),
    }
    planners = [each for each in hq_people(Permission.ALLOCATION_RUN) if each.id != event.doer_id]
    _tell(planners, "order_short", facts, f"/hq/orders/{order.number}", now)


def rest_cancelled(event: RestCancelled, now: datetime) -> None:
    """Tell the buyers what lapsed as their order asks for it, and the planners' inboxes."""
    order = _order(event)
    facts: dict[str, Any] = {
        "number": order.number,
        "lines": len(event.lines),
        "pieces": sum(pieces for _line, _part, pieces in event.lines),
    }
    _tell(
        _buyers(event), "order_rest_cancelled", facts | {"po_number": order.po_number}, f"/orders/{order.number}", now
    )
    planned = facts | {"company": order.company, "order_type": order.order_type.value}
    planners = hq_people(Permission.ALLOCATION_RUN)
    _tell(planners, "order_rest_gone", planned, f"/hq/orders/{order.number}", now, mail=False)


def promise_revised(event: PromiseRevised, now: datetime) -> None:
    """Tell the buyers the new date of a line, the one before, and why."""
    order = _order(event)
    facts: dict[str, Any] = {
        "number": order.number,
        "po_number": order.po_number,
        "line": event.line_no,
        "part": event.part_number,
        "promised_on": event.promised_on,
        "cause": event.cause,
    }
    if event.before:
        facts["promised_before"] = event.before
    if event.note:
        facts["comment"] = event.note
    _tell(_buyers(event), "order_promise_revised", facts, f"/orders/{order.number}/lines/{event.line_no}", now)


def promises_moved(event: PromisesMoved, now: datetime) -> None:
    """Tell the buyers how many lines are promised another day, and the latest; by mail where one comes later."""
    order = _order(event)
    facts: dict[str, Any] = {
        "number": order.number,
        "po_number": order.po_number,
        "lines": len(event.lines),
        "promised_on": max(on for _line, _part, _before, on in event.lines),
    }
    later = any(on > before for _line, _part, before, on in event.lines)
    _tell(_buyers(event), "order_promises_moved", facts, f"/orders/{order.number}", now, mail=later)


def dispatched(event: ShipmentDispatched, now: datetime) -> None:
    """Tell the buyers what left, with whom, and when it is expected."""
    shipment = db.session.scalars(sa.select(Shipment).where(Shipment.id == event.shipment_id)).one()
    numbers = sa.select(SalesOrder.number).join(ShipmentLine, ShipmentLine.order_id == SalesOrder.id)
    orders = db.session.scalars(numbers.where(ShipmentLine.shipment_id == event.shipment_id).distinct())
    facts: dict[str, Any] = {
        "number": shipment.number,
        "cartons": shipment.carton_count,
        "carrier": shipment.carrier,
        "tracking": shipment.transport_document,
        "orders": sorted(orders),
    }
    expected = _expected(event.shipment_id)
    if expected:
        facts["expected_on"] = expected.astimezone(UTC).date().isoformat()
    receivers = people_of(event.distributor_id, Permission.SHIPMENT_VIEW)
    _tell(receivers, "shipment_dispatched", facts, f"/shipments/{shipment.number}", now)


def _expected(shipment_id: int) -> datetime | None:
    arrival = sa.select(Milestone.at).where(
        Milestone.shipment_id == shipment_id, Milestone.kind == MilestoneKind.ARRIVED, Milestone.basis != "actual"
    )
    return db.session.scalar(arrival.order_by(Milestone.id.desc()).limit(1))


def received(event: ReceiptConfirmed, now: datetime) -> None:
    """Tell logistics that a shipment was counted, and how many lines were not as shipped."""
    off = ShipmentLine.short + ShipmentLine.over + ShipmentLine.damaged + ShipmentLine.wrong
    counted = sa.select(sa.func.count()).where(ShipmentLine.shipment_id == event.shipment_id, off > 0)
    facts: dict[str, Any] = {"number": event.number, "company": _company(event.distributor_id)}
    if event.differences:
        facts["differences"] = db.session.scalar(counted) or 0
    people = hq_people(Permission.SHIPMENT_DISPATCH)
    _tell(people, "receipt_confirmed", facts, f"/hq/shipments/{event.number}", now, mail=False)


def invoiced(event: InvoiceIssued, now: datetime) -> None:
    """Tell the distributor's people who see invoices."""
    invoice = db.session.scalars(sa.select(Invoice).where(Invoice.id == event.invoice_id)).one()
    facts = {
        "number": invoice.number,
        "total": money(invoice.total, invoice.currency),
        "due_on": invoice.due_on.isoformat(),
    }
    receivers = people_of(event.distributor_id, Permission.INVOICE_VIEW)
    _tell(receivers, "invoice_issued", facts, f"/invoices/{invoice.number}", now)


def credited(event: CreditNoteIssued, now: datetime) -> None:
    """Tell the distributor's people who see invoices."""
    note = db.session.scalars(sa.select(CreditNote).where(CreditNote.id == event.credit_note_id)).one()
    facts = {"number": note.number, "total": money(note.total, note.currency), "claim": note.claim_number}
    receivers = people_of(event.distributor_id, Permission.INVOICE_VIEW)
    _tell(receivers, "credit_note_issued", facts, f"/returns/{note.claim_number}" if note.claim_number else "", now)


def paid(event: PaymentReceived, now: datetime) -> None:
    """Tell the distributor's people who see invoices that their money came in."""
    payment = _payment(event)
    facts = {
        "number": payment.number,
        "total": money(payment.amount, payment.currency),
        "received_on": payment.received_on.isoformat(),
        "bank_reference": payment.bank_reference,
    }
    _tell(people_of(event.distributor_id, Permission.INVOICE_VIEW), "payment_received", facts, "/invoices", now)


def payment_reversed(event: PaymentReversed, now: datetime) -> None:
    """Tell the distributor's people who see invoices that a payment does not count any more, and why."""
    payment = _payment(event)
    total = money(payment.amount, payment.currency)
    facts = {"number": payment.number, "total": total, "reason": payment.reversed_why}
    _tell(people_of(event.distributor_id, Permission.INVOICE_VIEW), "payment_reversed", facts, "/invoices", now)


def _payment(event: PaymentEvent) -> Any:
    told = (Payment.number, Payment.amount, Payment.currency, Payment.received_on, Payment.bank_reference)
    wanted = sa.select(*told, Payment.reversed_why).where(Payment.number == event.number)
    return db.session.execute(wanted).one()


def file_made(event: FileMade, now: datetime) -> None:
    """Tell who asked for a list as a file that it is ready; the inbox is enough."""
    _tell_of_file(event, "list_file_made", {"list": event.name, "rows": event.rows}, now)


def file_refused(event: FileRefused, now: datetime) -> None:
    """Tell who asked for a list as a file that there is none; its page says why."""
    _tell_of_file(event, "list_file_refused", {"list": event.name}, now)


def _tell_of_file(event: FileEvent, kind: str, facts: dict[str, Any], now: datetime) -> None:
    door = "/hq" if event.door is Door.HQ else ""
    _tell(active_person(event.user_id), kind, facts, f"{door}/downloads/{event.public_id}", now, mail=False)


def change_asked(event: ChangeAsked, now: datetime) -> None:
    """Tell everybody who may decide that a change waits; who asked for it decides nothing of it."""
    _tell_who_decides(event, Permission.APPROVAL_DECIDE, "/hq/approvals", now)


def data_change_asked(event: ChangeSetAsked, now: datetime) -> None:
    """Tell everybody who may decide that a change of master data waits."""
    _tell_who_decides(event, event.agrees, f"/hq/data-changes/{event.change_set_id}", now)


def bank_accounts_changed(event: SellerAccountsChanged, now: datetime) -> None:
    """Tell those who look after what is paid that papers ask for it elsewhere from now on; who approved it knows."""
    facts = {"name": event.name, "decided_by": event.approved_by_name}
    others = [each for each in hq_people(Permission.CREDIT_MANAGE) if each.id != event.approved_by]
    _tell(others, "bank_accounts_changed", facts, "/hq/sellers", now)


def _tell_who_decides(event: ChangeAsked | ChangeSetAsked, by: Permission, link: str, now: datetime) -> None:
    facts = {"change": event.kind, "name": event.name, "asked_by": event.asked_by_name, "reason": event.reason}
    others = [each for each in hq_people(by) if each.id != event.asked_by]
    _tell(others, "second_person_asked", facts, link, now, mail=False)


def change_approved(event: ChangeApproved, now: datetime) -> None:
    """Tell who asked for a change that a second person approved it."""
    _tell_who_asked(event, "change_approved", {}, now)


def change_refused(event: ChangeRefused, now: datetime) -> None:
    """Tell who asked for a change that a second person refused it, and why."""
    _tell_who_asked(event, "change_refused", {"reason": event.note}, now)


def _tell_who_asked(event: ChangeDecided, kind: str, facts: dict[str, Any], now: datetime) -> None:
    told = {"change": event.kind, "name": event.name, "decided_by": event.decided_by_name, **facts}
    _tell(
        active_person(event.asked_by),
        kind,
        told,
        CHANGED[ApprovalKind(event.kind)] + event.subject.replace(":", "/"),
        now,
    )


def data_change_applied(event: ChangeSetApplied, now: datetime) -> None:
    """Tell who asked for a change of master data that a second person agreed and it is in force."""
    _tell_of_set(event, "change_approved", {}, now)


def data_change_refused(event: ChangeSetRefused, now: datetime) -> None:
    """Tell who asked for a change of master data that a second person refused it, and why."""
    _tell_of_set(event, "change_refused", {"reason": event.note}, now)


def data_change_stuck(event: ChangeSetStuck, now: datetime) -> None:
    """Tell who asked for a change of master data that it was agreed to and could not be made."""
    _tell_of_set(event, "change_not_made", {}, now)


def _tell_of_set(event: ChangeSetDecided, kind: str, facts: dict[str, Any], now: datetime) -> None:
    told = {"change": event.kind, "name": event.name, "decided_by": event.decided_by_name, **facts}
    _tell(active_person(event.asked_by), kind, told, f"/hq/data-changes/{event.change_set_id}", now)


def claim_submitted(event: ClaimSubmitted, now: datetime) -> None:
    """Tell those at headquarters who decide claims."""
    lines = db.session.scalar(sa.select(sa.func.count()).where(ClaimLine.claim_id == event.claim_id))
    facts = {"number": event.number, "company": _company(event.distributor_id), "lines": lines or 0}
    _tell(hq_people(Permission.CLAIM_DECIDE), "claim_submitted", facts, f"/hq/returns/{event.number}", now, mail=False)


def taken_over(event: OrderTaken | ClaimTaken, now: datetime) -> None:
    """Tell whoever had an order or a claim in hand that a colleague took it over, and why."""
    if event.taken_from is None:
        return
    room = "orders" if isinstance(event, OrderTaken) else "returns"
    facts = {"number": event.number, "name": event.reviewer_name, "reason": event.why}
    _tell(active_person(event.taken_from), "work_taken_over", facts, f"/hq/{room}/{event.number}", now, mail=False)


def claim_decided(event: ClaimDecided, now: datetime) -> None:
    """Tell those who file claims."""
    facts = {"number": event.number, "decision": event.state}
    receivers = people_of(event.distributor_id, Permission.CLAIM_FILE)
    _tell(receivers, "claim_decided", facts, f"/returns/{event.number}", now)
