"""Reads one file inside a short-lived process with little memory and little time.

Started by `portal.core.sheets.reader`: limits and known headings as JSON in the first argument, the file on standard
input, one JSON object on standard output: `{"rows": [...], ...}` or `{"refused": code, "facts":
{...}}`. It loads the standard library and python_calamine, nothing else of the application. What it
hands to the parser is an archive rebuilt from bytes it has itself unpacked, counted and scanned, so
a lying directory cannot show the parser something the checks did not see.
"""

import datetime as dt
import io
import json
import math
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portal.core.confined.child import confine
from portal.core.errors import Refused
from portal.core.sheets.archive import rebuilt, unpacked
from portal.core.sheets.model import Limits as Caps
from portal.core.sheets.survey import Survey, surveys

EXACT_DIGITS = 15
LONGEST_WRITTEN_OUT = 21
INEXACT = 10**EXACT_DIGITS
ERROR_TEXT = "#ERROR!"
Limits = dict[str, int]


def _cell_text(value: object, digits: int) -> str:
    """A cell as text: whole numbers without point or exponent, dates and times as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, digits)
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
    """Collects rows as text within the caps on cell length and on all characters together."""

    def __init__(self, limits: Limits, survey: Survey) -> None:
        self.limits, self.survey = limits, survey
        self.rows: list[list[str]] = []
        self.numbers: list[int] = []
        self.rounded: list[tuple[int, int]] = []
        self.fractions: list[tuple[int, int]] = []
        self.characters = 0

    def add(self, number: int, values: list[object], first_column: int) -> None:
        """Take one row; rows of nothing but blanks are left out, their numbers are not reused."""
        cells = [""] * first_column
        padded, errors = self.survey.padded, self.survey.errors
        for column, value in enumerate(values, first_column + 1):
            text = value if type(value) is str else _cell_text(value, padded.get((number, column), 0))
            if errors and (number, column) in errors:
                text = ERROR_TEXT
            if isinstance(value, int | float) and abs(value) >= INEXACT:
                self.rounded.append((number, column))
            if type(value) is float and not value.is_integer():
                self.fractions.append((number, column))
            cells.append(text)
            self.measure(text, number, column)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            self.rows.append(cells)
            self.numbers.append(number)
            self.check()

    def measure(self, text: str, row: int, column: int) -> None:
        """Count a cell's characters; refuse a cell or a table that has too many."""
        self.characters += len(text)
        if len(text) > self.limits["cell"]:
            raise Refused("sheet.cell_too_long", limit=self.limits["cell"], row=row, column=column)
        if self.characters > self.limits["characters"]:
            raise Refused("sheet.too_much_text", limit=self.limits["characters"])

    def answer(self) -> dict[str, object]:
        """Return what was read, in the plain values that go back to the parent."""
        hidden = [number for number in self.numbers if number in self.survey.hidden]
        return {
            "rows": self.rows,
            "numbers": self.numbers,
            "rounded": self.rounded,
            "fractions": self.fractions,
            "hidden": hidden,
        }

    def check(self) -> None:
        """Refuse a row of too many columns."""
        if len(self.rows[-1]) > self.limits["columns"]:
            found = len(self.rows[-1])
            raise Refused("sheet.too_many_columns", limit=self.limits["columns"], found=found)


def read(data: bytes, limits: Limits, wanted: str | None, named: str) -> dict[str, object]:
    """Return the wanted table, or the first visible one with anything in it, and the names of the rest."""
    import python_calamine as calamine

    survey_of: Callable[[str], Survey] | None = None
    source = io.BytesIO(data)
    kind = "xls"
    if data.startswith(b"PK"):
        parts = unpacked(data, limits, named)
        kind = "ods" if "content.xml" in parts else "xlsx"
        survey_of, source = surveys(parts), rebuilt(parts)
    try:
        book = calamine.load_workbook(source)
    except calamine.PasswordError as error:
        raise Refused("sheet.encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("sheet.unreadable") from error
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if wanted is not None and wanted not in visible:
        raise Refused("sheet.no_such_sheet", wanted=wanted[:80], found=visible[:20])
    for name in visible if wanted is None else [wanted]:
        reading = table_of(book, name, limits, survey_of(name) if survey_of else Survey())
        if reading.rows:
            others = [other for other in visible if other != name]
            return {**reading.answer(), "kind": kind, "name": name, "others": others}
    raise Refused("sheet.empty")


def table_of(book: Any, name: str, limits: Limits, survey: Survey) -> "Reading":
    """Return all rows of one table, first counted, then parsed."""
    survey.check(limits)
    reading = Reading(limits, survey)
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    for offset, values in enumerate(sheet.to_python(skip_empty_area=True)):
        reading.add(top + offset + 1, values, left)
    ceiling = limits["rows"] + limits["heading_rows"]
    if len(reading.rows) > ceiling:
        raise Refused("sheet.too_many_rows", limit=limits["rows"], found=len(reading.rows))
    return reading


def _read_lines(data: bytes, limits: Limits, known: frozenset[str]) -> dict[str, object]:
    """A delimited text file, its cells as text."""
    from portal.core.sheets.text import read_text

    sheet = read_text(data, Caps(**limits), known)
    return {
        "rows": sheet.rows,
        "numbers": sheet.row_numbers,
        "kind": sheet.kind,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
    }


def main() -> None:
    """Confine the process, then read and answer; a failure of any other kind ends it without an answer."""
    order = json.loads(sys.argv[1])
    confine(order["limits"]["memory_mib"], order["limits"]["cpu_seconds"])
    try:
        data = sys.stdin.buffer.read()
        limits = order["limits"]
        if order["text"]:
            answer = _read_lines(data, limits, frozenset(order["known"]))
        else:
            answer = read(data, limits, order["sheet"], order["named"])
    except Refused as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    sys.stdout.buffer.write(json.dumps(answer).encode())
