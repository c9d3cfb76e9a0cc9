"""Returns at the door of a distributor: its claims, a new one from a receipt, one claim, its photos."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.errors import FieldRefused, Refused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key, typed_text
from portal.returns import forms, pages, pages_list, queries_receipt, service
from portal.returns.forms_photos import Sender
from portal.returns.queries_claimed import Differences, differences_of
from portal.returns.rules import window_closes
from portal.returns.rules_claims import needs_note, needs_photo
from portal.returns.service_photos import Allowance
from portal.returns.states import Reason

blueprint = Blueprint("returns", __name__)
NOTE_LENGTH = 2_000


@blueprint.get("/returns")
@requires(Permission.CLAIM_VIEW)
def index() -> Response:
    """List the claims of this distributor."""
    state = pages_list.claims_state()
    if kind := wanted_export():
        return pages_list.claims_file(kind, state)
    return pages_list.claims_list("returns/distributor_list.html", state)


@blueprint.get("/returns/new")
@requires(Permission.CLAIM_FILE)
def new() -> Response:
    """Offer received shipments, or the claim form of one of them."""
    number = request.args.get("shipment", "").strip()
    if not number:
        return respond("returns/distributor_choose.html", shipments=queries_receipt.offered_shipments())
    shipment = queries_receipt.received_shipment(number, language())
    return _form_page(shipment, _rows(shipment, _held(shipment)))


@blueprint.post("/returns/new")
@requires(Permission.CLAIM_FILE)
def file() -> Response:
    """File the claim; all that is wrong comes back at once, with everything typed, photos included."""
    actor = current_actor()
    shipment = queries_receipt.received_shipment(request.form.get("shipment", "").strip(), language())
    held = _held(shipment)
    rows = forms.typed_rows(_rows(shipment, held), request.form, request.files, language(), _sender(actor))
    if "find" in request.form:
        return _form_page(shipment, forms.still_being_typed(rows))
    note, note_error = _note()
    if note_error or any(row.errors for row in rows):
        nothing = "" if any(row.quantity or row.errors for row in rows) else words_of(Refused("claim.no_lines"))
        judged = _judged(rows, shipment, held)
        return _form_page(shipment, judged, status=422, note_error=note_error, refusal=nothing)
    wanted = forms.request_of(shipment.number, note, rows, language())

    def again(refusal: Refused) -> Response:
        if isinstance(refusal, FieldRefused):
            return _form_page(shipment, _judged(forms.with_refusal(rows, refusal), shipment, held), status=422)
        return _form_page(shipment, rows, status=422, refusal=words_of(refusal))

    return carry_out(
        partial(_file_once, wanted, form_key(), actor),
        told=lambda number: _("Claim %(number)s is filed. Headquarters decides it.", number=number),
        to=lambda number: url_for("returns.show", number=number),
        again=again,
    )


def _sender(actor: Actor) -> Sender:
    settings = current_app.extensions["settings"]
    allowance = Allowance(settings.photos_per_hour, settings.photo_mib_per_day)
    return Sender(actor, utc_now(), allowance)


def _judged(
    rows: list[forms.FormRow], shipment: queries_receipt.ReceivedShipment, held: queries_receipt.Held
) -> list[forms.FormRow]:
    return forms.judged_rows(rows, shipment, held, language())


def _note() -> tuple[str, str]:
    """Return the note to headquarters, or what is wrong with it."""
    try:
        return typed_text(request.form.get("note"), NOTE_LENGTH, "note"), ""
    except FieldRefused as refusal:
        return "", words_of(refusal)


def _file_once(wanted: service.ClaimRequest, key: str, actor: Actor) -> str:
    now, owner = utc_now(), f"user:{actor.user_id}"
    body = sent_forms.body_hash({"claim": [repr(wanted)]})
    return sent_forms.once(owner, key, body, now, lambda: service.file_claim(wanted, actor, now))


def _held(shipment: queries_receipt.ReceivedShipment) -> queries_receipt.Held:
    return queries_receipt.held_pieces([line.id for line in shipment.lines])


def _rows(shipment: queries_receipt.ReceivedShipment, held: queries_receipt.Held) -> list[forms.FormRow]:
    differences = differences_of([shipment.id]).get(shipment.id, Differences())
    return forms.proposed_rows(shipment, held, differences, utc_now())


def _form_page(
    shipment: queries_receipt.ReceivedShipment,
    rows: list[forms.FormRow],
    status: int = 200,
    refusal: str = "",
    note_error: str = "",
) -> Response:
    part = request.form.get("part", "").strip()[:60]
    found, others, all_others = forms.shown_rows(rows, part)
    return respond(
        "returns/distributor_new.html",
        status=status,
        shipment=shipment,
        found=found,
        others=others,
        all_others=all_others,
        part=part,
        note=request.form.get("note", ""),
        note_error=note_error,
        problems=[refusal] if refusal else [],
        key=form_key(),
        windows=_windows(shipment),
        **pages.words(),
    )


def _windows(shipment: queries_receipt.ReceivedShipment) -> list[dict[str, Any]]:
    calendar = queries_receipt.calendar_of(shipment.country, shipment.zone)
    today = shipment.today(utc_now())
    told = []
    for reason in Reason:
        closes = window_closes(reason, shipment.delivered_on, shipment.mode, calendar.add_working_days)
        told.append(
            {
                "reason": reason,
                "closes": closes,
                "late": closes is not None and today > closes,
                "photo": needs_photo(reason),
                "note": needs_note(reason),
            }
        )
    return told


@blueprint.get("/returns/<number>")
@requires(Permission.CLAIM_VIEW)
def show(number: str) -> Response:
    """Show one claim: its state, lines with their answers, photos and history."""
    return respond("returns/distributor_claim.html", **pages.claim_context(number))


@blueprint.get("/returns/<number>/photos/<public_id>")
@requires(Permission.CLAIM_VIEW)
def photo(number: str, public_id: str) -> Response:
    """Hand over one photo of one's own claim."""
    return pages.photo_response(number, public_id)
