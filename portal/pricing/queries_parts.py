"""All that is known of the prices of parts for one distributor on one day, in one statement."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among_given
from portal.core.money import decimals
from portal.pricing.models import CoreDeposit, ListPrice, QuantityTier
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup
from portal.pricing.rules_price_steps import Tier
from portal.pricing.rules_special import Campaign, Fixed, Rounding, Source

PRICE, DEPOSIT, TIER, GROUP, FIXED, CAMPAIGN_OFF, CAMPAIGN_PRICE, CURRENCY = range(8)
"""What a row tells, in the order in which rows are taken; of two campaigns the last one taken stands."""


@cache
def of_parts() -> sa.Select[*tuple[Any, ...]]:
    """Return what lists, groups, fixed prices, campaigns and the currency tell, as one list of rows.

    Each has `what` it tells, `part_id` (None: all), `number` (a quantity, decimals, how near a campaign is), `value`,
    `name` and `since`.
    """
    list_id: sa.BindParameter[int] = sa.bindparam("list_id")
    owner: sa.BindParameter[int] = sa.bindparam("distributor_id")
    currency: sa.BindParameter[str] = sa.bindparam("currency")
    on = sa.bindparam("on", type_=sa.Date)

    def holds(model: Any) -> sa.ColumnElement[bool]:
        return sa.and_(model.valid_from <= on, model.valid_to.is_(None) | (model.valid_to >= on))

    no_day, no_name, none = sa.cast(sa.null(), sa.Date), sa.literal(""), sa.literal(0)
    prices = sa.select(
        sa.literal(PRICE).label("what"),
        ListPrice.part_id.label("part_id"),
        none.label("number"),
        ListPrice.price.label("value"),
        no_name.label("name"),
        no_day.label("since"),
    ).where(ListPrice.price_list_id == list_id, among_given(ListPrice.part_id, "part_ids"))
    deposits = sa.select(sa.literal(DEPOSIT), CoreDeposit.part_id, none, CoreDeposit.deposit, no_name, no_day).where(
        CoreDeposit.price_list_id == list_id, among_given(CoreDeposit.part_id, "part_ids")
    )
    tiers = sa.select(
        sa.literal(TIER),
        QuantityTier.part_id,
        QuantityTier.from_quantity,
        QuantityTier.discount_percent,
        no_name,
        no_day,
    ).where(
        QuantityTier.price_list_id == list_id,
        QuantityTier.part_id.is_(None) | among_given(QuantityTier.part_id, "part_ids"),
    )
    groups = (
        sa.select(
            sa.literal(GROUP),
            PartDiscountGroup.part_id,
            none,
            GroupDiscount.discount_percent,
            GroupDiscount.discount_group,
            GroupDiscount.valid_from,
        )
        .join(GroupDiscount, GroupDiscount.discount_group == PartDiscountGroup.discount_group)
        .where(
            among_given(PartDiscountGroup.part_id, "part_ids"),
            GroupDiscount.distributor_id == owner,
            holds(GroupDiscount),
        )
    )
    fixed = sa.select(
        sa.literal(FIXED), FixedPrice.part_id, none, FixedPrice.price, no_name, FixedPrice.valid_from
    ).where(
        among_given(FixedPrice.part_id, "part_ids"),
        FixedPrice.distributor_id == owner,
        FixedPrice.currency == currency,
        holds(FixedPrice),
    )
    further = _campaigns(holds, owner, currency), _currency(currency)
    both = sa.union_all(prices, deposits, tiers, groups, fixed, *further).subquery()
    turn = sa.case((both.c.what == CAMPAIGN_PRICE, CAMPAIGN_OFF), else_=both.c.what)
    return sa.select(both).order_by(turn, both.c.number, both.c.since, both.c.name)


def _campaigns(
    holds: Callable[[Any], sa.ColumnElement[bool]], owner: sa.BindParameter[int], currency: sa.BindParameter[str]
) -> sa.Select[*tuple[Any, ...]]:
    """Return what campaigns give: to this distributor alone it goes before what all are given."""
    words = sa.literal(" ").concat(CampaignPrice.order_types).concat(" ")
    order_type: sa.BindParameter[str] = sa.bindparam("order_type")
    return sa.select(
        sa.case((CampaignPrice.price.is_(None), CAMPAIGN_OFF), else_=CAMPAIGN_PRICE),
        CampaignPrice.part_id,
        sa.case((CampaignPrice.buyer_id.is_(None), 0), else_=1),
        sa.func.coalesce(CampaignPrice.price, CampaignPrice.discount_percent),
        CampaignPrice.campaign,
        CampaignPrice.valid_from,
    ).where(
        among_given(CampaignPrice.part_id, "part_ids"),
        CampaignPrice.buyer_id.is_(None) | (CampaignPrice.buyer_id == owner),
        CampaignPrice.price.is_(None) | (CampaignPrice.currency == currency),
        (CampaignPrice.order_types == "") | words.contains(sa.literal(" ").concat(order_type).concat(" ")),
        holds(CampaignPrice),
    )


def _currency(currency: sa.BindParameter[str]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal(CURRENCY),
        sa.cast(sa.null(), sa.Integer),
        sa.func.coalesce(CurrencyRule.price_places, -1),
        CurrencyRule.price_step,
        CurrencyRule.half,
        sa.cast(sa.null(), sa.Date),
    ).where(CurrencyRule.currency == currency)


class Told:
    """What the rows of `of_parts` come to, as they are taken one by one."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.prices: dict[int, Decimal] = {}
        self.deposits: dict[int, Decimal] = {}
        self.tiers: dict[int | None, list[Tier]] = {}
        self.groups: dict[int, tuple[Decimal, Source]] = {}
        self.fixed: dict[int, Fixed] = {}
        self.campaigns: dict[int, Campaign] = {}
        self.rounding: Rounding | None = None

    def take(self, row: Any) -> None:
        """Take one row."""
        what, part_id, number, value, name, since = row
        if what == PRICE:
            self.prices[part_id] = value
        elif what == DEPOSIT:
            self.deposits[part_id] = value
        elif what == TIER:
            self.tiers.setdefault(part_id, []).append(Tier(number, discount_percent=value))
        elif what == GROUP:
            self.groups[part_id] = (value, Source(name, since))
        elif what == FIXED:
            self.fixed[part_id] = Fixed(value, Source(since=since))
        elif what == CAMPAIGN_OFF:
            self.campaigns[part_id] = Campaign(Source(name, since), percent=value)
        elif what == CAMPAIGN_PRICE:
            self.campaigns[part_id] = Campaign(Source(name, since), price=value)
        else:
            places = decimals(self.currency) if number < 0 else number
            self.rounding = Rounding(places, value, even=name == "even", source=Source(self.currency))
