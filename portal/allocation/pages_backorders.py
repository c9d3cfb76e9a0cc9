"""The columns of the list of lines that wait for stock."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.permissions import Permission
from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import numbered, together, two_lines
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.fields import day, figure, part, words
from portal.core.web.guards import current_actor
from portal.orders import labels
from portal.orders.rules_rests import lapse_day, may_go_unkept


def _line(row: Any, reader: Reader) -> Markup:
    return together(numbered(reader.href, row.order_number), " / ", reader.number(row.line_no))


def _promised(row: Any, reader: Reader) -> Any:
    first_on, promised_on = row.first_promised_on, row.promised_on
    told = reader.day(promised_on)
    if promised_on and first_on and promised_on > first_on:
        told = reader.pill(told, "warn")
    if may_go_unkept(row.order_backorder_rule, row.order_state):
        told = two_lines(told, reader.pill(reader.gettext("Cancelled when the first shipment leaves"), "warn"))
    lapses = _lapses_on(row)
    if lapses and promised_on and promised_on >= lapses:
        before = reader.gettext("Cancelled before, on %(day)s", day=reader.day(lapses))
        told = two_lines(told, reader.pill(before, "warn"))
    return told


def _requested(row: Any, reader: Reader) -> Any:
    wanted, promised_on = row.order_requested_on, row.promised_on
    told = reader.day(wanted)
    return reader.pill(told, "warn") if wanted and promised_on and promised_on > wanted else told


def _lapses_on(row: Any) -> date | None:
    """Return the day on which a line is cancelled as far as it still waits; None where it waits for good."""
    return lapse_day(row.order_released_at, row.order_rest_days)


def _lapses(row: Any, reader: Reader) -> Any:
    on = _lapses_on(row)
    told = reader.day(on)
    return reader.pill(told, "warn") if on and row.promised_on and row.promised_on >= on else told


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


def order_line(*, order: tuple[str, ...]) -> tuple[Field, Field]:
    """Return the columns of an order and its line: one on the page, two in the file; sorted by these names."""
    both = Field(
        _l("Order"),
        _line,
        lambda row: row.order_number,
        width=18,
        select=("order_number", "line_no"),
        sort="order",
        order=order,
    )
    return both, figure("line_no", _l("Line"), cell=None, width=6)


BACKORDERS = Columns(
    *order_line(order=("order_id",)),
    words("distributor_name", _l("Distributor"), cell=None, width=28),
    part("part_number", _l("Part number"), sort="part"),
    words("distributor_name", _l("Distributor"), value=None, sort="distributor"),
    Field(
        _l("Type"),
        lambda row, reader: reader.pill(labels.TYPE_WORDS[row.order_type], labels.TYPE_TONES[row.order_type]),
        select=("order_type",),
    ),
    figure("backordered", _l("Backordered"), width=12, sort="pieces"),
    figure("ordered", _l("Ordered")),
    day("first_promised_on", _l("First promised date")),
    day(
        "order_requested_on",
        _l("Requested delivery date"),
        cell=_requested,
        select=("order_requested_on", "promised_on"),
        sort="requested",
    ),
    day(
        "promised_on",
        _l("Promised date"),
        cell=_promised,
        select=(
            "promised_on",
            "first_promised_on",
            "order_rest_days",
            "order_released_at",
            "order_backorder_rule",
            "order_state",
        ),
        sort="promised",
    ),
    Field(
        _l("Cancelled if it waits until"),
        _lapses,
        _lapses_on,
        kind=ColumnKind.DATE,
        select=("order_rest_days", "order_released_at", "promised_on"),
        aside=True,
    ),
    Field(_l("Type"), value=lambda row: str(labels.TYPE_WORDS[row.order_type]), select=("order_type",)),
    Field("", _revise, select=("order_number", "line_no", "part_number")),
    address=lambda row, reader: reader.at("hq_orders.show", number=row.order_number),
)
"""The list of backorders; the file has distributor and type in other places than the page."""
