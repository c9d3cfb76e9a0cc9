"""Which column of a table holds which field, told by its headings. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.sheets.folding import folded
from portal.core.sheets.model import Book, Sheet

HEADING_ROWS = 20


@dataclass(frozen=True, slots=True)
class Placed:
    """Where things stand: the table, the row of its headings, the column of each field that was found."""

    sheet: int
    heading: int | None
    columns: Mapping[str, int]

    def lacking(self, key: Sequence[str]) -> list[str]:
        """Return those fields without a column that identify a row: without them none can be read."""
        return [name for name in key if name not in self.columns]


def placed(book: Book, headings: Mapping[str, str]) -> Placed:
    """Return the table and row in which most headings are known (`headings`: folded heading to field).

    A title, alone in its row above a wider table, is no heading whatever it says.
    """
    best = Placed(0, None, {})
    for index, sheet in enumerate(book.sheets):
        titles = titles_of(sheet)
        for row in range(min(HEADING_ROWS, len(sheet.rows))):
            found = {} if row in titles else columns_in(sheet, row, headings)
            if len(found) > len(best.columns):
                best = Placed(index, row, found)
    return best


def titles_of(sheet: Sheet) -> frozenset[int]:
    """Return the rows above a table that hold one cell only, where the table has more columns."""
    filled = [sum(1 for cell in cells if cell.strip()) for cells in sheet.rows[:HEADING_ROWS]]
    first = next((row for row, count in enumerate(filled) if count > 1), 0)
    return frozenset(range(first))


def likely_heading(sheet: Sheet) -> int:
    """Return the row that headings nobody knows stand in: the first one that is no title."""
    return len(titles_of(sheet))


def columns_in(sheet: Sheet, row: int, headings: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field a row of headings names; the first one counts, a second one is left out."""
    found: dict[str, int] = {}
    for column, cell in enumerate(sheet.rows[row]):
        name = headings.get(folded(cell[:120])) if cell.strip() else None
        if name is not None:
            found.setdefault(name, column)
    return found


def unread(sheet: Sheet, heading: int | None, columns: Mapping[str, int]) -> list[str]:
    """Return the headings of columns that hold no field: what stands below them is not read."""
    if heading is None or heading >= len(sheet.rows):
        return []
    read = set(columns.values())
    return [cell.strip() for at, cell in enumerate(sheet.rows[heading]) if cell.strip() and at not in read]
