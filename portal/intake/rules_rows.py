"""The rows of a table as they are imported once it is known where things stand, and those left out, by why. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.core.errors import Refused
from portal.core.sheets.folding import folded
from portal.core.sheets.model import DEFAULT_LIMITS, Book, Kind, Limits, Sheet
from portal.intake.rules_cells import Cell, kind_of
from portal.intake.rules_find import Choice
from portal.intake.rules_headings import Field, is_total, meanings_of
from portal.intake.rules_plain import plain, without_invisible
from portal.intake.rules_quantity import decided, sign_of_column

LONGEST_NAME = 60
MOST_NAMED = 20
HEADINGS_BELOW = 2
"""Rows in which headings may go on below their first."""


class Why(StrEnum):
    """Why a row is not imported."""

    BLANK = "blank"
    TOTAL = "total"
    HEADINGS = "headings"
    UNDER_HEADINGS = "under_headings"
    GROUP = "group"
    NO_QUANTITY = "no_quantity"
    STRUCK = "struck"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Taken:
    """One row: texts of the wanted columns, trimmed and with plain digits, the part number as written; not judged.

    `rounded`: the part number was stored as a number of 16 and more digits, so its last digits are not those
    that were typed. `fractions` are the columns stored as a number that is not whole, written with a point.
    """

    number: int
    texts: Mapping[Field, str]
    rounded: bool = False
    fractions: frozenset[Field] = frozenset()
    decided: str = ""

    def text(self, wanted: Field) -> str:
        """Return what stands in a column, "" where the table has none."""
        return self.texts.get(wanted, "")


@dataclass(frozen=True)
class Rows:
    """What a table gives by a choice: rows, row numbers left out by why, and what its columns are called.

    `merged` are the rows whose quantity is a cell merged with one above: none is taken for it.
    """

    rows: list[Taken]
    left_out: Mapping[Why, tuple[int, ...]] = field(default_factory=dict)
    heading: int | None = None
    used: Mapping[Field, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    merged: tuple[int, ...] = ()


def rows_of(book: Book, choice: Choice, limits: Limits = DEFAULT_LIMITS) -> Rows:
    """Return the rows a choice takes from a book.

    A cell merged over several rows counts for each of them, but a quantity is never taken twice; a quantity that
    could be read in two ways is read as the others of its column show.
    Left out are sums, headings that stand again or go on in a second row, titles of groups, rows that are hidden or
    struck through (unless the choice wants what is not seen), and in a form of which most quantities are open, those.
    Refused: more rows of data than the limit (`sheet.too_many_rows`), none at all (`sheet.no_lines`).
    """
    sheet = book.sheets[choice.sheet]
    begin = 0 if choice.heading is None else choice.heading + 1
    headings = [] if choice.heading is None else sheet.rows[choice.heading]
    judge = _Judge(sheet, choice, headings)
    taken: list[Taken] = []
    left: dict[Why, list[int]] = {}
    for number, written in list(sheet.numbered())[begin:]:
        cells = judge.with_merged(number, written)
        why = judge.why_not(number, cells)
        if why is None:
            taken.append(judge.taken(number, cells))
        else:
            left.setdefault(why, []).append(number)
    taken, open_rows = _without_open(sheet, choice, taken)
    if open_rows:
        left.setdefault(Why.NO_QUANTITY, []).extend(open_rows)
    if len(taken) > limits.rows:
        raise Refused("sheet.too_many_rows", limit=limits.rows, found=len(taken))
    if not taken:
        raise Refused("sheet.no_lines", headings=named(headings))
    width = max(len(cells) for cells in sheet.rows)
    return Rows(
        taken,
        {why: tuple(numbers) for why, numbers in left.items()},
        None if choice.heading is None else sheet.row_numbers[choice.heading],
        {one: name_of(headings, index) for one, index in choice.columns.items()},
        [name_of(headings, index) for index in range(width) if index not in choice.columns.values()],
        tuple(row.number for row in taken if row.number in judge.reached and not row.text(Field.QUANTITY)),
    )


class _Judge:
    """Tells of one row after the other whether it is taken, and takes it."""

    def __init__(self, sheet: Sheet, choice: Choice, headings: Sequence[str]) -> None:
        self.sheet, self.columns = sheet, choice.columns
        self.hidden = frozenset() if choice.unseen else frozenset(sheet.hidden)
        self.struck = frozenset() if choice.unseen else sheet.struck
        self.headings = {one: folded(cell_at(headings, index)) for one, index in self.columns.items()}
        self.alone = len(self.columns) == 1
        self.sum = 0
        pasted = sheet.kind is Kind.PASTE
        self.titles = not pasted and max(len(cells) for cells in sheet.rows) > 1
        self.first = choice.heading
        self.headings_left = 0 if choice.heading is None or pasted else HEADINGS_BELOW
        self.sign = sign_of_column(self._written(Field.QUANTITY))
        self.spanned = _spanned(sheet, {index: one for one, index in self.columns.items()})
        self.reached = frozenset(number for number, fields in self.spanned.items() if Field.QUANTITY in fields)

    def _written(self, wanted: Field) -> Iterator[str]:
        """What somebody wrote into a column: not what the spreadsheet stored as a fraction, shown with a point."""
        index = self.columns.get(wanted, -1)
        for number, cells in self.sheet.numbered():
            if (number, index + 1) not in self.sheet.fractions:
                yield self._text(cells, wanted)

    def with_merged(self, number: int, cells: list[str]) -> list[str]:
        """Return the cells of a row, those merged with a row above filled, where the row has something of its own."""
        above = self.spanned.get(number)
        own = (one for one in self.columns if one not in (Field.PART, Field.NOTE))
        if not above or not any(self._text(cells, one) for one in own):
            return cells
        filled = [*cells, *[""] * (max(self.columns.values()) + 1 - len(cells))]
        for one, text in above.items():
            if one is not Field.QUANTITY and not plain(filled[self.columns[one]]):
                filled[self.columns[one]] = text
        return filled

    def why_not(self, number: int, cells: Sequence[str]) -> Why | None:
        """Return why a row is left out, None where it is taken."""
        part, quantity = self._text(cells, Field.PART), self._text(cells, Field.QUANTITY)
        if not part and not any(self._text(cells, one) for one in self.columns if one is not Field.NOTE):
            return Why.BLANK
        if number in self.hidden:
            return Why.HIDDEN
        if self._is_struck(number):
            return Why.STRUCK
        if self._again(cells):
            return Why.HEADINGS
        if self._goes_on(quantity, cells):
            return Why.UNDER_HEADINGS
        if self._adds_up(part, quantity, cells):
            return Why.TOTAL
        if self.titles and not quantity and not self.alone and _is_title(part, cells):
            return Why.GROUP
        self.sum += int(quantity) if quantity.isdecimal() and len(quantity) < 10 else 0
        return None

    def taken(self, number: int, cells: Sequence[str]) -> Taken:
        """Return the texts of a row."""
        texts = {one: self._text(cells, one) for one in self.columns}
        part_at = self.columns.get(Field.PART, -1) + 1
        texts[Field.PART] = _unmarked(without_invisible(cell_at(cells, self.columns.get(Field.PART))).strip())
        rounded = (number, part_at) in self.sheet.rounded
        fractions = {one for one, index in self.columns.items() if (number, index + 1) in self.sheet.fractions}
        written = texts.get(Field.QUANTITY, "")
        meant = "" if Field.QUANTITY in fractions else decided(written, self.sign)
        if meant:
            texts[Field.QUANTITY] = meant
            fractions |= {Field.QUANTITY} if "." in meant else set()
        return Taken(number, texts, rounded, frozenset(fractions), written if meant else "")

    def _text(self, cells: Sequence[str], wanted: Field) -> str:
        text = cell_at(cells, self.columns.get(wanted))
        if wanted is Field.NOTE:
            return text.strip() if plain(text) else ""
        return plain(text)

    def _is_struck(self, number: int) -> bool:
        """Whether part number or quantity is struck through."""
        wanted = (self.columns.get(one) for one in (Field.PART, Field.QUANTITY))
        return any(index is not None and (number, index + 1) in self.struck for index in wanted)

    def _again(self, cells: Sequence[str]) -> bool:
        """Whether the headings stand in the row again, or their numbers as forms have them below."""
        if self.first is None:
            return False
        known = [(one, text) for one, text in self.headings.items() if text and one is not Field.NOTE]
        return bool(known) and all(folded(self._text(cells, one)) == text for one, text in known)

    def _goes_on(self, quantity: str, cells: Sequence[str]) -> bool:
        """Whether a row right below the headings goes on with them: no digit, and words where pieces would stand."""
        words = self.headings_left and not any(sign.isdigit() for cell in cells for sign in cell)
        says = bool(quantity) or any(meanings_of(self._text(cells, one)) for one in self.columns)
        self.headings_left = self.headings_left - 1 if words and says else 0
        return bool(words and says)

    def _adds_up(self, part: str, quantity: str, cells: Sequence[str]) -> bool:
        """Whether a row is the sum of those above: it says so, or has the sum and no part."""
        if is_total(part) or (not part and any(is_total(cell) for cell in cells if cell)):
            return True
        return not part and quantity.isdecimal() and len(quantity) < 10 and 0 < self.sum == int(quantity)


def _is_title(part: str, cells: Sequence[str]) -> bool:
    """Whether the only cell of a row is words, as the title of a group is."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and bool(part) and kind_of(part) is Cell.WORDS and not any(map(str.isdigit, part))


