"""Spreadsheets coming in: an uploaded file becomes tables of text, or a refusal.

What a file is, its content says. Files are read in a separate process that has little memory
and little time and none of the application's secrets, two at a time. Refusals carry the codes `sheet.*`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from portal.core.confined.parent import Busy, Ended, Gate, ask
from portal.core.errors import Refused
from portal.core.sheets.kind import kind_of, name_ending
from portal.core.sheets.model import DEFAULT_LIMITS, Book, Kind, Limits, Sheet
from portal.core.unseen import seen

CHILD = "portal.core.sheets.child"
GATE = Gate(at_once=2, waiting=4)
PATIENCE = 8.0
"""Seconds somebody waits for a turn; who comes when four wait is told at once."""


def read_book(
    data: bytes,
    filename: str,
    limits: Limits = DEFAULT_LIMITS,
    known: Sequence[str] = (),
    patience: float = PATIENCE,
) -> Book:
    """Return the visible tables of an XLSX, ODS, XLS or delimited text file, all cells as text.

    Text cells stay as they look, without the signs nobody sees, as fields of forms do (`unseen`); whole numbers lose
    point and exponent; a number shown with leading zeros by its cell format gets them back; formulas give their
    stored value; dates are ISO 8601. `known` are the folded headings a sheet of this kind may have: a text file
    without a mark of its encoding is read in the code page under which most of them appear.
    A workbook is read whatever its name; text called .xlsx, .xls or .ods is refused by what it is.
    Up to `limits.rows + limits.heading_rows` filled rows of a table pass here, because where the data begins
    is only known once headings are found; who reads the headings holds the data rows to the limit.
    Where no turn comes free within `patience` seconds the answer is `sheet.busy`.
    A table that is refused stands beside those that were read; where there is no other, it is the refusal.
    """
    if len(data) > limits.file_mib * 2**20:
        raise Refused("sheet.too_large", limit=limits.file_mib, found=len(data))
    order = {
        "limits": asdict(limits),
        "named": name_ending(filename),
        "text": kind_of(data, filename) is Kind.TEXT,
        "known": [*known],
    }
    try:
        with GATE.passed(patience):
            answer = _ask_child(data, order, limits.wall_seconds)
    except Busy as error:
        raise Refused("sheet.busy") from error
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["facts"])
    return _as_seen(Book.of_plain(answer))


def _as_seen(book: Book) -> Book:
    """Return a book without the signs nobody sees; a row of nothing else is none."""
    return replace(book, sheets=tuple(_sheet_as_seen(sheet) for sheet in book.sheets))


def _sheet_as_seen(sheet: Sheet) -> Sheet:
    if all(cell.isascii() for row in sheet.rows for cell in row):
        return sheet
    read = [(number, [seen(cell) for cell in row]) for number, row in sheet.numbered()]
    kept = [(number, row) for number, row in read if any(row)]
    return replace(sheet, rows=[row for _number, row in kept], row_numbers=[number for number, _row in kept])


def _ask_child(data: bytes, order: dict[str, Any], seconds: int) -> dict[str, Any]:
    """The reader's answer; one out of time or memory is told so, one that stammered was given no spreadsheet."""
    said = ask(CHILD, order, data, seconds)
    if said.ended in (Ended.LATE, Ended.KILLED):
        raise Refused("sheet.too_heavy")
    try:
        answer: dict[str, Any] = json.loads(said.output)
    except ValueError as error:
        raise Refused("sheet.unreadable") from error
    if said.ended is not Ended.WELL:
        raise Refused("sheet.unreadable")
    return answer
