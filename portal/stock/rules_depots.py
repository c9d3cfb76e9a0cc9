"""From which depots a line may be served: an order that ships only whole is gathered in one of them."""

from collections.abc import Mapping, Sequence


def gathering_depot(wanted: Mapping[int, int], free: Mapping[int, Mapping[int, int]], depots: Sequence[int]) -> int:
    """Return the depot an order that ships only whole is gathered in: where most of its parts can be had whole.

    `wanted` are pieces by part, `free` pieces by depot and part; `depots` stand in the order they are preferred, and
    the first of equals is taken. There is at least one.
    """

    def had_whole(depot: int) -> int:
        shelf = free.get(depot, {})
        return sum(1 for part, pieces in wanted.items() if shelf.get(part, 0) >= pieces)

    return max(depots, key=had_whole)
