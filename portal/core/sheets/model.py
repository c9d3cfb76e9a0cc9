"""What a read spreadsheet is: rows of text with their row numbers, and the caps it was read under."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


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
    `ratio` is unpacked to packed size of one archive entry; `area` is last row times last column.
    `lines` and `line` cap the lines of a text file, blank ones too, and the characters of one.
    """

    rows: int = 5_000
    heading_rows: int = 20
    columns: int = 200
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


@dataclass(frozen=True)
class Sheet:
    """Rows that hold anything, as text; `row_numbers[i]` is where `rows[i]` stood, from 1.

    Rows end at their last filled cell, so they differ in length. `rounded` lists (row number,
    column from 1) of numbers of 16 and more digits, whose end the spreadsheet had already lost;
    `fractions` lists in the same way cells that were stored as a number that is not whole, written
    here with a point. `hidden` are the row numbers the workbook does not show.
    `others` names the filled-in or empty visible tables of the workbook that were not read.
    """

    rows: list[list[str]]
    kind: Kind
    row_numbers: list[int]
    name: str = ""
    others: tuple[str, ...] = ()
    rounded: frozenset[tuple[int, int]] = frozenset()
    fractions: frozenset[tuple[int, int]] = frozenset()
    hidden: tuple[int, ...] = ()
    encoding: str = ""
    delimiter: str = ""

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Return (row number, cells), top to bottom."""
        return zip(self.row_numbers, self.rows, strict=True)
