"""Saved views of lists at headquarters' door."""

from flask import Blueprint, Response

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.saved_views import pages

blueprint = Blueprint("hq_saved_views", __name__, url_prefix="/hq")


@blueprint.post("/views")
@requires(Permission.HQ_OWN_ACCOUNT)
def save() -> Response:
    """Keep a view of a list under a name."""
    return pages.save()


@blueprint.post("/views/<int:view_id>/forget")
@requires(Permission.HQ_OWN_ACCOUNT)
def forget(view_id: int) -> Response:
    """Forget one of one's own views."""
    return pages.forget(view_id)


@blueprint.post("/density")
@requires(Permission.HQ_OWN_ACCOUNT)
def density() -> Response:
    """Draw tables densely or roomily."""
    return pages.set_density()
