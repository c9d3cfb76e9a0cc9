"""The search at headquarters' door."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.search import pages

blueprint = Blueprint("hq_search", __name__, url_prefix="/hq")


@blueprint.get("/search")
@requires(Permission.HQ_HOME)
def find() -> Response:
    """Show what is found for a text, and what one can do."""
    return pages.answer()
