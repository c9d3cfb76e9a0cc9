"""Saved views of lists at the distributors' door."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.saved_views import pages

blueprint = Blueprint("saved_views", __name__)


@blueprint.post("/views")
@requires(Permission.OWN_ACCOUNT)
def save() -> Response:
    """Keep a view of a list under a name."""
    return pages.save()


@blueprint.post("/views/<int:view_id>/forget")
@requires(Permission.OWN_ACCOUNT)
def forget(view_id: int) -> Response:
    """Forget one of one's own views."""
    return pages.forget(view_id)


@blueprint.post("/density")
@requires(Permission.OWN_ACCOUNT)
def density() -> Response:
    """Draw tables densely or roomily."""
    return pages.set_density()
