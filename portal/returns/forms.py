"""The claim form as it was typed: rows of a receipt, what was entered, and what is wrong beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage, MultiDict

from portal.core.errors import FieldRefused, Refused
from portal.core.typed_numbers import parse_quantity
from portal.core.web.guards import current_actor
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_text
from portal.returns.queries_claimed import Differences
from portal.returns.queries_receipt import Held, ReceivedLine, ReceivedShipment, left_to_claim
from portal.returns.rules_claims import MOST_PHOTOS, damage_reason, difference_of
from portal.returns.service import ClaimRequest, WantedLine, faults_of
from portal.returns.service_photos import MOST_BYTES, StoredPhoto, check_sent, clean_photo, file_name, store_photo
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
    rows: Sequence[FormRow], form: MultiDict[str, str], files: MultiDict[str, FileStorage], locale: str
) -> list[FormRow]:
    """Return the rows as they were typed, photos stored, with what is wrong beside each.

    Photos that are too many or too much together are refused before any of them is drawn, and named, to
    be chosen again.
    """
    sent = [row for row in rows if f"quantity-{row.key}" in form]
    photos = {row.key: _uploads(files, row.key) for row in sent}
    try:
        _check_photos(photos, form)
    except Refused as refusal:
        wrong = words_of(refusal)
        told = {key: wrong for key, uploads in photos.items() if uploads}
    else:
        told = {}
    return [_typed(row, form, photos[row.key], told, locale) if row.key in photos else row for row in rows]


Upload = tuple[bytes, str]


def _uploads(files: MultiDict[str, FileStorage], key: str) -> list[Upload]:
    """Return the photos sent with one row, each read no further than a photo may be large."""
    sent = [one for one in files.getlist(f"photos-{key}") if one.filename]
    return [(one.stream.read(MOST_BYTES + 1), one.filename or "") for one in sent]


def _check_photos(photos: Mapping[str, Sequence[Upload]], form: MultiDict[str, str]) -> None:
    kept = sum(len(form.getlist(f"kept-{key}")) for key in photos)
    if kept + sum(map(len, photos.values())) > MOST_PHOTOS:
        raise Refused("claim.too_many_photos", most=MOST_PHOTOS)
    check_sent(upload for uploads in photos.values() for upload in uploads)


def _typed(
    row: FormRow, form: MultiDict[str, str], uploads: Sequence[Upload], told: Mapping[str, str], locale: str
) -> FormRow:
    errors = {"photos": told[row.key]} if row.key in told else {}
    lost = [file_name(name) for _data, name in uploads] if row.key in told else []
    photos = _photos(row.key, form, [] if row.key in told else uploads, errors, lost)
    reason = form.get(f"reason-{row.key}", "")
    typed = replace(
        row,
        reason=reason if reason in set(Reason) else "",
        quantity=form.get(f"quantity-{row.key}", "").strip(),
        note=form.get(f"note-{row.key}", "").strip(),
        photos=photos,
        again=tuple(lost),
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


def _photos(
    key: str, form: MultiDict[str, str], uploads: Sequence[Upload], errors: dict[str, str], lost: list[str]
) -> tuple[StoredPhoto, ...]:
    kept = [photo for token in form.getlist(f"kept-{key}")[:MOST_PHOTOS] if (photo := _kept(token))]
    for data, name in uploads:
        try:
            kept.append(store_photo(clean_photo(data, name)))
        except Refused as refusal:
            errors["photos"] = " ".join(filter(None, [errors.get("photos"), words_of(refusal)]))
            lost.append(file_name(name))
    return tuple(dict.fromkeys(kept))


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
    wanted = part.replace(" ", "").replace("-", "").upper()
    fitting = [
        row
        for row in others
        if row not in used and wanted in row.line.part_number.replace(" ", "").replace("-", "").upper()
    ]
    return found, [*used, *fitting][: max(OTHERS_SHOWN, len(used))], len(others)
