"""The states of a claim, what moves it, and the words its lines are judged in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused


class ClaimState(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INFO_REQUESTED = "info_requested"
    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    REJECTED = "rejected"
    AWAITING_RETURN = "awaiting_return"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    CREDIT_PENDING = "credit_pending"
    CREDITED = "credited"
    EXPIRED = "expired"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a claim is made."""

    SHORT = "short"
    OVER = "over"
    WRONG = "wrong"
    LABEL = "label"
    DMG_V = "dmg_v"
    DMG_H = "dmg_h"
    DEFECT = "defect"
    COUNTERFEIT = "counterfeit"
    ORDERERR = "ordererr"
    SURPLUS = "surplus"
    CORE = "core"
    DOC = "doc"
    PRICE = "price"


class Liability(StrEnum):
    """Who bears the cost."""

    HQ = "hq"
    CARRIER = "carrier"
    SUPPLIER = "supplier"
    DEALER = "dealer"


class Outcome(StrEnum):
    """What is done about a line."""

    RETURN = "return"
    SCRAP = "scrap"
    CREDIT_ONLY = "credit_only"
    REPLACE = "replace"
    REPAIR = "repair"
    REJECT = "reject"


class Action(StrEnum):
    """What may be done to a claim."""

    SUBMIT = "submit"
    REQUEST_INFO = "request_info"
    ANSWER = "answer"
    APPROVE = "approve"
    APPROVE_PARTLY = "approve_partly"
    REJECT = "reject"
    AUTHORISE_RETURN = "authorise_return"
    DISPATCH = "dispatch"
    RECEIVE = "receive"
    INSPECT = "inspect"
    SEND_TO_CREDIT = "send_to_credit"
    CREDIT = "credit"
    EXPIRE = "expire"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Move:
    """The states an action starts from and the one it leads to."""

    sources: frozenset[ClaimState]
    target: ClaimState


def _move(target: ClaimState, *sources: ClaimState) -> Move:
    return Move(frozenset(sources), target)


_APPROVED = (ClaimState.APPROVED, ClaimState.PARTIALLY_APPROVED)

# SEND_TO_CREDIT leaves approval at once for goods that stay (credit only, scrapped in the field).
# CLOSE from INSPECTED ends a replacement, a repair, or goods sent back without credit.
MOVES: Mapping[Action, Move] = MappingProxyType(
    {
        Action.SUBMIT: _move(ClaimState.SUBMITTED, ClaimState.DRAFT),
        Action.REQUEST_INFO: _move(ClaimState.INFO_REQUESTED, ClaimState.SUBMITTED),
        Action.ANSWER: _move(ClaimState.SUBMITTED, ClaimState.INFO_REQUESTED),
        Action.APPROVE: _move(ClaimState.APPROVED, ClaimState.SUBMITTED),
        Action.APPROVE_PARTLY: _move(ClaimState.PARTIALLY_APPROVED, ClaimState.SUBMITTED),
        Action.REJECT: _move(ClaimState.REJECTED, ClaimState.SUBMITTED, ClaimState.INFO_REQUESTED),
        Action.AUTHORISE_RETURN: _move(ClaimState.AWAITING_RETURN, *_APPROVED),
        Action.DISPATCH: _move(ClaimState.IN_TRANSIT, ClaimState.AWAITING_RETURN),
        Action.RECEIVE: _move(ClaimState.RECEIVED, ClaimState.AWAITING_RETURN, ClaimState.IN_TRANSIT),
        Action.INSPECT: _move(ClaimState.INSPECTED, ClaimState.RECEIVED),
        Action.SEND_TO_CREDIT: _move(ClaimState.CREDIT_PENDING, *_APPROVED, ClaimState.INSPECTED),
        Action.CREDIT: _move(ClaimState.CREDITED, ClaimState.CREDIT_PENDING),
        Action.EXPIRE: _move(ClaimState.EXPIRED, ClaimState.AWAITING_RETURN),
        Action.CLOSE: _move(
            ClaimState.CLOSED,
            ClaimState.CREDITED,
            ClaimState.REJECTED,
            ClaimState.EXPIRED,
            ClaimState.INSPECTED,
            *_APPROVED,
        ),
        Action.WITHDRAW: _move(ClaimState.CLOSED, ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.INFO_REQUESTED),
    }
)

WAITING = frozenset({ClaimState.SUBMITTED, ClaimState.INFO_REQUESTED})
"""States in which headquarters has not decided yet; lists call them `open`."""
SETTLED = frozenset({ClaimState.REJECTED, ClaimState.CREDITED, ClaimState.EXPIRED, ClaimState.CLOSED})
"""States in which nobody has anything left to do about a claim."""
WITH_DISTRIBUTOR = frozenset({ClaimState.INFO_REQUESTED, ClaimState.AWAITING_RETURN})
"""States in which a claim waits for its distributor: for an answer, or for the parts."""
# A claim in one of these still holds the quantity it asks for.
LIVE = frozenset(ClaimState) - {ClaimState.REJECTED, ClaimState.EXPIRED, ClaimState.CLOSED}


def state_after(state: ClaimState, action: Action) -> ClaimState:
    """Return where an action leads; refuses `claim.move_not_allowed` when it may not start."""
    move = MOVES[action]
    if state not in move.sources:
        raise Refused("claim.move_not_allowed", state=state, action=action)
    return move.target


def open_actions(state: ClaimState) -> tuple[Action, ...]:
    """Return what may be done from a state, in the table's order."""
    return tuple(action for action, move in MOVES.items() if state in move.sources)


def verdict_of(lines: Iterable[tuple[int, int]]) -> Action:
    """Return the action that (asked, approved) quantities amount to: approve, partly or reject.

    Approving more than was asked, or judging no line at all, is refused.
    """
    listed = list(lines)
    if not listed:
        raise Refused("claim.no_lines")
    for asked, approved in listed:
        if not 0 <= approved <= asked:
            raise Refused("claim.approved_over_asked", asked=asked, approved=approved)
    if all(approved == 0 for _, approved in listed):
        return Action.REJECT
    if all(approved == asked for asked, approved in listed):
        return Action.APPROVE
    return Action.APPROVE_PARTLY
