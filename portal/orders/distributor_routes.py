"""A distributor's orders: the list, one order, its lines, and the answers and decisions that are its own."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.allocation import labels as allocation_labels
from portal.allocation import queries as allocation
from portal.core.clock import utc_now
from portal.core.database import perform
from portal.core.errors import NotVisible, Refused
from portal.core.guards import current_actor, requires
from portal.core.pages import go, respond
from portal.core.permissions import Permission
from portal.core.refusals import words_of
from portal.orders import distributor_draft_routes, labels, list_pages, queries, queries_lists, service
from portal.orders.blueprints import distributor as blueprint
from portal.orders.forms import clean
from portal.orders.order_pages import detail_context, seen_version
from portal.orders.queries import OrderHead
from portal.orders.rules_submit import AskAnswer
from portal.orders.states import OrderState

__all__ = ["blueprint", "distributor_draft_routes"]


@blueprint.get("/orders")
@requires(Permission.ORDER_VIEW)
def index() -> Response:
    """List one's own orders; `?export=` gives the same rows as a spreadsheet."""
    state = list_pages.orders_view()
    if list_pages.asked_export():
        return list_pages.orders_file(list_pages.asked_export(), state, hq=False)
    page = queries_lists.orders_list(state, utc_now().date())
    return respond("orders/distributor_list.html", page=page, selects=list_pages.selects(drafts=True), L=labels)


@blueprint.get("/orders/<number>")
@requires(Permission.ORDER_VIEW)
def show(number: str) -> AnyResponse:
    """Show one order; a draft is shown where it is written."""
    head = queries.order_for(number)
    if head.state is OrderState.DRAFT and current_actor().may(Permission.ORDER_EDIT):
        return go(url_for("orders.new", draft=number))
    if list_pages.asked_export():
        lines = queries.lines_of(head.id, current_actor().locale)
        return list_pages.lines_file(list_pages.asked_export(), head, lines)
    return order_page(head)


def order_page(head: OrderHead, *, extra: str = "", status: int = 200) -> Response:
    """Render an order as its distributor sees it."""
    context = detail_context(head, internal=False)
    return respond(
        "orders/distributor_detail.html", "orders/_lines.html", status=status, extra=extra,
        typed=request.form if status != 200 else {}, **context,
    )  # fmt: skip


@blueprint.get("/orders/<number>/lines/<int:line_no>")
@requires(Permission.ORDER_VIEW)
def line(number: str, line_no: int) -> Response:
    """Show where one line stands: its promises, and why it got what it got."""
    head = queries.order_for(number)
    found = [one for one in queries.lines_of(head.id, current_actor().locale) if one.line_no == line_no]
    if not found:
        raise NotVisible
    ids = [one.id for one in found]
    return respond(
        "orders/distributor_line.html", order=head, lines=found, promises=allocation.promises_of(ids),
        shares=allocation.shares_of(ids), L=labels, A=allocation_labels,
    )  # fmt: skip


def _decided(number: str, command: Callable[..., Any], *args: Any, told: str) -> AnyResponse:
    """Run one decision of the distributor; a refusal shows the order again, with why."""
    head = queries.order_for(number)
    try:
        perform(command, head.id, *args, current_actor(), seen_version(), utc_now())
    except Refused as refused:
        return order_page(queries.order_for(number), extra=words_of(refused), status=409)
    flash(told, "ok")
    return go(url_for("orders.show", number=number))


@blueprint.post("/orders/<number>/withdraw")
@requires(Permission.ORDER_SUBMIT)
def withdraw(number: str) -> AnyResponse:
    """Take an order back before somebody reviews it."""
    told = _("Order %(number)s is a draft again.", number=number)
    return _decided(number, service.withdraw, told=told)


@blueprint.post("/orders/<number>/cancel")
@requires(Permission.ORDER_SUBMIT)
def cancel(number: str) -> AnyResponse:
    """Cancel an order before its release."""
    told = _("Order %(number)s was cancelled.", number=number)
    return _decided(number, service.cancel, clean(request.form.get("reason"))[:400], told=told)


@blueprint.post("/orders/<number>/resubmit")
@requires(Permission.ORDER_SUBMIT)
def resubmit(number: str) -> AnyResponse:
    """Answer what headquarters asked for, and hand the order in again."""
    told = _("Order %(number)s was handed in again.", number=number)
    return _decided(number, service.resubmit, _answers(), told=told)


def _answers() -> list[AskAnswer]:
    answers = []
    for name, value in request.form.items():
        head, _dash, ask_id = name.partition("-")
        if head == "answer" and ask_id.isascii() and ask_id.isdigit() and value in {"done", "declined"}:
            note = clean(request.form.get(f"ask_note-{ask_id}"))[:1000]
            answers.append(AskAnswer(int(ask_id), value == "done", note))
    return answers
