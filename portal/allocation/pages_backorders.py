"""The columns of the list of lines that wait for stock."""

from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.permissions import Permission
from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import Columns, Field, Reader, numbered, together
from portal.core.web.guards import current_actor
from portal.core.web.page_words import part_number
from portal.orders import labels


def _line(row: Any, reader: Reader) -> Markup:
    return together(numbered(reader.href, row.order_number), " / ", reader.number(row.line_no))


def _promised(row: Any, reader: Reader) -> Any:
    first_on, promised_on = row.first_promised_on, row.promised_on
    told = reader.day(promised_on)
    return reader.pill(told, "warn") if promised_on and first_on and promised_on > first_on else told


def _requested(row: Any, reader: Reader) -> Any:
    wanted, promised_on = row.order_requested_on, row.promised_on
    told = reader.day(wanted)
    return reader.pill(told, "warn") if wanted and promised_on and promised_on > wanted else told


def _revise(row: Any, reader: Reader) -> Markup:
    may = current_actor().may(Permission.ALLOCATION_RUN)
    word = reader.gettext("Revise promise") if may else reader.gettext("Promised dates")
    spoken = reader.gettext("Promised dates of %(part)s in %(order)s", part=row.part_number, order=row.order_number)
    link = Markup('<div class="row-actions"><a class="btn btn-sm btn-plain" href="%s" aria-label="%s">%s</a></div>')
    return link % (
        reader.at("hq_allocation_promise.show", number=row.order_number, line_no=row.line_no),
        spoken,
        word,
    )


BACKORDERS = Columns(
    Field(
        _l("Order"),
        _line,
        lambda row: row.order_number,
        width=18,
        select=("order_number", "line_no"),
        sort="order",
        order=("order_id",),
    ),
    Field(_l("Line"), value=lambda row: row.line_no, kind=ColumnKind.INTEGER, width=6, select=("line_no",)),
    Field(_l("Distributor"), value=lambda row: row.distributor_name, width=28, select=("distributor_name",)),
    Field(
        _l("Part number"),
        lambda row, _reader: part_number(row.part_number),
        lambda row: row.part_number,
        width=18,
        select=("part_number",),
        sort="part",
        order=("part_number",),
    ),
    Field(
        _l("Distributor"),
        lambda row, _reader: row.distributor_name,
        select=("distributor_name",),
        sort="distributor",
        order=("distributor_name",),
    ),
    Field(
        _l("Type"),
        lambda row, reader: reader.pill(labels.TYPE_WORDS[row.order_type], labels.TYPE_TONES[row.order_type]),
        select=("order_type",),
    ),
    Field(
        _l("Backordered"),
        lambda row, reader: reader.number(row.backordered),
        lambda row: row.backordered,
        kind=ColumnKind.INTEGER,
        width=12,
        look="n",
        select=("backordered",),
        sort="pieces",
        order=("backordered",),
    ),
    Field(
        _l("Ordered"),
        lambda row, reader: reader.number(row.ordered),
        lambda row: row.ordered,
        kind=ColumnKind.INTEGER,
        width=10,
        look="n",
        select=("ordered",),
    ),
    Field(
        _l("First promised date"),
        lambda row, reader: reader.day(row.first_promised_on),
        lambda row: row.first_promised_on,
        kind=ColumnKind.DATE,
        select=("first_promised_on",),
    ),
    Field(
        _l("Requested delivery date"),
        _requested,
        lambda row: row.order_requested_on,
        kind=ColumnKind.DATE,
        select=("order_requested_on", "promised_on"),
        sort="requested",
        order=("order_requested_on",),
    ),
    Field(
        _l("Promised date"),
        _promised,
        lambda row: row.promised_on,
        kind=ColumnKind.DATE,
        select=("promised_on", "first_promised_on"),
        sort="promised",
        order=("promised_on",),
    ),
    Field(_l("Type"), value=lambda row: str(labels.TYPE_WORDS[row.order_type]), select=("order_type",)),
    Field("", _revise, select=("order_number", "line_no", "part_number")),
    address=lambda row, reader: reader.at("hq_orders.show", number=row.order_number),
)
"""The list of backorders; the file has distributor and type in other places than the page."""
