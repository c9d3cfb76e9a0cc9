"""Limits of approval: up to which amount in which currency somebody may approve alone."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from portal.core.errors import FieldRefused
from portal.core.money import decimals, rounded

USUAL_CURRENCY = "USD"
MOST_LIMIT = Decimal(10) ** 12
MOST_CURRENCIES = 20
_LINE = re.compile(
    r"(?:(?P<before>[A-Za-z]{3})\s)?\s*(?P<amount>[^\sA-Za-z](?:.*[^\sA-Za-z])?)\s*(?P<after>[A-Za-z]{3})?"
)

Limits = tuple[tuple[str, Decimal], ...]


def wrong_limits() -> FieldRefused:
    """Return the refusal of limits nobody can read, or that are none."""
    return FieldRefused("accounts.limit_shape", field="approval_limit")


def split_limits(text: str) -> list[tuple[str, str]]:
    """Return currency and amount of each line as typed (`USD 20000`); a bare amount is in US dollars.

    Refuses `accounts.limit_shape` on a line that is not of this shape, or names a currency twice.
    """
    found: dict[str, str] = {}
    for line in filter(None, (each.strip() for each in re.split(r"[\n;]+", text))):
        shape = _LINE.fullmatch(line)
        if shape is None or (shape["before"] and shape["after"]):
            raise wrong_limits()
        currency = (shape["before"] or shape["after"] or USUAL_CURRENCY).upper()
        if currency in found:
            raise wrong_limits()
        found[currency] = shape["amount"]
    return list(found.items())


def check_limits(limits: Mapping[str, Decimal]) -> dict[str, str]:
    """Return limits as they are kept: currency to a plain amount. Refuses `accounts.limit_shape`, `number.places`."""
    if len(limits) > MOST_CURRENCIES:
        raise wrong_limits()
    return {currency: _plain(currency, amount) for currency, amount in sorted(limits.items())}


def _plain(currency: str, amount: Decimal) -> str:
    try:
        places = decimals(currency)
    except ValueError:
        raise wrong_limits() from None
    if not amount.is_finite() or not 0 <= amount < MOST_LIMIT:
        raise wrong_limits()
    if amount != rounded(amount, currency):
        raise FieldRefused("number.places", field="approval_limit", currency=currency, places=places)
    return format(amount.normalize(), "f")


def limits_of(kept: Mapping[str, str]) -> Limits:
    """Return limits as somebody who acts carries them."""
    return tuple((currency, Decimal(amount)) for currency, amount in kept.items())


def written(limits: Iterable[tuple[str, str]]) -> str:
    """Return limits as they are typed, a line each."""
    return "\n".join(f"{currency} {amount}" for currency, amount in limits)
