"""The receipt of a shipment at its distributor's door: counted carton by carton, confirmed once."""

from functools import partial

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import formats
from portal.core.actor import Turn
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
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot.queries_contents import Contents, contents_of
from portal.shipping.forms import Typed, shipment_turn
from portal.shipping.queries import ShipmentFacts
from portal.shipping.states import ON_THE_WAY
from portal.shipping.views.pages import words

blueprint = Blueprint("shipping_arrival", __name__)

NOTE_LENGTH = 400
CONFIRMED, MUCH = "counts_meant", 2


@blueprint.get("/shipments/<number>/receive")
@requires(Permission.RECEIPT_CONFIRM)
def receive(number: str) -> Response:
    """Show what was shipped, carton by carton, to be counted; as shipped to begin with."""
    shipment = queries.shipment_for(number, cancelled=False)
    return _receive_page(shipment, contents_of(shipment.id, language()), Typed())


@blueprint.post("/shipments/<number>/receive")
@requires(Permission.RECEIPT_CONFIRM)
def confirm_receipt(number: str) -> Response:
    """Confirm the receipt once; differences lead on to a claim."""
    shipment = queries.shipment_for(number, cancelled=False)
    contents, typed = contents_of(shipment.id, language()), Typed(request.form)
    counts, notes = _counts(contents, typed), _notes(contents, typed)
    _ask_about_many(contents, counts, typed)
    if typed.errors:
        return _receive_page(shipment, contents, typed, status=422)

    def again(refusal: Refused) -> Response:
        return _receive_page(shipment, contents, typed, refusal=refusal, status=status_of(refusal))

    received = partial(_receive_once, shipment.id, counts, notes, form_key(), shipment_turn())
    told = _("The receipt of %(number)s is confirmed.", number=number)
    return carry_out(received, told=told, to=url_for("shipping.show", number=number), again=again)


def _receive_once(shipment_id: int, counts: list[Count], notes: dict[int, str], key: str, turn: Turn) -> str:
    body = sent_forms.body_hash({"receipt": [repr((shipment_id, counts, sorted(notes.items())))]})

    def confirmed() -> str:
        differs = service_receipt.confirm_receipt(shipment_id, counts, notes, turn)
        return "differs" if differs else "complete"

    return sent_forms.once(f"user:{turn.actor.user_id}", key, body, turn.now, confirmed)


def _counts(contents: Contents, typed: Typed) -> list[Count]:
    counts = []
    for carton in contents.cartons:
        for content in carton.contents:
            tail = f"-{carton.position}-{content.line.id}"
            good = typed.count(f"good{tail}", content.quantity)
            found = [typed.count(f"{figure}{tail}") for figure in ("damaged", "wrong", "over")]
            counts.append(Count(content.line.id, good, *found))
    return counts


def _ask_about_many(contents: Contents, counts: list[Count], typed: Typed) -> None:
    """Ask whether a count far above what was shipped is meant, once; who says so sends it again."""
    if typed.value(CONFIRMED) == "yes":
        return
    pairs = ((carton, content) for carton in contents.cartons for content in carton.contents)
    for (carton, content), count in zip(pairs, counts, strict=True):
        if count.good + count.over > MUCH * content.quantity:
            typed.doubts[f"good-{carton.position}-{content.line.id}"] = _(
                "%(counted)s counted, %(shipped)s shipped. If that is right, say so below and send it again.",
                counted=formats.number(count.good + count.over, language()),
                shipped=formats.number(content.quantity, language()),
            )
    typed.errors |= typed.doubts


def _notes(contents: Contents, typed: Typed) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for carton in contents.cartons:
        for content in carton.contents:
            name = f"note-{carton.position}-{content.line.id}"
            note = typed.value(name).strip()
            if len(note) > NOTE_LENGTH:
                typed.errors[name] = ngettext(
                    "A note has at most %(num)s character.", "A note has at most %(num)s characters.", NOTE_LENGTH
                )
            if note:
                found.setdefault(content.line.id, []).append(note)
    return {line_id: "; ".join(notes) for line_id, notes in found.items()}


def _receive_page(
    shipment: ShipmentFacts, contents: Contents, typed: Typed, *, refusal: Refused | None = None, status: int = 200
) -> Response:
    return respond(
        "shipping/arrival/distributor_receive.html",
        status=status,
        shipment=shipment,
        contents=contents,
        typed=typed,
        problem=words_of(refusal) if refusal else "",
        open=shipment.state in ON_THE_WAY,
        **words(),
    )
