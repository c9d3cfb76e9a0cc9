"""What rooms above the catalogue tell beside a part: what is free, and what it costs its reader.

The catalogue knows neither stock nor prices. Whoever does gives the application one `Offers`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa
from flask import Flask, current_app

_KEY = "catalogue_offers"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose prices are told, and for what: order type and currency as in the agreement.

    `is_dealer` tells that a general distributor may stand above it, with prices of its own; `sees_prices` whether the
    reader is shown headquarters', else there are none in the answers.
    """

    distributor_id: int
    currency: str
    order_type: str = "daily"
    is_dealer: bool = False
    sees_prices: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the price per unit: its words, the percentage it was, the signed amount, what it rests on."""

    words: Any
    percent: Decimal | None
    amount: Decimal
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A price per unit explained: list price + the steps' amounts = net, four decimals.

    `deposit` is what of it comes back with the old unit, the amount of one of the steps.
    """

    currency: str
    list_price: Decimal
    steps: tuple[Step, ...]
    net: Decimal
    deposit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceAbove:
    """What the reader's general distributor asks for a part per unit, in the list it keeps for its dealers."""

    currency: str
    net: Decimal
    list_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """What one depot has free and expects next."""

    name: str
    country: str
    free: int
    next_on: date | None
    next_quantity: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Availability in words with a tone, free pieces, the next receipt, and the reader's price.

    `price` is None where the part has no price for this buyer, `above` where no general distributor tells one.
    """

    words: Any
    tone: str
    free: int
    next_on: date | None
    next_quantity: int
    price: OwnPrice | None
    above: PriceAbove | None = None


@dataclass(frozen=True, slots=True)
class PartOffer:
    """The offer of one part for a quantity: per depot, and the price of each quantity tier.

    `tiers` are (from quantity, price of one unit), the first from one piece.
    """

    offer: Offer
    places: tuple[Place, ...]
    tiers: tuple[tuple[int, OwnPrice], ...]
    list_name: str


class Offers(Protocol):
    """Whoever knows stock and prices; both answers take a constant number of statements."""

    order_types: Mapping[str, Any]

    def of_many(self, buyer: Buyer, part_ids: Collection[int], on: date) -> dict[int, Offer]:
        """Return the offer of one piece of each part; every part is answered."""

    def of_one(self, buyer: Buyer, part_id: int, quantity: int, on: date) -> PartOffer:
        """Return everything there is to tell about so many of one part."""

    def free_among(self, part_ids: Collection[int]) -> Collection[int]:
        """Return which of these parts have free stock in some depot, in one statement."""

    def free_parts(self) -> sa.Select[int]:
        """Return the select of the ids of parts with free stock in some depot."""


def give_offers(app: Flask, offers: Offers) -> None:
    """Tell an application whom its catalogue asks."""
    app.extensions[_KEY] = offers


def offers() -> Offers:
    """Return whom the current application's catalogue asks."""
    found: Offers = current_app.extensions[_KEY]
    return found
