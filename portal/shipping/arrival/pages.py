"""The pages of a receipt: the count of the cartons, and the question before it is final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core import formats
from portal.core.web.languages import language
from portal.core.web.page_words import ltr
from portal.shipping import queries
from portal.shipping.arrival.forms import as_typed
from portal.shipping.arrival.rules_counting import Counting, implausibly_soon, still_expected
from portal.shipping.arrival.rules_differences import ReceiptDifference
from portal.shipping.arrival.rules_receipt import receipt_of
from portal.shipping.depot.queries_contents import Contents
from portal.shipping.forms import Typed
from portal.shipping.journey.rules_milestones import Statement, newest
from portal.shipping.queries import ShipmentFacts
from portal.shipping.states import ON_THE_WAY, Basis, MilestoneKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask before a receipt is final; `expected_at` is the arrival told of last, None where that is over."""

    counting: Counting
    soon: bool
    expected_at: datetime | None

    @property
    def any(self) -> bool:
        """Tell whether there is anything to ask."""
        return self.soon or self.counting.differs or bool(self.counting.open)


def asked_of(shipment: ShipmentFacts, counting: Counting, now: datetime) -> Asked:
    """Return what to ask: what differs, which cartons nobody counted, and whether goods can have arrived already."""
    told = [Statement(one.kind, one.basis, one.at) for one in queries.milestones(shipment.id)]
    expected = still_expected(shipment.departed_at, _told(told, Basis.ESTIMATED) or _told(told, Basis.PLANNED))
    arrived = _told(told, Basis.ACTUAL) is not None
    return Asked(counting, not arrived and implausibly_soon(shipment.departed_at, expected, now), expected)


def _told(told: Sequence[Statement], basis: Basis) -> datetime | None:
    return newest(told, MilestoneKind.ARRIVED, basis)


def is_open(shipment: ShipmentFacts) -> bool:
    """Tell whether a shipment may be received."""
    return shipment.state in ON_THE_WAY and shipment.received_at is None


def count_context(shipment: ShipmentFacts, contents: Contents, counting: Counting, typed: Typed) -> dict[str, Any]:
    """Return what the page of the count shows."""
    return {
        "shipment": shipment,
        "contents": contents,
        "counting": counting,
        "typed": typed,
        "open": is_open(shipment),
        "signed": signed,
    }


def question_context(shipment: ShipmentFacts, contents: Contents, asked: Asked, typed: Typed) -> dict[str, Any]:
    """Return what the page of the question shows, with all that was typed to be carried on."""
    shipped = {line.id: line.picked for line in contents.lines if line.picked}
    counting = asked.counting
    return {
        "shipment": shipment,
        "asked": asked,
        "counting": counting,
        "cartons": list(zip(contents.cartons, counting.cartons, strict=True)),
        "found": in_all([one.difference for one in receipt_of(shipped, counting.counts).values()]),
        "carried": as_typed(contents, typed),
        "signed": signed,
    }


def in_all(differences: Sequence[ReceiptDifference]) -> ReceiptDifference:
    """Return the differences of all lines together, none set off against another."""
    kinds = ("short", "over", "damaged", "wrong")
    return ReceiptDifference(*(sum(getattr(each, kind) for each in differences) for kind in kinds))


def signed(short: int, over: int) -> str:
    """Return a difference in pieces with signs, isolated: `-3`, `+2`, `-3 +2`; none is `0`."""
    told = [f"{sign}{formats.number(pieces, language())}" for sign, pieces in (("-", short), ("+", over)) if pieces]
    return ltr(" ".join(told) or "0")
