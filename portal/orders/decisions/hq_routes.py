"""Headquarters' decisions about an order: taken, handed on, asked, approved, rejected, held, waived."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.forms import LAST_YEAR
from portal.core.web.guards import current_actor, requires
from portal.core.web.typed import this_turn, typed_field
from portal.orders.decisions import (
    service_correct,
    service_findings,
    service_handover,
    service_holds,
    service_partial,
    service_review,
)
from portal.orders.decisions.pages_asks import MOST_ASKS, as_typed, drafted_from
from portal.orders.decisions.service_review import NewAsk
from portal.orders.queries import findings_of
from portal.orders.rules_taking import LONGEST_WHY
from portal.orders.states import HoldKind
from portal.orders.views.pages_hq import hq_order, order_page

blueprint = Blueprint("hq_orders_decisions", __name__, url_prefix="/hq")

FROM_FINDINGS = "findings"
LONGEST_REASON, LONGEST_TEXT, LONGEST_PO = 400, 1_000, 60


def _refused(number: str, refusal: Refused, opened: str = "") -> Response:
    status = 422 if isinstance(refusal, FieldRefused) else 409
    return order_page(hq_order(number), refusal=refusal, opened=opened, status=status)


def _done(
    number: str, told: str, command: Callable[..., Any], *args: Any, opened: str = "", over: bool = False
) -> Response:
    """Run one decision; a refusal shows the order again, with why and with what was typed.

    Where it is `over` with the order, the message goes on to the next one.
    """
    return carry_out(
        partial(command, *args),
        told=told,
        to=url_for("hq_orders.show", number=number),
        again=lambda refused: _refused(number, refused, opened),
        then=(_("Take next"), url_for("hq_review.take_next")) if over else None,
    )


def _decided(
    number: str, told: str, command: Callable[..., Any], *args: Any, opened: str = "", over: bool = False
) -> Response:
    order_id = hq_order(number).id
    return _done(number, told, lambda: command(order_id, *args, this_turn()), opened=opened, over=over)


@blueprint.post("/orders/<number>/purchase-order")
@requires(Permission.ORDER_REVIEW)
def correct_purchase_order(number: str) -> AnyResponse:
    """Correct the purchase order number of an order that was handed in."""
    try:
        wanted = typed_field("po_number", LONGEST_PO)
    except FieldRefused as refused:
        return _refused(number, refused, "po")
    told = _("The purchase order number was corrected.")
    correct = service_correct.correct_purchase_order
    return _decided(number, told, lambda order_id, turn: correct(order_id, wanted, turn), opened="po")


@blueprint.post("/orders/<number>/parts")
@requires(Permission.ORDER_REVIEW)
def change_partial(number: str) -> AnyResponse:
    """Let an order ship in parts, or only whole, on its distributor's word."""
    try:
        why = typed_field("partial_reason", LONGEST_REASON)
    except FieldRefused as refused:
        return _refused(number, refused, "parts")
    wanted = request.form.get("parts") == "yes"
    told = _("The order may ship in parts.") if wanted else _("The order ships only whole.")
    change = service_partial.change_partial
    return _decided(number, told, lambda order_id, turn: change(order_id, wanted, why, turn), opened="parts")


@blueprint.post("/orders/<number>/take")
@requires(Permission.ORDER_REVIEW)
def take(number: str) -> AnyResponse:
    """Take an order for review."""
    return _decided(number, _("Order %(number)s is yours to review.", number=number), service_review.take)


@blueprint.post("/orders/<number>/take-over")
@requires(Permission.ORDER_REVIEW)
def take_over(number: str) -> AnyResponse:
    """Take an order out of a colleague's hands, who is told why."""
    try:
        why = typed_field("why", LONGEST_WHY)
    except FieldRefused as refused:
        return _refused(number, refused, "take-over")
    told = _("Order %(number)s is yours to review.", number=number)
    return _decided(number, told, service_handover.take_over, why, opened="take-over")


@blueprint.post("/orders/<number>/hand-back")
@requires(Permission.ORDER_REVIEW)
def hand_back(number: str) -> AnyResponse:
    """Put an order back into the queue."""
    return _decided(number, _("Order %(number)s is back in the queue.", number=number), service_review.hand_back)


@blueprint.post("/orders/<number>/approve")
@requires(Permission.ORDER_REVIEW)
def approve(number: str) -> AnyResponse:
    """Approve an order."""
    return _decided(number, _("Order %(number)s was approved.", number=number), service_review.approve, over=True)


