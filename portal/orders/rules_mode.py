"""How the goods of an order travel where nobody chose otherwise, and what is too slow for its type: pure."""

from portal.catalogue.rules_carriage import Mode
from portal.orders.states_types import OrderType, terms_of

SLOW = frozenset({Mode.SEA, Mode.RAIL})
"""Modes that take weeks."""


def usual_mode(order_type: OrderType, contract: Mode) -> Mode:
    """Return how orders of a type travel: as the type says, or as the distributor's contract does."""
    return terms_of(order_type).default_mode or contract


def mode_followed(before: OrderType, chosen: OrderType, mode: Mode, contract: Mode) -> Mode:
    """Return the mode of an order whose type was `before` and is now `chosen`.

    It follows the type as long as it is the usual one of the type before; a mode somebody chose stays.
    """
    return usual_mode(chosen, contract) if mode is usual_mode(before, contract) else mode


def too_slow(order_type: OrderType, mode: Mode) -> bool:
    """Tell whether an order whose type flies is about to go by sea or rail."""
    usual = terms_of(order_type).default_mode
    return usual is not None and usual.flies and mode in SLOW
