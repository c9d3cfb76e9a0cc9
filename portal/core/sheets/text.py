"""Reads comma, semicolon, tab or bar separated text, quoted as in RFC 4180.

Part of the confined reader process: standard library only. Lines are counted and measured before
anything is cut at its delimiters, so that a file of ten million signs costs no more than one look.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from portal.core.errors import Refused
from portal.core.sheets.encoding import decoded
from portal.core.sheets.guard import unguarded
from portal.core.sheets.model import Kind, Limits, Sheet

DELIMITERS = "\t;|,"
SAMPLE_LINES = 50
MOSTLY = 0.8
SAMPLE_CHARACTERS = 200_000
LINE_END = re.compile(r"\r\n?|\n")


def read_text(data: bytes, limits: Limits, known: Collection[str] = ()) -> Sheet:
    """Return a text file as a sheet, read by the folded headings `known`; encoding and delimiter taken stand in it."""
    text, encoding = decoded(data, known)
    check_lines(text, limits)
    csv.field_size_limit(limits.file_mib * 2**20)
    text, delimiter = _delimiter_of(text)
    rows: list[list[str]] = []
    numbers: list[int] = []
    characters = 0
    for number, cells in _filled_rows(text, delimiter):
        _check_row(cells, number, limits)
        characters += sum(map(len, cells))
        if characters > limits.characters:
            raise Refused("sheet.too_much_text", limit=limits.characters)
        rows.append(cells)
        numbers.append(number)
        if len(rows) > limits.rows + limits.heading_rows:
            raise Refused("sheet.too_many_rows", limit=limits.rows, found=_filled_lines(text, delimiter))
    if not rows:
        raise Refused("sheet.empty")
    cut_off = numbers[-1] if _ends_within_a_row(text, delimiter) else 0
    return Sheet(rows, Kind.TEXT, numbers, encoding=encoding, delimiter=delimiter, cut_off=cut_off)


def _ends_within_a_row(text: str, delimiter: str) -> bool:
    """Tell whether a text ends without a line's end and in fewer columns than the line before has."""
    if text.endswith(("\n", "\r")):
        return False
    try:
        widths = [len(cells) for cells in csv.reader(text.splitlines()[-2:], delimiter=delimiter)]
    except csv.Error:
        return False
    return len(widths) > 1 and widths[1] < widths[0]


def cut_apart(sheet: Sheet) -> Sheet:
    """Return a table whose rows are whole lines in one cell each, cut at their delimiter; any other as it is.

    So a line quoted as a whole (`"10251816,2"`) is read, and lines that stand in the first column of a workbook.
    """
    if any(len(cells) > 1 for cells in sheet.rows):
        return sheet
    lines = [cells[0] for cells in sheet.rows]
    sample = lines[:SAMPLE_LINES]
    delimiter = max(DELIMITERS, key=lambda sign: _evenness(sample, sign))
    if _evenness(sample, delimiter) < MOSTLY:
        return sheet
    try:
        rows = [next(csv.reader([line], delimiter=delimiter)) for line in lines]
    except csv.Error:
        return sheet
    return replace(sheet, rows=[[unguarded(cell) for cell in cells] for cells in rows], delimiter=delimiter)


def check_lines(text: str, limits: Limits) -> None:
    """Refuse more lines than any order has, and a line longer than any row of one."""
    found = text.count("\n") or text.count("\r")
    if found > limits.lines:
        raise Refused("sheet.too_many_rows", limit=limits.rows, found=found)
    for number, line in enumerate(LINE_END.split(text), 1):
        if len(line) > limits.line:
            raise Refused("sheet.line_too_long", limit=limits.line, row=number)


def _filled_lines(text: str, delimiter: str) -> int:
    """How many lines hold anything; a line break within quotes counts as one more."""
    return sum(1 for line in text.splitlines() if line.strip(f'{delimiter}" \t'))


def _delimiter_of(text: str) -> tuple[str, str]:
    """(text without a `sep=` line, delimiter): the one that cuts most lines into equally many.

    Of equals the first in `DELIMITERS` is taken, so 1,5;2,5 is two decimal numbers.
    """
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return "\r\n" + rest, first.strip()[-1]
    lines = text[:SAMPLE_CHARACTERS].splitlines()[:SAMPLE_LINES]
    return text, max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> float:
    """Share of lines that have the commonest number of columns above one."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
    except csv.Error:
        return 0.0
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0
    return counts.most_common(1)[0][1] / len(widths)


def _filled_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of rows with anything in them; numbered as a spreadsheet would."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = [unguarded(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("sheet.quotes_do_not_close", row=number) from error
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, cells


def _check_row(cells: list[str], number: int, limits: Limits) -> None:
    """Refuse a row with too many columns or with a cell longer than a spreadsheet cell may be."""
    if len(cells) > limits.columns:
        raise Refused("sheet.too_many_columns", limit=limits.columns, found=len(cells), row=number)
    for column, cell in enumerate(cells, 1):
        if len(cell) > limits.cell:
            raise Refused("sheet.cell_too_long", limit=limits.cell, row=number, column=column)
