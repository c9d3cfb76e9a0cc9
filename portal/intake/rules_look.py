"""What is seen of a table before anybody decides: its row of headings, their meanings, its columns. Pure."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from portal.core.sheets.model import Book, Sheet
from portal.intake.rules_cells import Cell, Column, columns_of, kind_of
from portal.intake.rules_headings import Field, Meanings, Strength, known_fields, meanings_of
from portal.intake.rules_plain import plain

HEADING_ROWS = 20
MOST_ASKED = 3_000


@dataclass
class Look:
    """One table, looked at once."""

    sheet: Sheet

    @cached_property
    def heading(self) -> int | None:
        """Return the index of the row of headings, None where the table begins with data."""
        return heading_of(self.sheet)

    @cached_property
    def begin(self) -> int:
        """Return the index of the first row below the headings."""
        return 0 if self.heading is None else self.heading + 1

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns below the headings."""
        return columns_of(self.sheet, self.begin)

    @cached_property
    def headings(self) -> list[str]:
        """Return the headings, one a column."""
        cells = [] if self.heading is None else self.sheet.rows[self.heading]
        return [*cells, *[""] * (len(self.columns) - len(cells))][: max(len(self.columns), len(cells))]

    @cached_property
    def meanings(self) -> list[tuple[Field, Strength] | None]:
        """Return what each column means by its heading, words of two meanings decided by the cells and the others."""
        said = [meanings_of(heading) for heading in self.headings]
        plainly = {one[0][0] for one in said if len(one) == 1 and one[0][1] is Strength.PLAIN}
        return [self._meaning(index, one, plainly) for index, one in enumerate(said)]

    def _meaning(self, index: int, said: Meanings, plainly: set[Field]) -> tuple[Field, Strength] | None:
        if len(said) < 2:
            return said[0] if said else None
        column = self.columns[index] if index < len(self.columns) else Column((), ())
        return next((one for one in said if one[0] not in plainly and column.fits(one[0])), None)

    def means(self, index: int, *fields: Field) -> bool:
        """Tell whether the heading of a column says one of these."""
        meaning = self.meanings[index] if index < len(self.meanings) else None
        return meaning is not None and meaning[0] in fields

    def named(self, wanted: Field, strength: Strength) -> list[int]:
        """Return the columns whose heading says this, so plainly."""
        return [i for i, one in enumerate(self.meanings) if one == (wanted, strength) and i < len(self.columns)]

    def asked(self) -> list[str]:
        """Return the cells of this table to ask the catalogue."""
        return [text for column in self.columns for text in column.asked()]

    def shares(self, known: Container[str]) -> list[float]:
        """Return of each column, the share of its cells the catalogue knows."""
        return [column.known(known) for column in self.columns]


_looks: WeakKeyDictionary[Book, list[Look]] = WeakKeyDictionary()
"""What was seen of a book, as long as the book is kept."""


def looks_at(book: Book) -> list[Look]:
    """Return what there is to see in each table of a book."""
    if book not in _looks:
        _looks[book] = [Look(sheet) for sheet in book.sheets]
    return _looks[book]


def texts_to_ask(book: Book) -> list[str]:
    """Return the cells of a book that tell, if the catalogue knows them, which column holds part numbers."""
    texts = dict.fromkeys(text for look in looks_at(book) for text in look.asked())
    return list(texts)[:MOST_ASKED]


def heading_of(sheet: Sheet) -> int | None:
    """Return the index of the row of headings; titles may stand above it.

    It is the row with most known words, or else the last row of texts before the data that fills about as
    many cells. A row with a bare number in it is data, whatever words stand beside it.
    """
    rows = sheet.rows[:HEADING_ROWS]
    width = _typical(sheet.rows)
    scores = [_score(cells) if 2 * _filled(cells) >= width else 0 for cells in rows]
    best = max(scores, default=0)
    if best >= 3:
        return scores.index(best)
    data = next((i for i, cells in enumerate(rows) if _is_data(cells) and 2 * _filled(cells) >= width), None)
    if not data or _is_data(rows[data - 1]):
        return None
    return data - 1 if 2 * _filled(rows[data - 1]) >= width else None


def _score(cells: Sequence[str]) -> int:
    """How much a row looks like headings: known words, those that are wanted count most."""
    if any(plain(cell).replace(".", "").isdigit() for cell in cells):
        return 0
    said = known_fields(cells)
    fields = {one for one, _strength in said}
    sure = {one for one, strength in said if strength is not Strength.WEAK}
    wanted = (Field.PART in sure) + (Field.QUANTITY in sure)
    if not wanted and len(fields) < 2:
        return 0
    if len(fields) == 1 and _filled(cells) > 3:
        return 3
    return 3 * wanted + len(fields) + (Field.PART in fields)


def _is_data(cells: Sequence[str]) -> bool:
    """Whether a row holds a number, a day or a code."""
    kinds = [kind_of(plain(cell)) for cell in cells]
    return any(kind not in (Cell.EMPTY, Cell.WORDS) for kind in kinds)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _typical(rows: Sequence[Sequence[str]]) -> int:
    """How many cells are filled in the middle one of the rows, by that number."""
    counts = sorted(_filled(cells) for cells in rows[:200])
    return counts[len(counts) // 2] if counts else 0
