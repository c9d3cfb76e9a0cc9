"""The one writer of spreadsheets going out: no cell of it can become a formula.

Text is typed as text in XLSX and guarded with an apostrophe in CSV; numbers stay numbers, negative
ones too. Money is a Decimal in its own unit, with the currency in a column of its own.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any, BinaryIO

import xlsxwriter

from portal.core.errors import Refused
from portal.core.money import rounded
from portal.core.sheets.guard import guarded

SHEET_ROWS = 1_048_576
CELL_LENGTH = 32_767
TITLE_LENGTH, NOTE_LENGTH = 32, 255
"""Of a note beside a cell, as spreadsheets allow it."""
EXACT_DIGITS = 15
CHUNK_ROWS = 500


class ColumnKind(StrEnum):
    """What a column holds, and so how it is typed. Empty (None) is allowed everywhere.

    TEXT str; NUMBER Decimal, int or float; MONEY Decimal, such as a unit price; AMOUNT Decimal, an amount
    in the currency the row's CURRENCY column names (str, ISO 4217), with the decimals of that currency;
    INTEGER int; DATE date; INSTANT an aware datetime, shown in the zone asked for, which the heading names.
    """

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DATE = "date"
    INSTANT = "instant"
    INTEGER = "integer"


@dataclass(frozen=True)
class Column:
    """One column: title in the reader's language, kind, width in characters, and what is said to who fills it in."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16
    note: str = ""


Rows = Iterable[Sequence[Any]]
TEXTS = frozenset({ColumnKind.TEXT, ColumnKind.CURRENCY})


def write_xlsx(
    target: BinaryIO,
    columns: Sequence[Column],
    rows: Rows,
    *,
    sheet_title: str = "",
    rtl: bool = False,
    zone: tzinfo = UTC,
) -> None:
    """Write a workbook of one sheet: headings frozen and filtered, right to left when asked.

    Refused: text longer than a cell holds, more rows than a sheet holds (`check_length` tells before). Rows are
    taken one by one, and wait on the disk, not in memory.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_safe_title(sheet_title))
        writer = _SheetWriter(book, sheet, zone)
        writer.headings(columns, rtl)
        last = 0
        for last, row in enumerate(_in_currency(columns, rows), 1):
            check_length(last)
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                writer.cell(last, index, column.kind, value)
        sheet.autofilter(0, 0, last, len(columns) - 1)


def check_length(rows: int) -> None:
    """Refuse more rows than a sheet holds below its headings, naming both numbers."""
    if rows >= SHEET_ROWS:
        raise Refused("export.too_many_rows", rows=rows, limit=SHEET_ROWS - 1)


def _in_currency(columns: Sequence[Column], rows: Rows) -> Iterator[Sequence[Any]]:
    """Rows whose amounts carry the decimals of the currency their row names."""
    kinds = [column.kind for column in columns]
    amounts = [index for index, kind in enumerate(kinds) if kind is ColumnKind.AMOUNT]
    if not amounts:
        yield from rows
        return
    place = kinds.index(ColumnKind.CURRENCY)
    for row in rows:
        cells = list(row)
        for index in amounts:
            if cells[index] is not None:
                checked(ColumnKind.AMOUNT, cells[index])
                cells[index] = rounded(cells[index], cells[place])
        yield cells


def _safe_title(title: str) -> str | None:
    r"""A sheet name as spreadsheets allow it (31 characters, none of []:*?/\), or None."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31].strip(" '") or None


class _SheetWriter:
    """Writes typed cells of one sheet; formats are made once."""

    def __init__(self, book: Any, sheet: Any, zone: tzinfo) -> None:
        self.book, self.sheet, self.zone = book, sheet, zone
        self.formats: dict[str, Any] = {}

    def format(self, code: str) -> Any:
        """Return the cell format with this number format code."""
        if code not in self.formats:
            self.formats[code] = self.book.add_format({"num_format": code})
        return self.formats[code]

    def headings(self, columns: Sequence[Column], rtl: bool) -> None:
        """Write column widths, direction and the frozen row of titles."""
        bold = self.book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        if rtl:
            self.sheet.right_to_left()
        self.sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(0, index, _heading_of(column, self.zone), bold)
            if column.note:
                self._say(index, column)

    def _say(self, index: int, column: Column) -> None:
        """Let a spreadsheet program show what a column may hold beside whichever of its cells one stands in."""
        told = {
            "validate": "any",
            "input_title": column.title[:TITLE_LENGTH],
            "input_message": column.note[:NOTE_LENGTH],
        }
        self.sheet.data_validation(0, index, SHEET_ROWS - 1, index, told)

    def cell(self, row: int, column: int, kind: ColumnKind, value: Any) -> None:
        """Write one cell, typed by its column; a number too long to stay exact is written as text."""
        if value is None:
            return
        checked(kind, value)
        if kind in TEXTS:
            self.text(row, column, value)
        elif kind is ColumnKind.DATE:
            self.sheet.write_datetime(row, column, value, self.format("yyyy-mm-dd"))
        elif kind is ColumnKind.INSTANT:
            local = value.astimezone(self.zone).replace(tzinfo=None)
            self.sheet.write_datetime(row, column, local, self.format("yyyy-mm-dd hh:mm:ss"))
        elif _significant_digits(value) > EXACT_DIGITS:
            self.text(row, column, _plain_number(value))
        else:
            self.sheet.write_number(row, column, value, self.format(number_format(kind, value)))

    def text(self, row: int, column: int, value: str) -> None:
        """Write text as text, in full."""
        if len(value) > CELL_LENGTH:
            raise Refused("export.cell_too_long", limit=CELL_LENGTH, row=row + 1, column=column + 1)
        self.sheet.write_string(row, column, value, self.format("@"))


