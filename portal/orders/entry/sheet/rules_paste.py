"""Lines pasted into a box become rows: part number, quantity, note."""

import re

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Kind, Limits, Sheet
from portal.intake.rules_headings import UNITS, Field, Strength, meanings_of
from portal.intake.rules_plain import without_invisible

HARD_DELIMITERS = "\t;|"
LONGEST_LINE = 2_000
QUOTED_WHOLE = re.compile(r'^"([^"]*)"$')
LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
NUMBER = r"\d+(?:[.,'’]\d+)*"
_UNITS = "|".join(re.escape(unit) for unit in UNITS)
QUANTITY = re.compile(rf"[x×*]?({NUMBER})(?:\s*(?:{_UNITS})\.?)?", re.IGNORECASE)
PADDED = r"0\d+$"
WITH_QUANTITY = re.compile(
    rf"(?P<part>\S.*?)\s++(?!{PADDED})[x×*]?\s*(?P<quantity>{NUMBER})(?:\s*(?:{_UNITS})\.?)?", re.IGNORECASE
)


def parse_paste(text: str, limits: Limits = DEFAULT_LIMITS) -> Sheet:
    """Return pasted lines as a sheet of kind PASTE; blank lines are left out, numbers kept.

    A line with tab, semicolon or bar is cut exactly there and keeps all its columns. Otherwise it
    is cut at commas, unless the comma may belong to a number; otherwise the last word is the
    quantity when it is a number (210 296 27 4 is part 210 296 27, four pieces) that does not begin
    with a zero (2105 0221 may be one part number). Such rows are `spaced` in the sheet unless the number says
    that it counts (x4, 4 pcs): RAD 7788 may be one part number too, which who knows the parts can tell. Any
    other line is one cell, which who knows the parts may cut.
    """
    if len(text) > limits.characters:
        raise Refused("sheet.too_much_text", limit=limits.characters)
    lines = LINE_ENDS.split(text)
    found = sum(1 for line in lines if line.strip())
    if found > limits.rows + limits.heading_rows:
        raise Refused("sheet.too_many_rows", limit=limits.rows, found=found)
    rows: list[list[str]] = []
    numbers: list[int] = []
    spaced: list[int] = []
    for number, line in enumerate(lines, 1):
        cells = cells_of(without_invisible(line)) if line else []
        if any(cells):
            rows.append(cells)
            numbers.append(number)
            if _only_spaced(line, cells):
                spaced.append(number)
    if not rows:
        raise Refused("sheet.empty")
    _check_size(rows, numbers, limits)
    return Sheet(rows, Kind.PASTE, numbers, spaced=tuple(spaced))


def _check_size(rows: list[list[str]], numbers: list[int], limits: Limits) -> None:
    """The caps on columns and cell length."""
    for number, cells in zip(numbers, rows, strict=True):
        if len(cells) > limits.columns:
            found = len(cells)
            raise Refused("sheet.too_many_columns", limit=limits.columns, found=found, row=number)
        for column, cell in enumerate(cells, 1):
            if len(cell) > limits.cell:
                raise Refused("sheet.cell_too_long", limit=limits.cell, row=number, column=column)


def cells_of(line: str) -> list[str]:
    """Return the cells of one line, trimmed; none for a blank line. One longer than any order's is not cut."""
    line = QUOTED_WHOLE.sub(r"\1", line.strip(" ")) if line.startswith('"') else line
    hard = next((sign for sign in HARD_DELIMITERS if sign in line), None)
    if hard is not None:
        cells = [cell.strip() for cell in line.split(hard)]
    elif len(line) > LONGEST_LINE:
        cells = [line.strip()]
    elif _comma_cuts(line):
        cells = [cell.strip() for cell in line.split(",", 2)]
    else:
        cells = _by_spaces(line.strip())
    while cells and not cells[-1]:
        cells.pop()
    return [QUOTED_WHOLE.sub(r"\1", cell).strip() if cell.startswith('"') else cell for cell in cells]


def _only_spaced(line: str, cells: list[str]) -> bool:
    """Whether nothing but a space parts the cells of a line, and the last is a plain number."""
    if len(cells) != 2 or "\t" in line or not cells[1].isdecimal():
        return False
    return without_invisible(line).split() == [*cells[0].split(), cells[1]]


def _comma_cuts(line: str) -> bool:
    """Whether commas part the cells: not when all of them stand within a last word of digits."""
    words = line.split()
    if "," not in line:
        return False
    before_last = line.strip()[: -len(words[-1])]
    return "," in before_last or len(words) == 1 or not QUANTITY.fullmatch(words[-1])


def _by_spaces(line: str) -> list[str]:
    """[part, quantity] when the line ends in a number, the two headings, or the line as it is."""
    if not line:
        return []
    if match := WITH_QUANTITY.fullmatch(line):
        return [match["part"], match["quantity"]]
    words = line.split()
    for cut in range(len(words) - 1, 0, -1):
        pair = [" ".join(words[:cut]), " ".join(words[cut:])]
        if _means(pair[0], Field.PART) and _means(pair[1], Field.QUANTITY):
            return pair
    return [line]


def _means(heading: str, field: Field) -> bool:
    """Whether a heading says a field outright."""
    return meanings_of(heading)[:1] == ((field, Strength.PLAIN),)
