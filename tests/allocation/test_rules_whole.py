"""Orders that ship only whole: what is tied to one that waits makes another whole, by rank, and none waits for none."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portal.allocation.rules_whole import Exchange, GivenUp, Place, Waiting, exchange

D1, D2, P1, P2, P3 = 1, 2, 11, 12, 13


def waiting(order_id: int, wanted: dict[int, int], *depots: int, **tied: int) -> Waiting:
    """Return an order; `tied` by names like `d1p1`."""
    places = {Place(int(name[1]), 10 + int(name[3])): pieces for name, pieces in tied.items()}
    return Waiting(order_id, wanted, places, depots or (D1,))


def test_of_two_that_hold_what_the_other_needs_the_first_in_rank_becomes_whole() -> None:
    first = waiting(1, {P1: 1, P2: 1}, d1p1=1)
    second = waiting(2, {P1: 1, P2: 1}, d1p2=1)

    assert exchange([first, second], {}) == Exchange({1: D1}, (GivenUp(2, Place(D1, P2)),))
    assert exchange([second, first], {}) == Exchange({2: D1}, (GivenUp(1, Place(D1, P1)),))


def test_who_cannot_be_whole_anyhow_gives_to_the_next_that_can() -> None:
    first = waiting(1, {P1: 1, P2: 1, P3: 1}, d1p1=1)
    second = waiting(2, {P1: 1, P2: 1}, d1p2=1)

    assert exchange([first, second], {}) == Exchange({2: D1}, (GivenUp(1, Place(D1, P1)),))


def test_nobody_gives_up_what_is_free_and_the_last_in_rank_gives_first() -> None:
    first = waiting(1, {P1: 2, P2: 1}, d1p2=1)
    others = [waiting(number, {P1: 1, P3: 1}, d1p1=1) for number in (2, 3)]

    assert exchange([first, *others], {Place(D1, P1): 2}) == Exchange({1: D1}, ())
    assert exchange([first, *others], {Place(D1, P1): 1}) == Exchange({1: D1}, (GivenUp(3, Place(D1, P1)),))


def test_an_order_moves_to_the_depot_that_has_all_of_it_and_frees_what_it_had() -> None:
    first = waiting(1, {P1: 1, P2: 1}, D1, D2, d1p1=1)
    second = waiting(2, {P1: 1, P3: 1}, D1, D2)
    free = {Place(D2, P1): 1, Place(D2, P2): 1, Place(D1, P3): 1}

    assert exchange([first, second], free) == Exchange({1: D2, 2: D1}, (GivenUp(1, Place(D1, P1)),))


def test_where_nobody_can_be_whole_everybody_keeps_what_is_tied() -> None:
    first = waiting(1, {P1: 1, P2: 2}, d1p1=1)
    second = waiting(2, {P1: 2, P2: 1}, d1p2=1)

    assert exchange([first, second], {}) == Exchange({}, ())


_PLACES = [Place(depot, part) for depot in (D1, D2) for part in (P1, P2, P3)]
_STOCK = st.fixed_dictionaries({place: st.integers(0, 4) for place in _PLACES})
_WANTED = st.dictionaries(st.sampled_from([P1, P2, P3]), st.integers(1, 4), min_size=1)


@st.composite
def queues(draw: st.DrawFn) -> tuple[list[Waiting], dict[Place, int]]:
    """Draw orders in their rank, each with some of its parts tied in a depot, none of them whole, and what is free."""
    orders = []
    for order_id in range(draw(st.integers(1, 6))):
        wanted, depot = draw(_WANTED), draw(st.sampled_from([D1, D2]))
        held = draw(st.sets(st.sampled_from(sorted(wanted)), max_size=len(wanted) - 1))
        tied = {Place(depot, part): wanted[part] for part in held}
        orders.append(Waiting(order_id, wanted, tied, (depot, D1 + D2 - depot)))
    return orders, draw(_STOCK)


@given(queues())
def test_no_order_waits_for_pieces_of_another_that_waits(drawn: tuple[list[Waiting], dict[Place, int]]) -> None:
    orders, free = drawn
    found = exchange(orders, free)

    left, known = Counter(free), {order.id: order for order in orders}
    tied = {order.id: dict(order.tied) for order in orders}
    for order_id, place in found.given_up:
        left[place] += tied[order_id].pop(place)
    for order_id, depot in found.whole.items():
        for part, pieces in known[order_id].wanted.items():
            left[Place(depot, part)] -= pieces - tied[order_id].get(Place(depot, part), 0)
        assert all(place.depot_id == depot for place in tied[order_id])
    assert min(left.values()) >= 0, "nothing is tied that is not there"

    waits = [order for order in orders if order.id not in found.whole]
    pool = left + sum((Counter(tied[order.id]) for order in waits), Counter[Place]())
    assert not [
        (order.id, depot)
        for order in waits
        for depot in order.depots
        if all(pool[Place(depot, part)] >= pieces for part, pieces in order.wanted.items())
    ]
    assert found.whole or not found.given_up, "nobody gives up anything for nobody"