def to_csv(columns: Sequence[Column], rows: Rows, *, delimiter: str = ",", zone: tzinfo = UTC) -> Iterator[bytes]:
    """Return the same table as chunks of CSV (RFC 4180, UTF-8 with byte order mark), for streaming.

    Numbers have a point and no grouping, dates and instants are ISO 8601, instants with offset.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    buffer.write("\ufeff")
    writer.writerow([guarded(_heading_of(column, zone)) for column in columns])
    for count, row in enumerate(_in_currency(columns, rows), 1):
        pairs = zip(columns, row, strict=True)
        writer.writerow([_csv_text(column.kind, value, zone) for column, value in pairs])
        if count % CHUNK_ROWS == 0:
            yield taken(buffer)
    yield taken(buffer)


def taken(buffer: io.StringIO) -> bytes:
    """Return what the buffer holds, as UTF-8; the buffer is empty afterwards."""
    chunk = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return chunk


def _csv_text(kind: ColumnKind, value: Any, zone: tzinfo) -> str:
    """One value as CSV text; only text is guarded."""
    if value is None:
        return ""
    checked(kind, value)
    if kind in TEXTS:
        return guarded(value)
    if kind is ColumnKind.INSTANT:
        return str(value.astimezone(zone).isoformat(timespec="seconds"))
    return str(value.isoformat()) if kind is ColumnKind.DATE else _plain_number(value)


def _heading_of(column: Column, zone: tzinfo) -> str:
    """The title, its first letter a capital; a column of instants names its zone."""
    title = column.title[:1].upper() + column.title[1:]
    return f"{title} ({zone})" if column.kind is ColumnKind.INSTANT else title


def _is_number(value: Any) -> bool:
    """A finite number; True and False are none."""
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool) and isfinite(value)


FITS: dict[ColumnKind, Callable[[Any], bool]] = {
    ColumnKind.TEXT: lambda value: isinstance(value, str),
    ColumnKind.NUMBER: _is_number,
    ColumnKind.MONEY: lambda value: isinstance(value, Decimal) and value.is_finite(),
    ColumnKind.AMOUNT: lambda value: isinstance(value, Decimal) and value.is_finite(),
    ColumnKind.CURRENCY: lambda value: isinstance(value, str),
    ColumnKind.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    ColumnKind.DATE: lambda value: isinstance(value, date) and not isinstance(value, datetime),
    ColumnKind.INSTANT: lambda value: isinstance(value, datetime) and value.tzinfo is not None,
}


def checked(kind: ColumnKind, value: Any) -> None:
    """Return a value as it is; one of the wrong type in its column is a programming error (TypeError)."""
    if not FITS[kind](value):
        raise TypeError(f"{kind.value} column cannot hold {type(value).__name__}")


def _significant_digits(value: Decimal | float) -> int:
    """Digits a number needs; floats are what they are."""
    return 0 if isinstance(value, float) else len(Decimal(value).normalize().as_tuple().digits)


def _plain_number(value: Decimal | float) -> str:
    """Digits with a point, never an exponent."""
    return format(Decimal(str(value)), "f")


def number_format(kind: ColumnKind, value: Decimal | float) -> str:
    """Return number format code: money shows the decimals it carries, other numbers those they need."""
    if kind is ColumnKind.INTEGER:
        return "0"
    if kind is ColumnKind.NUMBER:
        return "General"
    exponent = Decimal(value).as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    return "#,##0." + "0" * decimals if decimals else "#,##0"
