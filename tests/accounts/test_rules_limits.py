"""Limits of approval as they are typed and kept."""

from decimal import Decimal

import pytest

from portal.accounts.rules_limits import check_limits, limits_of, split_limits, written
from portal.core.errors import FieldRefused


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("5,000", [("USD", "5,000")]),
        ("usd 20,000\n18000 EUR ", [("USD", "20,000"), ("EUR", "18000")]),
        ("CNY ١٢٣٤", [("CNY", "١٢٣٤")]),
    ],
)
def test_limits_are_read_line_by_line(text: str, found: list[tuple[str, str]]) -> None:
    assert split_limits(text) == found


@pytest.mark.parametrize("text", ["lots", "USD", "USD 5 EUR", "USD 5\nUSD 6", "DOLLARS 5"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(FieldRefused, match=r"accounts\.limit_shape"):
        split_limits(text)


def test_limits_are_kept_plain_and_come_back() -> None:
    kept = check_limits({"USD": Decimal("20000.00"), "EUR": Decimal("18000.5")})

    assert kept == {"EUR": "18000.5", "USD": "20000"}
    assert limits_of(kept) == (("EUR", Decimal("18000.5")), ("USD", Decimal(20000)))
    assert written(kept.items()) == "EUR 18000.5\nUSD 20000"


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1000000000000"])
def test_amounts_that_cannot_be_a_limit_are_refused(amount: str) -> None:
    with pytest.raises(FieldRefused):
        check_limits({"USD": Decimal(amount)})


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1000.5"), ("USD", "0.001"), ("KWD", "0.0005")])
def test_a_limit_has_no_more_decimals_than_its_currency(currency: str, amount: str) -> None:
    with pytest.raises(FieldRefused, match=r"number\.places"):
        check_limits({currency: Decimal(amount)})
