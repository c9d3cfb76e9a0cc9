"""Headquarters' decisions: taken, handed back, changes asked for, approved, rejected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.core.actor import SYSTEM, Actor, Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.days import hq_day
from portal.core.errors import Refused
from portal.core.money import Money
from portal.core.permissions import Permission
from portal.finance.rules_payment_terms import is_prepaid, wants_deposit
from portal.orders.decisions.rules_approval import Approval, check_approval, check_reviewer
from portal.orders.decisions.rules_asks import ASKABLE_FIELDS
from portal.orders.decisions.service_findings import as_finding, latest_findings, waivers_of
from portal.orders.decisions.service_gathering import let_go_gathered
from portal.orders.decisions.service_holds import end_holds, hold_once, reserve_credit
from portal.orders.decisions.service_release import release_if_free
from portal.orders.events import (
    ChangesRequested,
    OrderApproved,
    OrderHandedBack,
    OrderRejected,
    OrderTaken,
)
from portal.orders.models import OrderAsk, OrderHold, OrderLine, SalesOrder
from portal.orders.queries_due_clock import minutes_left
from portal.orders.service_record import decide, in_hands, judged, open_holds, order_locked, record
from portal.orders.states import Action, HoldKind

REJECTION_REASONS = (
    "not_available",
    "wrong_part",
    "duplicate",
    "credit",
    "compliance",
    "incomplete",
    "other",
)


@dataclass(frozen=True, slots=True)
class NewAsk:
    """One change asked for, of a line or of a field of the head ("" for the order as a whole)."""

    text: str
    line_no: int | None = None
    field: str = ""


def take(order_id: int, turn: Turn) -> str:
    """Take an order for review: the first response. Returns its number."""
    order = order_locked(order_id)
    first = order.first_response_at or turn.now
    decide(order, Action.TAKE, turn, reviewer_id=turn.actor.user_id, first_response_at=first)
    record(order, "taken", turn.actor, turn.now)
    publish(
        OrderTaken(order.id, order.number, order.distributor_id, turn.actor.user_id or 0, turn.actor.name), turn.now
    )
    return order.number


def hand_back(order_id: int, turn: Turn) -> str:
    """Put an order one has taken back into the queue for somebody else. Returns its number.

    As for each decision about an order in review: refuses `order.not_in_your_hands`.
    """
    order = order_locked(order_id)
    judged(order, Action.HAND_BACK, turn.seen)
    in_hands(order, turn.actor)
    decide(order, Action.HAND_BACK, turn, reviewer_id=None)
    record(order, "handed_back", turn.actor, turn.now, shown=False)
    publish(OrderHandedBack(order.id, order.number, order.distributor_id), turn.now)
    return order.number


def request_changes(order_id: int, asks: Sequence[NewAsk], answer_by: date, turn: Turn) -> str:
    """Ask for changes by line or field until a day; the review clock stops. Returns its number.

    Refuses `order.no_asks`, `order.ask_unknown_line`, `order.answer_by_in_past`.
    """
    order = order_locked(order_id)
    judged(order, Action.REQUEST_CHANGES, turn.seen)
    in_hands(order, turn.actor)
    _check_asks(order, asks, answer_by, turn.now)
    begun = order.submitted_at or turn.now
    left = minutes_left(order.order_type, begun, turn.now, order.due_at)
    left_to_release = minutes_left(order.order_type, begun, turn.now, order.release_due_at)
    decide(order, Action.REQUEST_CHANGES, turn, due_at=None, release_due_at=None)
    owner = {"distributor_id": order.distributor_id, "order_id": order.id, "answer_by": answer_by}
    asker = {"asked_by": turn.actor.user_id, "asked_by_name": turn.actor.name, "asked_at": turn.now}
    rows = [{"text": one.text.strip(), "line_no": one.line_no, "field": one.field} for one in asks]
    db.session.execute(sa.insert(OrderAsk), [owner | asker | row for row in rows])
    record(
        order,
        "changes_requested",
        turn.actor,
        turn.now,
        count=len(rows),
        answer_by=answer_by.isoformat(),
        minutes_left=left,
        release_minutes_left=left_to_release,
    )
    publish(ChangesRequested(order.id, order.number, order.distributor_id), turn.now)
    return order.number


def _check_asks(order: SalesOrder, asks: Sequence[NewAsk], answer_by: date, now: datetime) -> None:
    if not asks or any(not one.text.strip() for one in asks):
        raise Refused("order.no_asks")
    if answer_by < hq_day(now):
        raise Refused("order.answer_by_in_past", day=answer_by)
    known = set(db.session.scalars(sa.select(OrderLine.line_no).where(OrderLine.order_id == order.id)))
    for one in asks:
        if one.line_no is not None and one.line_no not in known:
            raise Refused("order.ask_unknown_line", line=one.line_no)
        if one.field not in ASKABLE_FIELDS:
            raise Refused("order.ask_unknown_field")


def approve(order_id: int, turn: Turn) -> str:
    """Approve an order; released at once when no blocking hold is open. Returns its number.

    Refuses `order.findings_open`, `order.above_approval_limit`, `order.no_approval_limit` and
    `order.own_price_edit`. Where its credit does not reach, the order is approved and held for finance.
    """
    order = order_locked(order_id)
    judged(order, Action.APPROVE, turn.seen)
    in_hands(order, turn.actor)
    rows = latest_findings(order.id)
    findings = [as_finding(row) for row in rows]
    waivers = waivers_of(rows)
    check_approval(findings, waivers)
    check_reviewer(_approval(order, turn.actor))
    decide(
        order,
        Action.APPROVE,
        turn,
        decided_by=turn.actor.user_id,
        decided_at=turn.now,
        decision_code="approved",
        due_at=None,
    )
    record(
        order,
        "approved",
        turn.actor,
        turn.now,
        total=str(order.total),
        currency=order.currency,
        findings=len(findings),
        waivers=[f"{one.code}: {one.reason}" for one in waivers],
    )
    publish(OrderApproved(order.id, order.number, order.distributor_id), turn.now)
    _secure_money(order, turn.now)
    release_if_free(order, turn.actor, turn.now)
    return order.number


def _approval(order: SalesOrder, actor: Actor) -> Approval:
    editors = sa.select(OrderLine.price_edited_by).where(
        OrderLine.order_id == order.id, OrderLine.price_edited_by.is_not(None)
    )
    return Approval(
        actor.user_id or 0,
        actor.limit_in(order.currency),
        Money(order.total, order.currency),
        frozenset(each for each in db.session.scalars(editors) if each is not None),
        unlimited=actor.may(Permission.ORDER_APPROVE_ABOVE),
    )


def _secure_money(order: SalesOrder, now: datetime) -> None:
    """Reserve credit, or hold the order for finance: no credit left, or the money comes first."""
    prepaid = is_prepaid(order.payment_terms)
    if (prepaid or wants_deposit(order.payment_terms)) and not _released_since(order, HoldKind.FINANCE):
        hold_once(order, HoldKind.FINANCE, "prepayment", SYSTEM, now)
    if prepaid:
        return
    if any(hold.kind is HoldKind.CREDIT for hold in open_holds(order.id)):
        return
    try:
        reserve_credit(order, now, beyond_limit=_released_since(order, HoldKind.CREDIT))
    except Refused as refused:
        if not refused.code.startswith("credit."):
            raise
        hold_once(order, HoldKind.CREDIT, refused.code, SYSTEM, now)


def _released_since(order: SalesOrder, kind: HoldKind) -> bool:
    """Tell whether the owner of this kind has let this very order pass since it was handed in.

    What the portal lifted by itself, as money came in, let it pass within the limit only.
    """
    query = sa.select(OrderHold.id).where(
        OrderHold.order_id == order.id,
        OrderHold.kind == kind,
        OrderHold.released_at >= order.submitted_at,
        OrderHold.released_by.is_not(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def reject(order_id: int, reason: str, note: str, turn: Turn) -> str:
    """Reject an order with a reason code and a note to the distributor. Returns its number.

    Refuses `order.reject_without_reason` and `order.reject_without_note`.
    """
    order = order_locked(order_id)
    judged(order, Action.REJECT, turn.seen)
    in_hands(order, turn.actor)
    if reason not in REJECTION_REASONS:
        raise Refused("order.reject_without_reason")
    if not note.strip():
        raise Refused("order.reject_without_note")
    decide(
        order,
        Action.REJECT,
        turn,
        decided_by=turn.actor.user_id,
        decided_at=turn.now,
        decision_code=reason,
        decision_note=note.strip(),
        due_at=None,
        release_due_at=None,
    )
    let_go_gathered(order, turn.actor, turn.now)
    end_holds(order, "rejected", turn.actor, turn.now)
    record(order, "rejected", turn.actor, turn.now, reason=reason, note=note.strip())
    publish(OrderRejected(order.id, order.number, order.distributor_id, reason, note.strip()), turn.now)
    return order.number
