"""The list of what stands ready to pick, grouped as one shipment may take it: its columns, its page, its file."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.cells import linked, together, two_lines
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import figure, moment
from portal.core.web.page_words import ltr
from portal.core.web.pages import respond
from portal.orders.labels_fields import MODE_WORDS
from portal.shipping.depot import queries_groups
from portal.shipping.views import queries_lists
from portal.shipping.views.pages import kg, words
from portal.stock.labels_depot_names import depot_name


def _distributor(row: Any, reader: Reader) -> Markup:
    pills = [
        reader.pill(word, tone)
        for holds, word, tone in (
            (row.vor, reader.gettext("VOR order"), "bad"),
            (row.dangerous, reader.gettext("Dangerous goods"), "warn"),
            (row.waits, reader.gettext("Not whole yet"), "warn"),
            (row.goes_at, _waits_text(row.goes_at, reader), "info"),
        )
        if holds
    ]
    told = linked(reader.href, row.distributor_name)
    return two_lines(told, Markup('<span class="pills">%s</span>') % together(*pills)) if pills else told


def _waits_text(goes_at: datetime | None, reader: Reader) -> str:
    """Return that a group waits for another shipment, and the day from which it goes by itself."""
    if goes_at is None:
        return ""
    return reader.gettext("Waits for another shipment, until %(day)s", day=reader.day(day_in(goes_at, reader.zone)))


def _ship_to(row: Any, _reader: Reader) -> Any:
    return two_lines(row.ship_to or "–", row.ship_to_city) if row.ship_to_city else row.ship_to or "–"


def _incoterm(row: Any) -> str:
    return f"{row.incoterm} {row.incoterm_place}"


READY = Columns(
    Field(_l("Distributor"), _distributor, lambda row: row.distributor_name, width=30, sort="distributor"),
    Field(_l("Ship-to"), _ship_to, lambda row: row.ship_to, width=30, select=("ship_to",)),
    Field(_l("City"), value=lambda row: row.ship_to_city, width=20),
    Field(
        _l("Depot"),
        lambda row, _reader: depot_name(row.depot_name),
        lambda row: str(depot_name(row.depot_name)),
        width=20,
        select=("depot_name",),
    ),
    Field(
        _l("Mode"),
        lambda row, _reader: MODE_WORDS[Mode(row.mode)],
        lambda row: str(MODE_WORDS[Mode(row.mode)]),
        select=("mode",),
    ),
    Field(_l("Incoterm"), lambda row, _reader: ltr(_incoterm(row)), _incoterm, width=24, select=("incoterm",)),
    Field(_l("VOR order"), value=lambda row: _("yes") if row.vor else "", width=12),
    Field(_l("Dangerous goods"), value=lambda row: _("yes") if row.dangerous else "", width=16),
    Field(_l("Not whole yet"), value=lambda row: _("yes") if row.waits else "", width=16),
    figure("orders", _l("Orders"), sort="orders"),
    figure("lines", _l("Lines"), sort="lines"),
    figure("pieces", _l("Pieces"), sort="pieces"),
    Field(
        _l("Net weight"),
        lambda row, _reader: kg(row.weight_g),
        lambda row: Decimal(row.weight_g) / 1000,
        kind=ColumnKind.NUMBER,
        heading=_l("Net weight (kg)"),
        sort="weight",
        look="n",
    ),
    moment("oldest", _l("Waiting since"), sort="waiting"),
    moment("goes_at", _l("Goes by itself"), aside=True),
    address=lambda row, reader: reader.at(
        "hq_shipping_depot_ready.group", order_id=row.anchor_id, depot_id=row.depot_id
    ),
    cards=True,
)
"""The list of groups ready to pick."""


def ready_page() -> Response:
    """Answer what stands ready to pick, or its export."""
    filters = {"depot": None, "mode": [mode.value for mode in Mode], "rests": ["ready", "waiting"]}
    now = utc_now()
    state = list_state(request.args, sorts=READY.sorts("waiting"), filters=filters)
    if kind := wanted_export():
        return READY.file(kind, "ready", queries_groups.all_groups(state, now), title=_("Ready to pick"))
    page = queries_groups.groups(state, now)
    return respond(
        "shipping/views/hq_ready.html",
        page=page,
        table=READY.drawn(page.rows),
        state=state,
        depots=queries_lists.depots(),
        **words(),
    )
