"""The page that asks which column of a file holds what, and what is answered there."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.core.errors import Refused
from portal.core.formats import listed
from portal.core.numerals import whole_number
from portal.core.sheets.model import Book, Sheet
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.intake.rules_layout import layout_of
from portal.intake.rules_rows import column_letter
from portal.masterdata.files.rules_columns import HEADING_ROWS, columns_in, likely_heading
from portal.masterdata.files.service_files import Chosen
from portal.masterdata.models import ChangeSet
from portal.masterdata.ports import Kind, kind_named
from portal.masterdata.words.labels import field_words, kind_words
from portal.masterdata.words.labels_codes import headings_of, measures_of

NONE = "none"
_BRIEF = 40


def left_out(book: Book) -> list[str]:
    """Return the names of the tables of a file that were not read, hidden ones too."""
    return [*(one.name for one in book.unread), *book.hidden]


@dataclass(frozen=True, slots=True)
class Asked:
    """A file whose columns are asked for: its name, its tables or their first rows, its kind, what is guessed.

    The page is `template`, its answer goes to `send_to` with `seen`, the version of what it is about; `back` leaves it.
    """

    book: Book
    name: str
    kind: Kind
    guess: Chosen
    template: str
    send_to: str
    back: str
    seen: int


def asked_of_set(row: ChangeSet) -> Asked:
    """Return what is asked of the file of a change set; refuses `masterdata.not_now` where no rows of it are kept."""
    if row.head is None:
        raise Refused("masterdata.not_now")
    guess = Chosen(row.sheet, row.heading, {name: int(place) for name, place in row.columns.items()}, row.whole)
    return Asked(
        Book.of_plain(row.head),
        row.file_name,
        kind_named(row.kind, current_actor()),
        guess,
        "masterdata/hq_columns.html",
        url_for("hq_masterdata_sets.choose", change_set_id=row.id),
        url_for("hq_masterdata_sets.show", change_set_id=row.id),
        row.version,
    )


def choosing_page(asked: Asked, faults: Mapping[str, str] | None = None) -> Response:
    """Show the first rows of a file, one table (`?sheet=`) at a time, and ask which column holds what."""
    book, guess, kind = asked.book, asked.guess, asked.kind
    wanted = whole_number(request.values.get("sheet"), len(book.sheets) - 1)
    at = guess.sheet if wanted is None else wanted
    sheet = book.sheets[at]
    heading, columns = (guess.heading, guess.columns) if at == guess.sheet else (likely_heading(sheet), {})
    other = "heading" in request.form and other_headings(asked)
    if other:
        heading = _heading_sent(sheet)
        columns = {} if heading is None else columns_in(sheet, heading, headings_of(kind), measures_of(kind.fields))
    width = max((len(cells) for cells in sheet.rows), default=0)
    faults = faults or {}
    return respond(
        asked.template,
        status=422 if faults else 200,
        asked=asked,
        title=kind_words(kind.name)[0],
        sheets=[(index, one.name) for index, one in enumerate(book.sheets)],
        unread=listed(left_out(book), language()),
        sheet=at,
        headings=[(NONE, _("None: the first row is data")), *_headings(book, at)],
        heading=NONE if heading is None else str(heading),
        questions=[
            {
                "label": field_words(one.name),
                "name": f"column-{one.name}",
                "options": [("", "–"), *((str(i), _column_words(book, at, heading, i)) for i in range(width))],
                "value": _column_said(one.name, str(columns.get(one.name, "")), other=other),
                "error": faults.get(one.name, ""),
            }
            for one in kind.fields.all
        ],
        letters=[column_letter(index) for index in range(width)],
        rows=[
            (sheet.row_numbers[index], [*cells, *[""] * (width - len(cells))], index == heading)
            for index, cells in enumerate(sheet.rows[:12])
        ],
        whole=guess.whole,
        may_go=kind.may_go,
    )


def other_headings(asked: Asked) -> bool:
    """Tell whether the columns of another row of headings are asked for, as the page does not show them yet."""
    sheet = asked.book.sheets[whole_number(request.form.get("sheet"), len(asked.book.sheets) - 1) or 0]
    shown = whole_number(request.form.get("shown"), HEADING_ROWS)
    lacking = any(not request.form.get(f"column-{name}") for name in asked.kind.fields.key)
    return request.form.get("again") == "yes" or (lacking and shown != _heading_sent(sheet))


def _heading_sent(sheet: Sheet) -> int | None:
    return whole_number(request.form.get("heading"), min(HEADING_ROWS, len(sheet.rows)) - 1)


def _column_said(name: str, proposed: str, *, other: bool) -> str:
    """The column said on the page, else the one proposed; one left open on a page of other headings says nothing."""
    said = request.form.get(f"column-{name}", proposed)
    return said or proposed if other else said


def _headings(book: Book, at: int) -> list[tuple[str, str]]:
    sheet = book.sheets[at]
    told = []
    for index in range(min(HEADING_ROWS, len(sheet.rows))):
        cells = ", ".join(cell.strip() for cell in sheet.rows[index] if cell.strip())
        told.append((str(index), _("Row %(row)s: %(cells)s", row=sheet.row_numbers[index], cells=cells[:60])))
    return told


def _column_words(book: Book, at: int, heading: int | None, index: int) -> str:
    rows = book.sheets[at].rows
    said = rows[heading][index] if heading is not None and heading < len(rows) and index < len(rows[heading]) else ""
    below = rows[0 if heading is None else heading + 1 :]
    first = next((cells[index] for cells in below if index < len(cells) and cells[index].strip()), "")
    return " · ".join(part for part in (column_letter(index), said.strip()[:_BRIEF], first.strip()[:_BRIEF]) if part)


def chosen_columns(book: Book, kind: Kind) -> tuple[Chosen, str, dict[str, str]]:
    """Return what was chosen, the layout of the table it was chosen for, and what is wrong, by field."""
    sheet = whole_number(request.form.get("sheet"), len(book.sheets) - 1) or 0
    table = book.sheets[sheet]
    width = max((len(cells) for cells in table.rows), default=0)
    heading = _heading_sent(table)
    columns: dict[str, int] = {}
    faults: dict[str, str] = {}
    for one in kind.fields.all:
        place = whole_number(request.form.get(f"column-{one.name}"), width - 1)
        if place is None:
            if one.name in kind.fields.key:
                faults[one.name] = words_of(Refused("masterdata.choose_column"))
        elif place in columns.values():
            faults[one.name] = words_of(Refused("masterdata.column_chosen_twice"))
        else:
            columns[one.name] = place
    whole = kind.may_go and request.form.get("whole") == "yes"
    return Chosen(sheet, heading, columns, whole), layout_of(table, heading), faults