def _spanned(sheet: Sheet, wanted: Mapping[int, Field]) -> dict[int, dict[Field, str]]:
    """Of each row, what stands in cells above that are merged with its own, of the wanted columns (by index)."""
    rows = dict(sheet.numbered())
    found: dict[int, dict[Field, str]] = {}
    for first, last, column in sheet.merged:
        text = cell_at(rows.get(first, ()), column - 1)
        if column - 1 in wanted and plain(text):
            for number in range(first + 1, last + 1):
                found.setdefault(number, {})[wanted[column - 1]] = text
    return found


def _without_open(sheet: Sheet, choice: Choice, taken: list[Taken]) -> tuple[list[Taken], list[int]]:
    """(rows, row numbers): in a form of which most quantities are open or zero, the rows that have one."""
    if Field.QUANTITY not in choice.columns or sheet.kind is Kind.PASTE:
        return taken, []
    named = [row for row in taken if row.text(Field.PART)]
    open_rows = [row for row in named if row.text(Field.QUANTITY) in ("", "0")]
    if not len(named) > len(open_rows) > len(named) - len(open_rows):
        return taken, []
    numbers = {row.number for row in open_rows}
    return [row for row in taken if row.number not in numbers], sorted(numbers)


def _unmarked(text: str) -> str:
    """A part number without the apostrophe somebody typed so that its zeros stay."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1].isascii() and text[1].isalnum() else text


def cell_at(cells: Sequence[str], index: int | None) -> str:
    """Return a cell, "" where the row ends before it."""
    return cells[index] if index is not None and index < len(cells) else ""


def name_of(headings: Sequence[str], index: int) -> str:
    """Return the heading of a column, or its letter as spreadsheets show it."""
    return cell_at(headings, index).strip()[:LONGEST_NAME] or column_letter(index)


def column_letter(index: int) -> str:
    """Return the letter of a column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters


def named(headings: Sequence[str]) -> list[str]:
    """Return headings for a message: filled ones, trimmed, at most twenty."""
    return [text.strip()[:LONGEST_NAME] for text in headings if text.strip()][:MOST_NAMED]
