"""The rows of a claim form: those the receipt proposes, further ones begun empty, and the lines these may be about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.core.web.guards import current_actor
from portal.returns.photos.service import StoredPhoto
from portal.returns.queries_claimed import Differences
from portal.returns.queries_receipt import Held, ReceivedLine, ReceivedShipment, left_to_claim
from portal.returns.rules_claims import damage_reason, difference_of
from portal.returns.states import Reason

FREE = "n"
"""What the key of a row begins with that the receipt did not propose: `n1`, `n2`."""
_ONE_OF_EACH_POOL = (Reason.DEFECT, Reason.SHORT, Reason.OVER)
_PHOTO = tuple(StoredPhoto.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: a received line, the reason and quantity proposed or typed, and errors by column.

    `line` is None in a further row nobody chose one in yet. `claims` are the numbers of claims that speak of the
    difference already, `again` the names of photos that were sent and not kept. A row that is `done` asks for
    nothing: all its pieces rest in claims.
    """

    key: str
    line: ReceivedLine | None
    left: int = 0
    reason: str = ""
    quantity: str = ""
    note: str = ""
    photos: tuple[StoredPhoto, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    done: bool = False

    @property
    def found(self) -> bool:
        """Tell whether the receipt itself found this difference."""
        return not self.key.startswith(FREE)

    @property
    def begun(self) -> bool:
        """Tell whether something was entered beside the quantity."""
        return bool(self.line or self.reason or self.note or self.photos or self.again)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the photos as signed values of hidden fields, so that none is sent twice."""
        return tuple(_signer().dumps([getattr(photo, name) for name in _PHOTO]) for photo in self.photos)


def _signer() -> URLSafeSerializer:
    """Return what signs kept photos: for one person only, so that a token is of no use to another."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"claim-photo:{current_actor().user_id}")


def kept_photo(token: str) -> StoredPhoto | None:
    """Return the photo a hidden field stands for, None where this person was handed no such token."""
    try:
        return StoredPhoto(*_signer().loads(token))
    except (BadData, TypeError):
        return None


def proposed_rows(shipment: ReceivedShipment, held: Held, differences: Differences, now: datetime) -> list[FormRow]:
    """Return a row for each difference the receipt found; proposed is what no claim speaks of yet."""
    damaged = damage_reason(shipment.delivered_on, shipment.today(now))
    return [row for line in shipment.lines for row in _found_rows(line, held, differences, damaged)]


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
            rows.append(FormRow(key, line, left, reason.value, typed, note, claims=found.claims, done=not quantity))
    return rows


def empty_rows(numbers: Iterable[int]) -> list[FormRow]:
    """Return further rows with these numbers, about no line yet."""
    return [FormRow(f"{FREE}{number}", None) for number in numbers]


def number_of(row: FormRow) -> int:
    """Return the number of a further row."""
    return int(row.key.removeprefix(FREE))


def offered_lines(shipment: ReceivedShipment, held: Held, rows: Sequence[FormRow]) -> list[tuple[ReceivedLine, int]]:
    """Return the lines a further row may be about, with what may be claimed of their arrived pieces.

    A line all of whose pieces rest in claims is left out, unless a row is about it.
    """
    chosen = {row.line.id for row in rows if row.line and not row.found}
    return [
        (line, left_to_claim(line, held, Reason.DEFECT))
        for line in shipment.lines
        if line.id in chosen or any(left_to_claim(line, held, reason) for reason in _ONE_OF_EACH_POOL)
    ]
