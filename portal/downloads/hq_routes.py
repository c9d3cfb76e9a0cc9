"""Files of lists at headquarters' door."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.downloads import pages

blueprint = Blueprint("hq_downloads", __name__, url_prefix="/hq")


@blueprint.get("/downloads")
@requires(Permission.HQ_OWN_ACCOUNT)
def index() -> Response:
    """List one's own files."""
    return pages.files_page()


@blueprint.post("/downloads")
@requires(Permission.HQ_OWN_ACCOUNT)
def ask() -> Response:
    """Have a file made that a list offered."""
    return pages.ask()


@blueprint.get("/downloads/<public_id>")
@requires(Permission.HQ_OWN_ACCOUNT)
def show(public_id: str) -> Response:
    """Show how one file stands."""
    return pages.file_page(public_id)


@blueprint.get("/downloads/<public_id>/file")
@requires(Permission.HQ_OWN_ACCOUNT)
def file(public_id: str) -> Response:
    """Hand over one file."""
    return pages.stored_file(public_id)
