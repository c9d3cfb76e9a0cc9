"""Photos of parts at headquarters' door: many sent at once, those of one part put in order, described, removed."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.catalogue.photos import queries, service
from portal.catalogue.photos.forms import Answer, take_photos
from portal.catalogue.photos.labels import OUTCOME_TONES, OUTCOME_WORDS
from portal.core.clock import utc_now
from portal.core.errors import Refused
from portal.core.permissions import Permission
from portal.core.pictures.sent import MEBIBYTE, MOST_BYTES, MOST_SENT
from portal.core.web.commands import carry_out
from portal.core.web.downloads import picture
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_field

blueprint = Blueprint("hq_catalogue_photos", __name__, url_prefix="/hq/data/parts/photos")
LONGEST_WORDS = 200
FIELD = "photos"


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """Show where photos of parts are sent, and those of one part (`?part=`)."""
    return _page()


@blueprint.post("")
@requires(Permission.MASTERDATA_EDIT)
def send() -> Response:
    """Take photos, of the part named (`?part=`) or of those their files are called by; tell what became of each."""
    sent = [one for one in request.files.getlist(FIELD) if one.filename]
    uploads = [(one.stream.read(MOST_BYTES + 1), one.filename or "") for one in sent]
    try:
        answers = take_photos(uploads, current_actor(), utc_now(), _number())
    except Refused as refused:
        return _page(refused=refused)
    return _page(answers=answers)


@blueprint.post("/<public_id>")
@requires(Permission.MASTERDATA_EDIT)
def change(public_id: str) -> Response:
    """Say what is seen on a photo, let it stand before the one before it, or remove it (`do`)."""
    actor, now = current_actor(), utc_now()

    def command() -> str:
        wish = request.form.get("do", "")
        if wish == "remove":
            return service.remove_photo(public_id, actor, now)
        if wish == "earlier":
            return service.move_photo_up(public_id, actor, now)
        return service.describe_photo(public_id, typed_field("words", LONGEST_WORDS), actor, now)

    return carry_out(
        command,
        told=_("Saved."),
        to=lambda number: url_for(".index", part=number),
        again=lambda refused: _page(refused=refused, public_id=public_id),
    )


@blueprint.get("/<public_id>/<size>")
@requires(Permission.MASTERDATA_VIEW)
def photo(public_id: str, size: str) -> Response:
    """Hand over one photo of a part, `large` or `small`."""
    found = queries.photo_file(public_id, size)
    return picture(found.data, f"{size}.jpg", f"{found.number}.jpg")


def _number() -> str:
    return request.args.get("part", "").replace("\x00", "")


def _page(answers: list[Answer] | None = None, refused: Refused | None = None, public_id: str = "") -> Response:
    number = queries.number_of_photo(public_id) if public_id else _number()
    part_id, name = queries.part_of_number(number) if number else (0, "")
    return respond(
        "catalogue/photos/hq_photos.html",
        status=422 if refused else 200,
        part=number,
        name=name,
        photos=queries.photos_of(part_id) if part_id else [],
        lacking=0 if part_id else queries.lacking_parts(),
        results=[_result(one) for one in answers or []],
        problem=words_of(refused) if refused else "",
        may_edit=current_actor().may(Permission.MASTERDATA_EDIT),
        each=MOST_BYTES // MEBIBYTE,
        all=MOST_SENT // MEBIBYTE,
    )


def _result(one: Answer) -> dict[str, Any]:
    return {
        "name": one.name,
        "number": one.number,
        "place": one.place,
        "tone": OUTCOME_TONES[one.outcome],
        "words": OUTCOME_WORDS[one.outcome],
        "why": words_of(one.refusal) if one.refusal else "",
    }
