"""What rooms above this one tell of an order: its shipments, what waits for one, which await a claim, and claims.

Rooms import downward only, so those rooms hand their reading functions in at start.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from flask import Flask, current_app

from portal.orders.states import OrderState
from portal.orders.views.rules_next import ClaimOn, Leg

ReadLegs = Callable[[int], Sequence[Leg]]
ReadClaimable = Callable[[Sequence[int]], frozenset[int]]
ReadClaims = Callable[[Sequence[int]], Sequence[ClaimOn]]
ReadRest = Callable[[int, datetime], date | None]
SHIPPABLE = frozenset({OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})
_LEGS, _RESTS = "orders.legs", "orders.rests"
_CLAIMABLE, _CLAIMS = "orders.claimable", "orders.claims"


def tell_shipments(app: Flask, reading: ReadLegs) -> None:
    """Let order pages ask for the shipments of an order by its id."""
    app.extensions[_LEGS] = reading


def tell_rests(app: Flask, reading: ReadRest) -> None:
    """Let order pages ask until which day what was missing of an order waits in a depot for another shipment."""
    app.extensions[_RESTS] = reading


def tell_claimable(app: Flask, reading: ReadClaimable) -> None:
    """Let order pages ask which of these shipments (ids) have a difference that no claim speaks of."""
    app.extensions[_CLAIMABLE] = reading


def tell_claims(app: Flask, reading: ReadClaims) -> None:
    """Let order pages ask for the claims on shipments (ids)."""
    app.extensions[_CLAIMS] = reading


def claims_of(legs: Sequence[Leg]) -> Sequence[ClaimOn]:
    """Return the claims on an order's shipments."""
    return current_app.extensions[_CLAIMS]([leg.id for leg in legs]) if legs else []


def legs_of(order_id: int, state: OrderState) -> Sequence[Leg]:
    """Return an order's shipments; one that was never released has none, and is not asked about."""
    return current_app.extensions[_LEGS](order_id) if state in SHIPPABLE else []


def rest_until(order_id: int, now: datetime) -> date | None:
    """Return the day from which what was missing of an order and is there now goes by itself; None where none waits."""
    found: date | None = current_app.extensions[_RESTS](order_id, now)
    return found


def to_claim(legs: Sequence[Leg]) -> frozenset[int]:
    """Return the ids of the shipments whose receipt found something no claim speaks of."""
    differing = [leg.id for leg in legs if leg.differs]
    return current_app.extensions[_CLAIMABLE](differing) if differing else frozenset()
