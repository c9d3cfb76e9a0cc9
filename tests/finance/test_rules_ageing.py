"""How long what is owed is past its due date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import CurrencyMismatch, Money
from portal.finance.rules_ageing import Bucket, OpenItem, ageing, bucket_of, oldest_overdue_days

D = Decimal

AS_OF = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2026, 4, 1), Bucket.NOT_DUE),
        (date(2026, 3, 31), Bucket.NOT_DUE),
        (date(2026, 3, 30), Bucket.DAYS_1_30),
        (date(2026, 3, 1), Bucket.DAYS_1_30),
        (date(2026, 2, 28), Bucket.DAYS_31_60),
        (date(2026, 1, 30), Bucket.DAYS_31_60),
        (date(2025, 12, 31), Bucket.DAYS_61_90),
        (date(2025, 12, 30), Bucket.OVER_90),
    ],
)
def test_tv_20_ageing_buckets_as_of_31_march(due: date, bucket: Bucket) -> None:
    assert bucket_of(due, AS_OF) is bucket


@given(st.lists(st.tuples(st.integers(-200, 200), st.decimals(-999, 999, places=2)), max_size=12))
def test_ageing_loses_no_cent(rows: list[tuple[int, D]]) -> None:
    items = [OpenItem(AS_OF + timedelta(days=days), Money(amt, "USD")) for days, amt in rows]

    aged = ageing(items, AS_OF, "USD")

    assert set(aged) == set(Bucket)
    assert sum(money.amount for money in aged.values()) == sum(amount for _, amount in rows)


def test_ageing_never_mixes_currencies() -> None:
    with pytest.raises(CurrencyMismatch):
        ageing([OpenItem(AS_OF, Money(D(1), "EUR"))], AS_OF, "USD")


def test_the_oldest_unpaid_item_counts_and_credits_do_not() -> None:
    items = [
        OpenItem(date(2026, 3, 1), Money(D(5), "USD")),
        OpenItem(date(2026, 1, 1), Money(D(-5), "USD")),
        OpenItem(date(2026, 5, 1), Money(D(5), "USD")),
    ]

    assert oldest_overdue_days(items, AS_OF) == 30
    assert oldest_overdue_days([], AS_OF) == 0
