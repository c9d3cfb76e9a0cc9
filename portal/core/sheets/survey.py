"""What is counted of a workbook's table, and what a style says of a cell, before a parser sees them.

Part of the confined reader process: standard library only.
"""

import re
from dataclasses import dataclass

from portal.core.errors import Refused

PADDED = re.compile(r"0{2,}")
MONEY = re.compile(
    r"[$\u00a2-\u00a5\u060b\u0e3f\u20a0-\u20c0\ufdfc\uffe0-\uffe6]|руб|р\.|zł|Kč|\bkr\b|\b(?:USD|EUR|CNY|RMB|GBP|AED|SAR|EGP)\b"
)
LANGUAGE = re.compile(r"\[\$-[^\]]*\]")
QUOTED = re.compile(r'"[^"]*"|\\.')
MOST_CELLS = 1_100_000
"""Cells of a table that are walked, empty ones of an ODS among them; an order has at most a million."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of a cell: digits a number is filled to with zeros, money, percent, struck through."""

    pad: int = 0
    money: bool = False
    percent: bool = False
    struck: bool = False


PLAIN = Look()


def look_of(code: str, *, struck: bool = False) -> Look:
    """Return what a number format (`0000`, `0.00%`, `[$EUR] #,##0.00`) makes of a cell."""
    first = code.split(";", maxsplit=1)[0]
    bare = QUOTED.sub("", first)
    return Look(
        pad=len(first) if PADDED.fullmatch(first) else 0,
        money=MONEY.search(LANGUAGE.sub("", first)) is not None,
        percent="%" in bare,
        struck=struck,
    )


class Survey:
    """What a scan of one table saw: rows in use, outermost cell, cells more than their value or row, hidden rows.

    More rows in use than an order may have end the scan: `sheet.too_many_rows`.
    """

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.rows = self.last_row = self.last_column = 0
        self.looks: dict[tuple[int, int], Look] = {}
        self.errors: set[tuple[int, int]] = set()
        self.formulas: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self.merged: set[tuple[int, int, int]] = set()
        self._newest = self._cells = 0

    def walk(self) -> None:
        """Count one more cell; refuse the table that has more of them than any order."""
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise Refused("sheet.cells_far_apart", row=self.last_row, column=self.last_column)

    def see(self, row: int, column: int, rows: int = 1) -> None:
        """Note one used cell (1-based); `rows` copies of its row follow each other."""
        if row > self._newest:
            self.rows += rows
            self._newest = row
            if self.rows > self.limits["rows"] + self.limits["heading_rows"]:
                raise Refused("sheet.more_rows", limit=self.limits["rows"])
        self.last_row = max(self.last_row, row + rows - 1)
        self.last_column = max(self.last_column, column)

    def merge(self, first: int, last: int, column: int) -> None:
        """Note a cell that reaches down over further rows; as far as there are rows in use."""
        self.walk()
        last = min(last, self.last_row)
        if first < last:
            self.merged.add((first, last, column))

    def spans(self) -> tuple[tuple[int, int, int], ...]:
        """Return the cells that reach down, (first row, last row, column); of two that overlap the upper one."""
        reached: dict[int, int] = {}
        spans = []
        for first, last, column in sorted(self.merged):
            if first > reached.get(column, 0):
                reached[column] = last
                spans.append((first, last, column))
        return tuple(spans)

    def check(self) -> None:
        """Refuse cells so far apart that the gap is the content."""
        if self.last_row * self.last_column > self.limits["area"]:
            raise Refused("sheet.cells_far_apart", row=self.last_row, column=self.last_column)
