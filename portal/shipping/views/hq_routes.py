"""Shipments at headquarters' door: the list, and one shipment."""

from flask import Blueprint, Response

from portal.accounts.pages_several import offers_companies
from portal.core.clock import utc_now
from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.shipping.depot import queries_ready
from portal.shipping.views import queries_lists
from portal.shipping.views.pages_hq import hq_page, hq_shipment
from portal.shipping.views.pages_list import list_page

blueprint = Blueprint("hq_shipping", __name__, url_prefix="/hq")


@blueprint.get("/shipments")
@requires(Permission.HQ_SHIPMENT_VIEW)
@offers_companies
def index() -> Response:
    """List the shipments of all distributors."""
    return list_page(
        "shipping/views/hq_list.html",
        cancelled=True,
        depots=queries_lists.depots(),
        ready=queries_ready.ready_count(utc_now()),
        most_ready=queries_ready.MOST_READY,
    )


@blueprint.get("/shipments/<number>")
@requires(Permission.HQ_SHIPMENT_VIEW)
def show(number: str) -> Response:
    """Show one shipment: its state, what comes next, lines, cartons, milestones, papers."""
    return hq_page(hq_shipment(number))
