"""Lists of orders as pages and as spreadsheets, alike at both doors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.core import formats
from portal.core.clock import utc_now
from portal.core.days import day_in
from portal.core.sheets.writer import Column, ColumnKind
from portal.core.tables import ListState, list_state
from portal.core.web.downloads import table_file
from portal.core.web.languages import language, zone
from portal.core.web.quick.cells import pill
from portal.orders import labels
from portal.orders.queries_heads import OrderHead
from portal.orders.states import OrderState, OrderType, Progress
from portal.orders.states_shown import SHOWN, Group
from portal.orders.views import queries_lists
from portal.orders.views.queries_lines import LineView
from portal.orders.views.queries_lists import OrderRow

DAYS = ("7", "30", "90", "365")


def asked() -> dict[str, str]:
    """Return what the address asks for, without what no database takes."""
    return {name: value.replace("\x00", "") for name, value in request.args.items()}


def orders_view() -> ListState:
    """Return which view of the orders the address asks for."""
    args = asked()
    if args.get("progress") and not args.get("state"):
        args["state"] = args["progress"]
    return list_state(
        args,
        sorts=queries_lists.SORTS,
        filters={
            "state": [*SHOWN, *Group],
            "type": list(OrderType),
            "days": DAYS,
            "held": ["yes"],
        },
    )


Selects = list[tuple[str, str, list[tuple[str, str]]]]


def selects(*, drafts: bool) -> Selects:
    """Return the filters of an order list: name, words, choices."""
    return _selects(language(), drafts)


@lru_cache(maxsize=32)
def _selects(_code: str, drafts: bool) -> Selects:
    """Return the filters in words of the language in force, which is `_code`."""
    hidden = set() if drafts else {OrderState.DRAFT}
    groups = [(one.value, str(words)) for one, words in labels.GROUP_WORDS.items()]
    states = [(one.value, str(words)) for one, words in labels.STATE_WORDS.items() if one not in hidden]
    further = [
        (one.value, str(words))
        for one, words in labels.PROGRESS_WORDS.items()
        if one not in {Progress.NONE, Progress.CANCELLED}
    ]
    days = [(one, ngettext("Last %(num)s day", "Last %(num)s days", int(one))) for one in DAYS]
    types = [(one.value, str(words)) for one, words in labels.TYPE_WORDS.items()]
    return [
        ("state", _("All states"), groups + states + further),
        ("type", _("All types"), types),
        ("days", _("Any time"), days),
        ("held", _("Held or not"), [("yes", _("On hold"))]),
    ]


@dataclass(frozen=True, slots=True)
class Pills:
    """What every row of a list may show, drawn in one language: types, and states with their progress."""

    types: Mapping[OrderType, Markup]
    states: Mapping[tuple[OrderState, Progress], Markup]


def pills() -> Pills:
    """Return the pills of order lists in the reader's words."""
    return _pills(language())


@lru_cache(maxsize=16)
def _pills(_code: str) -> Pills:
    types = {one: pill(words, labels.TYPE_TONES[one]) for one, words in labels.TYPE_WORDS.items()}
    states = {both: pill(*labels.state_pill(*both)) for both in product(OrderState, Progress)}
    return Pills(types, states)


def orders_file(kind: str, state: ListState, *, hq: bool) -> Response:
    """Return all orders of a view as a spreadsheet."""
    rows = queries_lists.exported_orders(state, day_in(utc_now(), zone()), drafts=not hq)
    return table_file(kind, "orders", _order_columns(hq), (_order_cells(row, hq) for row in rows))


def _order_columns(hq: bool) -> list[Column]:
    columns = [
        Column(_("Order"), width=18),
        Column(_("Customer's purchase order number") if hq else _("Your purchase order number"), width=18),
        Column(_("Type")), Column(_("State"), width=20), Column(_("Created"), ColumnKind.INSTANT, 20),
        Column(_("Submitted"), ColumnKind.INSTANT, 20), Column(_("Lines"), ColumnKind.INTEGER, 8),
        Column(_("Pieces"), ColumnKind.INTEGER, 8), Column(_("Currency"), ColumnKind.CURRENCY, 9),
        Column(_("Amount"), ColumnKind.AMOUNT, 14),
    ]  # fmt: skip
    return [columns[0], Column(_("Distributor"), width=28), *columns[1:]] if hq else columns


def _order_cells(row: OrderRow, hq: bool) -> list[Any]:
    state, _tone = labels.state_pill(row.state, row.progress)
    cells = [
        row.number, row.po_number, str(labels.TYPE_WORDS[row.order_type]), str(state), row.created_at,
        row.submitted_at, row.line_count, row.pieces, row.currency, row.total,
    ]  # fmt: skip
    return [cells[0], row.distributor_name, *cells[1:]] if hq else cells


def lines_file(kind: str, head: OrderHead, lines: Sequence[LineView]) -> Response:
    """Return the lines of an order as a spreadsheet."""
    places = ("open", "allocated", "backordered", "picked", "packed", "shipped", "delivered", "cancelled")
    columns = [
        Column(_("Line"), ColumnKind.INTEGER, 6), Column(_("Part number"), width=18),
        Column(_("Description"), width=32), Column(_("HS code")), Column(_("Country of origin")),
        Column(_("Ordered"), ColumnKind.INTEGER, 9),
        *(Column(str(labels.PLACE_WORDS[place]), ColumnKind.INTEGER, 11) for place in places),
        Column(_("First promised date"), ColumnKind.DATE), Column(_("Promised date"), ColumnKind.DATE),
        Column(_("Unit price"), ColumnKind.MONEY, 12), Column(_("Currency"), ColumnKind.CURRENCY, 9),
        Column(_("Amount"), ColumnKind.AMOUNT, 14), Column(_("Note"), width=24),
    ]  # fmt: skip
    rows = (_line_cells(line, places, head.currency) for line in lines)
    return table_file(kind, head.number, columns, rows)


def _line_cells(line: LineView, places: Sequence[str], currency: str) -> list[Any]:
    return [
        line.line_no, line.part_number, line.part_name, line.hs_code, formats.country(line.origin, language()),
        line.ordered, *(getattr(line, place) for place in places),
        line.first_promised_on, line.promised_on, line.unit_price, currency, line.amount, line.note,
    ]  # fmt: skip
