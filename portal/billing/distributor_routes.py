"""Invoices at the distributors' door: what was charged, what is owed, what credit is left."""

from flask import Blueprint, Response

from portal.accounts.pages_several import offers_companies
from portal.billing import pages
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.finance import queries_credit_accounts
from portal.finance.labels import ENTRY_WORDS

blueprint = Blueprint("billing", __name__)


@blueprint.get("/invoices")
@requires(Permission.INVOICE_VIEW)
@offers_companies
def index() -> Response:
    """List the distributor's invoices beside its credit and its latest movements."""
    own = current_actor().distributor_id or 0
    accounts = queries_credit_accounts.accounts_of(own, pages.today())
    return pages.invoices_page(
        "billing/distributor_list.html",
        accounts=accounts,
        entries=queries_credit_accounts.latest_entries(own),
        entry_words=ENTRY_WORDS,
        currency_choices=[(account.currency, account.currency) for account in accounts],
    )


@blueprint.get("/invoices/<number>")
@requires(Permission.INVOICE_VIEW)
def show(number: str) -> Response:
    """Show one invoice: lines, totals, what was credited, its papers."""
    return pages.invoice_page(number)
