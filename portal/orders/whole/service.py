"""Asked by every step that could ship a part, under lock, of the orders that ship only whole."""

from collections.abc import Mapping

from portal.core.errors import Refused
from portal.orders.holds.rules import Step
from portal.orders.whole.queries import gathered_of
from portal.orders.whole.rules import kept_back


def refuse_part(taken: Mapping[int, int], step: Step) -> None:
    """Refuse `order.whole_only` where a step would take only a part of an order that ships whole.

    `taken` are the pieces of each order (by id) the step would take. The caller holds the locks of these orders: their
    pieces move, and their terms change, under them alone.
    """
    orders = gathered_of(taken.keys())
    kept = tuple(found for one in orders.values() if (found := kept_back(one, step, taken[one.id])) is not None)
    if kept:
        raise Refused("order.whole_only", kept=kept)
