"""The price of parts for one distributor on one day, in two statements however many there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.database import db
from portal.core.sets import among
from portal.pricing.models import Agreement, ListPrice, OrderTypeAdjustment, PriceList, QuantityTier
from portal.pricing.rules import (
    ExplainedPrice,
    PriceQuestion,
    Tier,
    TypeTerms,
    explained,
    terms_with,
)


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """What prices are made of: the list agreed on, the discount agreed, and the parts' own prices.

    Tiers of a part replace those of the whole list (key None).
    """

    list_code: str
    list_name: str
    agreement_percent: Decimal
    order_type: str
    terms: Mapping[str, TypeTerms]
    prices: Mapping[int, Decimal] = field(default_factory=dict)
    tiers: Mapping[int | None, tuple[Tier, ...]] = field(default_factory=dict)

    def tiers_of(self, part_id: int) -> tuple[Tier, ...]:
        """Return the quantity tiers that hold for a part, the lowest first."""
        return self.tiers.get(part_id) or self.tiers.get(None, ())

    def price(self, part_id: int, quantity: int) -> ExplainedPrice | None:
        """Return the explained price per unit of so many of a part; None when it has no price."""
        question = PriceQuestion(
            list_price=self.prices.get(part_id),
            quantity=quantity,
            order_type=self.order_type,
            agreement_percent=self.agreement_percent,
            tiers=self.tiers_of(part_id),
            terms=self.terms,
        )
        return explained(question)


def basis_of(
    distributor_id: int, currency: str, order_type: str, part_ids: Collection[int], on: date
) -> PriceBasis | None:
    """Return what a distributor's prices rest on that day; None without a valid agreement.

    Of several valid agreements in the currency the one that began last holds.
    """
    agreed = db.session.execute(_agreement(distributor_id, currency, order_type, on)).first()
    if agreed is None:
        return None
    list_id, code, name, percent, adjustment = agreed
    terms = terms_with({} if adjustment is None else {order_type: adjustment})
    prices: dict[int, Decimal] = {}
    tiers: dict[int | None, list[Tier]] = {}
    for part_id, from_quantity, value in db.session.execute(_prices_and_tiers(list_id, part_ids)):
        if from_quantity == 0:
            prices[part_id] = value
        else:
            tiers.setdefault(part_id, []).append(Tier(from_quantity, discount_percent=value))
    sorted_tiers = {key: tuple(found) for key, found in tiers.items()}
    return PriceBasis(code, name, percent, order_type, terms, prices, sorted_tiers)


def _agreement(distributor_id: int, currency: str, order_type: str, on: date) -> sa.Select[int, str, str, Decimal, Any]:
    adjustment = (
        sa.select(OrderTypeAdjustment.percent)
        .where(OrderTypeAdjustment.order_type == order_type, OrderTypeAdjustment.valid_from <= on)
        .order_by(OrderTypeAdjustment.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(PriceList.id, PriceList.code, PriceList.name, Agreement.discount_percent, adjustment)
        .join(Agreement, Agreement.price_list_id == PriceList.id)
        .where(
            Agreement.distributor_id == distributor_id,
            PriceList.currency == currency,
            *(column <= on for column in (Agreement.valid_from, PriceList.valid_from)),
            *(column.is_(None) | (column >= on) for column in (Agreement.valid_to, PriceList.valid_to)),
        )
        .order_by(Agreement.valid_from.desc(), Agreement.id.desc())
        .limit(1)
    )


def _prices_and_tiers(list_id: int, part_ids: Collection[int]) -> sa.Select[Any, int, Decimal]:
    """Return list prices (from quantity 0) and tiers (percent) as one list, by quantity."""
    prices = sa.select(
        ListPrice.part_id.label("part_id"), sa.literal(0).label("from_quantity"), ListPrice.price.label("value")
    ).where(ListPrice.price_list_id == list_id, among(ListPrice.part_id, part_ids))
    tiers = sa.select(QuantityTier.part_id, QuantityTier.from_quantity, QuantityTier.discount_percent).where(
        QuantityTier.price_list_id == list_id,
        QuantityTier.part_id.is_(None) | among(QuantityTier.part_id, part_ids),
    )
    both = sa.union_all(prices, tiers).subquery()
    return sa.select(both.c.part_id, both.c.from_quantity, both.c.value).order_by(both.c.from_quantity)


def explain(
    distributor_id: int,
    currency: str,
    order_type: str,
    items: Iterable[tuple[int, int]],
    on: date,
) -> dict[tuple[int, int], ExplainedPrice | None]:
    """Return the explained price of each (part id, quantity); None where no price is valid.

    Two statements, whatever the number of items. Refuses what `rules.explained` refuses.
    """
    asked = list(dict.fromkeys(items))
    if not asked:
        return {}
    basis = basis_of(distributor_id, currency, order_type, {part_id for part_id, _ in asked}, on)
    return {item: None if basis is None else basis.price(*item) for item in asked}
