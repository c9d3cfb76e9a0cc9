"""Cells of a workbook become text: numbers without point and exponent, days as ISO 8601, marks beside them.

Part of the confined reader process: standard library only.
"""

import datetime as dt
import math
from decimal import Decimal

from portal.core.errors import Refused
from portal.core.sheets.model import ERROR_TEXT, NO_VALUE_TEXT, Kind, Sheet
from portal.core.sheets.survey import PLAIN, Look, Survey

EXACT_DIGITS = 15
LONGEST_WRITTEN_OUT = 21
INEXACT = 10**EXACT_DIGITS
Limits = dict[str, int]


def cell_text(value: object, look: Look = PLAIN) -> str:
    """Return a cell as text: whole numbers without point or exponent, dates and times as ISO 8601, 0.25 as 25%."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{_number_text(value * 100, 0)}%" if look.percent else _number_text(value, look.pad)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _number_text(value: float, digits: int) -> str:
    """Digits of a number as a spreadsheet keeps them (15 significant), zero-filled to `digits`.

    Numbers so large or so small that nobody writes them out keep their exponent, as a spreadsheet
    shows them.
    """
    exponent = math.log10(abs(value)) if value and math.isfinite(value) else 0
    if not math.isfinite(value) or abs(exponent) >= LONGEST_WRITTEN_OUT:
        return f"{value:.{EXACT_DIGITS}g}".upper()
    if value == int(value):
        whole = int(value)
        return f"{whole:0{digits}d}" if whole >= 0 else str(whole)
    return format(Decimal(f"{value:.{EXACT_DIGITS}g}"), "f")


class Reading:
    """Collects the rows of one table as text within the caps on columns, cell length and all characters together."""

    def __init__(self, limits: Limits, survey: Survey) -> None:
        self.limits, self.survey = limits, survey
        self.rows: list[list[str]] = []
        self.numbers: list[int] = []
        self.rounded: set[tuple[int, int]] = set()
        self.fractions: set[tuple[int, int]] = set()
        self.days: set[tuple[int, int]] = set()
        self.characters = 0
        self._formulas = _by_row(survey.formulas)

    def add(self, number: int, values: list[object], first_column: int) -> None:
        """Take one row; rows of nothing but blanks are left out, their numbers are not reused."""
        cells = [""] * first_column
        looks, errors = self.survey.looks, self.survey.errors
        for column, value in enumerate(values, first_column + 1):
            if type(value) is str:
                text = value
            else:
                text = cell_text(value, looks.get((number, column), PLAIN) if looks else PLAIN)
                self._mark(value, number, column)
            if errors and (number, column) in errors:
                text = ERROR_TEXT
            cells.append(text)
            self._measure(text, number, column)
        for column in self._formulas.get(number, ()):
            cells += [""] * (column - len(cells))
            cells[column - 1] = cells[column - 1] or NO_VALUE_TEXT
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            self.rows.append(cells)
            self.numbers.append(number)
            self._check()

    def _mark(self, value: object, row: int, column: int) -> None:
        if isinstance(value, dt.date | dt.time):
            self.days.add((row, column))
        elif isinstance(value, int | float):
            if abs(value) >= INEXACT:
                self.rounded.add((row, column))
            if type(value) is float and not value.is_integer():
                self.fractions.add((row, column))

    def _measure(self, text: str, row: int, column: int) -> None:
        """Count a cell's characters; refuse a cell or a table that has too many."""
        self.characters += len(text)
        if len(text) > self.limits["cell"]:
            raise Refused("sheet.cell_too_long", limit=self.limits["cell"], row=row, column=column)
        if self.characters > self.limits["characters"]:
            raise Refused("sheet.too_much_text", limit=self.limits["characters"])

    def _check(self) -> None:
        """Refuse a row of too many columns, and more rows than an order may have with its titles."""
        if len(self.rows[-1]) > self.limits["columns"]:
            found = len(self.rows[-1])
            raise Refused("sheet.too_many_columns", limit=self.limits["columns"], found=found, row=self.numbers[-1])
        if len(self.rows) > self.limits["rows"] + self.limits["heading_rows"]:
            raise Refused("sheet.more_rows", limit=self.limits["rows"])

    def sheet(self, kind: Kind, name: str) -> Sheet | None:
        """Return the table that was read; None where it holds nothing."""
        if not self.rows:
            return None
        looks = self.survey.looks
        return Sheet(
            rows=self.rows,
            kind=kind,
            row_numbers=self.numbers,
            name=name,
            rounded=frozenset(self.rounded),
            fractions=frozenset(self.fractions),
            days=frozenset(self.days),
            money=frozenset(place for place, look in looks.items() if look.money),
            struck=frozenset(place for place, look in looks.items() if look.struck),
            hidden=tuple(number for number in self.numbers if number in self.survey.hidden),
            merged=self.survey.spans(),
        )


def _by_row(places: set[tuple[int, int]]) -> dict[int, list[int]]:
    """Column numbers by row."""
    found: dict[int, list[int]] = {}
    for row, column in places:
        found.setdefault(row, []).append(column)
    return found
