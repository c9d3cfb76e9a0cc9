"""The pages of invoices, the same at both doors: the list with its sums, and one invoice."""

from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from portal.billing import labels, queries
from portal.billing.states import InvoiceState
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.downloads import table_file, wanted_export
from portal.core.web.languages import language, zone
from portal.core.web.pages import respond
from portal.documents import pages as papers
from portal.documents.queries import papers_of


def today() -> date:
    """Return the day it is for the reader; an invoice is overdue by the reader's calendar."""
    return day_in(utc_now(), zone())


def words() -> dict[str, Any]:
    """Return the words that templates need to tell of invoices."""
    return {
        "invoice_words": labels.STATE_WORDS,
        "invoice_tones": labels.STATE_TONES,
        "vat_words": labels.VAT_WORDS,
    }


def invoices_page(page: str, **context: Any) -> Response:
    """Answer the list of invoices, or its export."""
    state = list_state(
        request.args,
        sorts=["-issued", *(key for key in queries.SORTS if key != "issued")],
        filters={"state": [each.value for each in InvoiceState], "currency": None, "distributor": None},
    )
    if kind := wanted_export():
        return _export(kind, state)
    listed, sums = queries.invoices_list(state, today())
    return respond(page, "billing/_list.html", page=listed, sums=sums, state=state, **words(), **context)


def _export(kind: str, state: ListState) -> Response:
    money = ColumnKind.AMOUNT
    columns = [
        Column(_("Invoice"), width=24), Column(_("Distributor"), width=30), Column(_("Shipment"), width=18),
        Column(_("Issued on"), ColumnKind.DATE, 12), Column(_("Due on"), ColumnKind.DATE, 12),
        Column(_("State"), width=14), Column(_("Currency"), ColumnKind.CURRENCY, 10), Column(_("Total"), money),
        Column(_("Credited"), money), Column(_("Still owed"), money),
    ]  # fmt: skip
    rows = (
        (
            row.number, row.distributor_name, row.shipment_number, row.issued_on, row.due_on,
            str(labels.STATE_WORDS[row.state]), row.currency, row.total, row.credited, row.owed,
        )
        for row in queries.invoices_export(state, today())
    )  # fmt: skip
    return table_file(kind, "invoices", columns, rows, title=_("Invoices"), dated=True)


def invoice_page(number: str) -> Response:
    """Answer the page of one invoice with its papers and credit notes."""
    invoice = queries.invoice_for(number, today(), language())
    issued = papers_of("shipment", invoice.row.shipment_number)
    return respond(
        "billing/invoice.html", "billing/_invoice.html", invoice=invoice, papers=issued, today=today(),
        **words(), **papers.words(),
    )  # fmt: skip
