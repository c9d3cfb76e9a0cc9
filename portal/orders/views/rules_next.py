"""What comes next for an order and who has it, from its state, its progress, its holds and its shipments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from portal.orders.states import OrderState
from portal.orders.states_progress import Progress


class Next(StrEnum):
    """The step an order waits for, or why it waits for none."""

    SUBMIT = "submit"
    GATHER = "gather"
    GATHERED = "gathered"
    REVIEW = "review"
    DECISION = "decision"
    ANSWER = "answer"
    HOLD = "hold"
    RELEASE = "release"
    ALLOCATION = "allocation"
    STOCK = "stock"
    PICKING = "picking"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"
    RECEIPT = "receipt"
    CLAIM = "claim"
    CLAIM_ANSWER = "claim_answer"
    CLAIMED = "claimed"
    SETTLED = "settled"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Holder(StrEnum):
    """Who has the next step."""

    DISTRIBUTOR = "distributor"
    HQ = "hq"
    GENERAL = "general"
    CARRIER = "carrier"
    NOBODY = "nobody"


HOLDERS = MappingProxyType(
    {
        Next.SUBMIT: Holder.DISTRIBUTOR,
        Next.GATHER: Holder.GENERAL,
        Next.GATHERED: Holder.GENERAL,
        Next.ANSWER: Holder.DISTRIBUTOR,
        Next.RECEIPT: Holder.DISTRIBUTOR,
        Next.CLAIM: Holder.DISTRIBUTOR,
        Next.CLAIM_ANSWER: Holder.DISTRIBUTOR,
        Next.ARRIVAL: Holder.CARRIER,
        Next.DONE: Holder.NOBODY,
        Next.SETTLED: Holder.NOBODY,
        Next.REJECTED: Holder.NOBODY,
        Next.CANCELLED: Holder.NOBODY,
        Next.CLOSED: Holder.NOBODY,
    }
)
"""Who has a step; headquarters has those not named."""


class Leg(Protocol):
    """A shipment with pieces of the order, as far as what is next depends on it."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def on_the_way(self) -> bool:
        """Whether it has left and nobody has confirmed its receipt."""

    @property
    def there(self) -> bool:
        """Whether the carrier says that it arrived, or is out for delivery."""

    @property
    def differs(self) -> bool:
        """Whether its receipt found anything but what was shipped."""

    @property
    def expected(self) -> datetime | None:
        """When it is expected to be delivered, as last told; None once it was, or while nobody has told."""


@dataclass(frozen=True, slots=True)
class ClaimOn:
    """A claim on one of the order's shipments: whether it is still open, and waits for the distributor."""

    number: str
    open: bool
    with_distributor: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step, and who has it."""

    code: Next

    @property
    def holder(self) -> Holder:
        """Return who has it."""
        return HOLDERS.get(self.code, Holder.HQ)


_DECIDED = MappingProxyType(
    {
        OrderState.DRAFT: Next.SUBMIT,
        OrderState.WITH_GENERAL: Next.GATHER,
        OrderState.GATHERED: Next.GATHERED,
        OrderState.SUBMITTED: Next.REVIEW,
        OrderState.IN_REVIEW: Next.DECISION,
        OrderState.CHANGES_REQUESTED: Next.ANSWER,
        OrderState.APPROVED: Next.RELEASE,
        OrderState.REJECTED: Next.REJECTED,
        OrderState.CANCELLED: Next.CANCELLED,
        OrderState.CLOSED: Next.CLOSED,
    }
)
_AT_HQ = MappingProxyType(
    {
        Progress.NONE: Next.ALLOCATION,
        Progress.PARTLY_ALLOCATED: Next.ALLOCATION,
        Progress.ALLOCATED: Next.PICKING,
        Progress.BACKORDERED: Next.STOCK,
        Progress.PICKING: Next.DISPATCH,
        Progress.PACKED: Next.DISPATCH,
        Progress.PARTLY_SHIPPED: Next.DISPATCH,
        Progress.SHIPPED: Next.ARRIVAL,
        Progress.CANCELLED: Next.CANCELLED,
    }
)


def next_step(
    state: OrderState,
    progress: Progress,
    *,
    held: bool = False,
    waiting: int = 0,
    in_parts: bool = True,
    legs: Iterable[Leg] = (),
    to_claim: bool = False,
    claims: Iterable[ClaimOn] = (),
) -> NextStep:
    """Return what comes next.

    `waiting` lines wait for stock, and without `in_parts` all the order waits with them; `legs` are the order's
    shipments; `to_claim` tells that the receipt of one found a difference no claim speaks of; `claims` are those on
    them.

    What the distributor can do now comes first: a receipt, then a claim. An order on hold waits for its
    hold, save where it must be handed in or answered, or is over.
    """
    if state in _DECIDED:
        code = _DECIDED[state]
        return NextStep(Next.CLAIM if code is Next.CLOSED and to_claim else _held(code, held))
    if any(leg.there and leg.on_the_way for leg in legs):
        return NextStep(Next.RECEIPT)
    if to_claim:
        return NextStep(Next.CLAIM)
    if held and progress is not Progress.DELIVERED:
        return NextStep(Next.HOLD)
    if progress is Progress.DELIVERED:
        return NextStep(_claimed(list(claims)))
    short = waiting and (not in_parts or progress in {Progress.PARTLY_ALLOCATED, Progress.PARTLY_SHIPPED})
    return NextStep(Next.STOCK if short else _AT_HQ[progress])


def _claimed(claims: Sequence[ClaimOn]) -> Next:
    """Return what is next once everything that was sent was counted."""
    if not claims:
        return Next.DONE
    if not any(claim.open for claim in claims):
        return Next.SETTLED
    return Next.CLAIM_ANSWER if any(claim.with_distributor for claim in claims) else Next.CLAIMED


def _held(code: Next, held: bool) -> Next:
    return Next.HOLD if held and code is Next.RELEASE else code
