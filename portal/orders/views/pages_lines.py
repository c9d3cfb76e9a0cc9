"""The lines of an order, alike at both doors: a table whose rows are one line high, and its file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core import formats
from portal.core.permissions import Permission
from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import together, two_lines
from portal.core.web.columns import HQ, Columns, Drawn, Field, Reader
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.page_words import bars, filled, ltr, part_number
from portal.core.web.page_words import reader as page_reader
from portal.core.web.prices import prices_shown
from portal.orders import labels
from portal.orders.queries_heads import OrderHead
from portal.orders.rules_rests import lapse_day, may_go_unkept
from portal.orders.views.queries_lines import LineView
from portal.pricing.labels import STEP_WORDS, figure, grounds_of, percent_text
from portal.pricing.rules_price_steps import StepCode

PLACES = ("open", "allocated", "backordered", "picked", "packed", "shipped", "delivered", "cancelled")
_LATER, _SOONER = "warn", "ok"


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what its cells need beside it: its order, its stock where that is told, where its pieces are."""

    line: LineView
    order: OrderHead
    free: int = 0
    progress: str = ""


def progress_cells() -> Callable[[LineView], Markup]:
    """Return what draws where the pieces of a line are: a bar, and one place or each with its number.

    The words are looked up once for a page of lines, and lines that are equally far are drawn once. Pieces
    nothing has happened to leave the bar empty.
    """
    locale, shape = language(), _("%(count)s %(place)s")
    words = {place: str(word) for place, word in labels.PLACE_WORDS.items()}

    def told(places: Sequence[tuple[str, int]]) -> str:
        if len(places) == 1:
            return words[places[0][0]]
        return formats.listed(
            [shape % {"count": formats.number(n, locale), "place": words[place]} for place, n in places], locale
        )

    @cache
    def drawn(places: tuple[tuple[str, int], ...], ordered: int) -> Markup:
        text = told(places)
        bar = bars([(labels.PLACE_TONES[place], n) for place, n in places if place != "open"], ordered, text)
        look = "sub nowrap" if len(places) == 1 else "sub"
        return bar + Markup(' <span class="{}">{}</span>').format(look, text)

    return lambda line: drawn(line.places, line.ordered)


def _line(row: Row, reader: Reader) -> Any:
    number = reader.number(row.line.line_no)
    if not reader.href or HQ in reader.marks:
        return number
    spoken = reader.gettext("Line %(line)s", line=row.line.line_no)
    return Markup('<a href="%s" aria-label="%s">%s</a>') % (reader.href, spoken, number)


def _part(row: Row, reader: Reader) -> Markup:
    number, asked = part_number(row.line.part_number), row.line.asked_number
    return two_lines(number, together(reader.gettext("asked as"), " ", ltr(asked))) if asked else number


def _name(row: Row, reader: Reader) -> Markup:
    line = row.line
    danger = together(" ", reader.pill(line.un_number, "bad")) if line.un_number else ""
    note = Markup('<div class="sub typed">%s</div>') % line.note if line.note else ""
    return together(Markup("<bdi>%s</bdi>") % line.part_name, danger, note)


def _promised(row: Row, reader: Reader) -> Any:
    """Return the promised date, marked where it moved; at headquarters it leads to all dates of the line.

    Of a line that is ready in part it is the day of the pieces that are missing, so both are told.
    """
    line, told = row.line, reader.day(row.line.promised_on)
    first_on, promised_on = line.first_promised_on, line.promised_on
    if promised_on and first_on and promised_on != first_on:
        was = reader.gettext("%(now)s (was %(first)s)", now=told, first=reader.day(first_on))
        told = reader.pill(was, _LATER if promised_on > first_on else _SOONER)
    wanted = row.order.requested_on
    if wanted and promised_on and promised_on > wanted:
        told = two_lines(told, reader.gettext("Later than wanted, %(day)s", day=reader.day(wanted)))
    if line.ready and line.backordered:
        rest = filled(_("The other %(n)s: %(day)s"), {"n": reader.number(line.backordered), "day": told})
        told = two_lines(reader.gettext("Ready now: %(n)s", n=reader.number(line.ready)), rest)
    if line.backordered and may_go_unkept(row.order.backorder_rule, row.order.state):
        told = two_lines(told, reader.pill(reader.gettext("Cancelled when the first shipment leaves"), "warn"))
    lapses = lapse_day(row.order.released_at, row.order.rest_days) if line.backordered else None
    if lapses and promised_on and promised_on >= lapses:
        before = reader.gettext("Cancelled before, on %(day)s", day=reader.day(lapses))
        told = two_lines(told, reader.pill(before, "warn"))
    if not _has_dates(line, reader):
        return told
    spoken = reader.gettext("Promised dates of line %(line)s", line=line.line_no)
    may_revise = line.backordered and current_actor().may(Permission.ALLOCATION_RUN)
    word = page_reader().icon("pencil", reader.gettext("Revise promise")) if may_revise else ""
    return Markup('<a href="%s"><span class="visually-hidden">%s: </span>%s</a>') % (
        reader.at("hq_allocation_promise.show", number=row.order.number, line_no=line.line_no),
        spoken,
        together(told, word),
    )


def _has_dates(line: LineView, reader: Reader) -> bool:
    """Tell whether headquarters has promised something of a line, or is to."""
    return HQ in reader.marks and bool(line.promised_on or line.backordered)


