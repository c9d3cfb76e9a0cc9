"""Invoices at headquarters' door, across all distributors."""

from flask import Blueprint, Response

from portal.accounts.pages_several import offers_companies
from portal.billing import pages, queries
from portal.core.permissions import Permission
from portal.core.web.guards import requires

blueprint = Blueprint("hq_billing", __name__, url_prefix="/hq")


@blueprint.get("/invoices")
@requires(Permission.HQ_INVOICE_VIEW)
@offers_companies
def index() -> Response:
    """List the invoices of all distributors."""
    pairs = [(code, code) for code in queries.currencies()]
    return pages.invoices_page("billing/hq_list.html", currency_choices=pairs)


@blueprint.get("/invoices/<number>")
@requires(Permission.HQ_INVOICE_VIEW)
def show(number: str) -> Response:
    """Show one invoice: lines, totals, what was credited, its papers."""
    return pages.invoice_page(number)
