"""The lists of an allocation: all runs, and the lines of one run; each on its page and as a file to download."""

from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.allocation.labels import scope_text
from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import Columns, Field, Reader, linked, numbered, together
from portal.core.web.labels import actor_text
from portal.core.web.page_words import part_number
from portal.stock import labels


def _order(row: Any, reader: Reader) -> Markup:
    return together(numbered(reader.href, row.order_number), " / ", reader.number(row.line_no))


def _rule(row: Any, reader: Reader) -> Any:
    return reader.pill(labels.SHARE_WORDS.get(row.rule, row.rule), "ok" if row.got == row.wanted else "warn")


def _rank(row: Any, reader: Reader) -> str:
    return reader.gettext("%(rank)s of %(of)s", rank=reader.number(row.rank), of=reader.number(row.rank_of))


RUNS = Columns(
    Field(
        _l("Run"),
        lambda row, reader: linked(reader.href, reader.number(row.id)),
        lambda row: row.id,
        kind=ColumnKind.INTEGER,
        width=8,
        select=("id",),
        sort="run",
        order=("id",),
    ),
    Field(
        _l("Started"),
        lambda row, reader: reader.moment(row.started_at),
        lambda row: row.started_at,
        kind=ColumnKind.INSTANT,
        width=20,
        select=("started_at",),
        sort="started",
        order=("started_at",),
    ),
    Field(
        _l("By"),
        lambda row, _reader: actor_text(row.started_by),
        lambda row: actor_text(row.started_by),
        width=24,
        select=("started_by",),
        sort="by",
        order=("started_by",),
    ),
    Field(
        _l("Served"),
        lambda row, _reader: scope_text(row.scope),
        lambda row: scope_text(row.scope),
        width=18,
        select=("scope",),
    ),
    Field(
        _l("Lines"),
        lambda row, reader: reader.number(row.lines),
        lambda row: row.lines,
        kind=ColumnKind.INTEGER,
        width=10,
        look="n",
        select=("lines",),
        sort="lines",
        order=("lines",),
    ),
    Field(
        _l("Pieces allocated"),
        lambda row, reader: reader.number(row.pieces_allocated),
        lambda row: row.pieces_allocated,
        kind=ColumnKind.INTEGER,
        width=18,
        look="n",
        select=("pieces_allocated",),
        sort="allocated",
        order=("pieces_allocated",),
    ),
    Field(
        _l("Pieces short"),
        lambda row, reader: reader.number(row.pieces_short),
        lambda row: row.pieces_short,
        kind=ColumnKind.INTEGER,
        width=14,
        look="n",
        select=("pieces_short",),
        sort="short",
        order=("pieces_short",),
    ),
    address=lambda row, reader: reader.at("hq_allocation.show", run_id=row.id),
)
"""The list of runs."""

SHARES = Columns(
    Field(
        _l("Part number"),
        lambda row, _reader: part_number(row.part_number),
        lambda row: row.part_number,
        width=18,
        select=("part_number",),
        sort="part",
        order=("part_number", "rank"),
    ),
    Field(_l("Rank"), _rank, select=("rank", "rank_of")),
    Field(_l("Rank"), value=lambda row: row.rank, kind=ColumnKind.INTEGER, width=8, select=("rank",)),
    Field(
        _l("Lines of this part"),
        value=lambda row: row.rank_of,
        kind=ColumnKind.INTEGER,
        width=18,
        select=("rank_of",),
    ),
    Field(
        _l("Order"),
        _order,
        lambda row: row.order_number,
        width=18,
        select=("order_number", "line_no"),
        sort="order",
        order=("order_number", "line_no"),
    ),
    Field(_l("Line"), value=lambda row: row.line_no, kind=ColumnKind.INTEGER, width=6, select=("line_no",)),
    Field(
        _l("Distributor"),
        lambda row, _reader: row.distributor_name,
        lambda row: row.distributor_name,
        width=28,
        select=("distributor_name",),
        sort="distributor",
        order=("distributor_name",),
    ),
    Field(
        _l("Wanted"),
        lambda row, reader: reader.number(row.wanted),
        lambda row: row.wanted,
        kind=ColumnKind.INTEGER,
        width=10,
        look="n",
        select=("wanted",),
        sort="wanted",
        order=("wanted",),
    ),
    Field(
        _l("Got"),
        lambda row, reader: reader.number(row.got),
        lambda row: row.got,
        kind=ColumnKind.INTEGER,
        width=10,
        look="n",
        select=("got",),
        sort="got",
        order=("got",),
    ),
    Field(
        _l("Pieces short"),
        lambda row, reader: reader.number(row.short),
        lambda row: row.short,
        kind=ColumnKind.INTEGER,
        width=14,
        look="n",
        select=("short",),
        sort="short",
        order=("short",),
    ),
    Field(_l("Rule"), _rule, lambda row: str(labels.SHARE_WORDS.get(row.rule, row.rule)), width=40, select=("rule",)),
    Field(
        _l("Stock at the start"),
        lambda row, reader: reader.number(row.inputs.get("stock", 0)),
        lambda row: row.inputs.get("stock", 0),
        kind=ColumnKind.INTEGER,
        width=18,
        look="n",
        select=("inputs",),
    ),
    address=lambda row, reader: reader.at("hq_orders.show", number=row.order_number),
)
"""The lines of one run, in their turn; the file has rank and number of lines apart."""
