"""The claim form as it was typed: rows of a receipt, what was entered, and what is wrong beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage, MultiDict

from portal.catalogue.rules_part_numbers import norm
from portal.core.errors import FieldRefused, Refused
from portal.core.typed_numbers import parse_quantity
from portal.core.web.guards import current_actor
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_text
from portal.returns.forms_photos import MOST_BYTES, Sender, Upload, take_photos
from portal.returns.queries_claimed import Differences
from portal.returns.queries_receipt import Held, ReceivedLine, ReceivedShipment, left_to_claim
from portal.returns.rules_claims import MOST_PHOTOS, damage_reason, difference_of
from portal.returns.service import ClaimRequest, WantedLine, faults_of
from portal.returns.service_photos import StoredPhoto, file_name, held_photos
from portal.returns.states import Reason

OTHERS_SHOWN = 50
NOTE_LENGTH = 400
FREE = "x"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: a received line, the reason and quantity proposed or typed, and errors by column.

    `claims` are the numbers of claims that speak of the difference already, `again` the names of photos
    that were sent and not kept.
    """

    key: str
    line: ReceivedLine
    left: int
    reason: str = ""
    quantity: str = ""
    note: str = ""
    photos: tuple[StoredPhoto, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    again: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Tell whether the receipt itself found this difference."""
        return not self.key.endswith(f"-{FREE}")

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the photos as signed values of hidden fields, so that none is sent twice."""
        return tuple(_signer().dumps([getattr(photo, name) for name in _PHOTO]) for photo in self.photos)


_PHOTO = tuple(StoredPhoto.__dataclass_fields__)


def _signer() -> URLSafeSerializer:
    """Return what signs kept photos: for one person only, so that a token is of no use to another."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"claim-photo:{current_actor().user_id}")


def proposed_rows(shipment: ReceivedShipment, held: Held, differences: Differences, now: Any) -> list[FormRow]:
    """Return a row for each difference the receipt found, then a free row for each line.

    Proposed is what no claim speaks of yet.
    """
    damaged = damage_reason(shipment.delivered_on, shipment.today(now))
    found = [row for line in shipment.lines for row in _found_rows(line, held, differences, damaged)]
    return [*found, *(_free_row(line, held) for line in shipment.lines)]


def _found_rows(line: ReceivedLine, held: Held, differences: Differences, damaged: Reason) -> list[FormRow]:
    rows = []
    for reason in (Reason.SHORT, Reason.OVER, Reason.WRONG, damaged):
        difference = difference_of(reason)
        found = differences.of(line.id, difference) if difference else None
        if found and difference:
            left = left_to_claim(line, held, reason)
            quantity, key = min(found.left, left), f"{line.id}-{difference.value}"
            note = line.receipt_note if quantity else ""
            typed = str(quantity) if quantity else ""
            rows.append(FormRow(key, line, left, reason.value, typed, note, claims=found.claims))
    return rows


def _free_row(line: ReceivedLine, held: Held) -> FormRow:
    return FormRow(f"{line.id}-{FREE}", line, left_to_claim(line, held, Reason.DEFECT))


def typed_rows(
    rows: Sequence[FormRow], form: MultiDict[str, str], files: MultiDict[str, FileStorage], locale: str, sender: Sender
) -> list[FormRow]:
    """Return the rows as they were typed, photos stored, with what is wrong beside each.

    Photos that are too many, too much together or more than is allowed now are refused before any of them
    is drawn, and named, to be chosen again.
    """
    keys = [row.key for row in rows if f"quantity-{row.key}" in form]
    kept = _kept_photos(form, keys)
    sent = {key: _uploads(files, key) for key in keys}
    answers = _taken(sent, sum(map(len, kept.values())), sender)
    photos = {key: _photos(kept[key], sent[key], answers[key]) for key in keys}
    return [_typed(row, form, photos[row.key], locale) if row.key in photos else row for row in rows]


@dataclass(frozen=True, slots=True)
class _Photos:
    """Photos of one row: those there are, what is wrong, and the names of those to be chosen again."""

    there: tuple[StoredPhoto, ...] = ()
    wrong: str = ""
    again: tuple[str, ...] = ()


def _uploads(files: MultiDict[str, FileStorage], key: str) -> list[Upload]:
    """Return the photos sent with one row, each read no further than a photo may be large."""
    sent = [one for one in files.getlist(f"photos-{key}") if one.filename]
    return [(one.stream.read(MOST_BYTES + 1), one.filename or "") for one in sent]


def _taken(sent: Mapping[str, Sequence[Upload]], kept: int, sender: Sender) -> dict[str, list[StoredPhoto | Refused]]:
    """Return what became of each photo sent, by rows; all are refused where they are too many or too much."""
    uploads = [upload for each in sent.values() for upload in each]
    if kept + len(uploads) > MOST_PHOTOS:
        answers: list[StoredPhoto | Refused] = [Refused("claim.too_many_photos", most=MOST_PHOTOS)] * len(uploads)
    else:
        try:
            answers = take_photos(uploads, sender)
        except Refused as refusal:
            answers = [refusal] * len(uploads)
    each_in_turn = iter(answers)
    return {key: [next(each_in_turn) for _upload in each] for key, each in sent.items()}


def _photos(
    kept: Sequence[StoredPhoto | Refused], sent: Sequence[Upload], answers: Sequence[StoredPhoto | Refused]
) -> _Photos:
    there: dict[tuple[str, str], StoredPhoto] = {}
    wrong, again = [], []
    names = ["" for _photo in kept] + [file_name(name) for _data, name in sent]
    for name, answer in zip(names, [*kept, *answers], strict=True):
        if isinstance(answer, Refused):
            wrong.append(words_of(answer))
            again.append(name or answer.facts["name"])
        else:
            there.setdefault((answer.name, answer.sha256), answer)
    return _Photos(tuple(there.values()), " ".join(dict.fromkeys(wrong)), tuple(again))


def _typed(row: FormRow, form: MultiDict[str, str], photos: _Photos, locale: str) -> FormRow:
    errors = {"photos": photos.wrong} if photos.wrong else {}
    reason = form.get(f"reason-{row.key}", "")
    typed = replace(
        row,
        reason=reason if reason in set(Reason) else "",
        quantity=form.get(f"quantity-{row.key}", "").strip(),
        note=form.get(f"note-{row.key}", "").strip(),
        photos=photos.there,
        again=photos.again,
    )
    try:
        typed = replace(typed, note=typed_text(typed.note, NOTE_LENGTH, "note"))
    except Refused as refusal:
        errors["note"] = words_of(refusal)
    return replace(typed, errors={**errors, **_unanswered(typed, locale)})


def _unanswered(row: FormRow, locale: str) -> dict[str, str]:
    """Return what is wrong with the quantity and the reason; a row begun by hand wants both."""
    if not row.quantity:
        begun = not row.found and bool(row.reason or row.note or row.photos or row.again)
        return {"quantity": words_of(Refused("claim.quantity_missing"))} if begun else {}
    errors = {} if row.reason else {"reason": words_of(Refused("claim.reason_missing"))}
    try:
        parse_quantity(row.quantity, locale)
    except Refused as refusal:
        errors["quantity"] = words_of(refusal)
    return errors


def still_being_typed(rows: Sequence[FormRow]) -> list[FormRow]:
    """Return the rows of a form that is not sent yet: only photos are told of, which would be lost unseen."""
    return [replace(row, errors={name: row.errors[name] for name in ("photos",) if name in row.errors}) for row in rows]


def judged_rows(rows: Sequence[FormRow], shipment: ReceivedShipment, held: Held, locale: str) -> list[FormRow]:
    """Return the rows with all that the rules of claims find beside their fields.

    What cannot be read stays as it was told: where only the quantity is wrong, the reason's proofs are
    looked for all the same.
    """
    asked = [_asked(row, locale) for row in rows if row.quantity and row.reason]
    for fault in faults_of(asked, {line.id: line for line in shipment.lines}, held):
        rows = with_refusal(rows, fault)
    return list(rows)


def _asked(row: FormRow, locale: str) -> WantedLine:
    quantity = 1 if "quantity" in row.errors else parse_quantity(row.quantity, locale)
    return WantedLine(row.key, row.line.id, Reason(row.reason), quantity, row.note, row.photos)


def _kept_photos(form: MultiDict[str, str], keys: Sequence[str]) -> dict[str, list[StoredPhoto | Refused]]:
    """Return the photos an earlier answer to this form kept; those swept meanwhile are refused by name."""
    kept = {key: list(map(_kept, form.getlist(f"kept-{key}")[:MOST_PHOTOS])) for key in keys}
    held = held_photos({photo.storage_key for photos in kept.values() for photo in photos if photo})
    return {
        key: [
            photo if photo.storage_key in held else Refused("claim.photo_gone", name=photo.name)
            for photo in photos
            if photo
        ]
        for key, photos in kept.items()
    }


def _kept(token: str) -> StoredPhoto | None:
    try:
        return StoredPhoto(*_signer().loads(token))
    except (BadData, TypeError):
        return None


def request_of(shipment_number: str, note: str, rows: Sequence[FormRow], locale: str) -> ClaimRequest:
    """Return what the typed rows ask for; rows without a quantity ask for nothing."""
    return ClaimRequest(shipment_number, note, tuple(_asked(row, locale) for row in rows if row.quantity))


def with_refusal(rows: Sequence[FormRow], refusal: FieldRefused) -> list[FormRow]:
    """Return the rows with a refusal's words beside the field it belongs to; what stands there already stays."""
    column, _, key = refusal.field.partition("-")
    told = words_of(refusal)
    return [
        replace(row, errors={**row.errors, column: row.errors.get(column, told)}) if row.key == key else row
        for row in rows
    ]


def shown_rows(rows: Sequence[FormRow], part: str) -> tuple[list[FormRow], list[FormRow], int]:
    """Return the rows the receipt found, the other rows that fit, and how many others there are.

    At most `OTHERS_SHOWN` others are drawn, those in use first; a search by part narrows them.
    """
    found = [row for row in rows if row.found]
    others = [row for row in rows if not row.found]
    used = [row for row in others if row.quantity or row.reason or row.note or row.photos or row.again]
    wanted = norm(part)
    fitting = [row for row in others if row not in used and wanted in norm(row.line.part_number)]
    return found, [*used, *fitting][: max(OTHERS_SHOWN, len(used))], len(others)
