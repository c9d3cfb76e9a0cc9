"""The list of shipments, the same at both doors: its columns, its page, its file."""

from decimal import Decimal
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.accounts.pages_several import company_choices, company_list_state
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core import formats
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import ListState
from portal.core.web.cells import numbered, two_lines
from portal.core.web.columns import SEVERAL, Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.orders.labels_fields import MODE_WORDS
from portal.shipping import labels
from portal.shipping.states import Group, ShipmentState
from portal.shipping.views import queries_lists
from portal.shipping.views.pages import kg, told_text, words

ORDERS_SHOWN = 3


def _orders(row: Any, reader: Reader) -> Markup:
    shown = Markup("<br>").join(map(ltr, row.orders[:ORDERS_SHOWN]))
    further = len(row.orders) - ORDERS_SHOWN
    if further <= 0:
        return shown
    more = reader.ngettext("and %(count)s more", "and %(count)s more", further, count=reader.number(further))
    return two_lines(shown, more)


def _carrier(row: Any, _reader: Reader) -> Any:
    carrier = row.carrier or "–"
    return two_lines(carrier, ltr(row.transport_document)) if row.transport_document else carrier


def _number(row: Any, reader: Reader) -> Markup:
    return two_lines(numbered(reader.href, row.number), ltr(row.depot_code))


SHIPMENTS = Columns(
    Field(_l("Shipment"), _number, lambda row: row.number, width=18, sort="number"),
    Field(_l("State"), value=lambda row: str(labels.STATE_WORDS[row.state]), width=16),
    Field(_l("Distributor"), lambda row, _reader: row.distributor_name, sort="distributor", only=SEVERAL),
    Field(_l("Distributor"), value=lambda row: row.distributor_name, width=30),
    Field(
        _l("State"),
        lambda row, reader: reader.pill(labels.STATE_WORDS[row.state], labels.STATE_TONES[row.state]),
        sort="state",
    ),
    Field(_l("Depot"), value=lambda row: row.depot_code, width=10),
    Field(_l("Mode"), value=lambda row: str(MODE_WORDS[Mode(row.mode)]), width=16),
    Field(
        _l("Orders"),
        _orders,
        lambda row: formats.listed(row.orders, language()),
        width=30,
        look="mono",
        select=("orders",),
    ),
    Field(_l("Mode"), lambda row, _reader: MODE_WORDS[Mode(row.mode)], select=("mode",)),
    Field(_l("Carrier"), _carrier, lambda row: row.carrier, width=24, select=("carrier",)),
    Field(_l("Transport document number"), value=lambda row: row.transport_document, width=24),
    Field(
        _l("Departure"),
        lambda row, reader: told_text(row.departure, reader.zone) or "–",
        lambda row: row.departure.at if row.departure else None,
        kind=ColumnKind.INSTANT,
        width=20,
        sort="departed",
    ),
    Field(
        _l("Arrival"),
        lambda row, reader: told_text(row.arrival, reader.zone) or "–",
        lambda row: row.arrival.at if row.arrival else None,
        kind=ColumnKind.INSTANT,
        width=20,
        select=("arrival",),
    ),
    Field(
        _l("Cartons"),
        lambda row, reader: reader.number(row.carton_count) if row.carton_count else "–",
        lambda row: row.carton_count,
        kind=ColumnKind.INTEGER,
        width=10,
        select=("carton_count",),
        look="n",
        total=lambda sums, reader: reader.number(sums.cartons),
    ),
    Field(
        _l("Pieces"),
        lambda row, reader: reader.number(row.pieces),
        lambda row: row.pieces,
        kind=ColumnKind.INTEGER,
        width=10,
        select=("pieces",),
        look="n",
        total=lambda sums, reader: reader.number(sums.pieces),
    ),
    Field(
        _l("Gross weight"),
        lambda row, _reader: kg(row.gross_g) if row.gross_g else "–",
        lambda row: Decimal(row.gross_g) / 1000,
        kind=ColumnKind.NUMBER,
        heading=_l("Gross weight (kg)"),
        sort="gross",
        look="n",
        total=lambda sums, _reader: kg(sums.gross_g),
    ),
    address=lambda row, reader: reader.to("shipping.show", number=row.number),
)
"""The list of shipments; two columns stand in another place in its file than on its page."""


def shipments_state() -> ListState:
    """Return the view of the list that the address asks for."""
    return company_list_state(
        request.args,
        sorts=SHIPMENTS.sorts("-number"),
        filters={
            "state": [*Group, *ShipmentState],
            "mode": [mode.value for mode in Mode],
            "depot": None,
        },
    )


def list_page(page: str, *, cancelled: bool, **context: Any) -> Response:
    """Answer the list of shipments, or its export."""
    state = shipments_state()
    if kind := wanted_export():
        return SHIPMENTS.file(
            kind, "shipments", queries_lists.all_shipments(state, cancelled=cancelled), title=_("Shipments")
        )
    found, sums = queries_lists.shipments_list(state, cancelled=cancelled)

    def summed(_sums: queries_lists.Sums, reader: Reader) -> Any:
        count = reader.number(found.total)
        return reader.ngettext("%(count)s shipment", "%(count)s shipments", found.total, count=count)

    told = [sums] if sums and found.total > 1 else []
    table = SHIPMENTS.drawn(found.rows, sums=told, summed=summed)
    more = {"distributors": company_choices(state, queries_lists.OWNER), **words(), **context}
    return respond(page, "shipping/views/_list.html", page=found, table=table, state=state, **more)
