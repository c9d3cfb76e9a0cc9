"""Who is told what becomes of orders: the distributor's people what was decided, headquarters' what waits for them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_people import active_person, hq_people, people_of
from portal.core.data.sessions import db, read
from portal.core.permissions import Permission
from portal.notifications.service import notify_each, send_mails
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
from portal.returns.events import ClaimTaken
from portal.telling.receivers import buyers_of, company_name, money, tell

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


def _order(event: OrderEvent) -> Any:
    return read(_ORDER, {"order_id": event.order_id}).one()


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
    buyers, reviewers = buyers_of(event), hq_people(Permission.ORDER_REVIEW)
    links = {f"/orders/{order.number}": buyers, f"/hq/orders/{order.number}": reviewers}
    inboxes = {link: [each.id for each in people] for link, people in links.items()}
    notify_each(inboxes, "order_submitted", facts, now, doer=order.submitted_by)
    send_mails(buyers, "order_submitted", facts, now, f"/orders/{order.number}")


def approved(event: OrderApproved, now: datetime) -> None:
    """Tell the buyers."""
    order = _order(event)
    facts = {"number": order.number, "po_number": order.po_number, "total": money(order.total, order.currency)}
    tell(buyers_of(event), "order_approved", facts, f"/orders/{order.number}", now)


def rejected(event: OrderRejected, now: datetime) -> None:
    """Tell the buyers, with the reason headquarters wrote."""
    order = _order(event)
    facts = {"number": order.number, "po_number": order.po_number, "reason": event.note}
    tell(buyers_of(event), "order_rejected", facts, f"/orders/{order.number}", now)


def passed_up(event: OrderPassedUp, now: datetime) -> None:
    """Tell the general distributor's buyers that a dealer passed them an order."""
    dealer = company_name(event.distributor_id)
    people = people_of(event.general_id, Permission.ORDER_EDIT)
    tell(people, "order_passed_up", {"number": event.number, "name": dealer}, "/orders/gather", now)


def sent_back(event: OrderSentBack, now: datetime) -> None:
    """Tell the dealer's buyers that their general distributor sent an order back, and why."""
    facts = {"number": event.number, "reason": event.reason}
    tell(buyers_of(event), "order_sent_back", facts, f"/orders/{event.number}", now)


def changes_requested(event: ChangesRequested, now: datetime) -> None:
    """Tell the buyers how many things are asked for."""
    order = _order(event)
    open_asks = sa.select(sa.func.count()).select_from(OrderAsk)
    asks = db.session.scalar(open_asks.where(OrderAsk.order_id == event.order_id, OrderAsk.answered_at.is_(None)))
    facts = {"number": order.number, "po_number": order.po_number, "asks": asks or 0}
    tell(buyers_of(event), "order_changes_requested", facts, f"/orders/{order.number}", now)


def backordered(event: LinesBackordered, now: datetime) -> None:
    """Tell the buyers what waits, and the latest of the first promises; of a whole order all of it waits."""
    order = _order(event)
    facts: dict[str, Any] = {"number": order.number, "po_number": order.po_number, "lines": len(event.lines)}
    promised = [day for _line, _part, _pieces, day in event.lines if day]
    if promised:
        facts["promised_on"] = max(promised)
    buyers = [each for each in buyers_of(event) if each.id != event.doer_id]
    kind = "order_backordered" if order.partial_ok else "order_waits_whole"
    tell(buyers, kind, facts, f"/orders/{order.number}", now)


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
    tell(planners, "order_short", facts, f"/hq/orders/{order.number}", now)


def rest_cancelled(event: RestCancelled, now: datetime) -> None:
    """Tell the buyers what lapsed as their order asks for it, and the planners' inboxes."""
    order = _order(event)
    facts: dict[str, Any] = {
        "number": order.number,
        "lines": len(event.lines),
        "pieces": sum(pieces for _line, _part, pieces in event.lines),
    }
    tell(
        buyers_of(event), "order_rest_cancelled", facts | {"po_number": order.po_number}, f"/orders/{order.number}", now
    )
    planned = facts | {"company": order.company, "order_type": order.order_type.value}
    planners = hq_people(Permission.ALLOCATION_RUN)
    tell(planners, "order_rest_gone", planned, f"/hq/orders/{order.number}", now, mail=False)


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
    tell(buyers_of(event), "order_promise_revised", facts, f"/orders/{order.number}/lines/{event.line_no}", now)


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
    tell(buyers_of(event), "order_promises_moved", facts, f"/orders/{order.number}", now, mail=later)


def taken_over(event: OrderTaken | ClaimTaken, now: datetime) -> None:
    """Tell whoever had an order or a claim in hand that a colleague took it over, and why."""
    if event.taken_from is None:
        return
    room = "orders" if isinstance(event, OrderTaken) else "returns"
    facts = {"number": event.number, "name": event.reviewer_name, "reason": event.why}
    tell(active_person(event.taken_from), "work_taken_over", facts, f"/hq/{room}/{event.number}", now, mail=False)
