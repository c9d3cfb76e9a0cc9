"""Money: one rounding, decimals per ISO 4217, no mixing of currencies."""

from decimal import Decimal

import pytest
from babel.core import get_global
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import (
    EXCEPTIONS,
    CurrencyMismatch,
    Money,
    decimals,
    line_amount,
    part_of,
    percent_of,
    rounded,
    total,
    unit_price,
    zero,
)

D = Decimal

# CLDR says how many decimals people use, ISO 4217 how many the currency has. These differ.
CLDR_SHOWS_NONE = {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"}


def currencies_in_use() -> set[str]:
    """Return the currencies that are legal tender somewhere today, by CLDR."""
    listed = get_global("territory_currencies").values()
    return {code for rows in listed for code, _, until, tender in rows if until is None and tender}


def test_tv_17_a_half_goes_away_from_zero() -> None:
    assert rounded(D("2.345"), "USD") == D("2.35")
    assert rounded(D("1.005"), "USD") == D("1.01")
    assert rounded(D("-2.345"), "USD") == D("-2.35")


def test_tv_16_lines_discount_freight_and_deposit_add_up() -> None:
    lines = [
        line_amount(12, D("48.375"), "USD"),
        line_amount(3, D("1299.90"), "USD"),
        line_amount(250, D("0.0875"), "USD"),
    ]

    discount = percent_of(sum(lines, D(0)), D(2), "USD")
    invoice = sum(lines, D(0)) - discount + D("185.00")
    deposit = percent_of(invoice, D(30), "USD")

    assert lines == [D("580.50"), D("3899.70"), D("21.88")]
    assert (sum(lines, D(0)), discount, invoice) == (D("4502.08"), D("90.04"), D("4597.04"))
    assert (deposit, invoice - deposit) == (D("1379.11"), D("3217.93"))


def test_decimals_follow_iso_4217() -> None:
    named = {"USD": 2, "EUR": 2, "CNY": 2, "JPY": 0, "VND": 0, "CLP": 0, "KRW": 0}
    gulf = {"KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3, "IQD": 3, "LYD": 3, "AED": 2}

    assert {code: decimals(code) for code in named | gulf} == named | gulf
    assert rounded(D("1.2345"), "KWD") == D("1.235")
    assert rounded(D("1234.5"), "JPY") == D("1235")


def test_the_table_equals_cldr_but_for_the_named_differences() -> None:
    used = currencies_in_use()

    different = {code for code in used if decimals(code) != get_currency_precision(code)}

    assert len(used) > 150
    assert different == CLDR_SHOWS_NONE & used
    assert all(get_currency_precision(code) == 0 for code in different)


def test_every_exception_is_a_currency_cldr_knows() -> None:
    assert set(EXCEPTIONS) <= set(get_global("all_currencies"))


def test_amounts_of_two_currencies_never_meet() -> None:
    dollars, euros = Money(D("1"), "USD"), Money(D("1"), "EUR")

    for meet in (
        lambda: dollars + euros,
        lambda: dollars < euros,
        lambda: dollars <= euros,
        lambda: dollars > euros,
        lambda: total([dollars, euros], "USD"),
    ):
        with pytest.raises(CurrencyMismatch):
            meet()
    assert dollars != euros
    assert dollars + dollars == Money(D("2"), "USD")


def test_money_refuses_what_is_no_amount_or_no_currency() -> None:
    for amount, currency in ((D("NaN"), "USD"), (D("Infinity"), "USD"), (D(1), "usd"), (D(1), "$")):
        with pytest.raises(ValueError):
            Money(amount, currency)
    with pytest.raises(ValueError):
        Money(1.5, "USD")  # type: ignore[arg-type]


def test_an_empty_total_is_zero_of_its_currency() -> None:
    assert total([], "AED") == zero("AED") == Money(D(0), "AED")


def test_unit_prices_keep_four_decimals() -> None:
    assert str(unit_price(D("0.08745"))) == "0.0875"
    assert str(unit_price(D("48.3"))) == "48.3000"


def test_a_part_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        part_of(D(1), 1, 0, "USD")


@given(st.decimals("-1e15", "1e15", places=6, allow_nan=False))
def test_rounding_moves_at_most_half_a_cent_and_mirrors_at_zero(amount: D) -> None:
    result = rounded(amount, "USD")

    assert abs(result - amount) <= D("0.005")
    assert rounded(-amount, "USD") == -result
    assert rounded(result, "USD") == result
