"""What "no partial shipments" asks of each step: one table, which every command asks and every page shows beforehand.

An order that ships only whole is gathered line by line, whole lines alone and all in one depot. What is allocated
stays tied to it, and waits, unless another such order becomes whole by it (`portal/allocation/rules_whole.py`): a
shipment takes everything of it that is still to go, or nothing. Whoever picks counts
what is there, also where pieces are missing; but from then on the shipment goes no further with a part of the order.
Pieces that were cancelled are not still to go, so a cancelled line may be the one that makes an order whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from portal.orders.holds.rules import Step
from portal.orders.states import CORRECTABLE, OrderState
from portal.orders.states_progress import Progress


class Asks(StrEnum):
    """What a step asks of an order that ships only whole."""

    WHOLE_LINES = "whole_lines"
    """It ties a line whole or not at all, and nothing leaves by that."""
    ALL_TAKEN = "all_taken"
    """It takes all pieces that are still to go into one shipment, or none."""
    ALL_INSIDE = "all_inside"
    """It goes on only while all pieces that are still to go are in this shipment."""


ASKED: Mapping[Step, Asks] = MappingProxyType(
    {
        Step.ALLOCATE: Asks.WHOLE_LINES,
        Step.START_PICKING: Asks.ALL_TAKEN,
        Step.CONFIRM_PACKING: Asks.ALL_INSIDE,
        Step.BOOK: Asks.ALL_INSIDE,
        Step.DISPATCH: Asks.ALL_INSIDE,
    }
)
"""The table. Of the other steps none takes pieces further: they decide, count, tell, or take something back."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How far an order that ships only whole is gathered.

    `lines` have pieces still to go, `ready` of them wait for no stock; `pieces` are still to go, `missing` of them not
    tied to stock yet. `promised_on` is the day the last line is promised for; None while one has no promise.
    """

    id: int
    number: str
    lines: int
    ready: int
    pieces: int
    missing: int
    promised_on: date | None = None


class WhyNot(StrEnum):
    """Why an order that ships only whole is kept from a step."""

    WAITS = "waits"
    """Not everything of it is allocated."""
    NOT_ALL_TAKEN = "not_all_taken"
    """All is allocated, and less would be taken."""
    NOT_ALL_INSIDE = "not_all_inside"
    """The shipment does not hold everything of it."""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """An order that is kept from a step, why, and the pieces that would have gone."""

    order: Gathered
    why: WhyNot
    taken: int

    @property
    def apart(self) -> int:
        """Return the pieces that are still to go and would have stayed behind."""
        return self.order.pieces - self.taken


def kept_back(order: Gathered, step: Step, taken: int) -> KeptBack | None:
    """Return why a step may not take so many pieces of an order that ships only whole; None where it may."""
    asks = ASKED.get(step)
    if asks in {None, Asks.WHOLE_LINES} or taken in {0, order.pieces}:
        return None
    if asks is Asks.ALL_INSIDE:
        return KeptBack(order, WhyNot.NOT_ALL_INSIDE, taken)
    return KeptBack(order, WhyNot.WAITS if order.missing else WhyNot.NOT_ALL_TAKEN, taken)


_BEGUN = frozenset({Progress.PICKING, Progress.PACKED, Progress.PARTLY_SHIPPED})
_NOTHING_TO_GO = frozenset({Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED})


def may_change(state: OrderState, progress: Progress, partial_ok: bool) -> bool:
    """Return whether it may still be said that an order ships in parts (`partial_ok`), or only whole.

    Parts may be allowed as long as anything is to go; they may be forbidden while nothing has begun to.
    """
    too_late = _NOTHING_TO_GO if partial_ok else _NOTHING_TO_GO | _BEGUN
    return state in CORRECTABLE and progress not in too_late
