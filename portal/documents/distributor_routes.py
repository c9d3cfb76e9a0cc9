"""Papers at the door of a distributor: the list, one paper, its file."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.documents import pages

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents")
@requires(Permission.DOCUMENT_VIEW)
def index() -> Response:
    """List the papers this reader may see."""
    return pages.list_page()


@blueprint.get("/documents/<public_id>")
@requires(Permission.DOCUMENT_VIEW)
def show(public_id: str) -> Response:
    """Show one paper: its facts, its hash, and how far its printing is."""
    return pages.paper_page(public_id)


@blueprint.get("/documents/<public_id>/pdf")
@requires(Permission.DOCUMENT_VIEW)
def pdf(public_id: str) -> Response:
    """Hand over the stored file, byte for byte."""
    return pages.paper_file(public_id)
