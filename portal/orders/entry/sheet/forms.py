"""An order sheet out of a file: the first table in which order lines are found."""

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Limits, Sheet
from portal.core.sheets.reader import read_sheet
from portal.orders.entry.sheet.rules_columns import OrderRows, order_lines_of
from portal.orders.entry.sheet.rules_headings import KNOWN

NO_ORDER = frozenset({"sheet.no_part_column", "sheet.no_quantity_column", "sheet.no_lines"})
"""What a table is refused for that is something else than an order: a cover page, a price list."""

MOST_TRIED = 3


def order_sheet_of(data: bytes, filename: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, OrderRows]:
    """Return the table read and its order lines; where the first is no order, the next ones are tried.

    Refuses what `read_sheet` and `order_lines_of` refuse, by what the first table lacks.
    """
    sheet = read_sheet(data, filename, limits, known=KNOWN)
    try:
        return sheet, order_lines_of(sheet, limits)
    except Refused as first:
        if first.code not in NO_ORDER:
            raise
        for name in sheet.others[:MOST_TRIED]:
            found = _lines_in(data, filename, limits, name)
            if found is not None:
                return found
        raise


def _lines_in(data: bytes, filename: str, limits: Limits, name: str) -> tuple[Sheet, OrderRows] | None:
    try:
        sheet = read_sheet(data, filename, limits, name, KNOWN)
        return sheet, order_lines_of(sheet, limits)
    except Refused:
        return None
