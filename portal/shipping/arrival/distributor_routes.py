"""The receipt of a shipment at its distributor's door: counted carton by carton, asked about, confirmed once."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.errors import Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import status_of, words_of
from portal.core.web.typed import form_key
from portal.shipping import queries
from portal.shipping.arrival import pages, service_receipt
from portal.shipping.arrival.forms import read_counting, read_notes
from portal.shipping.arrival.rules_counting import Counting
from portal.shipping.depot.queries_contents import Contents, contents_of
from portal.shipping.forms import Typed, shipment_turn
from portal.shipping.queries import ShipmentFacts
from portal.shipping.views.pages import words

blueprint = Blueprint("shipping_arrival", __name__)


@blueprint.get("/shipments/<number>/receive")
@requires(Permission.RECEIPT_CONFIRM)
def receive(number: str) -> Response:
    """Show what was shipped, carton by carton, to be counted."""
    shipment = queries.shipment_for(number, cancelled=False)
    contents, typed = contents_of(shipment.id, language()), Typed()
    return _count_page(shipment, contents, read_counting(contents, typed), typed)


@blueprint.post("/shipments/<number>/receive")
@requires(Permission.RECEIPT_CONFIRM)
def confirm_receipt(number: str) -> Response:
    """Confirm the receipt once, after asking what differs, what nobody counted and what came too soon."""
    shipment = queries.shipment_for(number, cancelled=False)
    contents, typed = contents_of(shipment.id, language()), Typed(request.form)
    counting = read_counting(contents, typed)
    notes = read_notes(contents, counting, typed)
    if typed.errors:
        return _count_page(shipment, contents, counting, typed, status=422)
    answer = request.form.get("do", "")
    if answer == "count":
        told = _("Nothing is confirmed yet. Change what differs, then confirm again.")
        return _count_page(shipment, contents, counting, typed, problem=told)
    asked = pages.asked_of(shipment, counting, utc_now())
    if asked.any and answer != "confirm" and pages.is_open(shipment):
        return _question_page(shipment, contents, asked, typed)

    def again(refusal: Refused) -> Response:
        return _count_page(shipment, contents, counting, typed, problem=words_of(refusal), status=status_of(refusal))

    received = partial(_receive_once, shipment.id, counting, notes, form_key(), shipment_turn())
    told = _("The receipt of %(number)s is confirmed.", number=number)
    return carry_out(received, told=told, to=url_for("shipping.show", number=number), again=again)


def _receive_once(shipment_id: int, counting: Counting, notes: Mapping[int, str], key: str, turn: Turn) -> str:
    counts = counting.counts
    body = sent_forms.body_hash({"receipt": [repr((shipment_id, counts, sorted(notes.items())))]})

    def confirmed() -> str:
        differs = service_receipt.confirm_receipt(shipment_id, counts, notes, turn)
        return "differs" if differs else "complete"

    return sent_forms.once(f"user:{turn.actor.user_id}", key, body, turn.now, confirmed)


def _count_page(
    shipment: ShipmentFacts,
    contents: Contents,
    counting: Counting,
    typed: Typed,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    return respond(
        "shipping/arrival/distributor_receive.html",
        status=status,
        problem=problem,
        asked=pages.asked_of(shipment, counting, utc_now()),
        **pages.count_context(shipment, contents, counting, typed),
        **words(),
    )


def _question_page(shipment: ShipmentFacts, contents: Contents, asked: pages.Asked, typed: Typed) -> Response:
    return respond(
        "shipping/arrival/distributor_question.html",
        status=422,
        key=form_key(),
        **pages.question_context(shipment, contents, asked, typed),
        **words(),
    )
