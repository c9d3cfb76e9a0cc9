"""Whether an order is released in time: counted from when it came in, on the clock of its review."""

from datetime import datetime
from enum import StrEnum

from portal.orders.states import OrderState

AWAITING_RELEASE = frozenset({OrderState.SUBMITTED, OrderState.IN_REVIEW, OrderState.APPROVED})
"""States of orders headquarters has and has not released: in review, or approved and on hold."""


class ReleaseBreach(StrEnum):
    """How the release of an order is out of time: it is late and still to come, or it came late."""

    LATE = "late"
    MISSED = "missed"


def release_breach(
    state: OrderState, due_at: datetime | None, released_at: datetime | None, now: datetime
) -> ReleaseBreach | None:
    """Return how a release is out of time; None where it is in time, or no time is set for it."""
    if due_at is None:
        return None
    if released_at is not None:
        return ReleaseBreach.MISSED if released_at > due_at else None
    return ReleaseBreach.LATE if state in AWAITING_RELEASE and due_at < now else None
