"""Headquarters' orders: the list, one order with its findings, and every decision about it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.clock import utc_now
from portal.core.database import perform
from portal.core.errors import NotVisible, Refused
from portal.core.guards import current_actor, requires
from portal.core.pages import go, respond
from portal.core.permissions import Permission
from portal.core.refusals import words_of
from portal.finance import queries as finance
from portal.orders import labels, list_pages, queries, queries_lists, service
from portal.orders.blueprints import headquarters as blueprint
from portal.orders.forms import clean
from portal.orders.labels_findings import ROLE_WORDS, SEVERITY_TONES, SEVERITY_WORDS
from portal.orders.order_pages import detail_context, seen_version
from portal.orders.queries import OrderHead
from portal.orders.service import NewAsk
from portal.orders.states import HoldKind, OrderState

ASKS_OFFERED = 5
DAYS_TO_ANSWER = 3
LONGEST_REASON, LONGEST_TEXT = 400, 1_000


@blueprint.get("/orders")
@requires(Permission.HQ_ORDER_VIEW)
def index() -> Response:
    """List all orders that were handed in; `?export=` gives the same rows as a spreadsheet."""
    state = list_pages.orders_view()
    if list_pages.asked_export():
        return list_pages.orders_file(list_pages.asked_export(), state, hq=True)
    page = queries_lists.orders_list(state, utc_now().date(), drafts=False)
    return respond("orders/hq_list.html", page=page, selects=list_pages.selects(drafts=False), L=labels)


@blueprint.get("/orders/<number>")
@requires(Permission.HQ_ORDER_VIEW)
def show(number: str) -> Response:
    """Show one order with findings, holds, credit and its whole history."""
    head = queries.order_for(number)
    if head.state is OrderState.DRAFT:
        raise NotVisible
    if list_pages.asked_export():
        lines = queries.lines_of(head.id, current_actor().locale)
        return list_pages.lines_file(list_pages.asked_export(), head, lines)
    return order_page(head)


def order_page(head: OrderHead, *, extra: str = "", status: int = 200) -> Response:
    """Render an order as headquarters sees it."""
    actor = current_actor()
    context = detail_context(head, internal=True)
    context |= {
        "findings": queries.findings_of(head.id),
        "credit": finance.standing_of(head.distributor_id, head.currency, utc_now().date()),
        "may_hold": [kind for kind in HoldKind if service.may_hold(actor, kind)],
        "severities": SEVERITY_WORDS, "severity_tones": SEVERITY_TONES, "roles": ROLE_WORDS,
        "askable": service.ASKABLE_FIELDS, "asks_offered": ASKS_OFFERED,
        "answer_by": utc_now().date() + timedelta(days=DAYS_TO_ANSWER),
        "typed": request.form if status != 200 else {}, "extra": extra,
    }  # fmt: skip
    return respond("orders/hq_detail.html", "orders/_lines.html", status=status, **context)


def _done(number: str, told: str, command: Callable[..., Any], *args: Any) -> AnyResponse:
    """Run one decision; a refusal shows the order again, with why and with what was typed."""
    try:
        perform(command, *args)
    except Refused as refused:
        return order_page(queries.order_for(number), extra=words_of(refused), status=409)
    flash(told, "ok")
    return go(url_for("hq_orders.show", number=number))


def _decided(number: str, told: str, command: Callable[..., Any], *args: Any) -> AnyResponse:
    order_id = queries.order_for(number).id
    try:
        version = seen_version()
    except Refused as refused:
        return order_page(queries.order_for(number), extra=words_of(refused), status=409)
    return _done(number, told, command, order_id, *args, current_actor(), version, utc_now())


@blueprint.post("/orders/<number>/take")
@requires(Permission.ORDER_REVIEW)
def take(number: str) -> AnyResponse:
    """Take an order for review."""
    return _decided(number, _("Order %(number)s is yours to review.", number=number), service.take)


@blueprint.post("/orders/<number>/hand-back")
@requires(Permission.ORDER_REVIEW)
def hand_back(number: str) -> AnyResponse:
    """Put an order back into the queue."""
    return _decided(number, _("Order %(number)s is back in the queue.", number=number), service.hand_back)


@blueprint.post("/orders/<number>/approve")
@requires(Permission.ORDER_REVIEW)
def approve(number: str) -> AnyResponse:
    """Approve an order."""
    return _decided(number, _("Order %(number)s was approved.", number=number), service.approve)


@blueprint.post("/orders/<number>/request-changes")
@requires(Permission.ORDER_REVIEW)
def request_changes(number: str) -> AnyResponse:
    """Ask the distributor for changes, by line or by field."""
    told = _("Changes were requested for order %(number)s.", number=number)
    try:
        asks, answer_by = _asks(), _day("answer_by")
    except Refused as refused:
        return order_page(queries.order_for(number), extra=words_of(refused), status=409)
    return _decided(number, told, service.request_changes, asks, answer_by)


def _asks() -> list[NewAsk]:
    asks = []
    for index in range(1, ASKS_OFFERED + 1):
        text = clean(request.form.get(f"ask-{index}"))[:LONGEST_TEXT]
        subject = request.form.get(f"subject-{index}", "")
        if text:
            asks.append(_ask(text, subject))
    return asks


def _ask(text: str, subject: str) -> NewAsk:
    kind, _colon, name = subject.partition(":")
    if kind == "line" and name.isascii() and name.isdigit() and len(name) < 7:
        return NewAsk(text, line_no=int(name))
    return NewAsk(text, field=name)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused("order.day_missing") from None


@blueprint.post("/orders/<number>/reject")
@requires(Permission.ORDER_REVIEW)
def reject(number: str) -> AnyResponse:
    """Reject an order with a reason and a note."""
    reason, note = request.form.get("reason", ""), clean(request.form.get("note"))[:LONGEST_TEXT]
    return _decided(number, _("Order %(number)s was rejected.", number=number), service.reject, reason, note)


@blueprint.post("/orders/<number>/holds")
@requires(Permission.HQ_ORDER_VIEW)
def place_hold(number: str) -> AnyResponse:
    """Put an order on hold; each kind by its owner alone."""
    kind = request.form.get("kind", "")
    if kind not in set(HoldKind):
        return order_page(queries.order_for(number), extra=words_of(Refused("order.hold_unknown")), status=409)
    order_id = queries.order_for(number).id
    reason = clean(request.form.get("reason"))[:LONGEST_REASON]
    told = _("Order %(number)s is on hold.", number=number)
    return _done(number, told, service.place_hold, order_id, HoldKind(kind), reason, current_actor(), utc_now())


@blueprint.post("/orders/<number>/holds/<int:hold_id>/release")
@requires(Permission.HQ_ORDER_VIEW)
def release_hold(number: str, hold_id: int) -> AnyResponse:
    """Release a hold of an order."""
    reason = clean(request.form.get("reason"))[:LONGEST_REASON]
    told = _("The hold was released.")
    return _done(number, told, service.release_hold, hold_id, reason, current_actor(), utc_now())


@blueprint.post("/orders/<number>/findings/<int:finding_id>/waive")
@requires(Permission.HQ_ORDER_VIEW)
def waive(number: str, finding_id: int) -> AnyResponse:
    """Let a finding pass, in the role that may."""
    reason = clean(request.form.get("reason"))[:LONGEST_REASON]
    told = _("The finding was waived.")
    return _done(number, told, service.waive, finding_id, reason, current_actor(), utc_now())
