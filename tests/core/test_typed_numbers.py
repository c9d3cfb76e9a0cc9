"""Typed numbers: every keyboard is read, nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.formats import number
from portal.core.locales import SUPPORTED
from portal.core.number_shapes import decimal_sign, either_way
from portal.core.typed_numbers import (
    parse_amount,
    parse_decimal,
    parse_quantity,
    typed_decimal,
)

LOCALES = tuple(SUPPORTED)


def refusal(text: str, locale: str) -> str:
    with pytest.raises(Refused) as caught:
        parse_quantity(text, locale)
    return caught.value.code


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text",
    ["12", " 12 ", "012", "+12", "١٢", "۱۲", "１２", "๑๒", "\u200f12\u200e", "1٢", "\u00a012"],
)
def test_twelve_is_read_from_any_keyboard(text: str, locale: str) -> None:
    assert parse_quantity(text, locale) == 12


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,234", "en", 1234),
        ("1.234", "de", 1234),
        ("1.234", "es", 1234),
        ("1.234", "pt-BR", 1234),
        ("1 234", "fr", 1234),
        ("1\u202f234", "fr", 1234),
        ("1\u00a0234", "ru", 1234),
        ("1 234", "en", 1234),
        ("١٬٢٣٤", "ar", 1234),
        ("１，２３４", "zh", 1234),
        ("1,000,000", "th", 1_000_000),
        ("12.0", "en", 12),
        ("12,00", "de", 12),
    ],
)
def test_a_quantity_is_grouped_as_its_language_groups(text: str, locale: str, value: int) -> None:
    assert parse_quantity(text, locale) == value


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,00", 2),
        ("2.00", 2),
        ("2,0", 2),
        ("٢,٠٠", 2),
        ("1.500,00", 1500),
        ("1,500.00", 1500),
        ("1.000.000", 1_000_000),
    ],
)
def test_what_no_country_reads_otherwise_is_read_in_every_language(text: str, value: int, locale: str) -> None:
    assert parse_quantity(text, locale) == value


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("2,00", ","),
        ("2.5", "."),
        ("0,045", ","),
        ("0.045", "."),
        ("1.500,00", ","),
        ("1.000.000", ","),
        ("1,500", ""),
        ("3.000", ""),
        ("7", ""),
        ("x", ""),
    ],
)
def test_the_decimal_sign_is_known_where_a_number_shows_it(text: str, sign: str) -> None:
    assert decimal_sign(text) == sign
    assert bool(either_way(text)) is (text in ("1,500", "3.000"))


@pytest.mark.parametrize(
    ("text", "locale", "code"),
    [
        ("", "en", "empty"),
        (" \u00a0 ", "en", "empty"),
        ("\u200f", "ar", "empty"),
        ("NaN", "en", "not_a_number"),
        ("twelve", "en", "not_a_number"),
        ("12 pcs", "en", "not_a_number"),
        ("5²", "en", "not_a_number"),
        ("½", "en", "not_a_number"),
        ("十二", "zh", "not_a_number"),
        ("--5", "en", "not_a_number"),
        ("-", "en", "not_a_number"),
        (".", "en", "not_a_number"),
        ("0x10", "en", "not_a_number"),
        ("9" * 41, "en", "not_a_number"),
        ("1e309", "en", "exponent"),
        ("1E5", "en", "exponent"),
        ("1,2e+3", "de", "exponent"),
        ("infinity", "en", "infinite"),
        ("-inf", "en", "infinite"),
        ("∞", "en", "infinite"),
        ("-1", "en", "negative"),
        ("−3", "en", "negative"),
        ("-0.5", "en", "negative"),
        ("0", "en", "too_small"),
        ("٠", "ar", "too_small"),
        ("-0", "en", "too_small"),
        ("1000001", "en", "too_large"),
        ("9" * 40, "en", "too_large"),
        ("12,5", "de", "not_whole"),
        ("12.5", "en", "not_whole"),
        ("1,234", "de", "two_ways"),
        ("1.234", "en", "two_ways"),
        ("١٫٥", "ar", "not_whole"),
        ("12,5", "en", "not_whole"),
        ("12.5", "de", "not_whole"),
        ("1.5", "fr", "not_whole"),
        ("1,2345", "en", "not_whole"),
        ("1.500,50", "en", "not_whole"),
        ("1.500,000,00", "en", "ambiguous"),
        ("1 234,567", "en", "ambiguous"),
        ("1.234", "ru", "two_ways"),
        ("1.000", "en", "two_ways"),
        ("1,000", "de", "two_ways"),
        ("1,000", "fr", "two_ways"),
        ("1,00,000", "en", "ambiguous"),
        ("12 34", "en", "ambiguous"),
        ("1,234 567", "en", "ambiguous"),
        ("1.234.567", "en", "too_large"),
        ("1,234.567,8", "en", "ambiguous"),
        ("5.", "en", "ambiguous"),
    ],
)
def test_a_bad_quantity_is_refused_by_name(text: str, locale: str, code: str) -> None:
    assert refusal(text, locale) == f"quantity.{code}"


@pytest.mark.parametrize(
    ("text", "locale", "whole", "fraction"),
    [
        ("1.000", "en", "1000", "1"),
        ("1.500", "en", "1500", "1.5"),
        ("1,000", "de", "1000", "1"),
        ("12,250", "fr", "12250", "12,25"),
        ("١٠٠.٠٠٠", "en", "100000", "100"),
    ],
)
def test_a_quantity_that_may_be_two_names_both(text: str, locale: str, whole: str, fraction: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_quantity(text, locale)

    assert refused.value.code == "quantity.two_ways"
    assert refused.value.facts == {"text": text, "whole": whole, "fraction": fraction}


def test_where_none_may_be_counted_zero_is_a_number_of_pieces() -> None:
    assert [parse_quantity(text, "en", minimum=0) for text in ("0", "٠", "0.0", "1,000")] == [0, 0, 0, 1000]
    with pytest.raises(Refused, match=r"quantity\.two_ways"):
        parse_quantity("1.000", "en", minimum=0)


def test_a_quantity_is_grouped_only_as_the_readers_language_groups() -> None:
    assert [parse_quantity("1,000", locale) for locale in ("en", "zh", "ar", "th")] == [1000] * 4
    assert [parse_quantity("1.000", locale) for locale in ("de", "es", "pt_BR")] == [1000] * 3


def test_a_refusal_shows_what_was_typed_but_not_at_any_length() -> None:
    with pytest.raises(Refused) as caught:
        parse_quantity("x" * 10_000, "en")

    assert caught.value.facts["text"] == "x" * 40


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("1,234.50", "en", "1234.50"),
        ("1.234,50", "de", "1234.50"),
        ("1 234,50", "fr", "1234.50"),
        ("-0,5", "ru", "-0.5"),
        (".5", "en", "0.5"),
        (",5", "es", "0.5"),
        ("١٢٫٥", "ar", "12.5"),
        ("12.5", "ar", "12.5"),
        ("0.0875", "th", "0.0875"),
        ("๑,๒๓๔.๕", "th", "1234.5"),
    ],
)
def test_a_decimal_is_read_exactly(text: str, locale: str, value: str) -> None:
    assert parse_decimal(text, locale) == Decimal(value)


def test_a_decimal_refuses_under_its_own_name() -> None:
    with pytest.raises(Refused) as caught:
        parse_decimal("1.2.3", "de", code="price")

    assert caught.value.code == "price.ambiguous"


@given(st.integers(min_value=1, max_value=1_000_000), st.sampled_from(LOCALES))
def test_what_the_portal_prints_it_reads_back(value: int, locale: str) -> None:
    assert parse_quantity(number(value, locale), locale) == value


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(LOCALES))
def test_what_the_portal_prints_with_places_it_reads_back(value: Decimal, locale: str) -> None:
    assert parse_decimal(number(value, locale, 2), locale) == value


@given(st.text(max_size=60), st.sampled_from(LOCALES))
def test_any_text_is_a_quantity_or_a_refusal(text: str, locale: str) -> None:
    try:
        value = parse_quantity(text, locale)
    except Refused as refused:
        assert refused.code.startswith("quantity.")  # noqa: PT017 - either is right: a number, or this
    else:
        assert 1 <= value <= 1_000_000


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [("0,500", "ar", "0.5"), ("0,045", "en", "0.045"), (",045", "zh", "0.045"), ("1234,567", "en", "1234.567")],
)
def test_three_digits_are_a_fraction_in_every_language_where_nothing_groups(text: str, locale: str, value: str) -> None:
    assert parse_decimal(text, locale, amount=True) == Decimal(value)
    assert refusal(text, locale) == "quantity.not_whole"


def test_a_group_behind_zeros_that_pad_is_not_guessed() -> None:
    assert refusal("001,000", "en") == "quantity.ambiguous"


@pytest.mark.parametrize(("text", "locale"), [("1.000", "en"), ("-25.000", "zh"), ("1,000", "de")])
def test_one_or_a_thousand_is_not_guessed_for_any_number(text: str, locale: str) -> None:
    with pytest.raises(Refused, match=r"number\.two_ways"):
        parse_decimal(text, locale)


def test_three_places_are_thousands_to_others_in_money_but_not_on_a_scale() -> None:
    assert parse_decimal("12.345", "en") == Decimal("12.345")
    assert parse_decimal("12.50", "en", amount=True) == Decimal("12.50")
    assert parse_decimal("1,500.25", "en", amount=True) == parse_decimal("1.500,25", "en", amount=True)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "fraction", "whole"),
    [
        ("12.500", "12.5000", "12500"),
        ("1,234", "1.2340", "1234"),
        ("1.000", "1.0000", "1000"),
        ("١،٢٣٤", "1.2340", "1234"),
    ],
)
def test_money_that_may_be_two_numbers_is_refused_with_both_and_each_is_read(
    text: str, fraction: str, whole: str, locale: str
) -> None:
    with pytest.raises(Refused) as refused:
        parse_decimal(text, locale, code="credit.limit", amount=True)

    assert refused.value.code == "number.two_ways"
    assert refused.value.facts == {"text": text, "fraction": fraction, "whole": whole}
    assert parse_decimal(whole, locale, amount=True) == Decimal(whole)
    assert parse_decimal(fraction, locale, amount=True) == Decimal(fraction)


def test_a_weight_is_no_thousand_by_a_guess_and_pieces_are_grouped_as_the_language_groups() -> None:
    with pytest.raises(Refused, match=r"number\.two_ways"):
        parse_decimal("1,234", "en")

    assert parse_decimal("1,234", "en", whole=True) == 1234


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("stored", ["1.125", "12.345", "0.001", "0.5"])
def test_a_stored_number_is_the_same_number_in_every_language(stored: str, locale: str) -> None:
    assert refusal(typed_decimal(stored, locale), locale) == "quantity.not_whole"
    assert parse_decimal(typed_decimal(stored, locale), locale) == Decimal(stored)
    assert parse_amount(typed_decimal(stored, locale), locale, "KWD") == Decimal(stored)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("500.25", "KWD", "500.250"),
        ("12.5050", "BHD", "12.505"),
        ("1,234.5", "KWD", "1234.5"),
        ("12.50", "USD", "12.50"),
        ("12500", "USD", "12500"),
        ("1,120,000", "JPY", "1120000"),
    ],
)
def test_an_amount_is_read_with_the_decimals_of_its_currency(text: str, currency: str, amount: str) -> None:
    assert parse_amount(text, "en", currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("12.500", "USD", "number.two_ways"),
        ("1.000", "KWD", "number.two_ways"),
        ("1,234", "KWD", "number.two_ways"),
        ("500.250", "KWD", "number.two_ways"),
        ("12.505", "USD", "number.one_way"),
        ("12,505", "USD", "number.one_way"),
        ("1,120", "JPY", "number.one_way"),
        ("12.5055", "USD", "number.places"),
        ("1.2345", "KWD", "number.places"),
        ("1000.5", "JPY", "number.places"),
    ],
)
def test_an_amount_its_currency_cannot_have_is_refused_and_what_is_named_instead_passes(
    text: str, currency: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        parse_amount(text, "en", currency)

    assert refused.value.code == code
    named = [str(refused.value.facts[name]) for name in ("whole", "fraction") if name in refused.value.facts]
    assert [parse_amount(one, "en", currency) for one in named] == [Decimal(one) for one in named]
    assert bool(named) is (code != "number.places")
