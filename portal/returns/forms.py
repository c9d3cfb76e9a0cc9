"""The claim form as it was typed: what was entered into its rows, and what is wrong beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import FileStorage, MultiDict

from portal.core.errors import FieldRefused, Refused
from portal.core.numerals import whole_number
from portal.core.pictures.sent import MOST_BYTES, Upload, file_name
from portal.core.typed_numbers import parse_count
from portal.core.web.refusals import words_of
from portal.core.web.typed import typed_text
from portal.returns.forms_rows import FREE, FormRow, empty_rows, kept_photo
from portal.returns.photos.forms import Sender, take_photos
from portal.returns.photos.service import StoredPhoto, held_photos
from portal.returns.queries_receipt import Held, ReceivedShipment, left_to_claim
from portal.returns.rules_claims import MOST_LINES, MOST_PHOTOS
from portal.returns.service import ClaimRequest, WantedLine, faults_of
from portal.returns.states import Reason

NOTE_LENGTH = 400
_FURTHER = f"quantity-{FREE}"


@dataclass(frozen=True, slots=True)
class Source:
    """What the rows of a claim form are read against: the shipment, what claims hold of it, and who sends them."""

    shipment: ReceivedShipment
    held: Held
    locale: str
    sender: Sender


def typed_rows(
    proposed: Sequence[FormRow], form: MultiDict[str, str], files: MultiDict[str, FileStorage], source: Source
) -> list[FormRow]:
    """Return the rows as they were typed, further ones last, photos stored, with what is wrong beside each.

    A proposed row that was not sent asks for nothing: its sender may not have seen it. Photos that are too many,
    too much together or more than is allowed now are refused before any of them is drawn, and named, to be chosen
    again.
    """
    rows = [*proposed, *empty_rows(_further(form))]
    keys = [row.key for row in rows if f"quantity-{row.key}" in form]
    kept = _kept_photos(form, keys)
    sent = {key: _uploads(files, key) for key in keys}
    answers = _taken(sent, sum(map(len, kept.values())), source.sender)
    photos = {key: _photos(kept[key], sent[key], answers[key]) for key in keys}
    return [
        _typed(row, form, photos[row.key], source) if row.key in photos else replace(row, quantity="") for row in rows
    ]


def as_sent(request: ClaimRequest) -> ClaimRequest:
    """Return a claim without where its photos are kept: each sending keeps them anew, and is the same claim."""
    lines = (
        replace(line, photos=tuple(replace(photo, storage_key="") for photo in line.photos)) for line in request.lines
    )
    return replace(request, lines=tuple(lines))


def refuse_too_many(form: MultiDict[str, str]) -> None:
    """Refuse `claim.too_many_lines`: more further rows than a claim has, or one of a number no form gives."""
    if len(_further(form)) != sum(name.startswith(_FURTHER) for name in form):
        raise Refused("claim.too_many_lines", most=MOST_LINES)


def _further(form: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the further rows that were sent, in their order."""
    numbers = {whole_number(name.removeprefix(_FURTHER), MOST_LINES) for name in form if name.startswith(_FURTHER)}
    return sorted(number for number in numbers if number)


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


def _typed(row: FormRow, form: MultiDict[str, str], photos: _Photos, source: Source) -> FormRow:
    errors = {"photos": photos.wrong} if photos.wrong else {}
    reason = form.get(f"reason-{row.key}", "")
    typed = replace(
        row if row.found else _about(row, form.get(f"line-{row.key}"), source),
        reason=reason if reason in set(Reason) else "",
        quantity=form.get(f"quantity-{row.key}", "").strip(),
        note=form.get(f"note-{row.key}", "").strip(),
        photos=photos.there,
        again=photos.again,
        done=False,
    )
    try:
        typed = replace(typed, note=typed_text(typed.note, NOTE_LENGTH, "note"))
    except Refused as refusal:
        errors["note"] = words_of(refusal)
    return replace(typed, errors={**errors, **_unanswered(typed, source.locale)})


def _about(row: FormRow, chosen: str | None, source: Source) -> FormRow:
    """Return a further row with the line chosen in it; one of another shipment is none."""
    wanted = whole_number(chosen)
    line = next((line for line in source.shipment.lines if line.id == wanted), None)
    return row if line is None else replace(row, line=line, left=left_to_claim(line, source.held, Reason.DEFECT))


def _unanswered(row: FormRow, locale: str) -> dict[str, str]:
    """Return what is wrong with the line, the quantity and the reason; a row begun by hand wants all of them."""
    if not row.quantity:
        begun = not row.found and row.begun
        return {"quantity": words_of(Refused("claim.quantity_missing"))} if begun else {}
    errors = {} if row.line else {"line": words_of(Refused("claim.line_missing"))}
    if not row.reason:
        errors["reason"] = words_of(Refused("claim.reason_missing"))
    try:
        parse_count(row.quantity, locale)
    except Refused as refusal:
        errors["quantity"] = words_of(refusal)
    return errors


def still_being_typed(rows: Sequence[FormRow]) -> list[FormRow]:
    """Return the rows of a form that is not sent yet: only photos are told of, which would be lost unseen."""
    return [replace(row, errors={name: row.errors[name] for name in ("photos",) if name in row.errors}) for row in rows]


def judged_rows(rows: Sequence[FormRow], source: Source) -> list[FormRow]:
    """Return the rows with all that the rules of claims find beside their fields.

    What cannot be read stays as it was told: where only the quantity is wrong, the reason's proofs are
    looked for all the same.
    """
    asked = _asked([row for row in rows if row.reason], source.locale)
    for fault in faults_of(asked, {line.id: line for line in source.shipment.lines}, source.held):
        rows = with_refusal(rows, fault)
    return list(rows)


def _asked(rows: Sequence[FormRow], locale: str) -> list[WantedLine]:
    """Return what the rows with a line and a quantity ask for; one piece where the quantity cannot be read."""
    return [
        WantedLine(row.key, row.line.id, Reason(row.reason), _quantity(row, locale), row.note, row.photos)
        for row in rows
        if row.line and row.quantity
    ]


def _quantity(row: FormRow, locale: str) -> int:
    return 1 if "quantity" in row.errors else parse_count(row.quantity, locale)


def _kept_photos(form: MultiDict[str, str], keys: Sequence[str]) -> dict[str, list[StoredPhoto | Refused]]:
    """Return the photos an earlier answer to this form kept; those swept meanwhile are refused by name."""
    kept = {key: list(map(kept_photo, form.getlist(f"kept-{key}")[:MOST_PHOTOS])) for key in keys}
    held = held_photos({photo.storage_key for photos in kept.values() for photo in photos if photo})
    return {
        key: [
            photo if photo.storage_key in held else Refused("claim.photo_gone", name=photo.name)
            for photo in photos
            if photo
        ]
        for key, photos in kept.items()
    }


def request_of(shipment_number: str, note: str, rows: Sequence[FormRow], locale: str) -> ClaimRequest:
    """Return what the typed rows ask for; rows without a quantity ask for nothing."""
    return ClaimRequest(shipment_number, note, tuple(_asked(rows, locale)))


def with_refusal(rows: Sequence[FormRow], refusal: FieldRefused) -> list[FormRow]:
    """Return the rows with a refusal's words beside the field it belongs to; what stands there already stays."""
    column, _, key = refusal.field.partition("-")
    told = words_of(refusal)
    return [
        replace(row, errors={**row.errors, column: row.errors.get(column, told)}) if row.key == key else row
        for row in rows
    ]
