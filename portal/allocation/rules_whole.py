"""Orders that ship only whole never wait for each other: what is tied to one that waits may make another one whole.

Such an order keeps what it got while it waits for the rest, against all that ship in parts. Among themselves the first
in rank that could be whole, with what is free and what is tied to others that wait too, becomes whole; what it needs is
given up by those last in rank. So no two of them hold each other's pieces while there is enough for one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A part in a depot."""

    depot_id: int
    part_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that ships only whole and is not whole yet.

    `wanted` are all its pieces that are still to go, by part, `tied` those of them it has, by place; it is made whole
    in one of its `depots`, the first that can.
    """

    id: int
    wanted: Mapping[int, int]
    tied: Mapping[Place, int]
    depots: Sequence[int]


class GivenUp(NamedTuple):
    """An order gives up all it has of a part in a depot."""

    order_id: int
    place: Place


@dataclass(frozen=True, slots=True)
class Exchange:
    """The orders that become whole, each in a depot, and what others, or they themselves elsewhere, give up for it."""

    whole: Mapping[int, int]
    given_up: tuple[GivenUp, ...]


def exchange(orders: Sequence[Waiting], free: Mapping[Place, int]) -> Exchange:
    """Return which orders, in their rank, become whole by what is free and tied to those that wait, and by whose.

    Afterwards no order that still waits could be made whole by what is free and tied to the others that wait.
    """
    pool = Counter(free)
    for order in orders:
        pool.update(order.tied)
    whole: dict[int, int] = {}
    for order in orders:
        depot = next((one for one in order.depots if _reaches(pool, one, order.wanted)), None)
        if depot is not None:
            whole[order.id] = depot
            pool.subtract({Place(depot, part): pieces for part, pieces in order.wanted.items()})
    moved = [GivenUp(one.id, place) for one in orders if one.id in whole for place in _elsewhere(one, whole[one.id])]
    return Exchange(whole, (*moved, *_given_by_the_last(orders, whole, free, moved)))


def _reaches(pool: Mapping[Place, int], depot: int, wanted: Mapping[int, int]) -> bool:
    return all(pool.get(Place(depot, part), 0) >= pieces for part, pieces in wanted.items())


def _elsewhere(order: Waiting, depot: int) -> list[Place]:
    return sorted(place for place, pieces in order.tied.items() if pieces and place.depot_id != depot)


def _given_by_the_last(
    orders: Sequence[Waiting], whole: Mapping[int, int], free: Mapping[Place, int], moved: Sequence[GivenUp]
) -> list[GivenUp]:
    """Return what orders that go on waiting give up, those last in rank first, and no more than is needed."""
    tied = {order.id: order.tied for order in orders}
    short: Counter[Place] = Counter()
    for order in orders:
        if order.id in whole:
            for part, pieces in order.wanted.items():
                place = Place(whole[order.id], part)
                short[place] += pieces - order.tied.get(place, 0)
    for place in short:
        short[place] -= free.get(place, 0) + sum(tied[one.order_id][place] for one in moved if one.place == place)
    given: list[GivenUp] = []
    for order in reversed(orders):
        if order.id not in whole:
            for place in sorted(place for place, pieces in order.tied.items() if pieces and short[place] > 0):
                given.append(GivenUp(order.id, place))
                short[place] -= order.tied[place]
    return given
