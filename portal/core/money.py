"""Amounts of money: exact decimals, one rounding, decimals per ISO 4217.

Pure: rules import it, so it reads no library of currency data. An amount in a currency carries
that currency's decimals; a unit price carries four, whatever the currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from types import MappingProxyType

UNIT_PRICE_PLACES = 4
USUAL_DECIMALS = 2
HUNDRED = Decimal(100)

# ISO 4217 list one: the currencies whose minor unit is not a hundredth.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
EXCEPTIONS: MappingProxyType[str, int] = MappingProxyType(
    dict.fromkeys(_NO_DECIMALS.split(), 0)
    | dict.fromkeys(_THREE_DECIMALS.split(), 3)
    | dict.fromkeys(_FOUR_DECIMALS.split(), 4)
)

# Wide enough that no product of a stored quantity and a stored price is cut before it is rounded.
_EXACT = Context(prec=60)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were to be added, subtracted or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency: what is compared or added where amounts of several currencies meet, and what is told.

    Inside one account, order or paper there is one currency, and amounts are plain decimals beside it.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise ValueError("an amount is a finite Decimal")
        _checked(self.currency)

    def _same(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same(other)), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)


def zero(currency: str) -> Money:
    """Return nothing, in a currency."""
    return Money(Decimal(0), currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Return the sum of amounts of one currency; an empty list is zero of that currency."""
    return sum(amounts, start=zero(currency))


def _checked(currency: str) -> str:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise ValueError(f"not an ISO 4217 code: {currency!r}")
    return currency


@cache
def decimals(currency: str) -> int:
    """Return how many decimals an amount of this currency has (ISO 4217)."""
    return EXCEPTIONS.get(_checked(currency), USUAL_DECIMALS)


def round_half_away(value: Decimal, places: int) -> Decimal:
    """Round to so many places, a half going away from zero: the only rounding of the portal."""
    return value.quantize(_quantum(places), rounding=ROUND_HALF_UP, context=_EXACT)


@cache
def _quantum(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with the decimals of its currency, a half going away from zero."""
    return round_half_away(amount, decimals(currency))


def unit_price(value: Decimal) -> Decimal:
    """Return a price per unit with its four decimals."""
    return round_half_away(value, UNIT_PRICE_PLACES)


def line_amount(quantity: Decimal | int, unit_price: Decimal, currency: str) -> Decimal:
    """Return quantity times unit price, rounded once; totals add these rounded amounts."""
    return rounded(_EXACT.multiply(Decimal(quantity), unit_price), currency)


def percent_of(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return so many percent of an amount, rounded to the currency."""
    return rounded(_EXACT.divide(_EXACT.multiply(amount, percent), HUNDRED), currency)


def part_of(amount: Decimal, part: Decimal | int, whole: Decimal | int, currency: str) -> Decimal:
    """Return amount x part / whole, rounded to the currency; a whole of zero is a ValueError."""
    if not whole:
        raise ValueError("a part of nothing")
    product = _EXACT.multiply(amount, Decimal(part))
    return rounded(_EXACT.divide(product, Decimal(whole)), currency)
