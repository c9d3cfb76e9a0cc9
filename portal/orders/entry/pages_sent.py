"""What one sending of the draft's form asks for: rows typed, pasted or uploaded, and the button pressed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.data.sent_forms import body_hash
from portal.core.formats import listed, number
from portal.core.numerals import whole_number
from portal.core.sheets.model import Sheet
from portal.core.typed_numbers import typed_decimal
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.orders.entry.forms import clean
from portal.orders.entry.queries_parts import quantities_found
from portal.orders.entry.rules_answers import ROUNDED_UP, RowAnswer
from portal.orders.entry.rules_change import DraftChange, Header
from portal.orders.entry.rules_rows import Acceptance, Row, RowText
from portal.orders.entry.sheet.forms import order_sheet_of
from portal.orders.entry.sheet.rules_columns import OrderRow, OrderRows, order_lines_of
from portal.orders.entry.sheet.rules_headings import Field
from portal.orders.entry.sheet.rules_paste import parse_paste
from portal.orders.labels_fields import FIELD_WORDS

ROWS_NAMED = 30
LONGEST_NAME = 60
LARGEST_POSITION = 999_999_999
ALL_OFFERS = {
    "successor": frozenset({RowAnswer.SUPERSEDED}),
    "round_up": ROUNDED_UP,
}
_FIELDS = {Field.PART: "part_number", Field.QUANTITY: "quantity", Field.NOTE: "note"}


@dataclass
class Sent:
    """One sending: the button (`do`, with its argument), the new rows, and what to tell about them."""

    do: str = ""
    argument: str = ""
    added: list[RowText] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    file_hash: str = ""

    @property
    def positions(self) -> frozenset[int]:
        """Return the row the button speaks of."""
        number = self.argument.partition(":")[0]
        return frozenset({int(number)}) if _is_position(number) else frozenset()


def read_sent() -> Sent:
    """Read the button, the box and the file; refuses what the readers of sheets refuse."""
    do, _colon, argument = request.form.get("do", "check").partition(":")
    sent = Sent(do, argument)
    pasted = request.form.get("lines", "")
    if pasted.strip():
        rows = order_lines_of(parse_paste(pasted))
        _take(sent, quantities_found(rows, current_actor().distributor_id or 0))
    upload = request.files.get("sheet")
    if upload is not None and upload.filename:
        data = upload.read()
        sent.file_hash = hashlib.sha256(data).hexdigest()
        sheet, rows = order_sheet_of(data, upload.filename)
        _take(sent, rows, upload.filename, sheet)
    if do == "add" and argument:
        sent.added.append(RowText(clean(argument), request.form.get("add_quantity", "").strip() or "1"))
    return sent


def _is_position(text: str) -> bool:
    """Tell whether a text is the number of a row; longer numbers than any row has are none."""
    return whole_number(text, LARGEST_POSITION) is not None


def _quantity_text(line: OrderRow) -> str:
    """Return a quantity as written; one that was stored as a number, as the reader would type it."""
    text = line.quantity_text.replace("\x00", "")
    return typed_decimal(text, language()) if line.fraction else text


def _take(sent: Sent, rows: OrderRows, source: str = "", sheet: Sheet | None = None) -> None:
    sent.added += [
        RowText(
            line.part_text.replace("\x00", ""),
            _quantity_text(line),
            line.note_text.replace("\x00", ""),
            line.row_number if source else None,
        )
        for line in rows.lines
    ]
    count = len(rows.lines)
    shown = number(count, language())
    if source:
        known = {FIELD_WORDS[_FIELDS[key]]: name for key, name in rows.used_columns.items() if key in _FIELDS}
        used = listed([f"{field} = {name}" for field, name in known.items()], language())
        text = ngettext(
            "%(n)s row read from %(file)s (%(used)s).",
            "%(n)s rows read from %(file)s (%(used)s).",
            count,
            n=shown,
            file=source[:80],
            used=used,
        )
        sent.told.append(text)
        if rows.ignored_columns:
            sent.told.append(_("Columns not used: %(names)s.", names=listed(rows.ignored_columns[:12], language())))
    else:
        sent.told.append(ngettext("%(n)s row added.", "%(n)s rows added.", count, n=shown))
    if sheet is not None:
        _tell_sheet(sent, sheet, rows)
    _tell_doubts(sent, rows)


def _tell_sheet(sent: Sent, sheet: Sheet, rows: OrderRows) -> None:
    """Tell which tables of a workbook were not read, and which rows nobody sees in it."""
    if sheet.others:
        others = listed(_first([name[:LONGEST_NAME] for name in sheet.others]), language())
        sent.told.append(
            _(
                "Read from the sheet “%(name)s” only. Not read: %(others)s.",
                name=sheet.name[:LONGEST_NAME],
                others=others,
            )
        )
    taken = {line.row_number for line in rows.lines}
    hidden = [number(row, language()) for row in sheet.hidden if row in taken]
    if hidden:
        sent.told.append(
            ngettext(
                "Row %(rows)s is hidden in the workbook; it was read as well.",
                "Rows %(rows)s are hidden in the workbook; they were read as well.",
                len(hidden),
                rows=listed(_first(hidden), language()),
            )
        )


def _first(rows: list[str]) -> list[str]:
    """Return the first rows of a long list, and an ellipsis for the rest of it."""
    return rows if len(rows) <= ROWS_NAMED else [*rows[:ROWS_NAMED], "…"]


def _tell_doubts(sent: Sent, rows: OrderRows) -> None:
    missing = [line for line in rows.lines if line.quantity_missing and line.quantity_text == "1"]
    if missing:
        shown = number(len(missing), language())
        sent.told.append(
            ngettext(
                "%(n)s row had no quantity; one piece was taken.",
                "%(n)s rows had no quantity; one piece each was taken.",
                len(missing),
                n=shown,
            )
        )
    rounded = [number(line.row_number, language()) for line in rows.lines[:5_000] if line.rounded]
    if rounded:
        sent.told.append(
            ngettext(
                "In row %(rows)s the spreadsheet had rounded a long number; compare it.",
                "In rows %(rows)s the spreadsheet had rounded long numbers; compare them.",
                len(rounded),
                rows=listed(_first(rounded), language()),
            )
        )
    if rows.skipped_rows:
        shown = number(len(rows.skipped_rows), language())
        sent.told.append(
            ngettext(
                "%(n)s row without part number and quantity was left out.",
                "%(n)s rows without part number and quantity were left out.",
                len(rows.skipped_rows),
                n=shown,
            )
        )


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
        retyped=typed_rows(request.form),
        removed=sent.positions if do == "remove" else frozenset(),
        accepted=accepted,
        accept_all=ALL_OFFERS.get(argument, frozenset()) if do == "accept_all" else frozenset(),
        remove_all=answers,
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
