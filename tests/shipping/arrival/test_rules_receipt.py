"""Counts by carton add up to lines; nothing shipped gets lost in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.shipping.arrival.rules_differences import ReceiptDifference
from portal.shipping.arrival.rules_receipt import Count, receipt_of


def test_cartons_of_a_line_are_added_up() -> None:
    found = receipt_of({1: 10, 2: 5}, [Count(1, 6), Count(1, 3, damaged=1), Count(2, 7)])

    assert (found[1].received_good, found[1].difference) == (9, ReceiptDifference(0, 0, 1, 0))
    assert (found[2].received_good, found[2].difference) == (7, ReceiptDifference(0, 2, 0, 0))


def test_too_few_here_and_too_many_there_is_no_difference() -> None:
    assert not receipt_of({1: 10}, [Count(1, 4), Count(1, 6)])[1].difference.any


def test_a_line_nobody_counted_is_short() -> None:
    assert receipt_of({1: 10}, [])[1].difference == ReceiptDifference(10, 0, 0, 0)


def test_impossible_counts_are_refused() -> None:
    for count, code in (
        (Count(2, 1), "shipping.count_of_other_line"),
        (Count(1, -1), "shipping.count_negative"),
        (Count(1, 0, wrong=1_000_001), "shipping.count_too_large"),
    ):
        with pytest.raises(Refused) as refusal:
            receipt_of({1: 10}, [count])
        assert refusal.value.code == code


FIGURE = st.integers(0, 500)


@given(st.integers(1, 1000), st.lists(st.tuples(FIGURE, FIGURE, FIGURE), max_size=5))
def test_shipped_and_over_equal_good_damaged_wrong_and_short(shipped: int, figures: list[tuple[int, ...]]) -> None:
    found = receipt_of({1: shipped}, [Count(1, *each) for each in figures])[1]
    gap = found.difference

    assert shipped + gap.over == found.received_good + gap.damaged + gap.wrong + gap.short
