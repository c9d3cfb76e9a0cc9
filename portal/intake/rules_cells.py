"""What stands in the cells of a column: part numbers, pieces, days, amounts, words, or a count of the rows."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from portal.core.sheets.model import Sheet
from portal.intake.rules_damage import Damage, damage_of
from portal.intake.rules_headings import UNITS, Field
from portal.intake.rules_plain import plain

EXAMINED = 200
"""Rows of a table that are looked at."""
ASKED_A_COLUMN = 24
"""Cells of a column that are asked of the catalogue."""
VIN_LENGTH = 17
MOSTLY = 0.8
LONGEST_PIECES = 6
MOST_LOOKED_AT = 8_000
"""Cells of a table that are looked at; of a wide one fewer rows are."""

_UNIT = "|".join(re.escape(unit) for unit in UNITS)
PIECES = re.compile(rf"[x×*]?\s?\d{{1,6}}(?:[.,]0{{1,3}})?\s?(?:(?:{_UNIT})\.?)?", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[., '\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?%?")
FRACTION = re.compile(r"[+-]?\d[\d., ']*[.,]\d+")
ROUND = re.compile(r"[+-]?\d+[.,]0{1,3}")
PART = re.compile(r"(?=(?:.*\d){3})[A-Za-z0-9](?:[A-Za-z0-9]|[ ./_-](?! )){3,29}")
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9](?:[A-Za-z0-9]|[./_-]){2,29}")
DAY = re.compile(
    r"(?:\d{4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,2}日?|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
MONEY = re.compile(
    r"[$€£¥₽₩฿﷼]|^(?:USD|EUR|CNY|RMB|GBP|AED|SAR|EGP|KWD)\b|\b(?:USD|EUR|CNY|RMB|GBP|AED|SAR|EGP|KWD)$|руб|грн"
)


class Cell(StrEnum):
    """What one cell looks like."""

    EMPTY = "empty"
    DAY = "day"
    MONEY = "money"
    FRACTION = "fraction"
    PIECES = "pieces"
    NUMBER = "number"
    CODE = "code"
    WORDS = "words"
    DAMAGED = "damaged"


def kind_of(text: str) -> Cell:
    """Return what a trimmed text looks like, whatever the spreadsheet stored it as."""
    if not text:
        return Cell.EMPTY
    if text.isascii() and text.isdigit():
        return Cell.PIECES if len(text) <= LONGEST_PIECES else Cell.NUMBER
    if text[0] != "#" and not any(map(str.isdigit, text)):
        return Cell.WORDS
    if PIECES.fullmatch(text):
        return Cell.PIECES
    damage = damage_of(text)
    if damage in (Damage.DAY, Damage.TIME):
        return Cell.DAY
    if damage in (Damage.ERROR, Damage.NO_VALUE) or (damage is Damage.EXPONENT and "+" in text):
        return Cell.DAMAGED
    if DAY.fullmatch(text):
        return Cell.DAY
    if MONEY.search(text) and any(sign.isdigit() for sign in text):
        return Cell.MONEY
    if FRACTION.fullmatch(text) and not ROUND.fullmatch(text):
        return Cell.FRACTION
    if NUMBER.fullmatch(text):
        return Cell.NUMBER
    return Cell.CODE if CODE.fullmatch(text) or PART.fullmatch(text) else Cell.WORDS


@dataclass(frozen=True)
class Column:
    """The cells of one column below the headings, trimmed and with plain digits, as far as they are looked at."""

    texts: tuple[str, ...]
    kinds: tuple[Cell, ...]

    @cached_property
    def filled(self) -> int:
        """Return how many of the cells hold anything."""
        return sum(kind is not Cell.EMPTY for kind in self.kinds)

    def share(self, *kinds: Cell) -> float:
        """Return of the filled cells, the share that look like one of these; none filled is 0."""
        return sum(kind in kinds for kind in self.kinds) / self.filled if self.filled else 0.0

    @cached_property
    def part_like(self) -> float:
        """Return of the filled cells, the share that have the look of a part number."""
        if not self.filled:
            return 0.0
        looks = (PART.fullmatch(text) and kind in (Cell.CODE, Cell.NUMBER, Cell.PIECES) for text, kind in self)
        return sum(map(bool, looks)) / self.filled

    def __iter__(self) -> Iterator[tuple[str, Cell]]:
        return zip(self.texts, self.kinds, strict=True)

    @cached_property
    def running(self) -> bool:
        """Tell whether it counts the rows: from the first on rising by the same one, five or ten."""
        numbers = [int(text) for text in self.texts if text.isascii() and text.isdigit() and len(text) <= 6]
        if len(numbers) < max(2, MOSTLY * self.filled):
            return False
        return {after - before for before, after in pairwise(numbers)} in ({1}, {5}, {10})

    @cached_property
    def likeliest(self) -> Cell:
        """Return what most of the cells look like."""
        return max(Cell, key=self.kinds.count)

    @cached_property
    def counts(self) -> bool:
        """Tell whether at least half of the rows are filled, nearly all of them with numbers of pieces."""
        return self.share(Cell.PIECES) >= MOSTLY and 2 * self.filled >= len(self.texts)

    @cached_property
    def from_the_start(self) -> bool:
        """Tell whether it counts the rows beginning with 0, 1 or 10; a single row too."""
        first = next((text for text in self.texts if text), "")
        return first in ("0", "1", "01", "001", "10") and (self.running or self.filled == 1)

    @cached_property
    def vins(self) -> bool:
        """Tell whether every filled cell has the length of a vehicle identification number (ISO 3779)."""
        return self.filled > 0 and all(len(text) == VIN_LENGTH for text in self.texts if text)

    def known(self, parts: Container[str]) -> float:
        """Return of the cells that were asked, the share the catalogue knows."""
        asked = self.asked()
        return sum(text in parts for text in asked) / len(asked) if asked else 0.0

    def asked(self) -> list[str]:
        """Return the cells to ask the catalogue: those that might be part numbers, from all over the column."""
        might = [text for text, kind in self if 4 <= len(text) <= 40 and _may_be_part(text, kind)]
        step = max(len(might) // ASKED_A_COLUMN, 1)
        return list(dict.fromkeys(might[::step][:ASKED_A_COLUMN]))

    def fits(self, field: Field) -> bool:
        """Tell whether the cells may be what a heading of two meanings says."""
        if field is Field.PART:
            return self.filled > 0 and not self.running and self.share(Cell.CODE, Cell.NUMBER) >= 0.5
        if field is Field.QUANTITY:
            return self.share(Cell.PIECES, Cell.FRACTION, Cell.DAY, Cell.DAMAGED) >= 0.5 or not self.filled
        if field in (Field.DESCRIPTION, Field.PLACE):
            return self.share(Cell.WORDS, Cell.CODE) >= 0.5
        if field is Field.LINE:
            return self.running or self.share(Cell.PIECES) >= MOSTLY or not self.filled
        if field in (Field.PRICE, Field.AMOUNT):
            return self.share(Cell.PIECES, Cell.NUMBER, Cell.FRACTION, Cell.MONEY) >= 0.5
        return True


def _may_be_part(text: str, kind: Cell) -> bool:
    worded = kind is Cell.DAY and any(sign.isalpha() for sign in text)
    likely = worded or kind in (Cell.CODE, Cell.NUMBER, Cell.PIECES, Cell.WORDS)
    return likely and any(sign.isdigit() for sign in text)


def columns_of(sheet: Sheet, begin: int, examined: int = EXAMINED) -> list[Column]:
    """Return the columns of a table from a row (index) on, marked cells as what they were stored as."""
    width = max((len(row) for row in sheet.rows[begin : begin + examined]), default=0)
    count = min(examined, max(MOST_LOOKED_AT // max(width, 1), 40))
    rows, numbers = sheet.rows[begin : begin + count], sheet.row_numbers[begin : begin + count]
    return [_column(sheet, rows, numbers, index) for index in range(width)]


def _column(sheet: Sheet, rows: Sequence[Sequence[str]], numbers: Sequence[int], index: int) -> Column:
    texts = tuple(plain(row[index]) if index < len(row) else "" for row in rows)
    kinds = [kind_of(text) for text in texts]
    for at, number in enumerate(numbers):
        place = number, index + 1
        if kinds[at] is Cell.EMPTY:
            continue
        if place in sheet.days:
            kinds[at] = Cell.DAY
        elif place in sheet.fractions:
            kinds[at] = Cell.FRACTION
        elif place in sheet.money:
            kinds[at] = Cell.MONEY
    return Column(texts, tuple(kinds))
