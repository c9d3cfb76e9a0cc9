"""The list of what a company ordered before: its columns, its page, its file."""

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.sheets.writer import ColumnKind
from portal.core.tables import list_state
from portal.core.web.cells import linked, numbered
from portal.core.web.columns import Columns, Field
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import figure, moment, words
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.orders.views import queries_bought

BOUGHT = Columns(
    Field(
        _l("Part number"),
        lambda row, reader: numbered(reader.href, row.part_number),
        lambda row: row.part_number,
        width=18,
        select=("part_number",),
        sort="part",
    ),
    words("part_name", _l("Name"), width=40, sort="name"),
    moment("last_at", _l("Last ordered"), sort="last"),
    figure("quantity", _l("Quantity then"), sort="quantity"),
    Field(
        _l("Order"),
        lambda row, reader: linked(reader.at("orders.show", number=row.last_order), row.last_order, "mono"),
        lambda row: row.last_order,
        kind=ColumnKind.TEXT,
        select=("last_order",),
    ),
    figure("times", _l("Orders"), sort="times"),
    figure("pieces", _l("Pieces in all"), sort="pieces"),
    address=lambda row, reader: reader.at("catalogue.show", number=row.part_number),
    cards=True,
)
"""What was ordered before, a part a row; its page leads to the part, from where it is ordered again."""


def bought_list() -> Response:
    """Answer the list, or its file (`?export=`)."""
    state = list_state(request.args, sorts=BOUGHT.sorts("-last"), filters={})
    distributor_id = current_actor().distributor_id or 0
    if kind := wanted_export():
        whole = queries_bought.all_bought(distributor_id, state, language())
        return BOUGHT.file(kind, "previously-bought", whole, title=_("Previously bought"))
    page = queries_bought.bought_page(distributor_id, state, language())
    return respond("orders/views/distributor_bought.html", page=page, table=BOUGHT.drawn(page.rows))
