"""The catalogue's answers about stock and prices, put together from allocation and pricing."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.catalogue.ports_offers import Buyer, Offer, OwnPrice, PartOffer, Place, PriceAbove, Step, give_offers
from portal.pricing.labels import ORDER_TYPE_WORDS, STEP_WORDS, grounds_text
from portal.pricing.queries import PriceBasis, basis_of
from portal.pricing.queries_downward import PricesAbove, prices_above
from portal.pricing.rules_price_steps import ExplainedPrice, StepCode
from portal.stock.labels import LEVEL_TONES, LEVEL_WORDS
from portal.stock.labels_depot_names import depot_name
from portal.stock.queries import FREE_PARTS, Availability, availability, free_among


class StockAndPrices:
    """Answers the catalogue from the shelves of all depots and the reader's own agreement."""

    order_types: Mapping[str, Any] = ORDER_TYPE_WORDS

    def of_many(self, buyer: Buyer, part_ids: Collection[int], on: date) -> dict[int, Offer]:
        """Return the offer of one piece of each part, in three statements; in six for a dealer."""
        free = availability(part_ids, on)
        basis, above = _basis(buyer, part_ids, on), _above(buyer, part_ids, on)
        return {
            part_id: _offer(free[part_id], _price(basis, buyer, part_id, 1), _price_above(above, part_id))
            for part_id in part_ids
        }

    def of_one(self, buyer: Buyer, part_id: int, quantity: int, on: date) -> PartOffer:
        """Return one part's depots, its price for a quantity, its tiers, in three statements; in six for a dealer."""
        free = availability([part_id], on)[part_id]
        basis = _basis(buyer, [part_id], on)
        told = tuple(
            Place(depot_name(place.name), place.country, place.free, place.next_on, place.next_quantity)
            for place in free.by_depot
        )
        above = _price_above(_above(buyer, [part_id], on), part_id)
        offer = _offer(free, _price(basis, buyer, part_id, quantity), above)
        return PartOffer(offer, told, _tiers(basis, buyer, part_id), basis.list_name if basis else "")

    def free_among(self, part_ids: Collection[int]) -> Collection[int]:
        """Return which of these parts have free stock in some depot, in one statement."""
        return free_among(part_ids)

    def free_parts(self) -> sa.Select[int]:
        """Return the select of the ids of parts with free stock in some depot."""
        return FREE_PARTS


def _basis(buyer: Buyer, part_ids: Collection[int], on: date) -> PriceBasis | None:
    if not part_ids or not buyer.sees_prices:
        return None
    return basis_of(buyer.distributor_id, buyer.currency, buyer.order_type, part_ids, on)


def _above(buyer: Buyer, part_ids: Collection[int], on: date) -> PricesAbove | None:
    return prices_above(buyer.distributor_id, part_ids, on) if buyer.is_dealer else None


def _price_above(above: PricesAbove | None, part_id: int) -> PriceAbove | None:
    if above is None or part_id not in above.prices:
        return None
    return PriceAbove(above.currency, above.prices[part_id], above.list_name)


def _price(basis: PriceBasis | None, buyer: Buyer, part_id: int, quantity: int) -> OwnPrice | None:
    explained = basis.price(part_id, quantity) if basis else None
    return None if explained is None else _told(explained, buyer)


def _told(price: ExplainedPrice, buyer: Buyer) -> OwnPrice:
    words = _step_words(buyer.order_type)
    steps = tuple(
        Step(words[step.code], step.basis_percent, step.amount, grounds_text(step.source, step.since))
        for step in price.steps
    )
    deposit = next((step.amount for step in price.steps if step.code is StepCode.CORE_DEPOSIT), None)
    return OwnPrice(buyer.currency, price.list_price, steps, price.net, deposit)


@cache
def _step_words(order_type: str) -> Mapping[StepCode, Any]:
    return STEP_WORDS | {StepCode.ORDER_TYPE: ORDER_TYPE_WORDS[order_type]}


def _tiers(basis: PriceBasis | None, buyer: Buyer, part_id: int) -> tuple[tuple[int, OwnPrice], ...]:
    if basis is None:
        return ()
    quantities = [1, *(tier.from_quantity for tier in basis.tiers_of(part_id))]
    prices = ((quantity, _price(basis, buyer, part_id, quantity)) for quantity in dict.fromkeys(quantities))
    return tuple((quantity, price) for quantity, price in prices if price is not None)


def _offer(free: Availability, price: OwnPrice | None, above: PriceAbove | None) -> Offer:
    words: Any = LEVEL_WORDS[free.level]
    return Offer(words, LEVEL_TONES[free.level], free.free, free.next_on, free.next_quantity, price, above)


def install(app: Flask) -> None:
    """Let the catalogue of an application tell stock and prices."""
    give_offers(app, StockAndPrices())
