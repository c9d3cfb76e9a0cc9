"""Invoices at headquarters' door, across all distributors."""

from flask import Blueprint, Response

from portal.billing import queries, showing
from portal.core.permissions import Permission
from portal.core.web.guards import requires

blueprint = Blueprint("hq_invoices", __name__, url_prefix="/hq")


@blueprint.get("/invoices")
@requires(Permission.HQ_INVOICE_VIEW)
def index() -> Response:
    """List the invoices of all distributors."""
    distributors, currencies = queries.choices()
    return showing.invoices_page("billing/hq_list.html", distributors=distributors, currencies=currencies)


@blueprint.get("/invoices/<number>")
@requires(Permission.HQ_INVOICE_VIEW)
def show(number: str) -> Response:
    """Show one invoice: lines, totals, what was credited, its papers."""
    return showing.invoice_page(number)
