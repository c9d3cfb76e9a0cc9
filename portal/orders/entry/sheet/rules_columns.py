"""Finds the part number and quantity columns of a sheet and gives its order lines, untouched."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Kind, Limits, Sheet
from portal.orders.entry.sheet.rules_guess import guessed_columns, looks_like_heading
from portal.orders.entry.sheet.rules_headings import Field, recognise
from portal.orders.entry.sheet.rules_paste import without_invisible

ORDER_FIELDS = (Field.PART, Field.QUANTITY, Field.NOTE)
LONGEST_NAME = 60
UNMARKED = re.compile(r"^'(?=[0-9A-Za-z])")


@dataclass(frozen=True)
class OrderRow:
    """One line as written: texts trimmed and with plain digits, not judged.

    `quantity_missing`: no quantity was given; where the sheet has no quantity column, or a pasted
    line none, `quantity_text` is "1", else it is empty. `rounded`: the part number was stored as a
    number of 16 or more digits, so its last digits are not those that were typed. `fraction`: the
    quantity was stored as a number that is not whole; its text has a point in every language.
    """

    row_number: int
    part_text: str
    quantity_text: str
    note_text: str = ""
    quantity_missing: bool = False
    rounded: bool = False
    fraction: bool = False


@dataclass(frozen=True)
class OrderRows:
    """The lines of an order sheet and how they were found.

    `header_row` is a row number or None; `used_columns` is field to heading (or column letter);
    `ignored_columns` are headings not used; `skipped_rows` have neither part number nor quantity.
    """

    lines: list[OrderRow]
    header_row: int | None
    used_columns: dict[Field, str]
    ignored_columns: list[str]
    skipped_rows: list[int]


def order_lines_of(sheet: Sheet, limits: Limits = DEFAULT_LIMITS) -> OrderRows:
    """Return order lines below the headings, or by the look of the columns when there are none.

    Refused: no part column, two columns that claim the same field, more data rows than the limit,
    nothing below the headings. Facts name the headings found.
    """
    position = _header_position(sheet, limits)
    if position is None:
        position, columns = guessed(sheet)
    else:
        columns = _columns_of(sheet.rows[position])
    body = list(sheet.numbered())[0 if position is None else position + 1 :]
    headings = [] if position is None else sheet.rows[position]
    _require_quantity(columns, headings, [cells for _, cells in body])
    if len(body) > limits.rows:
        raise Refused("sheet.too_many_rows", limit=limits.rows, found=len(body))
    row_of = _order_row(sheet, columns)
    rows = [row_of(number, cells) for number, cells in body]
    lines = [row for row in rows if _says_something(row)]
    if not lines:
        raise Refused("sheet.no_lines", headings=named(headings))
    width = max(len(cells) for cells in sheet.rows)
    return OrderRows(
        lines=lines,
        header_row=None if position is None else sheet.row_numbers[position],
        used_columns={field: name_of(headings, index) for field, index in columns.items()},
        ignored_columns=ignored(headings, columns, width),
        skipped_rows=[row.row_number for row in rows if not _says_something(row)],
    )


def _says_something(row: OrderRow) -> bool:
    """Whether a row names a part or a quantity; one that names only one of them is still a line."""
    return bool(row.part_text) or not row.quantity_missing


def _header_position(sheet: Sheet, limits: Limits) -> int | None:
    """Index of the row with most known headings among the first rows; titles may stand above."""
    scores = [_header_score(cells) for cells in sheet.rows[: limits.heading_rows]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def _header_score(cells: Sequence[str]) -> int:
    """How much a row looks like headings; 0 unless it names the part or several other fields.

    A row with a bare number in it is data, whatever words stand beside it.
    """
    if any(plain(cell).isdigit() for cell in cells):
        return 0
    fields = set(recognise(cells).values())
    if Field.PART in fields:
        return 2 + len(fields) + 2 * (Field.QUANTITY in fields)
    return 1 if len(fields) > 1 else 0


def _columns_of(headings: Sequence[str]) -> dict[Field, int]:
    """Field to column index for the order fields; a doubtful heading row is a refusal."""
    found = recognise(headings)
    columns: dict[Field, int] = {}
    for field in ORDER_FIELDS:
        places = [index for index, known in found.items() if known is field]
        if len(places) > 1 and field is not Field.NOTE:
            claimed = named(headings[index] for index in places)
            raise Refused(f"sheet.two_{field.value}_columns", headings=claimed)
        if places:
            columns[field] = places[0]
    if Field.PART not in columns:
        raise Refused("sheet.no_part_column", headings=named(headings))
    return columns


def guessed(sheet: Sheet) -> tuple[int | None, dict[Field, int]]:
    """Return (heading row index or None, columns) by the look of the cells; None when the first is data."""
    body = sheet.rows[1:] if len(sheet.rows) > 1 else sheet.rows
    columns = guessed_columns(body, paste=sheet.kind is Kind.PASTE)
    if columns is None:
        columns = guessed_columns(sheet.rows, paste=sheet.kind is Kind.PASTE)
    if columns is None:
        raise Refused("sheet.no_part_column", headings=named(sheet.rows[0]))
    heading = len(sheet.rows) > 1 and looks_like_heading(sheet.rows[0], columns)
    return (0 if heading else None), columns


def _require_quantity(columns: dict[Field, int], headings: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """A sheet of several columns without a quantity column is refused; a bare list is not."""
    others = [index for index in range(len(headings)) if index not in columns.values()]
    if Field.QUANTITY in columns or not headings:
        return
    if any(_number_like(cells, index) for cells in body for index in others):
        raise Refused("sheet.no_quantity_column", headings=named(headings))


def _number_like(cells: Sequence[str], index: int) -> bool:
    """Whether a cell is a short whole number."""
    text = plain(cells[index]) if index < len(cells) else ""
    return text.isascii() and text.isdigit() and len(text) <= 6


def _order_row(sheet: Sheet, columns: dict[Field, int]) -> Callable[[int, list[str]], OrderRow]:
    """What makes an order line of a row number and the cells of that row."""
    part_at, quantity_at, note_at = (columns.get(field) for field in ORDER_FIELDS)
    pasted, column = sheet.kind is Kind.PASTE, columns[Field.PART] + 1
    quantity_column = 0 if quantity_at is None else quantity_at + 1

    def made(number: int, cells: list[str]) -> OrderRow:
        part, quantity = plain(_cell_at(cells, part_at)), plain(_cell_at(cells, quantity_at))
        note = _cell_at(cells, note_at)
        no_column = quantity_at is None or (pasted and len(cells) == 1)
        return OrderRow(
            row_number=number,
            part_text=UNMARKED.sub("", part),
            quantity_text="1" if not quantity and no_column and part else quantity,
            note_text=note.strip() if note and plain(note) else "",
            quantity_missing=not quantity,
            rounded=(number, column) in sheet.rounded,
            fraction=(number, quantity_column) in sheet.fractions,
        )

    return made


def _cell_at(cells: Sequence[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def plain(text: str) -> str:
    """Return text trimmed, without invisible marks, digits of any script and full-width letters made ASCII."""
    if text.isascii() and "\x00" not in text:
        return text.strip()
    clean = without_invisible(text).strip()
    return clean if clean.isascii() else "".join(map(_plain_sign, clean))


def _plain_sign(sign: str) -> str:
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def name_of(headings: Sequence[str], index: int) -> str:
    """Return the heading of a column, or its letter as spreadsheets show it."""
    heading = _cell_at(headings, index).strip()[:LONGEST_NAME]
    return heading or column_letter(index)


def column_letter(index: int) -> str:
    """Return the letter of a column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters


def ignored(headings: Sequence[str], columns: dict[Field, int], width: int) -> list[str]:
    """Return names of the columns that were not used."""
    return [name_of(headings, index) for index in range(width) if index not in columns.values()]


def named(headings: Iterable[str]) -> list[str]:
    """Return headings for a message: filled ones, trimmed, at most twenty."""
    return [text.strip()[:LONGEST_NAME] for text in headings if text.strip()][:20]
