"""What is said of a carton, and whether goods can have arrived by now."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.shipping.arrival.rules_counting import (
    SOONEST,
    Answer,
    CountedCarton,
    CountedLine,
    Counting,
    answer_of,
    as_answered,
    implausibly_soon,
    still_expected,
)
from portal.shipping.arrival.rules_receipt import Count

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
AS_SHIPPED, TYPED = CountedLine(1, 10, 10), CountedLine(1, 10, 8, damaged=1)


@pytest.mark.parametrize(
    ("said", "line", "answer"),
    [
        ("good", TYPED, Answer.GOOD),
        ("missing", AS_SHIPPED, Answer.MISSING),
        ("count", AS_SHIPPED, Answer.COUNT),
        ("", TYPED, Answer.COUNT),
        ("", CountedLine(1, 10, 10, wrong=1), Answer.COUNT),
        ("", AS_SHIPPED, None),
        ("all of it", AS_SHIPPED, None),
    ],
)
def test_what_is_said_of_a_carton(said: str, line: CountedLine, answer: Answer | None) -> None:
    assert answer_of(said, [line]) is answer


def test_an_answer_for_the_whole_carton_holds_for_each_of_its_lines() -> None:
    assert as_answered(Answer.GOOD, TYPED).count == Count(1, 10)
    assert as_answered(Answer.MISSING, TYPED).count == Count(1, 0)
    assert as_answered(Answer.COUNT, TYPED).count == Count(1, 7, damaged=1)
    assert as_answered(None, AS_SHIPPED).count == Count(1, 10)


def test_the_foot_adds_up_cartons_pieces_and_the_difference() -> None:
    counting = Counting(
        (
            CountedCarton(1, Answer.MISSING, (CountedLine(1, 10, 0),)),
            CountedCarton(2, Answer.COUNT, (CountedLine(2, 5, 7), CountedLine(3, 4, 4))),
            CountedCarton(3, None, (CountedLine(4, 1, 1),)),
        )
    )

    assert (counting.answered, len(counting.cartons)) == (2, 3)
    assert (counting.shipped, counting.received, counting.short, counting.over) == (20, 12, 10, 2)
    assert [carton.missing for carton in counting.cartons] == [True, False, False]
    assert counting.differs and [carton.position for carton in counting.open] == [3]


@pytest.mark.parametrize(
    ("expected", "after", "soon"),
    [
        (timedelta(days=2), timedelta(hours=23, minutes=59), True),
        (timedelta(days=2), timedelta(days=1), False),
        (timedelta(days=40), timedelta(days=19), True),
        (None, SOONEST - timedelta(minutes=1), True),
        (None, SOONEST, False),
    ],
)
def test_half_of_the_planned_way_is_too_soon(expected: timedelta | None, after: timedelta, soon: bool) -> None:
    arrival = None if expected is None else NOON + expected

    assert implausibly_soon(NOON, arrival, NOON + after) is soon


def test_an_arrival_before_the_departure_is_no_longer_expected() -> None:
    assert still_expected(NOON, NOON - timedelta(days=1)) is None
    assert still_expected(NOON, NOON + timedelta(days=1)) == NOON + timedelta(days=1)
    assert still_expected(None, NOON) is None
    assert not implausibly_soon(None, None, NOON)
