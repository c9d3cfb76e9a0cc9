"""The price of parts for one distributor on one day, in two statements however many there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among_given
from portal.core.data.sessions import read
from portal.pricing.models import Agreement, CoreDeposit, ListPrice, OrderTypeAdjustment, PriceList, QuantityTier
from portal.pricing.rules_price_steps import (
    Conditions,
    ExplainedPrice,
    SetTerms,
    Tier,
    TypeTerms,
    conditions_of,
    terms_with,
    with_deposit,
)

_DEPOSIT, _PRICE = -1, 0
"""What stands in the place of a tier's first quantity where a row is a deposit, and where it is a list price."""


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """What prices are made of: the list agreed on, the discount agreed, and the parts' own prices.

    Tiers of a part replace those of the whole list (key None). `deposits` are charged until an old unit comes back.
    """

    list_code: str
    list_name: str
    agreement_percent: Decimal
    order_type: str
    terms: Mapping[str, TypeTerms]
    prices: Mapping[int, Decimal] = field(default_factory=dict)
    tiers: Mapping[int | None, tuple[Tier, ...]] = field(default_factory=dict)
    deposits: Mapping[int, Decimal] = field(default_factory=dict)
    _known: dict[int | None, Conditions] = field(default_factory=dict, repr=False, compare=False)

    def tiers_of(self, part_id: int) -> tuple[Tier, ...]:
        """Return the quantity tiers that hold for a part, the lowest first."""
        return self.tiers.get(part_id) or self.tiers.get(None, ())

    def price(self, part_id: int, quantity: int) -> ExplainedPrice | None:
        """Return the explained price per unit of so many of a part; None when it has no price."""
        list_price = self.prices.get(part_id)
        if list_price is None:
            return None
        explained, deposit = self._conditions(part_id).explain(list_price, quantity), self.deposits.get(part_id)
        return explained if deposit is None else with_deposit(explained, deposit)

    def _conditions(self, part_id: int) -> Conditions:
        whose = part_id if part_id in self.tiers else None
        if whose not in self._known:
            tiers = self.tiers_of(part_id)
            self._known[whose] = conditions_of(self.order_type, self.agreement_percent, tiers, self.terms)
        return self._known[whose]


def basis_of(
    distributor_id: int, currency: str, order_type: str, part_ids: Collection[int], on: date
) -> PriceBasis | None:
    """Return what a distributor's prices rest on that day; None without a valid agreement.

    Of several valid agreements in the currency the one that began last holds.
    """
    asked = {"distributor_id": distributor_id, "currency": currency, "order_type": order_type, "on": on}
    agreed = read(_agreement(), asked).first()
    if agreed is None:
        return None
    list_id, code, name, percent, adjustment, *stands = agreed
    terms = terms_with({} if adjustment is None else {order_type: SetTerms(adjustment, *stands)})
    prices: dict[int, Decimal] = {}
    deposits: dict[int, Decimal] = {}
    tiers: dict[int | None, list[Tier]] = {}
    found = read(_prices_and_tiers(), {"list_id": list_id, "part_ids": part_ids}).all()
    for part_id, from_quantity, value in found:
        if from_quantity == _PRICE:
            prices[part_id] = value
        elif from_quantity == _DEPOSIT:
            deposits[part_id] = value
        else:
            tiers.setdefault(part_id, []).append(Tier(from_quantity, discount_percent=value))
    sorted_tiers = {key: tuple(found) for key, found in tiers.items()}
    return PriceBasis(code, name, percent, order_type, terms, prices, sorted_tiers, deposits)


@cache
def _agreement() -> sa.Select[int, str, str, Decimal, Any, Any, Any]:
    on = sa.bindparam("on", type_=sa.Date)

    def set_of(column: sa.orm.InstrumentedAttribute[Any]) -> sa.ScalarSelect[Any]:
        begun = OrderTypeAdjustment.order_type == sa.bindparam("order_type"), OrderTypeAdjustment.valid_from <= on
        newest = sa.select(column).where(*begun).order_by(OrderTypeAdjustment.valid_from.desc())
        return newest.limit(1).scalar_subquery()

    of_type = (OrderTypeAdjustment.percent, OrderTypeAdjustment.agreement_applies, OrderTypeAdjustment.tiers_apply)
    return (
        sa.select(PriceList.id, PriceList.code, PriceList.name, Agreement.discount_percent, *map(set_of, of_type))
        .join(Agreement, Agreement.price_list_id == PriceList.id)
        .where(
            Agreement.distributor_id == sa.bindparam("distributor_id"),
            PriceList.currency == sa.bindparam("currency"),
            *(column <= on for column in (Agreement.valid_from, PriceList.valid_from)),
            *(column.is_(None) | (column >= on) for column in (Agreement.valid_to, PriceList.valid_to)),
        )
        .order_by(Agreement.valid_from.desc(), Agreement.id.desc())
        .limit(1)
    )


@cache
def _prices_and_tiers() -> sa.Select[Any, int, Decimal]:
    """Return list prices, deposits and tiers (percent) as one list, by quantity."""
    list_id: sa.BindParameter[int] = sa.bindparam("list_id")
    prices = sa.select(
        ListPrice.part_id.label("part_id"), sa.literal(_PRICE).label("from_quantity"), ListPrice.price.label("value")
    ).where(ListPrice.price_list_id == list_id, among_given(ListPrice.part_id, "part_ids"))
    deposits = sa.select(CoreDeposit.part_id, sa.literal(_DEPOSIT), CoreDeposit.deposit).where(
        CoreDeposit.price_list_id == list_id, among_given(CoreDeposit.part_id, "part_ids")
    )
    tiers = sa.select(QuantityTier.part_id, QuantityTier.from_quantity, QuantityTier.discount_percent).where(
        QuantityTier.price_list_id == list_id,
        QuantityTier.part_id.is_(None) | among_given(QuantityTier.part_id, "part_ids"),
    )
    both = sa.union_all(prices, deposits, tiers).subquery()
    return sa.select(both.c.part_id, both.c.from_quantity, both.c.value).order_by(both.c.from_quantity)


def explain(
    distributor_id: int,
    currency: str,
    order_type: str,
    items: Iterable[tuple[int, int]],
    on: date,
) -> dict[tuple[int, int], ExplainedPrice | None]:
    """Return the explained price of each (part id, quantity); None where no price is valid.

    Two statements, whatever the number of items. Refuses what `rules.conditions_of` and
    `Conditions.explain` refuse.
    """
    asked = list(dict.fromkeys(items))
    if not asked:
        return {}
    basis = basis_of(distributor_id, currency, order_type, {part_id for part_id, _ in asked}, on)
    return {item: None if basis is None else basis.price(*item) for item in asked}
