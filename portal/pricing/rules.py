"""The explained price: a list price, the steps that change it, and the net they lead to.

Each percentage is taken of the price reached so far and rounded to four places as it is taken,
so list price plus steps is the net exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused
from portal.core.money import HUNDRED, unit_price

NOTHING = Decimal(0)


class StepCode(StrEnum):
    """What changed the price."""

    AGREEMENT = "agreement"
    TIER = "tier"
    TIER_PRICE = "tier_price"
    ORDER_TYPE = "order_type"


@dataclass(frozen=True, slots=True)
class Tier:
    """From this ordered quantity on: a discount in percent, or a fixed price; exactly one."""

    from_quantity: int
    discount_percent: Decimal | None = None
    fixed_price: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.discount_percent is None) == (self.fixed_price is None):
            raise ValueError("a tier is a discount or a fixed price")
        if self.from_quantity < 1:
            raise ValueError("a tier starts at one or more")


@dataclass(frozen=True, slots=True)
class TypeTerms:
    """What an order type does to a price: an adjustment, and which discounts it lets stand."""

    adjustment_percent: Decimal = NOTHING
    agreement_applies: bool = True
    tiers_apply: bool = True


# Proposed terms per order type; a price agreement may carry its own table instead.
PROPOSED_TERMS: Mapping[str, TypeTerms] = MappingProxyType(
    {
        "vor": TypeTerms(Decimal(10), agreement_applies=False, tiers_apply=False),
        "campaign": TypeTerms(agreement_applies=False, tiers_apply=False),
        "urgent": TypeTerms(Decimal(5), tiers_apply=False),
        "daily": TypeTerms(),
        "stock": TypeTerms(Decimal(-5)),
        "initial": TypeTerms(agreement_applies=False),
    }
)


def terms_with(percents: Mapping[str, Decimal]) -> dict[str, TypeTerms]:
    """Return the proposed terms with other percentages; an order type new to them gets its own."""
    given = {
        kind: replace(PROPOSED_TERMS.get(kind, TypeTerms()), adjustment_percent=percent)
        for kind, percent in percents.items()
    }
    return dict(PROPOSED_TERMS) | given


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """What a price is asked for; `list_price` None means no price is valid on the day."""

    list_price: Decimal | None
    quantity: int
    order_type: str
    agreement_percent: Decimal = NOTHING
    tiers: tuple[Tier, ...] = ()
    terms: Mapping[str, TypeTerms] = field(default_factory=lambda: PROPOSED_TERMS)
    surcharge_waived: bool = False


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One change per unit: signed amount, and the percentage it was (None for a fixed price)."""

    code: StepCode
    basis_percent: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExplainedPrice:
    """list_price + the steps' amounts = net, all with four decimals, per unit."""

    list_price: Decimal
    steps: tuple[PriceStep, ...]
    net: Decimal


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """A list price and the days it holds, both ends included; no end means until further notice."""

    amount: Decimal
    valid_from: date
    valid_to: date | None = None


def price_on(prices: Iterable[DatedPrice], day: date) -> Decimal | None:
    """Return the price valid on a day, the one that began last when several hold; else None."""
    holding = [
        price for price in prices if price.valid_from <= day and (price.valid_to is None or day <= price.valid_to)
    ]
    return max(holding, key=lambda price: price.valid_from).amount if holding else None


def tier_for(tiers: Iterable[Tier], quantity: int) -> Tier | None:
    """Return the tier an ordered quantity reaches: the highest that starts at or below it."""
    reached = [tier for tier in tiers if tier.from_quantity <= quantity]
    return max(reached, key=lambda tier: tier.from_quantity, default=None)


def explained(question: PriceQuestion) -> ExplainedPrice | None:
    """Return the price per unit with its reasons, or None when no list price is valid.

    Refuses a negative price, a discount outside 0-100 % and an order type without terms.
    """
    if question.list_price is None:
        return None
    terms = _judged(question)
    start = price = unit_price(question.list_price)
    steps: list[PriceStep] = []
    for step in (_agreement, _tier, _order_type):
        made = step(question, terms, price)
        if made is not None and (made.amount or made.code is StepCode.TIER_PRICE):
            steps.append(made)
            price += made.amount
    return ExplainedPrice(start, tuple(steps), price)


def _judged(question: PriceQuestion) -> TypeTerms:
    if question.list_price is not None and question.list_price < 0:
        raise Refused("pricing.price_negative", price=question.list_price)
    if question.quantity < 1:
        raise Refused("pricing.quantity_not_positive", quantity=question.quantity)
    percents = [question.agreement_percent, *(t.discount_percent for t in question.tiers)]
    for percent in percents:
        if percent is not None and not 0 <= percent <= HUNDRED:
            raise Refused("pricing.discount_out_of_range", percent=percent)
    for tier in question.tiers:
        if tier.fixed_price is not None and tier.fixed_price < 0:
            raise Refused("pricing.price_negative", price=tier.fixed_price)
    terms = question.terms.get(question.order_type)
    if terms is None:
        raise Refused("pricing.order_type_without_terms", order_type=question.order_type)
    if terms.adjustment_percent < -HUNDRED:
        raise Refused("pricing.discount_out_of_range", percent=-terms.adjustment_percent)
    return terms


def _percent_step(code: StepCode, price: Decimal, percent: Decimal) -> PriceStep:
    return PriceStep(code, percent, unit_price(price * percent / HUNDRED))


def _agreement(question: PriceQuestion, terms: TypeTerms, price: Decimal) -> PriceStep | None:
    if not terms.agreement_applies:
        return None
    return _percent_step(StepCode.AGREEMENT, price, -question.agreement_percent)


def _tier(question: PriceQuestion, terms: TypeTerms, price: Decimal) -> PriceStep | None:
    tier = tier_for(question.tiers, question.quantity) if terms.tiers_apply else None
    if tier is None:
        return None
    if tier.fixed_price is not None:
        return PriceStep(StepCode.TIER_PRICE, None, unit_price(tier.fixed_price) - price)
    assert tier.discount_percent is not None
    return _percent_step(StepCode.TIER, price, -tier.discount_percent)


def _order_type(question: PriceQuestion, terms: TypeTerms, price: Decimal) -> PriceStep | None:
    """Return the order type's adjustment; a surcharge (never a discount) may be waived."""
    percent = terms.adjustment_percent
    if percent > 0 and question.surcharge_waived:
        return None
    return _percent_step(StepCode.ORDER_TYPE, price, percent)
