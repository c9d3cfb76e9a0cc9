"""How large a file of master data may be, and bounds several kinds share. Pure."""

from decimal import Decimal

from portal.core.errors import Refused
from portal.core.sheets.model import Limits, Sheet

LONGEST_NUMBER = 40
"""Signs of a part number, of one's own number for a part, and of the number of a bulletin."""
FIRST_YEAR, LAST_YEAR = Decimal(1900), Decimal(2100)
"""Of models."""
LONGEST_VIN = 17
SMALLEST_PRICE = Decimal("0.0001")
MOST_PIECES = Decimal(10) ** 7
"""Of one part in one place."""
NAMED_IN = ("en", "zh", "ar", "th", "ru", "es", "pt-BR", "de", "fr")
"""Languages parts and bulletins have names in."""
LIMITS = Limits(
    rows=120_000,
    columns=60,
    tables=6,
    characters=60_000_000,
    lines=250_000,
    file_mib=40,
    unpacked_mib=600,
    area=8_000_000,
    memory_mib=2_048,
    cpu_seconds=60,
    wall_seconds=120,
)
"""More than an order: 120,000 rows, which a price list of 100,000 parts fits into."""
NOT_OF_AN_ORDER = {
    "sheet.more_rows": "masterdata.too_many_rows",
    "sheet.too_many_rows": "masterdata.too_many_rows",
    "sheet.empty": "masterdata.empty_file",
    "sheet.too_much_text": "masterdata.too_much",
    "sheet.unpacks_too_large": "masterdata.too_much",
    "sheet.line_too_long": "masterdata.too_much",
}
"""What is said of a file of master data where an order's would be told of its lines."""


def check_rows(sheet: Sheet, heading: int | None, most: int) -> None:
    """Refuse a table with more rows of data below its headings than a file may have: `masterdata.too_many_rows`."""
    rows = sheet.rows[0 if heading is None else heading + 1 :]
    if sum(1 for cells in rows if any(cell.strip() for cell in cells)) > most:
        raise Refused("masterdata.too_many_rows", limit=most)
