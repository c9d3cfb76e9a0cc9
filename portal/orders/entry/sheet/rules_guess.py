"""Guesses part number and quantity columns of a sheet without known headings by their cells."""

import re
from collections.abc import Sequence
from itertools import pairwise

from portal.core.errors import Refused
from portal.orders.entry.sheet.rules_headings import Field

PART_LIKE = re.compile(r"(?=(?:.*\d){3})[A-Za-z0-9](?:[A-Za-z0-9]|[ ./-](?! )){3,23}")
QUANTITY_LIKE = re.compile(r"[0-9]{1,5}(?:[.,]0{1,3})?")
VIN_LENGTH = 17
MOSTLY = 0.8
EXAMINED = 200


def guessed_columns(rows: Sequence[Sequence[str]], *, paste: bool) -> dict[Field, int] | None:
    """Return field to column index, or None when no column holds part numbers.

    Pasted lines are part, quantity, note unless another order shows plainly. Two equally likely
    columns are a refusal.
    """
    sample = rows[:EXAMINED]
    width = max((len(row) for row in sample), default=0)
    columns = [[cell(row, index) for row in sample] for index in range(width)]
    if paste and width <= 3 and _numeric_share(columns) >= MOSTLY:
        return dict(zip((Field.PART, Field.QUANTITY, Field.NOTE), range(width), strict=False))
    part = best(columns, PART_LIKE, Field.PART, skip=None)
    if part is None:
        return {Field.PART: 0} if paste and width == 1 else None
    quantity = best(columns, QUANTITY_LIKE, Field.QUANTITY, skip=part)
    if quantity is None and paste and part == 0 and 1 < width <= 3:
        return dict(zip((Field.PART, Field.QUANTITY, Field.NOTE), range(width), strict=False))
    return {Field.PART: part} if quantity is None else {Field.PART: part, Field.QUANTITY: quantity}


def cell(row: Sequence[str], index: int) -> str:
    """Return the trimmed text of a cell; "" where the row is too short."""
    return row[index].strip() if index < len(row) else ""


def _numeric_share(columns: list[list[str]]) -> float:
    """Of the filled cells in the second column, the share that are numbers; 1 when none is filled."""
    filled = [text for text in columns[1] if text] if len(columns) > 1 else []
    return sum(text[0].isdigit() for text in filled) / len(filled) if filled else 1.0


def best(columns: list[list[str]], look: re.Pattern[str], field: Field, skip: int | None) -> int | None:
    """Return the column in which most cells have the look; a running number counts only when alone."""
    shares = {
        index: share(texts, look)
        for index, texts in enumerate(columns)
        if index != skip and share(texts, look) >= MOSTLY
    }
    if len(shares) > 1:
        runs = [index for index in shares if _is_running(columns[index]) or _is_vins(columns[index])]
        shares = {index: value for index, value in shares.items() if index not in runs} or shares
    if field is Field.PART and len(shares) > 1:
        lettered = {i: value for i, value in shares.items() if _varied(columns[i])}
        shares = lettered or shares
    if len(shares) > 1:
        raise Refused(f"sheet.two_{field.value}_columns", headings=[chr(65 + i) for i in shares if i < 26])
    return next(iter(shares), None)


def share(texts: list[str], look: re.Pattern[str]) -> float:
    """Return of the filled cells, the share that have the look; none filled is 0."""
    filled = [text for text in texts if text]
    return sum(bool(look.fullmatch(text)) for text in filled) / len(filled) if filled else 0.0


def _is_running(texts: list[str]) -> bool:
    """Rising by one or by ten from line to line: line numbers, not quantities."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    steps = {after - before for before, after in pairwise(numbers)}
    return steps in ({1}, {10})


def _is_vins(texts: list[str]) -> bool:
    """Every filled cell has the length of a vehicle identification number (ISO 3779)."""
    return all(len(text) == VIN_LENGTH for text in texts if text)


def _varied(texts: list[str]) -> bool:
    """Mostly different values, as part numbers of one order are."""
    filled = [text for text in texts if text]
    return len(set(filled)) > len(filled) / 2


def looks_like_heading(cells: Sequence[str], columns: dict[Field, int]) -> bool:
    """Tell whether a first row is a heading: no digit where part number and quantity should be."""
    texts = [cell(cells, index) for field, index in columns.items() if field is not Field.NOTE]
    return any(texts) and not any(sign.isdigit() for text in texts for sign in text)
