"""Every company's name and places in Latin letters, at headquarters' door."""

from flask import Blueprint, Response

from portal.accounts.companies import pages
from portal.core.actor import Door
from portal.core.permissions import Permission
from portal.core.web.guards import requires

blueprint = Blueprint("hq_accounts_companies", __name__, url_prefix="/hq/companies")


@blueprint.get("")
@requires(Permission.HQ_COMPANY_EDIT)
def index() -> Response:
    """List the companies, or hand them out as a file."""
    return pages.list_page()


@blueprint.get("/<int:distributor_id>")
@requires(Permission.HQ_COMPANY_EDIT)
def show(distributor_id: int) -> Response:
    """Show a company's name and places with their Latin form."""
    return pages.company_page(Door.HQ, distributor_id)


@blueprint.route("/<int:distributor_id>/name", methods=["GET", "POST"])
@requires(Permission.HQ_COMPANY_EDIT)
def name(distributor_id: int) -> Response:
    """Give a company its name in Latin letters."""
    return pages.name_page(Door.HQ, distributor_id)


@blueprint.route("/<int:distributor_id>/addresses/<int:address_id>", methods=["GET", "POST"])
@requires(Permission.HQ_COMPANY_EDIT)
def address(distributor_id: int, address_id: int) -> Response:
    """Give one of a company's places its name and address in Latin letters."""
    return pages.place_page(Door.HQ, distributor_id, address_id)
