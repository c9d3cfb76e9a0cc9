"""How an order is told in one word, and which orders a word or a group of a list's filter means."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from types import MappingProxyType

from portal.orders.states import OrderState
from portal.orders.states_progress import Progress

__all__ = ["AT_HEADQUARTERS", "SHOWN", "Group", "Shown", "shown_as"]

Shown = OrderState | Progress

AT_HEADQUARTERS = frozenset({OrderState.SUBMITTED, OrderState.IN_REVIEW})
"""States in which a review is owed."""
_FOLLOWS_GOODS = frozenset({OrderState.RELEASED, OrderState.COMPLETED})


class Group(StrEnum):
    """Orders of several words that are looked for together; what start pages count."""

    AT_HEADQUARTERS = "at_headquarters"
    WAITING_FOR_STOCK = "waiting_for_stock"


def shown_as(state: OrderState, progress: Progress) -> Shown:
    """Return what stands for an order in a list: the decision, or after release how far its pieces are.

    One word has one value: an order released and untouched is `released`, one whose pieces were all
    cancelled is `cancelled`, whoever cancelled them.
    """
    if state not in _FOLLOWS_GOODS or progress is Progress.NONE:
        return state
    return OrderState.CANCELLED if progress is Progress.CANCELLED else progress


def _by_shown() -> Mapping[str, Mapping[OrderState, frozenset[Progress]]]:
    found: dict[str, dict[OrderState, frozenset[Progress]]] = {}
    for state, progress in product(OrderState, Progress):
        states = found.setdefault(shown_as(state, progress).value, {})
        states[state] = states.get(state, frozenset()) | {progress}
    return MappingProxyType(found)


SHOWN = _by_shown()
"""By what is shown (the filter's value): the states, each with the progress it is shown so with."""
