"""A company's own name and places in Latin letters, and from whom it keeps prices, to its owner."""

from flask import Blueprint, Response

from portal.accounts.companies import pages, pages_prices
from portal.core.actor import Door
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires

blueprint = Blueprint("accounts_companies", __name__, url_prefix="/company")


@blueprint.get("")
@requires(Permission.COMPANY_EDIT)
def show() -> Response:
    """Show the company's name and places with their Latin form."""
    return pages.company_page(Door.DISTRIBUTOR, _own())


@blueprint.route("/name", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def name() -> Response:
    """Give the company its name in Latin letters."""
    return pages.name_page(Door.DISTRIBUTOR, _own())


@blueprint.route("/addresses/<int:address_id>", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def address(address_id: int) -> Response:
    """Give one of the company's places its name and address in Latin letters."""
    return pages.place_page(Door.DISTRIBUTOR, _own(), address_id)


@blueprint.route("/prices-shown", methods=["GET", "POST"])
@requires(Permission.COMPANY_EDIT)
def prices() -> Response:
    """Say from whom a general distributor keeps what headquarters asks."""
    return pages_prices.kept_page(_own())


def _own() -> int:
    return current_actor().distributor_id or 0