def _price(row: Row, reader: Reader) -> Any:
    """Return the unit price; where it came about in steps it opens them."""
    line = row.line
    if not line.price_steps:
        return reader.unit_price(line.unit_price)
    steps = [(reader.gettext("List price"), reader.unit_price(line.list_price))]
    for step in line.price_steps:
        percent = together(" ", ltr(percent_text(step["percent"]))) if step.get("percent") else ""
        amount = reader.unit_price(figure(step["amount"]))
        grounds = grounds_of(step)
        rests = Markup("<div><bdi>%s</bdi></div>") % grounds if grounds else ""
        steps.append((together(str(STEP_WORDS[StepCode(step["code"])]), percent, rests), amount))
    told = Markup("").join(Markup("<div><dt>%s</dt><dd>%s</dd></div>") % step for step in steps)
    return Markup(
        '<details class="price"><summary>%s<span class="visually-hidden"> %s</span></summary>'
        '<dl class="steps sub">%s</dl></details>'
    ) % (reader.unit_price(line.unit_price), reader.gettext("Why"), told)


def _address(row: Row, reader: Reader) -> str:
    """Return where a line opens: its own page, at headquarters that of its promised dates."""
    line = row.line
    if HQ not in reader.marks:
        return reader.at("orders.line", number=row.order.number, line_no=line.line_no)
    if not _has_dates(line, reader) or not current_actor().may(Permission.ALLOCATION_VIEW):
        return ""
    return reader.at("hq_allocation_promise.show", number=row.order.number, line_no=line.line_no)


def _marked(row: Row) -> Mapping[str, str]:
    line = row.line
    return {"id": f"line-{line.line_no}-{line.split}" if line.split else f"line-{line.line_no}", "data-folds": ""}


def _of_place(place: str) -> Field:
    return Field(
        labels.PLACE_WORDS[place], value=lambda row: getattr(row.line, place), kind=ColumnKind.INTEGER, width=11
    )


def _day(of: Callable[[LineView], date | None]) -> Callable[[Row, Reader], str]:
    return lambda row, reader: reader.day(of(row.line))


def _free_stock(row: Row, reader: Reader) -> Any:
    told = reader.number(row.free)
    return told if row.order.partial_ok else two_lines(told, reader.gettext("in one depot"))


LINES = Columns(
    Field(_l("Line"), _line, lambda row: row.line.line_no, kind=ColumnKind.INTEGER, width=6, look="n"),
    Field(_l("Part number"), _part, lambda row: row.line.part_number, width=18, select=("part_number",)),
    Field(_l("Description"), _name, lambda row: row.line.part_name, width=32, select=("part_name",)),
    Field(
        _l("HS code"),
        lambda row, _reader: ltr(row.line.hs_code) if row.line.hs_code else "–",
        lambda row: row.line.hs_code,
        select=("hs_code",),
        look="nowrap",
    ),
    Field(
        _l("Country of origin"),
        lambda row, reader: reader.country_name(row.line.origin),
        lambda row: formats.country(row.line.origin, language()),
        select=("origin",),
        aside=True,
    ),
    Field(
        _l("Ordered"),
        lambda row, reader: reader.number(row.line.ordered),
        lambda row: row.line.ordered,
        kind=ColumnKind.INTEGER,
        width=9,
        select=("ordered",),
        look="n",
    ),
    Field(_l("Free stock"), _free_stock, select=("free",), look="n", only=HQ),
    Field(_l("Progress"), lambda row, _reader: row.progress, select=("progress",)),
    *map(_of_place, PLACES),
    Field(
        _l("First promised date"),
        _day(lambda line: line.first_promised_on),
        lambda row: row.line.first_promised_on,
        kind=ColumnKind.DATE,
        select=("first_promised_on",),
        look="nowrap",
        aside=True,
    ),
    Field(_l("Ready now"), value=lambda row: row.line.ready, kind=ColumnKind.INTEGER, width=11),
    Field(
        _l("Promised date"),
        _promised,
        lambda row: row.line.promised_on,
        kind=ColumnKind.DATE,
        select=("promised_on",),
        look="nowrap",
        hint=_l("Ready to ship by"),
    ),
    Field(
        _l("Unit price"),
        _price,
        lambda row: row.line.unit_price,
        kind=ColumnKind.MONEY,
        width=12,
        select=("unit_price",),
        look="n",
    ),
    Field(_l("Currency"), value=lambda row: row.order.currency, kind=ColumnKind.CURRENCY, width=9),
    Field(
        _l("Amount"),
        lambda row, reader: reader.amount(row.line.amount, row.order.currency),
        lambda row: row.line.amount,
        kind=ColumnKind.AMOUNT,
        width=14,
        select=("amount",),
        look="n",
        total=lambda order, reader: reader.amount(order.total, order.currency),
    ),
    Field(_l("Note"), value=lambda row: row.line.note, width=24),
    address=_address,
    marked=_marked,
    cards=True,
)
"""The lines of an order. A row is one line high unless there is more to say: another number, a note, a wanted day."""


def lines_table(order: OrderHead, lines: Sequence[LineView], free: Mapping[int, Any] | None = None) -> Drawn:
    """Return lines of an order as its template takes them; `free` is the stock of their parts (`stock.in_short`)."""
    cell, stock = progress_cells(), free or {}
    rows = [Row(line, order, _free(order, line, stock), cell(line)) for line in lines]
    return LINES.drawn(rows, sums=[order] if prices_shown() else (), summed=_summed)


def _free(order: OrderHead, line: LineView, stock: Mapping[int, Any]) -> int:
    """Return the pieces the order could have now of a line's part: one that ships only whole has them of one depot."""
    there = stock.get(line.part_id)
    return there.for_order(whole=not order.partial_ok) if there else 0


def _summed(order: OrderHead, reader: Reader) -> str:
    return reader.gettext("Total %(currency)s", currency=order.currency)


def lines_file(kind: str, order: OrderHead, lines: Sequence[LineView]) -> Response:
    """Return the lines of an order as a spreadsheet."""
    return LINES.file_of(kind, order.number, [Row(line, order) for line in lines])
