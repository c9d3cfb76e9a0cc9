"""The search at the distributors' door."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.search import pages

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@requires(Permission.HOME)
def find() -> Response:
    """Show what is found for a text, and what one can do."""
    return pages.answer()
