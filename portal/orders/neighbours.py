"""What rooms above this one tell of an order: its shipments, and which of them await a claim.

Rooms import downward only, so those rooms hand their reading functions in at start.
"""

from collections.abc import Callable, Sequence

from flask import Flask, current_app

from portal.orders.rules_next import Leg
from portal.orders.states import OrderState

ReadLegs = Callable[[int], Sequence[Leg]]
ReadClaimable = Callable[[Sequence[int]], frozenset[int]]
SHIPPABLE = frozenset({OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})
_LEGS, _CLAIMABLE = "orders.legs", "orders.claimable"


def tell_shipments(app: Flask, reading: ReadLegs) -> None:
    """Let order pages ask for the shipments of an order by its id."""
    app.extensions[_LEGS] = reading


def tell_claimable(app: Flask, reading: ReadClaimable) -> None:
    """Let order pages ask which of these shipments (ids) have a difference that no claim speaks of."""
    app.extensions[_CLAIMABLE] = reading


def legs_of(order_id: int, state: OrderState) -> Sequence[Leg]:
    """Return an order's shipments; one that was never released has none, and is not asked about."""
    return current_app.extensions[_LEGS](order_id) if state in SHIPPABLE else []


def to_claim(legs: Sequence[Leg]) -> frozenset[int]:
    """Return the ids of the shipments whose receipt found something no claim speaks of."""
    differing = [leg.id for leg in legs if leg.differs]
    return current_app.extensions[_CLAIMABLE](differing) if differing else frozenset()
