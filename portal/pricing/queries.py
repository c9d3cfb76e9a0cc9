"""The price of parts for one distributor on one day, in two statements however many there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import read
from portal.pricing.models import Agreement, OrderTypeAdjustment, PriceList
from portal.pricing.queries_parts import Told, of_parts
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
from portal.pricing.rules_special import Campaign, Fixed, Rounding, Source


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """What prices are made of: the list agreed on, the discount agreed, and what is known of each part.

    Tiers of a part replace those of the whole list (key None). `groups` are the percentages given on the groups of
    parts, `fixed` prices and `campaigns` those of that day for this distributor and order type, `deposits` are charged
    until an old unit comes back.
    """

    list_code: str
    list_name: str
    agreement_percent: Decimal
    order_type: str
    terms: Mapping[str, TypeTerms]
    prices: Mapping[int, Decimal] = field(default_factory=dict)
    tiers: Mapping[int | None, tuple[Tier, ...]] = field(default_factory=dict)
    deposits: Mapping[int, Decimal] = field(default_factory=dict)
    agreed_since: date | None = None
    terms_since: date | None = None
    groups: Mapping[int, tuple[Decimal, Source]] = field(default_factory=dict)
    fixed: Mapping[int, Fixed] = field(default_factory=dict)
    campaigns: Mapping[int, Campaign] = field(default_factory=dict)
    rounding: Rounding | None = None
    _known: dict[tuple[int | None, Source | None], Conditions] = field(default_factory=dict, repr=False, compare=False)

    def tiers_of(self, part_id: int) -> tuple[Tier, ...]:
        """Return the quantity tiers that hold for a part, the lowest first."""
        return self.tiers.get(part_id) or self.tiers.get(None, ())

    def price(self, part_id: int, quantity: int) -> ExplainedPrice | None:
        """Return the explained price per unit of so many of a part; None when it has no price."""
        list_price, fixed, campaign = self.prices.get(part_id), self.fixed.get(part_id), self.campaigns.get(part_id)
        if list_price is None and fixed is None and (campaign is None or campaign.price is None):
            return None
        explained = self._conditions(part_id).explain(list_price, quantity, fixed, campaign)
        deposit = self.deposits.get(part_id)
        return explained if deposit is None else with_deposit(explained, deposit)

    def _conditions(self, part_id: int) -> Conditions:
        percent, group = self.groups.get(part_id, (self.agreement_percent, None))
        key = (part_id if part_id in self.tiers else None, group)
        if key not in self._known:
            terms = conditions_of(self.order_type, percent, self.tiers_of(part_id), self.terms)
            self._known[key] = replace(
                terms,
                group=group is not None,
                agreed_by=group or Source(self.list_code, self.agreed_since),
                listed_in=Source(self.list_code),
                typed_since=Source(since=self.terms_since),
                rounding=self.rounding,
            )
        return self._known[key]


def basis_of(
    distributor_id: int, currency: str, order_type: str, part_ids: Collection[int], on: date
) -> PriceBasis | None:
    """Return what a distributor's prices rest on that day, in two statements; None without a valid agreement.

    Of several valid agreements in the currency the one that began last holds.
    """
    asked = {"distributor_id": distributor_id, "currency": currency, "order_type": order_type, "on": on}
    agreed = read(_agreement(), asked).first()
    if agreed is None:
        return None
    stands = SetTerms(agreed.percent, agreed.agreement_applies, agreed.tiers_apply)
    terms = terms_with({} if agreed.percent is None else {order_type: stands})
    told = Told(currency)
    for row in read(of_parts(), {**asked, "list_id": agreed.id, "part_ids": part_ids}):
        told.take(row)
    return PriceBasis(
        list_code=agreed.code,
        list_name=agreed.name,
        agreement_percent=agreed.discount_percent,
        order_type=order_type,
        terms=terms,
        prices=told.prices,
        tiers={key: tuple(found) for key, found in told.tiers.items()},
        deposits=told.deposits,
        agreed_since=agreed.valid_from,
        terms_since=agreed.terms_since,
        groups=told.groups,
        fixed=told.fixed,
        campaigns=told.campaigns,
        rounding=told.rounding,
    )


@cache
def _agreement() -> sa.Select[*tuple[Any, ...]]:
    on = sa.bindparam("on", type_=sa.Date)

    def set_of(column: sa.orm.InstrumentedAttribute[Any], name: str) -> sa.Label[Any]:
        begun = OrderTypeAdjustment.order_type == sa.bindparam("order_type"), OrderTypeAdjustment.valid_from <= on
        newest = sa.select(column).where(*begun).order_by(OrderTypeAdjustment.valid_from.desc())
        return newest.limit(1).scalar_subquery().label(name)

    return (
        sa.select(
            PriceList.id,
            PriceList.code,
            PriceList.name,
            Agreement.discount_percent,
            Agreement.valid_from,
            set_of(OrderTypeAdjustment.percent, "percent"),
            set_of(OrderTypeAdjustment.agreement_applies, "agreement_applies"),
            set_of(OrderTypeAdjustment.tiers_apply, "tiers_apply"),
            set_of(OrderTypeAdjustment.valid_from, "terms_since"),
        )
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
