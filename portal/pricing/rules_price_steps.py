"""The explained price: a list price, the steps that change it, and the net they lead to.

Each percentage is taken of the price reached so far and rounded to four places as it is taken,
so list price plus steps is the net exactly. Which price goes before which is decided once, here
(docs/decisions/0028): a campaign's price, else one fixed for the distributor, else the list's with its discounts; then
a campaign's percentage, and last what the currency rounds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused
from portal.core.money import HUNDRED, unit_price
from portal.pricing.rules_special import NOWHERE, Campaign, Fixed, Rounding, Source

NOTHING = Decimal(0)


class StepCode(StrEnum):
    """What changed the price."""

    AGREEMENT = "agreement"
    TIER = "tier"
    TIER_PRICE = "tier_price"
    ORDER_TYPE = "order_type"
    CORE_DEPOSIT = "core_deposit"
    FIXED = "fixed"
    GROUP = "group"
    CAMPAIGN = "campaign"
    CAMPAIGN_PRICE = "campaign_price"
    ROUNDING = "rounding"


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


@dataclass(frozen=True, slots=True)
class SetTerms:
    """What was set for an order type: its percentage, and whether discounts stand (None: as is usual of it)."""

    percent: Decimal
    agreement_applies: bool | None = None
    tiers_apply: bool | None = None


def terms_with(given: Mapping[str, SetTerms]) -> dict[str, TypeTerms]:
    """Return the proposed terms with what was set instead; an order type new to them gets its own."""
    return dict(PROPOSED_TERMS) | {
        kind: _given(PROPOSED_TERMS.get(kind, TypeTerms()), one) for kind, one in given.items()
    }


def _given(usual: TypeTerms, given: SetTerms) -> TypeTerms:
    return TypeTerms(
        given.percent,
        usual.agreement_applies if given.agreement_applies is None else given.agreement_applies,
        usual.tiers_apply if given.tiers_apply is None else given.tiers_apply,
    )


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One change per unit: signed amount, and the percentage it was (None for a fixed price).

    `source` names what it rests on (a list, a group, a campaign), `since` the day from which that holds.
    """

    code: StepCode
    basis_percent: Decimal | None
    amount: Decimal
    source: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ExplainedPrice:
    """list_price + the steps' amounts = net, all with four decimals, per unit."""

    list_price: Decimal
    steps: tuple[PriceStep, ...]
    net: Decimal


def with_deposit(price: ExplainedPrice, deposit: Decimal) -> ExplainedPrice:
    """Return a price with the deposit for the old unit on top: no discount or surcharge is taken of it."""
    step = PriceStep(StepCode.CORE_DEPOSIT, None, unit_price(deposit))
    return ExplainedPrice(price.list_price, (*price.steps, step), price.net + step.amount)


def deposit_in(steps: Iterable[Mapping[str, str]]) -> Decimal:
    """Return the deposit per unit among the steps of a price as they are stored; 0 where none was charged."""
    return sum((Decimal(one["amount"]) for one in steps if one["code"] == StepCode.CORE_DEPOSIT.value), NOTHING)


def steps_of(price: ExplainedPrice) -> list[dict[str, str]]:
    """Return the steps of an explained price as they are stored: code, percent and amount as text.

    What a step rests on and since when is kept beside them, where it is known.
    """
    return [
        {
            "code": step.code.value,
            "percent": "" if step.basis_percent is None else str(step.basis_percent),
            "amount": str(step.amount),
        }
        | ({"source": step.source} if step.source else {})
        | ({"since": step.since.isoformat()} if step.since else {})
        for step in price.steps
    ]


def tier_for(tiers: Iterable[Tier], quantity: int) -> Tier | None:
    """Return the tier an ordered quantity reaches: the highest that starts at or below it."""
    best: Tier | None = None
    for tier in tiers:
        if tier.from_quantity <= quantity and (best is None or tier.from_quantity > best.from_quantity):
            best = tier
    return best


