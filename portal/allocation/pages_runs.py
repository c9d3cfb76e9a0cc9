"""The lists of an allocation: all runs, and the lines of one run; each on its page and as a file to download."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.allocation.labels import scope_text
from portal.allocation.pages_backorders import order_line
from portal.core.sheets.writer import ColumnKind
from portal.core.web.cells import linked
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.fields import figure, moment, part, words
from portal.core.web.labels import actor_text
from portal.stock import labels


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
    moment("started_at", _l("Started"), sort="started"),
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
    figure("lines", _l("Lines"), sort="lines"),
    figure("pieces_allocated", _l("Pieces allocated"), width=18, sort="allocated"),
    figure("pieces_short", _l("Pieces short"), width=14, sort="short"),
    address=lambda row, reader: reader.at("hq_allocation.show", run_id=row.id),
)
"""The list of runs."""

SHARES = Columns(
    part("part_number", _l("Part number"), sort="part", order=("part_number", "rank")),
    Field(_l("Rank"), _rank, select=("rank", "rank_of")),
    figure("rank", _l("Rank"), cell=None, width=8),
    figure("rank_of", _l("Lines of this part"), cell=None, width=18),
    *order_line(order=("order_number", "line_no")),
    words("distributor_name", _l("Distributor"), width=28, sort="distributor"),
    figure("wanted", _l("Wanted"), sort="wanted"),
    figure("got", _l("Got"), sort="got"),
    figure("short", _l("Pieces short"), width=14, sort="short"),
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
