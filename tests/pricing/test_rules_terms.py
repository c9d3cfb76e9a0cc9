"""Terms beside each other: which spans clash from which day to which, and which tiers give more pieces less."""

from datetime import date
from decimal import Decimal

import pytest

from portal.pricing.rules_terms import Fault, Span, clashes, out_of_order, within

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 30)
FEBRUARY, JULY = date(2026, 2, 10), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], []),
        ([("a", JANUARY, None)], []),
        ([("a", JANUARY, date(2026, 2, 28)), ("b", MARCH, None)], []),
        ([("b", MARCH, None), ("a", JANUARY, date(2026, 2, 27))], [(Fault.GAP, date(2026, 2, 28), date(2026, 2, 28))]),
        ([("a", JANUARY, MARCH), ("b", MARCH, None)], [(Fault.OVERLAP, MARCH, MARCH)]),
        ([("a", JANUARY, None), ("b", MARCH, JUNE)], [(Fault.OVERLAP, MARCH, JUNE)]),
        ([("a", JANUARY, None), ("b", MARCH, None)], [(Fault.OVERLAP, MARCH, None)]),
        ([("a", JANUARY, JUNE), ("b", JANUARY, None)], [(Fault.TWICE, JANUARY, None)]),
        ([("a", JANUARY, JUNE), ("b", FEBRUARY, FEBRUARY), ("c", JULY, None)], [(Fault.OVERLAP, FEBRUARY, FEBRUARY)]),
        (
            [("a", JANUARY, JUNE), ("b", FEBRUARY, FEBRUARY), ("c", MARCH, MARCH)],
            [(Fault.OVERLAP, FEBRUARY, FEBRUARY), (Fault.OVERLAP, MARCH, MARCH)],
        ),
        (
            [("a", JANUARY, MARCH), ("b", FEBRUARY, FEBRUARY), ("c", JULY, None)],
            [(Fault.OVERLAP, FEBRUARY, FEBRUARY), (Fault.GAP, date(2026, 3, 2), JUNE)],
        ),
        (
            [("a", JANUARY, MARCH), ("b", JANUARY, FEBRUARY), ("c", date(2026, 3, 2), None)],
            [(Fault.TWICE, JANUARY, FEBRUARY)],
        ),
        (
            [("a", JANUARY, FEBRUARY), ("b", JANUARY, MARCH), ("c", date(2026, 3, 2), None)],
            [(Fault.TWICE, JANUARY, MARCH)],
        ),
        (
            [("a", JANUARY, None), ("b", FEBRUARY, FEBRUARY), ("c", JULY, None)],
            [(Fault.OVERLAP, FEBRUARY, FEBRUARY), (Fault.OVERLAP, JULY, None)],
        ),
        (
            [("a", JANUARY, JUNE), ("b", JUNE, JULY), ("c", JULY, None)],
            [
                (Fault.OVERLAP, JUNE, JUNE),
                (Fault.OVERLAP, JULY, JULY),
            ],
        ),
    ],
)
def test_of_two_terms_one_holds_on_each_day(
    spans: list[tuple[str, date, date | None]], found: list[tuple[Fault, date, date | None]]
) -> None:
    assert [(one.fault, one.first, one.last) for one in clashes(Span(*span) for span in spans)] == found


def test_more_pieces_are_never_given_less() -> None:
    tiers = [(100, Decimal(9)), (10, Decimal(5)), (50, Decimal(4)), (60, Decimal(5)), (200, Decimal("8.5"))]

    assert list(out_of_order(tiers)) == [(10, 50), (100, 200)]
    assert list(out_of_order([(1, Decimal(0)), (2, Decimal(0))])) == []


@pytest.mark.parametrize(
    ("inner", "outer", "is_within"),
    [
        ((JANUARY, MARCH), (JANUARY, MARCH), True),
        ((JANUARY, None), (JANUARY, MARCH), False),
        ((JANUARY, None), (JANUARY, None), True),
        ((JANUARY, MARCH), (MARCH, None), False),
        ((MARCH, JUNE), (JANUARY, date(2026, 6, 29)), False),
    ],
)
def test_a_span_lies_within_another_one(
    inner: tuple[date, date | None], outer: tuple[date, date | None], is_within: bool
) -> None:
    assert within(*inner, *outer) is is_within
