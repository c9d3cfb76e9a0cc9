"""The pages of invoices, the same at both doors: the list with its sums, and one invoice."""

from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.pages_several import company_choices, company_list_state
from portal.billing import labels, queries, queries_invoice
from portal.billing.states import InvoiceState
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import numbered
from portal.core.web.columns import SEVERAL, Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.languages import language, zone
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.core.web.prices import prices_shown
from portal.documents import pages as papers
from portal.documents.queries import papers_of
from portal.finance.queries_payments import paid_of


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


def _owed(row: Any, reader: Reader) -> Any:
    return reader.money(row.owed, row.currency) if row.owed else ""


def _credited(row: Any, reader: Reader) -> Any:
    return reader.money(row.credited, row.currency) if row.credited else ""


INVOICES = Columns(
    Field(
        _l("Invoice"),
        lambda row, reader: numbered(reader.href, row.number),
        lambda row: row.number,
        width=24,
        sort="number",
    ),
    Field(
        _l("Distributor"),
        lambda row, _reader: row.distributor_name,
        width=30,
        sort="distributor",
        only=SEVERAL,
    ),
    Field(_l("Distributor"), value=lambda row: row.distributor_name, width=30),
    Field(
        _l("Shipment"),
        lambda row, _reader: ltr(row.shipment_number),
        lambda row: row.shipment_number,
        width=18,
        select=("shipment_number",),
        look="mono",
    ),
    Field(
        _l("Issued on"),
        lambda row, reader: reader.day(row.issued_on),
        lambda row: row.issued_on,
        kind=ColumnKind.DATE,
        width=12,
        sort="issued",
        look="nowrap",
    ),
    Field(
        _l("Due on"),
        lambda row, reader: reader.day(row.due_on),
        lambda row: row.due_on,
        kind=ColumnKind.DATE,
        width=12,
        sort="due",
        look="nowrap",
    ),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(labels.STATE_WORDS[row.state], labels.STATE_TONES[row.state]),
        lambda row: str(labels.STATE_WORDS[row.state]),
        width=14,
        select=("state",),
    ),
    Field(_l("Currency"), value=lambda row: row.currency, kind=ColumnKind.CURRENCY, width=10),
    Field(
        _l("Total"),
        lambda row, reader: reader.money(row.total, row.currency),
        lambda row: row.total,
        kind=ColumnKind.AMOUNT,
        sort="total",
        look="n",
        total=lambda each, reader: reader.money(each.total, each.currency),
    ),
    Field(
        _l("Credited"),
        _credited,
        lambda row: row.credited,
        kind=ColumnKind.AMOUNT,
        select=("credited",),
        look="n",
        total=lambda each, reader: reader.money(each.credited, each.currency),
    ),
    Field(
        _l("Still owed"),
        _owed,
        lambda row: row.owed,
        kind=ColumnKind.AMOUNT,
        sort="owed",
        look="n",
        total=lambda each, reader: reader.money(each.owed, each.currency),
    ),
    address=lambda row, reader: reader.to("billing.show", number=row.number),
)
"""The list of invoices, at both doors; whose they are is told to those who see several distributors'."""


def invoices_page(page: str, **context: Any) -> Response:
    """Answer the list of invoices, or its export."""
    state = company_list_state(
        request.args,
        sorts=INVOICES.sorts("-issued"),
        filters={"state": [each.value for each in InvoiceState], "currency": None},
    )
    if kind := wanted_export():
        return INVOICES.file(kind, "invoices", queries.all_invoices(state, today()), title=_("Invoices"), dated=True)
    listed, sums = queries.invoices_list(state, today())
    table = INVOICES.drawn(listed.rows, sums=sums if prices_shown() else (), summed=_summed)
    more = {"distributors": company_choices(state, queries.OWNER), **words(), **context}
    return respond(page, "billing/_list.html", page=listed, table=table, state=state, **more)


def _summed(each: queries.CurrencySum, reader: Reader) -> Any:
    return reader.ngettext(
        "%(count)s invoice in %(currency)s",
        "%(count)s invoices in %(currency)s",
        each.count,
        count=reader.number(each.count),
        currency=each.currency,
    )


def invoice_page(number: str) -> Response:
    """Answer the page of one invoice with its papers, its credit notes and what paid it."""
    invoice = queries_invoice.invoice_for(number, today(), language())
    issued = papers_of("shipment", invoice.row.shipment_number)
    return respond(
        "billing/invoice.html",
        "billing/_invoice.html",
        invoice=invoice,
        papers=issued,
        payments=paid_of(number),
        today=today(),
        **words(),
        **papers.words(),
    )
