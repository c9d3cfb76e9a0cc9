"""The set-up page at headquarters' door."""

from flask import Blueprint, Response

from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.masterdata.setup import pages, pages_figures

blueprint = Blueprint("hq_masterdata_setup", __name__, url_prefix="/hq/setup")


@blueprint.get("")
@requires(Permission.MASTERDATA_VIEW)
def index() -> Response:
    """Show what the first order still needs."""
    return pages.setup_page(hq_day(utc_now()))


@blueprint.get("/missing")
@requires(Permission.MASTERDATA_VIEW)
def missing() -> Response:
    """Show what rows of master data lack, by kind."""
    return pages.missing_page()


@blueprint.get("/figures")
@requires(Permission.MASTERDATA_VIEW)
def figures() -> Response:
    """Show what settings and order types hold today, since when, and what holds next."""
    return pages_figures.figures_page(hq_day(utc_now()))
