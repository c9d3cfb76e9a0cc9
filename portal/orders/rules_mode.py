"""How the goods of an order travel where nobody chose otherwise, and what is too slow for its type: pure."""

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.types.states import TypeTerms

SLOW = frozenset({Mode.SEA, Mode.RAIL})
"""Modes that take weeks."""


def usual_mode(terms: TypeTerms, contract: Mode) -> Mode:
    """Return how orders of a type travel: as its terms say, or as the distributor's contract does."""
    return terms.default_mode or contract


def mode_followed(before: TypeTerms, chosen: TypeTerms, mode: Mode, contract: Mode) -> Mode:
    """Return the mode of an order whose type meant `before` and is now one that means `chosen`.

    It follows the type as long as it is the usual one of the type before; a mode somebody chose stays.
    """
    return usual_mode(chosen, contract) if mode is usual_mode(before, contract) else mode


def too_slow(terms: TypeTerms, mode: Mode) -> bool:
    """Tell whether an order whose type flies is about to go by sea or rail."""
    usual = terms.default_mode
    return usual is not None and usual.flies and mode in SLOW
