"""Returns at the door of a distributor: its claims, a new one from a receipt, one claim, its photos."""

from functools import partial

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from portal.accounts.pages_several import offers_companies
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.data import sent_forms
from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.downloads import wanted_export
from portal.core.web.guards import current_actor, requires
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import form_key, typed_text
from portal.returns import forms, pages, pages_form, pages_list, queries_receipt, service
from portal.returns.pages_form import ClaimForm
from portal.returns.photos.forms import Sender
from portal.returns.photos.service import Allowance
from portal.returns.rules_claims import MOST_LINES

blueprint = Blueprint("returns", __name__)
NOTE_LENGTH = 2_000


@blueprint.get("/returns")
@requires(Permission.CLAIM_VIEW)
@offers_companies
def index() -> Response:
    """List the claims of this distributor."""
    state = pages_list.claims_state()
    if kind := wanted_export():
        return pages_list.claims_file(kind, state)
    return pages_list.claims_list("returns/distributor_list.html", state)


@blueprint.get("/returns/new")
@requires(Permission.CLAIM_FILE)
def new() -> Response:
    """Offer received shipments, or the claim form of one of them; htmx asks for one further row of it."""
    number = request.args.get("shipment", "").strip()
    if not number:
        return respond("returns/distributor_choose.html", shipments=queries_receipt.offered_shipments())
    form = pages_form.proposed_form(queries_receipt.received_shipment(number, language()))
    return _form_page(form.further(whole_number(request.args.get("rows"), MOST_LINES)))


@blueprint.post("/returns/new")
@requires(Permission.CLAIM_FILE)
def file() -> Response:
    """File the claim; all that is wrong comes back at once, with everything typed, photos included."""
    actor = current_actor()
    shipment = queries_receipt.received_shipment(request.form.get("shipment", "").strip(), language())
    proposed = pages_form.proposed_form(shipment)
    source = forms.Source(shipment, proposed.held, language(), _sender(actor))
    form = proposed.showing(forms.typed_rows(proposed.rows, request.form, request.files, source))
    try:
        forms.refuse_too_many(request.form)
    except Refused as refusal:
        return _form_page(form, status=422, refusal=words_of(refusal))
    if request.form.get("do") == "another":
        return _form_page(form.showing(forms.still_being_typed(form.rows)).further(1), begin=True)
    note, note_error = _note()
    if note_error or any(row.errors for row in form.rows):
        nothing = "" if any(row.quantity or row.errors for row in form.rows) else words_of(Refused("claim.no_lines"))
        judged = form.showing(forms.judged_rows(form.rows, source))
        return _form_page(judged, status=422, note_error=note_error, refusal=nothing)
    wanted = forms.request_of(shipment.number, note, form.rows, language())

    def again(refusal: Refused) -> Response:
        if isinstance(refusal, FieldRefused):
            judged = forms.judged_rows(forms.with_refusal(form.rows, refusal), source)
            return _form_page(form.showing(judged), status=422)
        return _form_page(form, status=422, refusal=words_of(refusal))

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


def _note() -> tuple[str, str]:
    """Return the note to headquarters, or what is wrong with it."""
    try:
        return typed_text(request.form.get("note"), NOTE_LENGTH, "note"), ""
    except FieldRefused as refusal:
        return "", words_of(refusal)


def _file_once(wanted: service.ClaimRequest, key: str, actor: Actor) -> str:
    now, owner = utc_now(), f"user:{actor.user_id}"
    body = sent_forms.body_hash({"claim": [repr(forms.as_sent(wanted))]})
    return sent_forms.once(owner, key, body, now, lambda: service.file_claim(wanted, actor, now))


def _form_page(
    form: ClaimForm, status: int = 200, refusal: str = "", note_error: str = "", begin: bool = False
) -> Response:
    return respond(
        "returns/distributor_new.html",
        "returns/_another.html",
        status=status,
        note=request.form.get("note", ""),
        note_error=note_error,
        problems=[refusal] if refusal else [],
        key=form_key(),
        begin=begin,
        **pages_form.form_context(form),
        **pages.words(),
    )


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
