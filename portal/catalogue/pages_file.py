"""The catalogue as a file: its columns, each over a part and what is offered of it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.catalogue import labels
from portal.core import formats
from portal.core.sheets.writer import ColumnKind
from portal.core.web.columns import Columns, Field
from portal.core.web.languages import language


def _price(row: Any, name: str) -> Any:
    price = row[1].price
    return getattr(price, name) if price else None


PARTS = Columns(
    Field(_l("Part number"), value=lambda row: row[0].number, width=18),
    Field(_l("Name"), value=lambda row: row[0].name, width=44),
    Field(_l("State"), value=lambda row: str(labels.STATE_WORDS[row[0].state])),
    Field(_l("Unit of measure"), value=lambda row: labels.unit_text(row[0].unit)),
    Field(_l("Minimum order quantity"), value=lambda row: row[0].minimum, kind=ColumnKind.INTEGER),
    Field(_l("Pack quantity"), value=lambda row: row[0].pack, kind=ColumnKind.INTEGER),
    Field(_l("Weight (g)"), value=lambda row: row[0].weight_g or None, kind=ColumnKind.INTEGER),
    Field(_l("HS code"), value=lambda row: row[0].hs_code),
    Field(_l("Country of origin"), value=lambda row: formats.country(row[0].origin, language()), width=18),
    Field(_l("UN number"), value=lambda row: row[0].dangerous.un_number if row[0].dangerous else None),
    Field(_l("Availability"), value=lambda row: str(row[1].words)),
    Field(_l("Next receipt"), value=lambda row: row[1].next_on, kind=ColumnKind.DATE),
    Field(_l("List price"), value=lambda row: _price(row, "list_price"), kind=ColumnKind.MONEY),
    Field(_l("Net price"), value=lambda row: _price(row, "net"), kind=ColumnKind.MONEY),
    Field(_l("Currency"), value=lambda row: _price(row, "currency"), width=8),
)
"""Of a part and its offer; the page draws its rows, with what may be ordered, in a template of its own."""
