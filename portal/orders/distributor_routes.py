"""A distributor's orders: the list, one order, its lines, and the answers and decisions that are its own."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.allocation import labels as allocation_labels
from portal.allocation import labels_revision
from portal.allocation import queries as allocation
from portal.core.clock import utc_now
from portal.core.data.sent_forms import new_key
from portal.core.data.sessions import perform
from portal.core.days import day_in
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language, zone
from portal.core.web.pages import go, respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import seen_version
from portal.orders import (
    distributor_add_routes,
    distributor_draft_routes,
    labels_shown,
    list_pages,
    queries,
    queries_heads,
    queries_lines,
    queries_lists,
    service_copy,
    service_submit,
    service_withdraw,
)
from portal.orders.blueprints import distributor as blueprint
from portal.orders.order_pages import detail_context, typed_text
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_asks import AskAnswer, answer_faults
from portal.orders.states import OrderState

__all__ = ["blueprint", "distributor_add_routes", "distributor_draft_routes"]
KEY_LENGTH = 59
LONGEST_REASON, LONGEST_TEXT, LONGEST_ID = 400, 1_000, 10


@blueprint.get("/orders")
@requires(Permission.ORDER_VIEW)
def index() -> Response:
    """List one's own orders; `?export=` gives the same rows as a spreadsheet."""
    state = list_pages.orders_view()
    if list_pages.asked_export():
        return list_pages.orders_file(list_pages.asked_export(), state, hq=False)
    page, sums = queries_lists.orders_list(state, day_in(utc_now(), zone()))
    return respond(
        "orders/distributor_list.html", page=page, sums=sums, selects=list_pages.selects(drafts=True),
        pills=list_pages.pills(),
    )  # fmt: skip


@blueprint.get("/orders/<number>")
@requires(Permission.ORDER_VIEW)
def show(number: str) -> AnyResponse:
    """Show one order; a draft is shown where it is written."""
    head = queries_heads.order_for(number)
    if head.state is OrderState.DRAFT and current_actor().may(Permission.ORDER_EDIT):
        return go(url_for("orders.new", draft=number))
    if list_pages.asked_export():
        lines = queries_lines.lines_of(head.id, language())
        return list_pages.lines_file(list_pages.asked_export(), head, lines)
    return order_page(head)


def order_page(
    head: OrderHead,
    *,
    extra: str = "",
    ask_errors: Mapping[int, Any] | None = None,
    cancel_error: str = "",
    status: int = 200,
) -> Response:
    """Render an order as its distributor sees it; `ask_errors` are what is wrong with the answers sent.

    `cancel_error` is what is wrong with the reason of a cancellation, whose form then stays open.
    """
    context = detail_context(head, internal=False)
    return respond(
        "orders/distributor_detail.html", "orders/_lines.html", status=status, extra=extra, ask_errors=ask_errors or {},
        cancel_error=cancel_error, typed=request.form if status != 200 else {}, **context,
    )  # fmt: skip


@blueprint.get("/orders/<number>/lines/<int:line_no>")
@requires(Permission.ORDER_VIEW)
def line(number: str, line_no: int) -> Response:
    """Show where one line stands: its promises, and why it got what it got."""
    head = queries_heads.order_for(number)
    found = [one for one in queries_lines.lines_of(head.id, language()) if one.line_no == line_no]
    if not found:
        raise NotVisible
    ids = [one.id for one in found]
    return respond(
        "orders/distributor_line.html", order=head, lines=found, promises=allocation.promises_of(ids),
        shares=allocation.shares_of(ids), L=labels_shown, A=allocation_labels, P=labels_revision,
    )  # fmt: skip


def _decided(number: str, command: Callable[..., Any], *args: Any, told: str) -> AnyResponse:
    """Run one decision of the distributor; a refusal shows the order again, with why."""
    head = queries_heads.order_for(number)
    try:
        perform(command, head.id, *args, current_actor(), seen_version(), utc_now())
    except Refused as refused:
        return order_page(queries_heads.order_for(number), extra=words_of(refused), status=409)
    flash(told, "ok")
    return go(url_for("orders.show", number=number))


@blueprint.post("/orders/<number>/withdraw")
@requires(Permission.ORDER_SUBMIT)
def withdraw(number: str) -> AnyResponse:
    """Take an order back before somebody reviews it."""
    told = _("Order %(number)s is a draft again.", number=number)
    return _decided(number, service_withdraw.withdraw, told=told)


@blueprint.post("/orders/<number>/cancel")
@requires(Permission.ORDER_SUBMIT)
def cancel(number: str) -> AnyResponse:
    """Cancel an order before its release."""
    told = _("Order %(number)s was cancelled.", number=number)
    try:
        reason = typed_text("reason", LONGEST_REASON)
    except FieldRefused as refused:
        return order_page(queries_heads.order_for(number), cancel_error=words_of(refused), status=422)
    return _decided(number, service_withdraw.cancel, reason, told=told)


@blueprint.post("/orders/<number>/resubmit")
@requires(Permission.ORDER_SUBMIT)
def resubmit(number: str) -> AnyResponse:
    """Answer what headquarters asked for, and hand the order in again."""
    head = queries_heads.order_for(number)
    try:
        answers = _answers()
    except FieldRefused as refused:
        wrong = {"field": refused.field, "text": words_of(refused)}
        return order_page(head, ask_errors={int(refused.field.partition("-")[2]): wrong}, status=422)
    asked = [ask.id for ask in queries.asks_of(head.id) if not ask.answer]
    if head.state is OrderState.CHANGES_REQUESTED and (faults := answer_faults(asked, answers)):
        return order_page(head, ask_errors=_ask_errors(faults), status=409)
    told = _("Order %(number)s was handed in again.", number=number)
    return _decided(number, service_submit.resubmit, answers, told=told)


def _ask_errors(faults: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """Return by the id of what was asked which field is wrong, and what is wrong with it."""
    names = {"order.decline_without_note": "ask_note"}
    return {
        ask_id: {"field": f"{names.get(code, 'done')}-{ask_id}", "text": words_of(Refused(code))}
        for ask_id, code in faults.items()
    }


@blueprint.post("/orders/<number>/copy")
@requires(Permission.ORDER_EDIT)
def copy(number: str) -> AnyResponse:
    """Copy an order's lines and head to a new draft, once per button shown."""
    head = queries_heads.order_for(number)
    key = request.form.get("idempotency_key", "")[:KEY_LENGTH] or new_key()
    made = perform(service_copy.copy_once, key, head.id, current_actor(), utc_now(), language())
    flash(_("%(number)s was copied to this draft. Look at its lines, then submit.", number=number), "ok")
    return go(url_for("orders.new", draft=made))


def _answers() -> list[AskAnswer]:
    answers = []
    for name, value in request.form.items():
        head, _dash, ask_id = name.partition("-")
        known = ask_id.isascii() and ask_id.isdigit() and len(ask_id) < LONGEST_ID
        if head == "answer" and known and value in {"done", "declined"}:
            note = typed_text(f"ask_note-{ask_id}", LONGEST_TEXT)
            answers.append(AskAnswer(int(ask_id), value == "done", note))
    return answers