@dataclass(frozen=True, slots=True)
class Conditions:
    """What one order type does to list prices under an agreement, looked through once for many of them.

    Percentages are signed (a discount is negative); None is a step that is not taken.
    """

    agreement: Decimal | None
    tiers: tuple[Tier, ...]
    adjustment: Decimal | None
    group: bool = False
    agreed_by: Source = NOWHERE
    listed_in: Source = NOWHERE
    typed_since: Source = NOWHERE
    rounding: Rounding | None = None

    def explain(
        self, list_price: Decimal | None, quantity: int, fixed: Fixed | None = None, campaign: Campaign | None = None
    ) -> ExplainedPrice:
        """Return the price per unit with its reasons; refuses a negative price and no quantity.

        `list_price` may be none where a `fixed` price or that of a campaign stands in its place. A campaign never makes
        a part dearer: what it gives is left out where it would.
        """
        if list_price is not None and list_price < 0:
            raise Refused("pricing.price_negative", price=list_price)
        if quantity < 1:
            raise Refused("pricing.quantity_not_positive", quantity=quantity)
        instead = fixed.price if fixed else campaign.price if campaign else None
        start = unit_price(list_price if list_price is not None else instead or NOTHING)
        steps: list[PriceStep] = []
        if fixed is not None:
            price = self._fixed(steps, start, fixed)
        else:
            price = start if list_price is None else self._listed(steps, start, quantity)
        if campaign is not None:
            steps, price = _with_campaign(steps, start, price, campaign)
        if self.rounding is not None:
            price = _set(steps, StepCode.ROUNDING, price, self.rounding.of(price), self.rounding.source)
        return ExplainedPrice(start, tuple(steps), price)

    def _listed(self, steps: list[PriceStep], price: Decimal, quantity: int) -> Decimal:
        """Take the discounts of a list's price: of the group or the agreement, of the quantity, of the order type."""
        if self.agreement is not None:
            code = StepCode.GROUP if self.group else StepCode.AGREEMENT
            price = _taken(steps, code, price, self.agreement, self.agreed_by)
        tier = tier_for(self.tiers, quantity)
        if tier is not None and tier.fixed_price is not None:
            price = _set(steps, StepCode.TIER_PRICE, price, unit_price(tier.fixed_price), self.listed_in, always=True)
        elif tier is not None and tier.discount_percent is not None:
            price = _taken(steps, StepCode.TIER, price, -tier.discount_percent, self.listed_in)
        if self.adjustment is not None:
            price = _taken(steps, StepCode.ORDER_TYPE, price, self.adjustment, self.typed_since)
        return price

    def _fixed(self, steps: list[PriceStep], price: Decimal, fixed: Fixed) -> Decimal:
        """Set a fixed price, from which nothing is taken any more; what an order type adds is added."""
        price = _set(steps, StepCode.FIXED, price, unit_price(fixed.price), fixed.source, always=True)
        if self.adjustment is not None and self.adjustment > 0:
            price = _taken(steps, StepCode.ORDER_TYPE, price, self.adjustment, self.typed_since)
        return price


def _with_campaign(
    steps: list[PriceStep], start: Decimal, price: Decimal, campaign: Campaign
) -> tuple[list[PriceStep], Decimal]:
    """Set a campaign's price in place of all steps, or take its percentage after them."""
    if campaign.percent is not None:
        return steps, _taken(steps, StepCode.CAMPAIGN, price, -campaign.percent, campaign.source)
    wanted = unit_price(campaign.price or NOTHING)
    if wanted > price:
        return steps, price
    alone: list[PriceStep] = []
    return alone, _set(alone, StepCode.CAMPAIGN_PRICE, start, wanted, campaign.source, always=True)


def _taken(
    steps: list[PriceStep], code: StepCode, price: Decimal, percent: Decimal, source: Source = NOWHERE
) -> Decimal:
    """Take a percentage of a price as a step, unless it comes to nothing; return the price it leads to."""
    amount = unit_price(price * percent / HUNDRED)
    if not amount:
        return price
    steps.append(PriceStep(code, percent, amount, source.name, source.since))
    return price + amount


def _set(
    steps: list[PriceStep],
    code: StepCode,
    price: Decimal,
    wanted: Decimal,
    source: Source = NOWHERE,
    *,
    always: bool = False,
) -> Decimal:
    """Set a price as a step, unless it is that already (`always`: all the same); return it."""
    if always or wanted != price:
        steps.append(PriceStep(code, None, wanted - price, source.name, source.since))
    return wanted


def conditions_of(
    order_type: str,
    agreement_percent: Decimal,
    tiers: tuple[Tier, ...],
    terms: Mapping[str, TypeTerms],
    surcharge_waived: bool = False,
) -> Conditions:
    """Return what holds for an order type; a surcharge (never a discount) may be waived.

    Refuses a negative price, a discount outside 0-100 % and an order type without terms.
    """
    own = _judged(order_type, agreement_percent, tiers, terms)
    waived = surcharge_waived and own.adjustment_percent > 0
    return Conditions(
        agreement=-agreement_percent if own.agreement_applies else None,
        tiers=tiers if own.tiers_apply else (),
        adjustment=None if waived else own.adjustment_percent,
    )


def _judged(
    order_type: str, agreement_percent: Decimal, tiers: tuple[Tier, ...], terms: Mapping[str, TypeTerms]
) -> TypeTerms:
    for percent in (agreement_percent, *(tier.discount_percent for tier in tiers)):
        if percent is not None and not 0 <= percent <= HUNDRED:
            raise Refused("pricing.discount_out_of_range", percent=percent)
    for tier in tiers:
        if tier.fixed_price is not None and tier.fixed_price < 0:
            raise Refused("pricing.price_negative", price=tier.fixed_price)
    own = terms.get(order_type)
    if own is None:
        raise Refused("pricing.order_type_without_terms", order_type=order_type)
    if own.adjustment_percent < -HUNDRED:
        raise Refused("pricing.discount_out_of_range", percent=-own.adjustment_percent)
    return own
