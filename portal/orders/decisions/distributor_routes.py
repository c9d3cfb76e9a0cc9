"""What a distributor decides about its order: handed in, withdrawn, cancelled, answered and handed in again."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go
from portal.core.web.prices import prices_shown
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key, seen_version, this_turn, typed_field
from portal.orders import queries, queries_heads
from portal.orders.decisions import service_correct, service_partial, service_rests, service_submit, service_withdraw
from portal.orders.decisions.rules_asks import AskAnswer, answer_faults
from portal.orders.entry import service_drafts
from portal.orders.entry.columns.pages import keep_sources
from portal.orders.entry.forms import HeaderForm
from portal.orders.entry.pages_draft import REFUSED_AT_SUBMIT, draft_page
from portal.orders.entry.pages_head import head_form, missing_in
from portal.orders.entry.pages_saving import follow_chosen_type, own_order, saved, shown_again
from portal.orders.entry.pages_sent import Sent, change_of, read_sent, sent_body
from portal.orders.entry.rows.queries_answers import answered_before
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.queries_heads import OrderHead
from portal.orders.states import OrderState
from portal.orders.views.pages_distributor import order_page

blueprint = Blueprint("orders_decisions", __name__)

LONGEST_REASON, LONGEST_TEXT, LONGEST_PO = 400, 1_000, 60


def _decided(number: str, command: Callable[..., Any], *args: Any, told: str) -> Response:
    """Run one decision of the distributor; a refusal shows the order again, with why."""
    order_id = queries_heads.order_for(number).id
    return carry_out(
        lambda: command(order_id, *args, this_turn()),
        told=told,
        to=url_for("orders.show", number=number),
        again=lambda refused: order_page(queries_heads.order_for(number), extra=words_of(refused), status=409),
    )


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
        reason = typed_field("reason", LONGEST_REASON)
    except FieldRefused as refused:
        return order_page(queries_heads.order_for(number), cancel_error=words_of(refused), status=422)
    return _decided(number, service_withdraw.cancel, reason, told=told)


@blueprint.post("/orders/<number>/purchase-order")
@requires(Permission.ORDER_SUBMIT)
def correct_purchase_order(number: str) -> AnyResponse:
    """Correct the purchase order number of an order that was handed in."""
    order_id = queries_heads.order_for(number).id

    def again(refused: Refused) -> Response:
        head, told = queries_heads.order_for(number), words_of(refused)
        if isinstance(refused, FieldRefused):
            return order_page(head, po_error=told, status=422)
        return order_page(head, extra=told, status=409)

    try:
        wanted = typed_field("po_number", LONGEST_PO)
    except FieldRefused as refused:
        return again(refused)
    return carry_out(
        lambda: service_correct.correct_purchase_order(order_id, wanted, this_turn()),
        told=_("The purchase order number was corrected."),
        to=url_for("orders.show", number=number),
        again=again,
    )


@blueprint.post("/orders/<number>/parts")
@requires(Permission.ORDER_SUBMIT)
def change_partial(number: str) -> AnyResponse:
    """Let an order that was handed in ship in parts, or only whole."""
    wanted = request.form.get("parts") == "yes"
    told = _("The order may ship in parts.") if wanted else _("The order ships only whole.")
    change = service_partial.change_partial
    return _decided(number, lambda order_id, turn: change(order_id, wanted, "", turn), told=told)


@blueprint.post("/orders/<number>/wait")
@requires(Permission.ORDER_SUBMIT)
def wait_on(number: str) -> AnyResponse:
    """Let what is not there in time wait until it comes."""
    return _decided(number, service_rests.wait_on, told=_("What is not there in time waits until it comes."))


@blueprint.post("/orders/<number>/resubmit")
@requires(Permission.ORDER_SUBMIT)
def resubmit(number: str) -> AnyResponse:
    """Answer what headquarters asked for, and hand the order in again."""
    head = own_order(number)
    try:
        answers = _answers()
    except FieldRefused as refused:
        wrong = {"field": refused.field, "text": words_of(refused)}
        return order_page(head, ask_errors={int(refused.field.partition("-")[2]): wrong}, status=422)
    asked = [ask.id for ask in queries.asks_of(head.id) if not ask.answer]
    if head.state is OrderState.CHANGES_REQUESTED and (faults := answer_faults(asked, answers)):
        return order_page(head, ask_errors=_ask_errors(faults), status=409)
    return carry_out(
        lambda: service_submit.resubmit(head.id, answers, this_turn(), sees_prices=prices_shown()),
        told=_("Order %(number)s was handed in again.", number=number),
        to=url_for("orders.show", number=number),
        again=lambda refused: _resubmitted_in_vain(number, refused),
    )


def _resubmitted_in_vain(number: str, refused: Refused) -> Response:
    """Show the order again with why it was not handed in; where prices moved, priced anew, so that they are seen."""
    head = queries_heads.order_for(number)
    if refused.code == PRICES_MOVED:
        change = DraftChange(head.id, head.version, locale=language())
        perform(service_drafts.save_draft, change, current_actor(), utc_now())
        head = queries_heads.order_for(number)
    return order_page(head, extra=words_of(refused), status=409)


def _ask_errors(faults: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """Return by the id of what was asked which field is wrong, and what is wrong with it."""
    names = {"order.decline_without_note": "ask_note"}
    return {
        ask_id: {"field": f"{names.get(code, 'done')}-{ask_id}", "text": words_of(Refused(code))}
        for ask_id, code in faults.items()
    }


def _answers() -> list[AskAnswer]:
    answers = []
    for name, value in request.form.items():
        head, _dash, typed = name.partition("-")
        ask_id = whole_number(typed)
        if head == "answer" and ask_id is not None and value in {"done", "declined"}:
            note = typed_field(f"ask_note-{typed}", LONGEST_TEXT)
            answers.append(AskAnswer(ask_id, value == "done", note))
    return answers


PRICES_MOVED = "order.prices_moved"
STANDING = frozenset(
    {
        "order.no_lines",
        "order.rows_open",
        "order.findings_open",
        "order.field_missing",
        "order.stopped_in_future",
        "order.requested_in_past",
        "order.requested_too_far",
    }
)
"""What is the matter with a draft itself: its page tells all of it together."""


@blueprint.post("/orders/<number>/submit")
@requires(Permission.ORDER_SUBMIT)
def submit(number: str) -> AnyResponse:
    """Keep what was typed, then hand the draft in, once; all that stands against it is told together."""
    head = own_order(number)
    form = head_form(head, request.form)
    form.validate()
    followed = follow_chosen_type(form)
    try:
        sent = read_sent()
        faulty = bool(form.errors or missing_in(form, head))
        if not (faulty or sent.added or sent.unclear or followed):
            faulty = not _handed_in(head, form, sent)
            if not faulty:
                flash(_("Order %(number)s was submitted.", number=number), "ok")
                return go(url_for("orders.show", number=number))
        return _kept_back(head, form, sent, faulty=faulty)
    except Refused as refused:
        return shown_again(head, form, refused)


def _handed_in(head: OrderHead, form: HeaderForm, sent: Sent) -> bool:
    """Hand the draft in; return whether it went, which it does not while something about it stands against it."""
    version = seen_version()
    change = change_of(sent, head.id, version, form.header(head))
    actor, now = current_actor(), utc_now()
    before = answered_before(change, actor, now)
    try:
        perform(
            service_submit.submit_once,
            f"submit:{form_key()}",
            sent_body(sent),
            head.id,
            Turn(actor, version, now),
            change=change,
            before=before,
            ask_exception=request.form.get("exception") == "yes",
            sees_prices=prices_shown(),
        )
    except Refused as refused:
        if refused.code == PRICES_MOVED:
            flash(words_of(refused), "warn")
        elif refused.code not in STANDING:
            raise
        return False
    return True


def _kept_back(head: OrderHead, form: HeaderForm, sent: Sent, *, faulty: bool) -> AnyResponse:
    """Keep what was typed without handing it in, checked, so that its page can tell all that stands against it.

    What was not understood is kept nowhere: then the page itself is the answer.
    """
    number = saved(head, form, sent)
    if faulty:
        perform(service_submit.check_draft, head.id, utc_now())
    asked = keep_sources(sent, number)
    if asked:
        return go(asked)
    if form.errors:
        return draft_page(queries_heads.order_for(number), form, refused=True, status=422)
    if sent.added:
        flash(_("Look at the lines just added, then submit."), "warn")
    return go(url_for("orders_entry.new", draft=number, faults=REFUSED_AT_SUBMIT if faulty else None))


@blueprint.post("/orders/<number>/discard")
@requires(Permission.ORDER_EDIT)
def discard(number: str) -> AnyResponse:
    """Put a draft aside for good."""
    head = own_order(number)
    if head.state is not OrderState.DRAFT:
        raise Refused("order.not_editable", number=number)
    perform(service_withdraw.cancel, head.id, "", this_turn())
    flash(_("Draft %(number)s was discarded.", number=number), "info")
    return go(url_for("orders.index"))
