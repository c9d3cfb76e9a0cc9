"""What one sending of the draft's form asks for: rows typed, pasted or uploaded, and the button pressed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.data.sent_forms import body_hash
from portal.core.errors import Refused
from portal.core.formats import number
from portal.core.numerals import whole_number
from portal.core.printed_text import shown_name
from portal.core.sheets.model import Book, Kind
from portal.core.sheets.reader import read_book
from portal.core.typed_numbers import typed_decimal
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.intake.rules_find import Choice
from portal.intake.rules_headings import KNOWN, Field
from portal.intake.rules_rows import Rows, Taken, rows_of
from portal.orders.entry.forms import clean
from portal.orders.entry.rows.queries_parts import made_whole, quantities_found
from portal.orders.entry.rows.rules_answers import ROUNDED_UP, RowAnswer
from portal.orders.entry.rows.rules_change import DraftChange, Header
from portal.orders.entry.rows.rules_rows import Acceptance, Row, RowText
from portal.orders.entry.sheet.pages_remarks import IN_PASSING
from portal.orders.entry.sheet.pages_told import told_of_file, told_of_paste, told_of_quantities
from portal.orders.entry.sheet.queries_columns import Placed, placed_in
from portal.orders.entry.sheet.rules_paste import parse_paste

ROWS_NAMED = 30
LARGEST_POSITION = 999_999_999
PASTE, PASTE_QUANTITIES = "paste", "paste_quantities"
BLOCKS = frozenset({PASTE, "append"})
"""Buttons that read a block pasted into the rows, not what stands in the box for lines."""
ALL_OFFERS = {
    "successor": frozenset({RowAnswer.SUPERSEDED}),
    "round_up": ROUNDED_UP,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or pasted lines (without a name), and where things stand in it."""

    name: str
    book: Book
    placed: Placed


@dataclass
class Sent:
    """One sending: the button (`do`, with its argument), the new rows, and what to tell about them.

    `read` are files whose rows are among the new ones, `unclear` is what somebody has to be asked about.
    `placed` are rows of the preview that a pasted block goes over, by position.
    """

    do: str = ""
    argument: str = ""
    added: list[RowText] = field(default_factory=list)
    placed: dict[int, RowText] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    file_hash: str = ""
    read: list[Source] = field(default_factory=list)
    unclear: list[Source] = field(default_factory=list)

    @property
    def positions(self) -> frozenset[int]:
        """Return the row the button speaks of."""
        number = self.argument.partition(":")[0]
        return frozenset({int(number)}) if _is_position(number) else frozenset()


def read_sent() -> Sent:
    """Read the button, the box and the file; refuses what the readers of sheets refuse."""
    do, _colon, argument = request.form.get("do", "check").partition(":")
    sent = Sent(do, argument)
    pasted = request.form.get("block" if do in BLOCKS else "lines", "")
    if pasted.strip():
        _take(sent, "", Book((parse_paste(pasted),)))
    upload = request.files.get("sheet")
    if upload is not None and upload.filename:
        data = upload.read()
        sent.file_hash = hashlib.sha256(data).hexdigest()
        _take(sent, shown_name(upload.filename), read_book(data, upload.filename, known=KNOWN))
    _take_new_row(sent)
    if do == "add" and argument:
        sent.added.append(RowText(clean(argument), request.form.get("add_quantity", "").strip() or "1"))
    _place(sent)
    return sent


def _take_new_row(sent: Sent) -> None:
    """Take what was typed into the empty row below the others, whatever button was pressed."""
    row = RowText(clean(request.form.get("new_part")), clean(request.form.get("new_quantity")))
    if row.part_text or row.quantity_text:
        sent.added.append(row)


def _place(sent: Sent) -> None:
    """Put a block pasted into a row of the preview into that row and those shown below it, in whatever order they are.

    What is left of it is added behind all rows, and told. Pasted into quantities it may have one column only
    (`order.one_column`), and nothing of it is added.
    """
    typed = typed_rows(request.form)
    first = min(sent.positions, default=0)
    shown = list(typed)
    places = shown[shown.index(first) :] if first in typed else [place for place in sorted(typed) if place >= first]
    if sent.do == PASTE_QUANTITIES:
        _place_quantities(sent, typed, places)
    if sent.do == PASTE and sent.added:
        said = told_of_quantities(sent.added)
        block, sent.added = sent.added[: len(places)], sent.added[len(places) :]
        sent.placed = {place: _over(typed[place], text) for place, text in zip(places, block, strict=False)}
        told = [text for text in sent.told[1:] if text not in said]
        sent.told = [*_told_placed(first, len(block), len(sent.added)), *told]
        sent.told += told_of_quantities([*sent.placed.values(), *sent.added])


def _over(row: RowText, pasted: RowText) -> RowText:
    """Return a row with what was pasted over it; a column that was not pasted stays."""
    return RowText(pasted.part_text, pasted.quantity_text or row.quantity_text, pasted.note or row.note)


def _place_quantities(sent: Sent, typed: Mapping[int, RowText], places: Sequence[int]) -> None:
    sheet = parse_paste(request.form.get("block", ""))
    if any(len(cells) > 1 for cells in sheet.rows):
        raise Refused("order.one_column")
    texts = {number: cells[0] for number, cells in sheet.numbered()}
    sent.placed = {
        place: replace(typed[place], quantity_text=clean(texts[number]))
        for number, place in enumerate(places, 1)
        if number in texts
    }
    sent.told += _told_placed(min(sent.positions, default=0), len(sent.placed), 0)
    left = len(texts) - len(sent.placed)
    if left:
        text = ngettext(
            "%(n)s quantity was left out: there are no more rows on this page.",
            "%(n)s quantities were left out: there are no more rows on this page.",
            left,
            n=number(left, language()),
        )
        sent.told.append(text)


