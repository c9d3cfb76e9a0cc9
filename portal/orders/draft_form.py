"""What one sending of the draft's form asks for: rows typed, pasted or uploaded, and the button pressed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.formats import number
from portal.core.idempotency import body_hash, new_key
from portal.core.languages import language
from portal.core.sheet_columns import Field, OrderRows, order_lines_of
from portal.core.sheets import parse_paste, read_sheet
from portal.orders.forms import clean
from portal.orders.labels import FIELD_WORDS
from portal.orders.rules_draft import Acceptance, RowText
from portal.orders.rules_intake import ROUNDED_UP, RowAnswer
from portal.orders.service import DraftChange, Header

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
        return frozenset({int(number)}) if number.isascii() and number.isdigit() else frozenset()


def read_sent() -> Sent:
    """Read the button, the box and the file; refuses what the readers of sheets refuse."""
    do, _colon, argument = request.form.get("do", "check").partition(":")
    sent = Sent(do, argument)
    pasted = request.form.get("lines", "")
    if pasted.strip():
        _take(sent, order_lines_of(parse_paste(pasted)), "")
    upload = request.files.get("sheet")
    if upload is not None and upload.filename:
        data = upload.read()
        sent.file_hash = hashlib.sha256(data).hexdigest()
        _take(sent, order_lines_of(read_sheet(data, upload.filename)), upload.filename)
    if do == "add" and argument:
        sent.added.append(RowText(clean(argument), request.form.get("add_quantity", "").strip() or "1"))
    return sent


def _take(sent: Sent, rows: OrderRows, source: str) -> None:
    sent.added += [
        RowText(
            line.part_text.replace("\x00", ""), line.quantity_text.replace("\x00", ""),
            line.note_text.replace("\x00", ""), line.row_number if source else None,
        )
        for line in rows.lines
    ]  # fmt: skip
    count = len(rows.lines)
    shown = number(count, language())
    if source:
        used = ", ".join(
            f"{FIELD_WORDS[_FIELDS[key]]} = {name}" for key, name in rows.used_columns.items() if key in _FIELDS
        )
        text = ngettext(
            "%(n)s row read from %(file)s (%(used)s).", "%(n)s rows read from %(file)s (%(used)s).",
            count, n=shown, file=source[:80], used=used,
        )  # fmt: skip
        sent.told.append(text)
        if rows.ignored_columns:
            sent.told.append(_("Columns not used: %(names)s.", names=", ".join(rows.ignored_columns[:12])))
    else:
        sent.told.append(ngettext("%(n)s row added.", "%(n)s rows added.", count, n=shown))
    _tell_doubts(sent, rows)


def _tell_doubts(sent: Sent, rows: OrderRows) -> None:
    missing = [line for line in rows.lines if line.quantity_missing and line.quantity_text == "1"]
    if missing:
        shown = number(len(missing), language())
        sent.told.append(
            ngettext(
                "%(n)s row had no quantity; one piece was taken.",
                "%(n)s rows had no quantity; one piece each was taken.", len(missing), n=shown,
            )
        )  # fmt: skip
    rounded = ", ".join(number(line.row_number, language()) for line in rows.lines[:5_000] if line.rounded)
    if rounded:
        sent.told.append(
            _("In rows %(rows)s the spreadsheet had rounded long numbers; compare them.", rows=rounded[:200])
        )
    if rows.skipped_rows:
        shown = number(len(rows.skipped_rows), language())
        sent.told.append(
            ngettext(
                "%(n)s row without part number and quantity was left out.",
                "%(n)s rows without part number and quantity were left out.", len(rows.skipped_rows), n=shown,
            )
        )  # fmt: skip


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
    )


def typed_rows(form: Mapping[str, str]) -> dict[int, RowText]:
    """Return the rows of the preview as they stand in the form, by position."""
    rows = {}
    for name, text in form.items():
        head, _dash, position = name.partition("-")
        if head == "part" and position.isascii() and position.isdigit() and len(position) < 9:
            rows[int(position)] = RowText(
                clean(text), clean(form.get(f"quantity-{position}")), clean(form.get(f"note-{position}"))
            )
    return rows


def sent_key() -> str:
    """Return the hidden key of the form, or a fresh one where a client sends none."""
    return request.form.get("idempotency_key", "")[:64] or new_key()


def sent_body(sent: Sent) -> str:
    """Return the hash of all that was sent, the file and the address included."""
    fields = request.form.to_dict(flat=False)
    return body_hash({**fields, "file": [sent.file_hash], "address": [request.full_path]})
