"""Partial invoices of a line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.money import line_amount
from portal.finance.rules_invoice_share import invoice_share

D = Decimal


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
