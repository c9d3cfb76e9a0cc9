"""What a read workbook is: tables of text with their row numbers, and the caps they were read under."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

ERROR_TEXT = "#ERROR!"
"""What stands for a cell whose formula failed."""
NO_VALUE_TEXT = "#FORMULA!"
"""What stands for a formula whose result was not stored in the file."""


class Kind(StrEnum):
    """What the content was, whatever the file was called."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"
    PASTE = "paste"


@dataclass(frozen=True)
class Limits:
    """Caps on one upload; each has its own refusal. Sizes in MiB (2**20 bytes), times in seconds.

    `rows` counts rows of data; `heading_rows` more may stand above them (titles and headings).
    `tables` are the tables of a workbook that are read; those behind them are named only.
    `ratio` is unpacked to packed size of one archive entry; `area` is last row times last column.
    `lines` and `line` cap the lines of a text file, blank ones too, and the characters of one.
    """

    rows: int = 5_000
    heading_rows: int = 20
    columns: int = 200
    tables: int = 12
    cell: int = 32_767
    characters: int = 8_000_000
    lines: int = 200_000
    line: int = 1_000_000
    file_mib: int = 10
    unpacked_mib: int = 64
    ratio: int = 200
    entries: int = 1_000
    area: int = 4_000_000
    memory_mib: int = 512
    cpu_seconds: int = 10
    wall_seconds: int = 20


DEFAULT_LIMITS = Limits()


Places = frozenset[tuple[int, int]]
"""Cells of a table: row number and column, both from 1."""
_PLACED = ("rounded", "fractions", "days", "money", "struck")


@dataclass(frozen=True)
class Sheet:
    """Rows that hold anything, as text; `row_numbers[i]` is where `rows[i]` stood, from 1.

    Rows end at their last filled cell, so they differ in length. Cells are marked by what text alone
    does not tell: `rounded` are numbers of 16 and more digits, whose end the spreadsheet had already
    lost; `fractions` were stored as a number that is not whole, written here with a point; `days` are
    dates and times; `money` is shown as an amount; `struck` are struck through. `hidden` are the row
    numbers the workbook does not show. `merged` are cells that reach over more rows than their own:
    (first row, last row, column). `cut_off` is the row in whose middle a text file seems to end, 0 for
    none. `spaced` are the row numbers that only a space cut before a plain number, which may have been
    the end of what stands before it.
    """

    rows: list[list[str]]
    kind: Kind
    row_numbers: list[int]
    name: str = ""
    rounded: Places = frozenset()
    fractions: Places = frozenset()
    days: Places = frozenset()
    money: Places = frozenset()
    struck: Places = frozenset()
    hidden: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()
    encoding: str = ""
    delimiter: str = ""
    cut_off: int = 0
    spaced: tuple[int, ...] = ()

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Return (row number, cells), top to bottom."""
        return zip(self.row_numbers, self.rows, strict=True)

    def plain(self) -> dict[str, Any]:
        """Return the table in values JSON can say; `of_plain` makes the same table of them."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {name: sorted(values[name]) for name in _PLACED}

    @classmethod
    def of_plain(cls, values: Mapping[str, Any]) -> Self:
        """Return a table as `plain` told it."""
        places = {name: frozenset((row, column) for row, column in values[name]) for name in _PLACED}
        merged = tuple((first, last, column) for first, last, column in values.get("merged", ()))
        kind, hidden = Kind(values["kind"]), tuple(values["hidden"])
        spaced = tuple(values.get("spaced", ()))
        return cls(**{**values, **places, "kind": kind, "hidden": hidden, "merged": merged, "spaced": spaced})


@dataclass(frozen=True)
class Unread:
    """A table of a workbook that was not read; `code` and `facts` say why, no code that there are too many."""

    name: str
    code: str = ""
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, eq=False)
class Book:
    """The visible tables of a file that hold anything, in their order, at least one; and those that were not read.

    `hidden` are the names of tables that a workbook does not show; they are never read.
    A text file, or what was pasted, is a book of one table without a name.
    """

    sheets: tuple[Sheet, ...]
    unread: tuple[Unread, ...] = ()
    hidden: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the book in values JSON can say."""
        return {
            "sheets": [sheet.plain() for sheet in self.sheets],
            "unread": [{"name": one.name, "code": one.code, "facts": one.facts} for one in self.unread],
            "hidden": [*self.hidden],
        }

    @classmethod
    def of_plain(cls, values: Mapping[str, Any]) -> Self:
        """Return a book as `plain` told it."""
        return cls(
            tuple(Sheet.of_plain(one) for one in values["sheets"]),
            tuple(Unread(**one) for one in values["unread"]),
            tuple(values.get("hidden", ())),
        )
