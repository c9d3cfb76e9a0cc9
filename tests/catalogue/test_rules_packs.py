"""Quantities in packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.rules_packs import QuantityFault, quantity_problems, round_up_to_pack


def test_tv_9_a_quantity_is_raised_to_whole_packs() -> None:
    assert round_up_to_pack(23, moq=1, spq=10) == 30
    assert round_up_to_pack(3, moq=25, spq=10) == 30
    assert round_up_to_pack(30, moq=1, spq=10) == 30


@given(st.integers(1, 10_000), st.integers(0, 500), st.integers(1, 100))
def test_the_raised_quantity_is_the_least_that_has_no_problem(qty: int, moq: int, spq: int) -> None:
    raised = round_up_to_pack(qty, moq, spq)

    assert quantity_problems(raised, moq, spq) == ()
    assert raised >= qty
    assert raised - spq < max(qty, moq)


def test_each_quantity_fault_is_told_with_a_better_quantity() -> None:
    problems = quantity_problems(23, moq=25, spq=10)

    assert [problem.code for problem in problems] == [
        QuantityFault.BELOW_MINIMUM,
        QuantityFault.NOT_WHOLE_PACKS,
    ]
    assert {problem.suggested for problem in problems} == {30}
    assert quantity_problems(30, moq=25, spq=10) == ()


def test_a_quantity_of_nothing_has_no_better_one() -> None:
    (problem,) = quantity_problems(0, moq=1, spq=1)

    assert (problem.code, problem.suggested) == (QuantityFault.NOT_POSITIVE, None)


def test_impossible_packs_are_refused() -> None:
    for moq, spq in ((1, 0), (-1, 1)):
        with pytest.raises(ValueError):
            round_up_to_pack(1, moq, spq)
