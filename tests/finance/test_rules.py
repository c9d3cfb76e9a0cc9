"""Due dates, ageing, credit and partial invoices."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.money import CurrencyMismatch, Money, line_amount
from portal.finance.rules_ageing import Bucket, OpenItem, ageing, bucket_of, oldest_overdue_days
from portal.finance.rules_credit_limit import CreditCode, credit_left, credit_verdict, exposure
from portal.finance.rules_invoice_share import invoice_share
from portal.finance.rules_payment_terms import PaymentTerms, TermsKind, deposit_due, due_date

D = Decimal

AS_OF = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (TermsKind.NET, 30, date(2026, 2, 14)),
        (TermsKind.END_OF_MONTH_OF_DUE, 30, date(2026, 2, 28)),
        (TermsKind.EOM_PLUS, 30, date(2026, 3, 2)),
        (TermsKind.PREPAID, 0, date(2026, 1, 15)),
    ],
)
def test_tv_19_due_dates_of_an_invoice_of_15_january(kind: TermsKind, days: int, due: date) -> None:
    assert due_date(date(2026, 1, 15), PaymentTerms(kind, days)) == due


def test_months_end_in_leap_years_and_at_new_year() -> None:
    monthly = PaymentTerms(TermsKind.END_OF_MONTH_OF_DUE, 30)

    assert due_date(date(2028, 1, 20), monthly) == date(2028, 2, 29)
    assert due_date(date(2026, 12, 31), PaymentTerms(TermsKind.EOM_PLUS, 1)) == date(2027, 1, 1)


def test_a_deposit_is_a_percentage_and_prepaid_is_all_of_it() -> None:
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.NET, 30, D(30)), "USD") == D("1379.11")
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.PREPAID), "USD") == D("4597.04")
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.NET, 30), "USD") == 0


def test_impossible_terms_are_refused() -> None:
    for days, deposit in ((-1, D(0)), (30, D(101))):
        with pytest.raises(ValueError):
            PaymentTerms(TermsKind.NET, days, deposit)


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


def test_exposure_adds_what_is_ordered_shipped_billed_and_owed() -> None:
    assert exposure(D(100), D(40), D(30), D(20)) == D(190)
    assert credit_left(D(200), reserved=D(100), open_items=D(140)) == D(-40)


def verdict(**facts: object) -> list[CreditCode]:
    """Return the reasons to hold an order of 100 with 900 of 1000 in use."""
    usual: dict[str, object] = {
        "limit": D(1000),
        "exposure": D(900),
        "amount": D(100),
        "oldest_overdue_days": 15,
        "blocked": False,
    }
    return [finding.code for finding in credit_verdict(**(usual | facts))]  # type: ignore[arg-type]


def test_exactly_the_limit_and_exactly_fifteen_days_pass() -> None:
    assert verdict() == []


def test_each_reason_holds_by_itself_and_all_are_told_together() -> None:
    assert verdict(amount=D("100.01")) == [CreditCode.LIMIT_EXCEEDED]
    assert verdict(oldest_overdue_days=16) == [CreditCode.OVERDUE]
    assert verdict(blocked=True) == [CreditCode.BLOCKED]
    assert verdict(blocked=True, oldest_overdue_days=16, amount=D(101)) == list(CreditCode)
    assert verdict(oldest_overdue_days=1, overdue_allowed=0) == [CreditCode.OVERDUE]


def test_a_finding_tells_by_how_much() -> None:
    (finding,) = credit_verdict(D(1000), D(950), D(120), 0, blocked=False)

    assert finding.over_by == D(70)


def test_partial_invoices_of_a_line_add_up_to_the_cent() -> None:
    whole = line_amount(3, D("33.3350"), "USD")

    shares: list[D] = []
    for cumulative in (1, 2, 3):
        shares.append(invoice_share(cumulative, sum(shares, D(0)), D("33.3350"), 3, whole, "USD"))

    assert whole == D("100.01")
    assert shares == [D("33.34"), D("33.33"), D("33.34")]


def test_the_last_part_takes_what_is_left_of_the_line() -> None:
    above = invoice_share(3, D("66.67"), D("33.3333"), 3, D("100.05"), "USD")
    below = invoice_share(2, D("33.33"), D("33.3333"), 3, D("60.00"), "USD")

    assert (above, below) == (D("33.38"), D("26.67"))


def test_a_line_is_never_invoiced_twice() -> None:
    for cumulative in (0, 4):
        with pytest.raises(Refused) as refusal:
            invoice_share(cumulative, D(0), D(1), 3, D(3), "USD")
        assert refusal.value.code == "finance.invoiced_over_ordered"
    with pytest.raises(Refused) as refusal:
        invoice_share(2, D("2.50"), D(1), 3, D(3), "USD")
    assert refusal.value.code == "finance.invoiced_too_much"


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
    st.decimals(0, 10**5, places=4),
    st.sampled_from(["USD", "KWD", "JPY"]),
)
def test_any_split_of_a_line_is_invoiced_exactly_once(parts: list[int], price: D, currency: str) -> None:
    ordered = sum(parts)
    whole = line_amount(ordered, price, currency)

    done, invoiced = 0, D(0)
    for part in parts:
        done += part
        share = invoice_share(done, invoiced, price, ordered, whole, currency)
        assert share >= 0
        invoiced += share

    assert invoiced == whole
