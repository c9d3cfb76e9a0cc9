"""Figures and dates as the receiver's language writes them.

Digits are always Latin and the calendar is the Gregorian one, because customs and banks read papers
too. Nothing is ever cut: a figure keeps at least the decimals it came with. Locales are portal codes
(`pt-BR`) or Babel identifiers (`pt_BR`).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision

from portal.core import formats

NO_BREAK_SPACE = "\u00a0"
WEIGHT_DECIMALS = 2
VOLUME_DECIMALS = 3
ANYWHERE = "UTC"
"""The zone of whoever reads a paper: it goes to many lands, so its English puts the day first."""
_AS_WIDE = str.maketrans("0123456789.,", "\N{FIGURE SPACE}" * 10 + "\N{PUNCTUATION SPACE}" * 2)
"""Spaces as wide as digits and as the points between them."""


def number(value: str | int | Decimal, locale: str, decimals: int = 0) -> str:
    """Return a figure with at least `decimals` decimals, grouped as the language does."""
    exact = Decimal(value)
    return formats.number(exact, locale, max(decimals, -int(exact.as_tuple().exponent)))


def quantity(value: str | int | Decimal, locale: str) -> str:
    """Return a quantity without idle zeros: 12.500 is 12.5."""
    return number(Decimal(value).normalize(), locale)


def in_column(quantities: Iterable[str]) -> dict[str, str]:
    """Return each quantity, written with its unit, as it ends below the others where all begin at one place.

    What a shorter one lacks are spaces as wide as the signs of the longest.
    """
    known = {text: len(text.partition(" ")[0]) for text in quantities}
    longest = max(known, key=lambda text: known[text], default="")
    return {text: longest[: known[longest] - signs].translate(_AS_WIDE) + text for text, signs in known.items()}


def amount(value: str | Decimal, currency: str, locale: str) -> str:
    """Return an amount with the decimals of its currency and without the currency's code."""
    return number(value, locale, get_currency_precision(currency))


def money(value: str | Decimal, currency: str, locale: str) -> str:
    """Return an amount with its ISO 4217 code, which stands where the language puts it."""
    exact = Decimal(value)
    sign, figure = "-" if exact < 0 else "", amount(abs(exact), currency, locale)
    if formats.amount_pattern(locale).startswith("¤"):
        return f"{sign}{currency}{NO_BREAK_SPACE}{figure}"
    return f"{sign}{figure}{NO_BREAK_SPACE}{currency}"


def unit_price(value: str | Decimal, locale: str) -> str:
    """Return a unit price with four decimals."""
    return number(value, locale, formats.UNIT_PRICE_PLACES)


def weight(value: str | Decimal, locale: str) -> str:
    """Return kilograms with two decimals."""
    return number(value, locale, WEIGHT_DECIMALS)


def volume(value: str | Decimal, locale: str) -> str:
    """Return cubic metres with three decimals."""
    return number(value, locale, VOLUME_DECIMALS)


@lru_cache(maxsize=1_024)
def day(value: str, locale: str) -> str:
    """Return a date as pages write it where no region says otherwise: 9 Mar 2026, 9 مارس 2026."""
    return formats.date(date.fromisoformat(value), formats.regional(locale, ANYWHERE))
