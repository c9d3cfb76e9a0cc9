"""Sharing short stock and promising dates."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stock.rules import (
    Demand,
    Promise,
    PromiseCause,
    ShareRule,
    fair_share,
    first_promise,
    release_order,
    share_out,
)

TODAY = date(2026, 3, 9)


def demand(line_id: int, quantity: int = 10, priority: int = 4, **facts: object) -> Demand:
    """Return a daily order line of ten, submitted at nine."""
    usual: dict[str, object] = {
        "submitted_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "line_number": 10,
    }
    return Demand(line_id, quantity, priority, **(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("available", "demands", "pack", "shares"),
    [
        (80, (50, 30, 20), 1, [40, 24, 16]),
        (7, (5, 3, 2), 1, [4, 2, 1]),
        (17, (12, 8, 5), 1, [8, 6, 3]),
        (50, (40, 30, 20), 10, [20, 20, 10]),
    ],
)
def test_tv_12_fair_share(available: int, demands: tuple[int, ...], pack: int, shares: list[int]) -> None:
    assert fair_share(available, demands, pack) == shares


def test_equal_remainders_go_to_the_earlier() -> None:
    assert fair_share(1, (1, 1, 1)) == [1, 0, 0]
    assert fair_share(2, (5, 5, 5)) == [1, 1, 0]


def test_enough_for_all_serves_all_and_nothing_serves_none() -> None:
    assert fair_share(100, (5, 3), pack=10) == [5, 3]
    assert fair_share(0, (5, 3)) == [0, 0]
    assert fair_share(5, ()) == []


DEMANDS = st.lists(st.integers(0, 300), max_size=12)


@given(st.integers(0, 2000), DEMANDS)
def test_all_stock_is_shared_and_nobody_gets_more_than_asked(stock: int, demands: list[int]) -> None:
    shares = fair_share(stock, demands)

    assert sum(shares) == min(stock, sum(demands))
    assert all(0 <= share <= asked for share, asked in zip(shares, demands, strict=True))


def test_a_demand_smaller_than_a_pack_gets_none_while_stock_is_short() -> None:
    assert fair_share(20, (15, 8), pack=10) == [10, 0]
    assert fair_share(10, (5, 5, 5), pack=10) == [0, 0, 0]


@given(st.integers(0, 2000), DEMANDS, st.integers(1, 20))
def test_short_stock_is_shared_in_whole_packs(stock: int, demands: list[int], pack: int) -> None:
    shares = fair_share(stock, demands, pack)

    assert sum(shares) <= stock
    assert all(share <= asked for share, asked in zip(shares, demands, strict=True))
    if stock < sum(demands):
        room = [asked - share for share, asked in zip(shares, demands, strict=True)]
        assert all(share % pack == 0 for share in shares)
        assert stock - sum(shares) < pack or max(room) < pack


def test_impossible_shares_are_refused() -> None:
    for arguments in ((1, (1,), 0), (-1, (1,), 1), (1, (-1,), 1)):
        with pytest.raises(ValueError):
            fair_share(*arguments)


def test_the_turn_is_priority_then_promise_then_submission_then_line() -> None:
    early, late = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    queue = [
        demand(1, priority=1),
        demand(2, promised_on=date(2026, 3, 20)),
        demand(3, promised_on=date(2026, 3, 25), submitted_at=early),
        demand(4, submitted_at=early, line_number=20),
        demand(5, submitted_at=late, line_number=10),
        demand(6, submitted_at=late, line_number=20),
        demand(7, submitted_at=late, line_number=20),
    ]

    for shuffled in list(permutations(queue))[::97]:
        assert [d.line_id for d in release_order(shuffled)] == [1, 2, 3, 4, 5, 6, 7]


def test_each_demand_is_served_in_full_before_the_next() -> None:
    decisions = share_out(15, [demand(3), demand(2, priority=3), demand(1, priority=1, quantity=2)])

    assert [(d.line_id, d.allocated, d.backordered, d.rule) for d in decisions] == [
        (1, 2, 0, ShareRule.IN_FULL),
        (2, 10, 0, ShareRule.IN_FULL),
        (3, 3, 7, ShareRule.STOCK_RAN_OUT),
    ]
    assert [(d.rank, d.of) for d in decisions] == [(1, 3), (2, 3), (3, 3)]


def test_a_line_that_takes_all_or_nothing_leaves_the_stock_to_the_next() -> None:
    decisions = share_out(8, [demand(1, partial_allowed=False), demand(2, quantity=8), demand(3)])

    assert [(d.allocated, d.rule) for d in decisions] == [
        (0, ShareRule.WHOLE_LINE_ONLY),
        (8, ShareRule.IN_FULL),
        (0, ShareRule.NO_STOCK_LEFT),
    ]


def test_a_line_bound_to_one_depot_takes_no_more_than_is_free_there() -> None:
    whole = {"partial_allowed": False, "quantity": 5}

    decisions = share_out(12, [demand(1, within=4, **whole), demand(2, within=5, **whole), demand(3, quantity=7)])

    assert [(d.allocated, d.rule) for d in decisions] == [
        (0, ShareRule.WHOLE_LINE_ONLY),
        (5, ShareRule.IN_FULL),
        (7, ShareRule.IN_FULL),
    ]


@given(
    st.integers(0, 100),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6), st.booleans()), max_size=10),
)
def test_no_piece_is_lost_or_made(stock: int, wishes: list[tuple[int, int, bool]]) -> None:
    queue = [
        demand(number, quantity, priority, partial_allowed=partial)
        for number, (quantity, priority, partial) in enumerate(wishes)
    ]

    decisions = share_out(stock, queue)

    asked = {d.line_id: d.quantity for d in queue}
    assert {d.line_id: d.allocated + d.backordered for d in decisions} == asked
    assert sum(d.allocated for d in decisions) <= stock
    if all(partial for _, _, partial in wishes):
        assert sum(d.allocated for d in decisions) == min(stock, sum(asked.values()))


RECEIPTS = [(date(2026, 4, 1), 50), (date(2026, 3, 20), 30)]


def test_the_promise_waits_for_those_ahead_in_the_queue() -> None:
    assert first_promise(TODAY, RECEIPTS, 30) == Promise(date(2026, 3, 20), PromiseCause.PLANNED_RECEIPT)
    assert first_promise(TODAY, RECEIPTS, 30, queue_ahead=1).on == date(2026, 4, 1)
    assert first_promise(TODAY, RECEIPTS, 30, queue_ahead=50).on == date(2026, 4, 1)


def test_without_enough_receipts_the_lead_time_counts_then_the_fallback() -> None:
    later = date(2026, 5, 1)

    assert first_promise(TODAY, RECEIPTS, 81, lead_time_days=30, fallback=later) == Promise(
        date(2026, 4, 8), PromiseCause.LEAD_TIME
    )
    assert first_promise(TODAY, [], 1, fallback=later) == Promise(later, PromiseCause.FALLBACK)
    assert first_promise(TODAY, [], 1) == Promise(None, PromiseCause.UNKNOWN)


def test_an_overdue_receipt_promises_nothing_and_nothing_short_is_had_today() -> None:
    overdue = [(date(2026, 3, 8), 100)]

    assert first_promise(TODAY, overdue, 1, lead_time_days=3).cause is PromiseCause.LEAD_TIME
    assert first_promise(TODAY, [(TODAY, 1)], 1).on == TODAY
    assert first_promise(TODAY, [], 0) == Promise(TODAY, PromiseCause.IN_STOCK)
