"""Shipments at the door of a distributor: the list, and one shipment."""

from flask import Blueprint, Response

from portal.accounts.pages_several import offers_companies
from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.core.web.pages import respond
from portal.shipping import queries
from portal.shipping.states import ON_THE_WAY
from portal.shipping.views.pages import detail
from portal.shipping.views.pages_list import list_page

blueprint = Blueprint("shipping", __name__)


@blueprint.get("/shipments")
@requires(Permission.SHIPMENT_VIEW)
@offers_companies
def index() -> Response:
    """List the shipments of this distributor."""
    return list_page("shipping/views/distributor_list.html", cancelled=False)


@blueprint.get("/shipments/<number>")
@requires(Permission.SHIPMENT_VIEW)
def show(number: str) -> Response:
    """Show one shipment: milestones, what comes next, cartons and contents, papers."""
    shipment = queries.shipment_for(number, cancelled=False)
    receivable = shipment.state in ON_THE_WAY and shipment.received_at is None
    return respond("shipping/views/distributor_detail.html", receivable=receivable, **detail(shipment, internal=False))
