"""Orders between a dealer and its general distributor: passed up, taken back, sent back, gathered into one."""

from dataclasses import astuple

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sent_forms import body_hash
from portal.core.data.sessions import perform
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.web.commands import carry_out
from portal.core.web.downloads import table_file
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import go, respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import form_key, this_turn, typed_field
from portal.orders import queries_gathering, queries_heads
from portal.orders.decisions import service_gathering
from portal.orders.decisions.queries_gathering import shares_of
from portal.orders.entry.pages_head import head_form
from portal.orders.entry.pages_saving import follow_chosen_type, own_order, saved, shown_again
from portal.orders.entry.pages_sent import read_sent
from portal.orders.states import PASSED_UP
from portal.orders.views import labels
from portal.orders.views.pages_distributor import order_page

blueprint = Blueprint("orders_decisions_gathering", __name__, url_prefix="/orders")

LONGEST_REASON = 400


@blueprint.post("/<number>/pass-up")
@requires(Permission.ORDER_SUBMIT)
def pass_up(number: str) -> AnyResponse:
    """Keep what was typed, then pass the draft to the general distributor, unless lines were read just now."""
    head = own_order(number)
    if head.state in PASSED_UP:
        return go(url_for("orders.show", number=number))
    form = head_form(head, request.form)
    good = form.validate()
    followed = follow_chosen_type(form)
    try:
        sent = read_sent()
        saved(head, form, sent)
        if not good or followed or sent.added or sent.unclear:
            flash(_("Look at the order as it is now, then pass it on."), "warn")
            return go(url_for("orders_entry.new", draft=number))
        turn = Turn(current_actor(), queries_heads.order_for(number).version, utc_now())
        perform(service_gathering.pass_up, head.id, turn)
    except Refused as refused:
        return shown_again(queries_heads.order_for(number), form, refused)
    flash(_("Order %(number)s was passed to the general distributor.", number=number), "ok")
    return go(url_for("orders.show", number=number))


@blueprint.post("/<number>/take-back")
@requires(Permission.ORDER_SUBMIT)
def take_back(number: str) -> AnyResponse:
    """Make an order that was passed up a draft again: its dealer takes it back, the general distributor sends it."""
    head = queries_heads.order_for(number)
    own = head.distributor_id == current_actor().distributor_id

    def again(refused: Refused) -> Response:
        return order_page(queries_heads.order_for(number), extra=words_of(refused), status=status_of(refused))

    try:
        reason = typed_field("reason", LONGEST_REASON)
    except FieldRefused as refused:
        return again(refused)
    told = _("Order %(number)s is a draft again.", number=number)
    return carry_out(
        lambda: service_gathering.take_back(head.id, reason, this_turn()),
        told=told if own else _("Order %(number)s was sent back to its dealer.", number=number),
        to=url_for("orders.show", number=number) if own else url_for("orders_decisions_gathering.index"),
        again=again,
    )


@blueprint.get("/gather")
@requires(Permission.ORDER_EDIT)
def index() -> Response:
    """List the orders dealers passed up, to be gathered into one."""
    return _page()


@blueprint.post("/gather")
@requires(Permission.ORDER_EDIT)
def gather() -> AnyResponse:
    """Gather the ticked orders into one draft of one's own."""
    ticked = request.form.getlist("chosen")
    chosen = [order_id for one in ticked if (order_id := whole_number(one)) is not None]
    key, body, actor, now = form_key(), body_hash({"chosen": ticked}), current_actor(), utc_now()
    return carry_out(
        lambda: service_gathering.gather(chosen, key, body, actor, now),
        told=lambda number: _("%(number)s was made of these orders. Look at its lines, then submit.", number=number),
        to=lambda number: url_for("orders_entry.new", draft=number),
        again=lambda refused: _page(frozenset(chosen), refused),
    )


@blueprint.get("/<number>/shares")
@requires(Permission.ORDER_VIEW)
def shares(number: str) -> Response:
    """Give whose the pieces of a gathered order are, part by part, at which price of one's own, as a spreadsheet."""
    found = shares_of(queries_heads.order_for(number).number, language())
    columns = [
        Column(_("Part number"), width=18),
        Column(_("Description"), width=40),
        Column(_("Code"), width=12),
        Column(_("Dealer"), width=30),
        Column(_("Order"), width=18),
        Column(_("Purchase order"), width=18),
        Column(_("Quantity"), ColumnKind.INTEGER),
        Column(_("Unit price"), ColumnKind.MONEY),
        Column(_("Amount"), ColumnKind.MONEY),
        Column(_("Currency"), width=8),
    ]
    return table_file("xlsx", "dealers-shares", columns, [astuple(one) for one in found], title=_("Whose pieces"))


def _page(ticked: frozenset[int] = frozenset(), refused: Refused | None = None) -> Response:
    return respond(
        "orders/decisions/gather.html",
        status=status_of(refused) if refused else 200,
        orders=queries_gathering.to_gather(current_actor().distributor_id or 0),
        ticked=ticked,
        most=queries_gathering.MOST_TO_GATHER,
        problem=words_of(refused) if refused else "",
        L=labels,
    )
