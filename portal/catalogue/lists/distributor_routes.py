"""Lists of parts at the distributors' door: made, shared, emptied, removed. They are filled from a part's page."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portal.catalogue.lists import pages, service
from portal.catalogue.lists.service import LONGEST_NAME, NAME
from portal.core.clock import utc_now
from portal.core.errors import FieldRefused
from portal.core.permissions import Permission
from portal.core.web.commands import carry_out
from portal.core.web.guards import current_actor, requires
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_field

blueprint = Blueprint("catalogue_lists", __name__, url_prefix="/catalogue/lists")


@blueprint.get("")
@requires(Permission.CATALOGUE_VIEW)
def index() -> Response:
    """List one's own lists and those colleagues share."""
    return pages.lists_page()


@blueprint.post("")
@requires(Permission.CATALOGUE_VIEW)
def make() -> Response:
    """Make an empty list under a name."""
    return carry_out(
        lambda: service.make_list(typed_field(NAME, LONGEST_NAME), current_actor(), utc_now()),
        told=_("The list is kept. Parts are put on it from their pages."),
        to=lambda list_id: url_for(".show", list_id=list_id),
        again=lambda refused: pages.lists_page(words_of(refused), request.form.get(NAME, "")),
        when=FieldRefused,
    )


@blueprint.get("/<int:list_id>")
@requires(Permission.CATALOGUE_VIEW)
def show(list_id: int) -> Response:
    """Show what stands on a list."""
    return pages.list_page(list_id)


@blueprint.post("/<int:list_id>")
@requires(Permission.CATALOGUE_VIEW)
def change(list_id: int) -> Response:
    """Give a list of one's own another name, and say whether the colleagues see it."""

    def command() -> None:
        name, shared = typed_field(NAME, LONGEST_NAME), request.form.get("shared") == "yes"
        service.name_list(list_id, name, current_actor(), utc_now(), shared=shared)

    return carry_out(
        command,
        told=_("Saved."),
        to=url_for(".show", list_id=list_id),
        again=lambda refused: pages.list_page(list_id, words_of(refused)),
        when=FieldRefused,
    )


@blueprint.post("/<int:list_id>/remove")
@requires(Permission.CATALOGUE_VIEW)
def remove(list_id: int) -> Response:
    """Remove a list of one's own."""
    return carry_out(
        lambda: service.remove_list(list_id, current_actor()),
        told=lambda name: _("The list “%(name)s” is gone.", name=name),
        to=url_for(".index"),
        again=lambda refused: pages.list_page(list_id, words_of(refused)),
    )


@blueprint.post("/<int:list_id>/off/<path:number>")
@requires(Permission.CATALOGUE_VIEW)
def take_off(list_id: int, number: str) -> Response:
    """Take a part off a list of one's own."""
    return carry_out(
        lambda: service.take_off_list(list_id, number, current_actor(), utc_now()),
        told=_("Saved."),
        to=url_for(".show", list_id=list_id),
        again=lambda refused: pages.list_page(list_id, words_of(refused)),
    )
