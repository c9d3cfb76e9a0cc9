"""Decisions about an order and the moves between them; holds are records beside the state.

Progress (allocated, shipped, ...) is derived from lines and is never a state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused


class OrderState(StrEnum):
    """The last decision taken about an order."""

    DRAFT = "draft"
    WITH_GENERAL = "with_general"
    GATHERED = "gathered"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    RELEASED = "released"
    COMPLETED = "completed"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """A decision somebody takes, or for `COMPLETE` and `CLOSE` the lines take."""

    SUBMIT = "submit"
    HAND_UP = "hand_up"
    TAKE_BACK = "take_back"
    GATHER = "gather"
    LET_GO = "let_go"
    WITHDRAW = "withdraw"
    TAKE = "take"
    HAND_BACK = "hand_back"
    REQUEST_CHANGES = "request_changes"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    REJECT = "reject"
    RELEASE = "release"
    CANCEL = "cancel"
    CANCEL_RELEASED = "cancel_released"
    COMPLETE = "complete"
    CLOSE = "close"


class Side(StrEnum):
    """Who may take a decision: the distributor, headquarters, or the lines by themselves."""

    DISTRIBUTOR = "distributor"
    HQ = "hq"
    AUTOMATIC = "automatic"


@dataclass(frozen=True)
class Move:
    """One permitted decision: from where, to where, by whom, and whether a hold stops it."""

    sources: frozenset[OrderState]
    target: OrderState
    side: Side
    stopped_by_hold: bool = False


_S = OrderState
EDITABLE = frozenset({_S.DRAFT, _S.CHANGES_REQUESTED})
"""States in which the distributor may change lines."""
PASSED_UP = frozenset({_S.WITH_GENERAL, _S.GATHERED})
"""States of a dealer's order that its general distributor orders, or will."""
BEFORE_HEADQUARTERS = PASSED_UP | {_S.DRAFT}
"""States in which headquarters sees nothing of an order."""
OPEN = PASSED_UP | {_S.SUBMITTED, _S.IN_REVIEW, _S.CHANGES_REQUESTED, _S.APPROVED, _S.RELEASED}
"""States of orders that were handed in or passed up and have come to no end: somebody waits for them."""
NOT_BOUGHT = BEFORE_HEADQUARTERS | {_S.CHANGES_REQUESTED, _S.REJECTED, _S.CANCELLED}
"""States of orders by which nothing is bought: not handed in, back to be changed, or to no end."""
CORRECTABLE = frozenset({_S.SUBMITTED, _S.IN_REVIEW, _S.CHANGES_REQUESTED, _S.APPROVED, _S.RELEASED})
"""States in which what papers will say of the order may still be corrected."""
_BEFORE_RELEASE = frozenset({_S.DRAFT, _S.SUBMITTED, _S.IN_REVIEW, _S.CHANGES_REQUESTED, _S.APPROVED})


def _only(state: OrderState) -> frozenset[OrderState]:
    return frozenset({state})


MOVES: Mapping[Action, Move] = MappingProxyType(
    {
        Action.SUBMIT: Move(_only(_S.DRAFT), _S.SUBMITTED, Side.DISTRIBUTOR),
        Action.HAND_UP: Move(_only(_S.DRAFT), _S.WITH_GENERAL, Side.DISTRIBUTOR),
        Action.TAKE_BACK: Move(_only(_S.WITH_GENERAL), _S.DRAFT, Side.DISTRIBUTOR),
        Action.GATHER: Move(_only(_S.WITH_GENERAL), _S.GATHERED, Side.DISTRIBUTOR),
        Action.LET_GO: Move(_only(_S.GATHERED), _S.WITH_GENERAL, Side.AUTOMATIC),
        Action.WITHDRAW: Move(_only(_S.SUBMITTED), _S.DRAFT, Side.DISTRIBUTOR),
        Action.TAKE: Move(_only(_S.SUBMITTED), _S.IN_REVIEW, Side.HQ),
        Action.HAND_BACK: Move(_only(_S.IN_REVIEW), _S.SUBMITTED, Side.HQ),
        Action.REQUEST_CHANGES: Move(_only(_S.IN_REVIEW), _S.CHANGES_REQUESTED, Side.HQ),
        Action.RESUBMIT: Move(_only(_S.CHANGES_REQUESTED), _S.SUBMITTED, Side.DISTRIBUTOR),
        Action.APPROVE: Move(_only(_S.IN_REVIEW), _S.APPROVED, Side.HQ),
        Action.REJECT: Move(_only(_S.IN_REVIEW), _S.REJECTED, Side.HQ),
        Action.RELEASE: Move(_only(_S.APPROVED), _S.RELEASED, Side.HQ, stopped_by_hold=True),
        Action.CANCEL: Move(_BEFORE_RELEASE, _S.CANCELLED, Side.DISTRIBUTOR),
        Action.CANCEL_RELEASED: Move(_only(_S.RELEASED), _S.CANCELLED, Side.HQ),
        Action.COMPLETE: Move(_only(_S.RELEASED), _S.COMPLETED, Side.AUTOMATIC, stopped_by_hold=True),
        Action.CLOSE: Move(_only(_S.COMPLETED), _S.CLOSED, Side.AUTOMATIC, stopped_by_hold=True),
    }
)


def state_after(state: OrderState, action: Action, held: bool = False) -> OrderState:
    """Return the state after an action.

    Refuses `order.move_not_allowed` with state and action, or `order.on_hold` when a blocking
    hold is open and the move leads to or past release.
    """
    move = MOVES[action]
    if state not in move.sources:
        raise Refused("order.move_not_allowed", state=state.value, action=action.value)
    if held and move.stopped_by_hold:
        raise Refused("order.on_hold", state=state.value, action=action.value)
    return move.target


def open_actions(state: OrderState, held: bool = False, side: Side | None = None) -> tuple[Action, ...]:
    """Return the decisions people may take now, of one side or both; never the automatic ones."""
    return tuple(
        action
        for action, move in MOVES.items()
        if state in move.sources
        and move.side is not Side.AUTOMATIC
        and (side is None or move.side is side)
        and not (held and move.stopped_by_hold)
    )


class HoldKind(StrEnum):
    """Who stopped an order, and why."""

    CREDIT = "credit"
    COMPLIANCE = "compliance"
    LOGISTICS = "logistics"
    FINANCE = "finance"
    DEALER = "dealer"


HOLD_OWNERS: Mapping[HoldKind, str] = MappingProxyType(
    {
        HoldKind.CREDIT: "finance",
        HoldKind.COMPLIANCE: "compliance",
        HoldKind.LOGISTICS: "logistics",
        HoldKind.FINANCE: "finance",
        HoldKind.DEALER: "dealer",
    }
)
"""Who alone may set and lift a hold of each kind."""