@blueprint.post("/orders/<number>/request-changes")
@requires(Permission.ORDER_REVIEW)
def request_changes(number: str) -> AnyResponse:
    """Ask the distributor for changes, by line or by field; or draft requests, which asks for nothing yet."""
    if request.form.get("draft"):
        return _drafted(number, from_findings=request.form["draft"] == FROM_FINDINGS)
    told = _("Changes were requested for order %(number)s.", number=number)
    try:
        asks, answer_by = _asks(), _day("answer_by")
    except Refused as refused:
        return _refused(number, refused, "changes")
    return _decided(number, told, service_review.request_changes, asks, answer_by, opened="changes", over=True)


def _drafted(number: str, *, from_findings: bool) -> Response:
    """Show the form again with all that was typed, and more blocks: with drafts from what was found, or empty."""
    head = hq_order(number)
    drafted = drafted_from(findings_of(head.id), head.distributor_id) if from_findings else as_typed()
    return order_page(head, drafted=drafted)


def _asks() -> list[NewAsk]:
    if len([one for name, one in request.form.items() if name.startswith("ask-") and one.strip()]) > MOST_ASKS:
        raise Refused("order.too_many_asks", most=MOST_ASKS)
    asks = []
    for index in range(1, MOST_ASKS + 1):
        text = typed_field(f"ask-{index}", LONGEST_TEXT)
        subject = request.form.get(f"subject-{index}", "")
        if text:
            asks.append(_ask(text, subject))
    return asks


def _ask(text: str, subject: str) -> NewAsk:
    kind, _colon, name = subject.partition(":")
    line_no = whole_number(name)
    if kind == "line" and line_no is not None:
        return NewAsk(text, line_no=line_no)
    return NewAsk(text, field=name)


def _day(name: str) -> date:
    try:
        day = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused("order.day_missing") from None
    if day.year > LAST_YEAR:
        raise FieldRefused("order.day_too_far", field=name, last=str(LAST_YEAR))
    return day


@blueprint.post("/orders/<number>/reject")
@requires(Permission.ORDER_REVIEW)
def reject(number: str) -> AnyResponse:
    """Reject an order with a reason and a note."""
    told, reason = _("Order %(number)s was rejected.", number=number), request.form.get("reason", "")
    try:
        note = typed_field("note", LONGEST_TEXT)
    except Refused as refused:
        return _refused(number, refused, "reject")
    return _decided(number, told, service_review.reject, reason, note, opened="reject", over=True)


@blueprint.post("/orders/<number>/holds")
@requires(Permission.HQ_ORDER_VIEW)
def place_hold(number: str) -> AnyResponse:
    """Put an order on hold; each kind by its owner alone."""
    kind = request.form.get("kind", "")
    if kind not in set(HoldKind):
        return _refused(number, Refused("order.hold_unknown"))
    order_id, told = hq_order(number).id, _("Order %(number)s is on hold.", number=number)
    try:
        reason = typed_field("reason", LONGEST_REASON)
    except Refused as refused:
        return _refused(number, refused, "hold")
    return _done(number, told, service_holds.place_hold, order_id, HoldKind(kind), reason, current_actor(), utc_now())


@blueprint.post("/orders/<number>/holds/<int:hold_id>/release")
@requires(Permission.HQ_ORDER_VIEW)
def release_hold(number: str, hold_id: int) -> AnyResponse:
    """Release a hold of an order."""
    return _with_reason(number, _("The hold was released."), service_holds.release_hold, hold_id, f"release-{hold_id}")


@blueprint.post("/orders/<number>/findings/<int:finding_id>/waive")
@requires(Permission.HQ_ORDER_VIEW)
def waive(number: str, finding_id: int) -> AnyResponse:
    """Let a finding pass, in the role that may."""
    return _with_reason(number, _("The finding was waived."), service_findings.waive, finding_id, f"waive-{finding_id}")


def _with_reason(number: str, told: str, command: Callable[..., Any], subject_id: int, opened: str) -> AnyResponse:
    order_id = hq_order(number).id
    try:
        reason = typed_field("reason", LONGEST_REASON)
    except Refused as refused:
        return _refused(number, refused, opened)
    within = partial(command, order_id=order_id)
    return _done(number, told, within, subject_id, reason, current_actor(), utc_now(), opened=opened)
