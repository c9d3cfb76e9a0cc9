"""What a hold stops: one table of kind and step, which every command asks and every page shows beforehand.

A hold of finance (credit, prepayment), of compliance, or of the distributor stops an order where it stands: nothing of
it moves on, wherever its pieces are. A hold of logistics stops the goods at the dock, and what cannot be taken back:
booking (which issues the invoice) and departure; until then the work in the depot goes on.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from portal.orders.states import HoldKind, OrderState


class Step(StrEnum):
    """What is done to an order or to the shipments its pieces are in, in the order of the journey."""

    SUBMIT = "submit"
    REVIEW = "review"
    CANCEL = "cancel"
    RELEASE = "release"
    ALLOCATE = "allocate"
    PROMISE = "promise"
    START_PICKING = "start_picking"
    PICK = "pick"
    PACK = "pack"
    CONFIRM_PACKING = "confirm_packing"
    UNDO = "undo"
    BOOK = "book"
    INVOICE = "invoice"
    DISPATCH = "dispatch"
    MILESTONE = "milestone"
    RECEIVE = "receive"
    CLAIM = "claim"
    COMPLETE = "complete"
    CLOSE = "close"


class Free(StrEnum):
    """Why no hold stops a step."""

    JUDGED = "judged"
    """It decides what shall become of the order, and moves nothing: what it leads to waits at the release."""
    BACKWARD = "backward"
    """It takes something back."""
    TOLD = "told"
    """It says what is so: a date, a time, a count. A hold does not make it untrue."""
    OWED = "owed"
    """It settles what the distributor has a right to."""


FREE: Mapping[Step, Free] = MappingProxyType(
    {
        Step.SUBMIT: Free.JUDGED,
        Step.REVIEW: Free.JUDGED,
        Step.CANCEL: Free.BACKWARD,
        Step.PROMISE: Free.TOLD,
        Step.UNDO: Free.BACKWARD,
        Step.MILESTONE: Free.TOLD,
        Step.RECEIVE: Free.TOLD,
        Step.CLAIM: Free.OWED,
    }
)
"""The steps no hold stops: taking a carton out, opening packing again or calling a shipment off are `UNDO`."""

FORWARD = frozenset(Step) - FREE.keys()
AT_THE_DOCK = frozenset({Step.BOOK, Step.INVOICE, Step.DISPATCH, Step.COMPLETE, Step.CLOSE})
STOPPED: Mapping[HoldKind, frozenset[Step]] = MappingProxyType(
    {
        HoldKind.CREDIT: FORWARD,
        HoldKind.COMPLIANCE: FORWARD,
        HoldKind.FINANCE: FORWARD,
        HoldKind.DEALER: FORWARD,
        HoldKind.LOGISTICS: AT_THE_DOCK,
    }
)
"""The table: what an open hold of each kind stops."""

FREED, REVERSED = "payment_received", "payment_reversed"
"""Why the portal lifted or placed a credit hold by itself: this word, a colon, and the payment's number."""


def stops(kind: HoldKind, step: Step) -> bool:
    """Return whether an open hold of this kind stops a step."""
    return step in STOPPED[kind]


def kinds_stopping(step: Step) -> tuple[HoldKind, ...]:
    """Return the kinds of hold that stop a step."""
    return tuple(kind for kind in HoldKind if stops(kind, step))


def is_stopped(kinds: Iterable[HoldKind], state: OrderState) -> bool:
    """Return whether one of these open holds keeps an order from going on from where it stands."""
    ahead = Step.DISPATCH if state in {OrderState.RELEASED, OrderState.COMPLETED} else Step.RELEASE
    return any(stops(kind, ahead) for kind in kinds)