def _told_placed(first: int, filled: int, added: int) -> list[str]:
    told = [
        ngettext(
            "%(n)s row was filled, from row %(row)s on.",
            "%(n)s rows were filled, from row %(row)s on.",
            filled,
            n=number(filled, language()),
            row=number(first, language()),
        )
    ]
    if added:
        told.append(
            ngettext(
                "%(n)s more row was added at the end.",
                "%(n)s more rows were added at the end.",
                added,
                n=number(added, language()),
            )
        )
    return told


def _is_position(text: str) -> bool:
    """Tell whether a text is the number of a row; longer numbers than any row has are none."""
    return whole_number(text, LARGEST_POSITION) is not None


def _take(sent: Sent, name: str, book: Book) -> None:
    """Take the rows of a book whose columns are clear; put aside one that has to be asked about."""
    company = current_actor().distributor_id or 0
    placed = placed_in(book, company)
    if placed.doubts:
        sent.unclear.append(Source(name, book, placed))
        return
    rows = rows_of(book, placed.choice)
    sent.added += texts_of(rows, book, placed.choice, company)
    remembered = placed.layout_id is not None
    told = told_of_file(rows, name, remembered=remembered) if name else told_of_paste(rows, remembered=remembered)
    told += told_of_quantities(sent.added[-len(rows.rows) :])
    if name or remembered or len(told) > IN_PASSING:
        sent.read.append(Source(name, book, placed))
    sent.told += told


def texts_of(rows: Rows, book: Book, choice: Choice, distributor_id: int) -> list[RowText]:
    """Return rows of a book as they are added to a draft; pasted ones cut where the catalogue knows a part."""
    sheet = book.sheets[choice.sheet]
    pasted = sheet.kind is Kind.PASTE
    texts = [
        RowText(
            one.text(Field.PART).replace("\x00", ""),
            _quantity_text(one),
            one.text(Field.NOTE).replace("\x00", ""),
            None if pasted else one.number,
        )
        for one in rows.rows
    ]
    if not pasted:
        return texts
    spaced = set(sheet.spaced) if (choice.columns.get(Field.PART), choice.columns.get(Field.QUANTITY)) == (0, 1) else ()
    places = {place for place, one in enumerate(rows.rows) if one.number in spaced}
    return quantities_found(made_whole(texts, places, distributor_id), distributor_id)


def _quantity_text(row: Taken) -> str:
    """Return a quantity as written; one that was stored as a number, as the reader would type it."""
    text = row.text(Field.QUANTITY).replace("\x00", "")
    return typed_decimal(text, language()) if Field.QUANTITY in row.fractions else text


def change_of(sent: Sent, order_id: int | None, version: int, header: Header | None) -> DraftChange:
    """Return all that this sending changes in a draft."""
    do, argument = sent.do, sent.argument
    accepted: tuple[Acceptance, ...] = ()
    if do == "accept":
        accepted = tuple(Acceptance(position) for position in sent.positions)
    if do == "use":
        accepted = tuple(Acceptance(position, argument.partition(":")[2]) for position in sent.positions)
    answers = frozenset({RowAnswer(argument)}) if do == "remove_all" and argument in set(RowAnswer) else frozenset()
    return DraftChange(
        order_id=order_id,
        seen_version=version,
        header=header,
        retyped=typed_rows(request.form) | sent.placed,
        removed=sent.positions if do == "remove" else frozenset(),
        accepted=accepted,
        accept_all=ALL_OFFERS.get(argument, frozenset()) if do == "accept_all" else frozenset(),
        remove_all=answers,
        one_each=do == "one_each",
        added=sent.added,
        locale=language(),
    )


def typed_rows(form: Mapping[str, str]) -> dict[int, RowText]:
    """Return the rows of the preview as they stand in the form, by position."""
    rows = {}
    for name, text in form.items():
        head, _dash, position = name.partition("-")
        if head == "part" and _is_position(position):
            rows[int(position)] = RowText(
                clean(text), clean(form.get(f"quantity-{position}")), clean(form.get(f"note-{position}"))
            )
    return rows


def as_typed(rows: Sequence[Row], form: Mapping[str, str]) -> list[Row]:
    """Return rows of a draft that was not saved with the texts that stand in the form."""
    typed = typed_rows(form)
    return [
        replace(row, part_text=text.part_text, quantity_text=text.quantity_text, note=text.note)
        if (text := typed.get(row.position))
        else row
        for row in rows
    ]


def unlike_typed(rows: Sequence[Row], form: Mapping[str, str]) -> list[str]:
    """Return what was typed into rows that say something else by now, in words."""
    told = [
        _(
            "Row %(row)s: you had %(typed)s; now it is %(stored)s.",
            row=number(stored.position, language()),
            typed=_brief(typed),
            stored=_brief(stored),
        )
        for stored, typed in zip(rows, as_typed(rows, form), strict=True)
        if _brief(typed) != _brief(stored)
    ]
    return told if len(told) <= ROWS_NAMED else [*told[:ROWS_NAMED], "…"]


def _brief(row: Row) -> str:
    return " · ".join(text for text in (row.part_text, row.quantity_text, row.note) if text) or "–"


def sent_body(sent: Sent) -> str:
    """Return the hash of all that was sent, the file and the address included."""
    fields = request.form.to_dict(flat=False)
    return body_hash({**fields, "file": [sent.file_hash], "address": [request.full_path]})
