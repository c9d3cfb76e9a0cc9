"""The page that shows the first rows of a file and lets a person say what stands where. Any import may show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.core.formats import number
from portal.core.sheets.model import Sheet, Unread
from portal.core.web.languages import language
from portal.core.web.refusals import words_of
from portal.intake.forms import NONE, Asked
from portal.intake.labels import FAULT_WORDS, FIELD_WORDS
from portal.intake.queries import Kept
from portal.intake.rules_find import Choice
from portal.intake.rules_look import HEADING_ROWS
from portal.intake.rules_plain import without_invisible
from portal.intake.rules_rows import column_letter

ROWS_SHOWN = 12
COLUMNS_SHOWN = 40
LONGEST_CELL = 60
LONGEST_LABEL = 28
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a file on the page: its number, its cells; `heading` where its cells are the headings."""

    number: str
    cells: list[str]
    heading: bool


@dataclass(frozen=True, slots=True)
class ShownField:
    """One question of the page: its name, words, possible answers, the answer now, and what is wrong with it."""

    name: str
    label: str
    options: list[Option]
    value: str
    error: str


def choosing(kept: Kept, choice: Choice, asked: Sequence[Asked], faults: Mapping[str, str]) -> dict[str, Any]:
    """Return what `intake/_choosing.html` needs: tables to choose from, the first rows of one, and the questions."""
    sheet = kept.book.sheets[choice.sheet]
    width = min(max(len(cells) for cells in sheet.rows), COLUMNS_SHOWN)
    used = {index: str(FIELD_WORDS[one]) for one, index in choice.columns.items()}
    return {
        "file": kept.name,
        "sheets": [(index, one.name) for index, one in enumerate(kept.book.sheets)],
        "sheet": choice.sheet,
        "unread": [(one.name, _why_unread(one)) for one in kept.book.unread],
        "letters": [(column_letter(index), used.get(index, "")) for index in range(width)],
        "rows": _rows(sheet, choice.heading, width),
        "total": len(sheet.rows),
        "questions": [_heading(sheet, choice, faults), *(_column(sheet, choice, one, faults) for one in asked)],
        "unseen": choice.unseen,
        "has_unseen": bool(sheet.hidden or sheet.struck),
    }


def _why_unread(table: Unread) -> str:
    """Why a table cannot be chosen."""
    if not table.code:
        return _("There are more sheets in the file than are read.")
    return words_of(Refused(table.code, **(table.facts or {})))


def _rows(sheet: Sheet, heading: int | None, width: int) -> list[ShownRow]:
    """The first rows; more of them where the headings stand low."""
    most = max(ROWS_SHOWN, (heading or 0) + 6)
    return [
        ShownRow(number(row, language()), _shown_cells(cells, width), at == heading)
        for at, (row, cells) in enumerate(sheet.numbered())
        if at < most
    ]


def _shown_cells(cells: list[str], width: int) -> list[str]:
    """The cells of a row, brief ones, as many as the page has columns."""
    return [_brief(cell, LONGEST_CELL) for cell in [*cells[:width], *[""] * (width - len(cells))]]


def _brief(text: str, most: int) -> str:
    told = " ".join(without_invisible(text).split())
    return told if len(told) <= most else f"{told[: most - 1]}…"


def _heading(sheet: Sheet, choice: Choice, faults: Mapping[str, str]) -> ShownField:
    """Which row holds the headings."""
    options = [(NONE, _("None: the first row is data"))]
    for index in range(min(HEADING_ROWS, len(sheet.rows))):
        cells = ", ".join(cell for cell in sheet.rows[index] if cell.strip())
        row = number(sheet.row_numbers[index], language())
        options.append((str(index), _("Row %(row)s: %(cells)s", row=row, cells=_brief(cells, LONGEST_CELL))))
    value = NONE if choice.heading is None else str(choice.heading)
    return ShownField("heading", _("Headings"), options, value, _fault(faults, "heading"))


def _column(sheet: Sheet, choice: Choice, asked: Asked, faults: Mapping[str, str]) -> ShownField:
    """Which column holds what is asked."""
    name = asked.field.value
    options = [("", _("Choose a column") if asked.needed else "–")]
    if asked.lacking:
        options.append((NONE, _("Not in this file: I fill it in myself")))
    width = max(len(cells) for cells in sheet.rows)
    options += [(str(index), _column_words(sheet, choice.heading, index)) for index in range(width)]
    place = choice.columns.get(asked.field)
    return ShownField(
        name, str(FIELD_WORDS[asked.field]), options, "" if place is None else str(place), _fault(faults, name)
    )


def _column_words(sheet: Sheet, heading: int | None, index: int) -> str:
    """A column by its letter, its heading, and the first thing that stands in it."""
    said = "" if heading is None or index >= len(sheet.rows[heading]) else sheet.rows[heading][index]
    below = sheet.rows[0 if heading is None else heading + 1 :]
    first = next((cells[index] for cells in below if index < len(cells) and cells[index].strip()), "")
    parts = [column_letter(index), _brief(said, LONGEST_LABEL), _brief(first, LONGEST_LABEL)]
    return " · ".join(part for part in parts if part)


def _fault(faults: Mapping[str, str], name: str) -> str:
    return str(FAULT_WORDS[faults[name]]) if name in faults else ""
