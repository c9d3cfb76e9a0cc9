"""The legal entities that sell, at headquarters' door: who they are, where they are paid, and their logo."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.accounts.sellers import queries, service_logos
from portal.accounts.sellers.forms_logo import drawn_logo
from portal.core.clock import utc_now
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.core.pictures.sent import MEBIBYTE, MOST_BYTES
from portal.core.web.commands import carry_out
from portal.core.web.downloads import picture
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.documents.queries_pictures import picture_bytes

blueprint = Blueprint("hq_accounts_sellers", __name__, url_prefix="/hq/sellers")
FIELD = "logo"


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """List the entities that sell, with the bank accounts each is paid at."""
    return respond("accounts/sellers/hq_sellers.html", sellers=queries.sellers())


@blueprint.get("/<int:entity_id>")
@requires(Permission.MASTERDATA_VIEW)
def show(entity_id: int) -> Response:
    """Show one entity, its logo and its bank accounts; these are changed as master data is, by two people."""
    return _page(entity_id)


@blueprint.post("/<int:entity_id>/logo")
@requires(Permission.MASTERDATA_EDIT)
def send_logo(entity_id: int) -> Response:
    """Take the logo that papers print from now on."""
    sent = request.files.get(FIELD)
    data = sent.stream.read(MOST_BYTES + 1) if sent is not None and sent.filename else b""
    try:
        queries.seller(entity_id)
        drawn = drawn_logo((data, (sent.filename or "") if sent is not None else ""))
    except Refused as refused:
        return _page(entity_id, refused)
    return _changed(entity_id, lambda: service_logos.set_logo(entity_id, drawn, current_actor(), utc_now()))


@blueprint.post("/<int:entity_id>/logo/remove")
@requires(Permission.MASTERDATA_EDIT)
def remove_logo(entity_id: int) -> Response:
    """Print no logo on papers from now on."""
    return _changed(entity_id, lambda: service_logos.set_logo(entity_id, None, current_actor(), utc_now()))


@blueprint.get("/<int:entity_id>/logo/<sha256>")
@requires(Permission.MASTERDATA_VIEW)
def logo(entity_id: int, sha256: str) -> Response:
    """Hand over the logo an entity has."""
    seller = queries.seller(entity_id)
    if not seller.logo or seller.logo != sha256:
        raise NotVisible(sha256)
    return picture(picture_bytes(sha256), "logo.jpg", f"{seller.code}.jpg")


def _changed(entity_id: int, command: Callable[[], bool]) -> Response:
    return carry_out(
        command,
        told=lambda changed: _("Saved.") if changed else _("Nothing was changed: it stands so already."),
        to=url_for(".show", entity_id=entity_id),
        again=lambda refused: _page(entity_id, refused),
    )


def _page(entity_id: int, refused: Refused | None = None) -> Response:
    return respond(
        "accounts/sellers/hq_seller.html",
        status=422 if refused else 200,
        seller=queries.seller(entity_id),
        accounts=queries.accounts_of(entity_id),
        problem=words_of(refused) if refused else "",
        most=MOST_BYTES // MEBIBYTE,
    )
