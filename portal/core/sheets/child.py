"""Reads one file inside a short-lived process with little memory and little time.

Started by `portal.core.sheets.reader`: limits and known headings as JSON in the first argument, the file on standard
input, one JSON object on standard output: `{"sheets": [...], "unread": [...]}` or `{"refused": code, "facts":
{...}}`. It loads the standard library, python_calamine and xlrd, nothing else of the application. What it
hands to calamine is an archive rebuilt from bytes it has itself unpacked, counted and scanned, so
a lying directory cannot show the parser something the checks did not see.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from portal.core.confined.child import confine
from portal.core.errors import Refused
from portal.core.sheets.archive import rebuilt, unpacked
from portal.core.sheets.cells import Reading
from portal.core.sheets.model import Book, Kind, Sheet, Unread
from portal.core.sheets.model import Limits as Caps
from portal.core.sheets.survey import Survey
from portal.core.sheets.survey_xml import surveys
from portal.core.sheets.text import cut_apart, read_text

Limits = dict[str, int]
Table = tuple[str, Callable[[], Sheet | None] | None]
"""The name of a table, and what reads it (None where it holds nothing); none for one that is hidden."""


def read(data: bytes, limits: Limits, named: str) -> Book:
    """Return the visible tables that hold anything; one that is refused is named beside those that were read.

    Where none could be read, what the first of them was refused for is the answer.
    """
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    hidden: list[str] = []
    characters = 0
    for name, table in _old_tables(data, limits) if not data.startswith(b"PK") else _tables(data, limits, named):
        if table is None:
            hidden.append(name)
            continue
        if len(sheets) + len(unread) >= limits["tables"]:
            unread.append(Unread(name))
            continue
        try:
            sheet = table()
        except Refused as refused:
            unread.append(Unread(name, refused.code, refused.facts))
            continue
        if sheet is not None:
            sheets.append(cut_apart(sheet))
            characters += sum(len(cell) for row in sheet.rows for cell in row)
        if characters > limits["characters"]:
            raise Refused("sheet.too_much_text", limit=limits["characters"])
    if not sheets:
        refusal = next(iter(unread), Unread("", "sheet.empty"))
        raise Refused(refusal.code, **(refusal.facts or {}))
    return Book(tuple(sheets), tuple(unread), tuple(hidden))


def _tables(data: bytes, limits: Limits, named: str) -> Iterator[Table]:
    """The tables of an XLSX or ODS."""
    import python_calamine as calamine

    parts = unpacked(data, limits, named)
    kind = Kind.ODS if "content.xml" in parts else Kind.XLSX
    survey_of = surveys(parts, limits)
    try:
        book = calamine.load_workbook(rebuilt(parts))
    except calamine.PasswordError as error:
        raise Refused("sheet.encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("sheet.unreadable") from error
    for sheet in book.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            seen = sheet.visible == calamine.SheetVisibleEnum.Visible
            yield sheet.name, _reader(book, sheet.name, kind, limits, survey_of) if seen else None


def _reader(
    book: Any, name: str, kind: Kind, limits: Limits, survey_of: Callable[[str], Survey]
) -> Callable[[], Sheet | None]:
    """What reads one table: first counted, then parsed."""

    def reader() -> Sheet | None:
        survey = survey_of(name)
        survey.check()
        reading = Reading(limits, survey)
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        for offset, values in enumerate(sheet.to_python(skip_empty_area=True)):
            reading.add(top + offset + 1, values, left)
        return reading.sheet(kind, name)

    return reader


def _old_tables(data: bytes, limits: Limits) -> Iterator[Table]:
    """The tables of an XLS."""
    from portal.core.sheets.old_excel import tables_of

    return tables_of(data, limits)


def book_of(data: bytes, order: dict[str, Any]) -> Book:
    """Return the tables of a file by what is known of it: limits, the ending of its name, whether it is text."""
    limits = order["limits"]
    if order["text"]:
        return Book((cut_apart(read_text(data, Caps(**limits), frozenset(order["known"]))),))
    return read(data, limits, order["named"])


def main() -> None:
    """Confine the process, then read and answer; a failure of any other kind ends it without an answer."""
    order = json.loads(sys.argv[1])
    confine(order["limits"]["memory_mib"], order["limits"]["cpu_seconds"])
    try:
        answer = book_of(sys.stdin.buffer.read(), order).plain()
    except Refused as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    sys.stdout.buffer.write(json.dumps(answer).encode())
