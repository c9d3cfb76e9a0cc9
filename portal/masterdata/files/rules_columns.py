"""Which column of a table holds which field, told by its headings. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.core.sheets.folding import folded
from portal.core.sheets.model import Book, Sheet
from portal.masterdata.rules_units import NO_MEASURES, ONE, Measures, times, without_measure

HEADING_ROWS = 20
LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Placed:
    """Where things stand: the table, the row of its headings, the column of each field that was found."""

    sheet: int
    heading: int | None
    columns: Mapping[str, int]

    def lacking(self, key: Sequence[str]) -> list[str]:
        """Return those fields without a column that identify a row: without them none can be read."""
        return [name for name in key if name not in self.columns]


def placed(book: Book, headings: Mapping[str, str], measures: Measures = NO_MEASURES) -> Placed:
    """Return the table and row in which most headings are known (`headings`: folded heading to field).

    A title, alone in its row above a wider table, is no heading whatever it says. `measures` are those of fields; a
    column of a unit that cannot be turned into its field's exactly is not proposed.
    """
    best = Placed(0, None, {})
    for index, sheet in enumerate(book.sheets):
        titles = titles_of(sheet)
        for row in range(min(HEADING_ROWS, len(sheet.rows))):
            found = {} if row in titles else columns_in(sheet, row, headings, measures)
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


def columns_in(sheet: Sheet, row: int, headings: Mapping[str, str], measures: Measures = NO_MEASURES) -> dict[str, int]:
    """Return the column of each field a row of headings names; the first one counts, a second one is left out.

    Of several in different units the one in the field's own counts.
    """
    found: dict[str, int] = {}
    turned: set[str] = set()
    for column, cell in enumerate(sheet.rows[row]):
        said = cell[:LONGEST_HEADING]
        name = _named(said, headings, measures) if said.strip() else None
        factor = None if name is None else times(said, measures.units.get(name, ""))
        if name is None or factor is None:
            continue
        if name in turned and factor == ONE:
            turned.discard(name)
            found[name] = column
        elif name not in found:
            found[name] = column
            if factor != ONE:
                turned.add(name)
    return found


def _named(heading: str, headings: Mapping[str, str], measures: Measures) -> str | None:
    found = headings.get(folded(heading))
    return headings.get(folded(without_measure(heading, measures))) if found is None else found


def unread(sheet: Sheet, heading: int | None, columns: Mapping[str, int]) -> list[str]:
    """Return the headings of columns that hold no field: what stands below them is not read."""
    if heading is None or heading >= len(sheet.rows):
        return []
    read = set(columns.values())
    return [cell.strip() for at, cell in enumerate(sheet.rows[heading]) if cell.strip() and at not in read]
