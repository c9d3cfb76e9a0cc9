"""The page of a claim being written: its rows, what further ones may be about, until when each reason is in time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.core.clock import utc_now
from portal.returns.forms_rows import FormRow, empty_rows, number_of, offered_lines, proposed_rows
from portal.returns.queries_claimed import Differences, differences_of
from portal.returns.queries_receipt import Held, ReceivedShipment, held_pieces
from portal.returns.rules_claims import MOST_LINES, needs_note, needs_photo
from portal.returns.states import Reason


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """A claim being written: its shipment, the pieces claims hold of it, and its rows."""

    shipment: ReceivedShipment
    held: Held
    rows: Sequence[FormRow]

    def showing(self, rows: Sequence[FormRow]) -> "ClaimForm":
        """Return the form with these rows."""
        return replace(self, rows=rows)

    def further(self, count: int | None) -> "ClaimForm":
        """Return the form with so many empty rows more; None asks for one where the receipt proposes nothing."""
        wanted = int(all(row.done for row in self.rows)) if count is None else count
        first = self.next
        return self.showing([*self.rows, *empty_rows(range(first, first + wanted))])

    @property
    def next(self) -> int:
        """Return the number of the further row that would come next."""
        return max((number_of(row) for row in self.rows if not row.found), default=0) + 1


def proposed_form(shipment: ReceivedShipment) -> ClaimForm:
    """Return the form as the receipt proposes it."""
    held = held_pieces([line.id for line in shipment.lines])
    differences = differences_of([shipment.id]).get(shipment.id, Differences())
    return ClaimForm(shipment, held, proposed_rows(shipment, held, differences, utc_now()))


def form_context(form: ClaimForm) -> dict[str, Any]:
    """Return what the page of the form shows; rows all of which is claimed already are only counted."""
    return {
        "shipment": form.shipment,
        "found": [row for row in form.rows if row.found and not row.done],
        "done": [row for row in form.rows if row.done],
        "further": [row for row in form.rows if not row.found],
        "next": form.next if form.next <= MOST_LINES else None,
        "offered": offered_lines(form.shipment, form.held, form.rows),
        "windows": _windows(form.shipment),
    }


def _windows(shipment: ReceivedShipment) -> list[dict[str, Any]]:
    today = shipment.today(utc_now())
    told = []
    for reason in Reason:
        closes = shipment.closes_on(reason)
        told.append(
            {
                "reason": reason,
                "closes": closes,
                "late": closes is not None and today > closes,
                "photo": needs_photo(reason),
                "note": needs_note(reason),
            }
        )
    return told
