"""Fixed prices, groups, campaigns and rounding: which goes first, and that the steps still add up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import decimals
from portal.pricing.rules_price_steps import (
    PROPOSED_TERMS,
    Conditions,
    ExplainedPrice,
    StepCode,
    Tier,
    conditions_of,
    steps_of,
)
from portal.pricing.rules_special import Campaign, Fixed, Rounding, Source

D = Decimal
SINCE = date(2026, 2, 1)
FIXED = Fixed(D(70), Source(since=SINCE))
BULLETIN = Campaign(Source("SPRING", SINCE), price=D(60))
TEN_OFF = Campaign(Source("SPRING", SINCE), percent=D(10))


def terms(order_type: str = "daily", rounding: Rounding | None = None) -> Conditions:
    """Return 20 % agreed, 5 % from ten pieces on."""
    found = conditions_of(order_type, D(20), (Tier(10, D(5)),), PROPOSED_TERMS)
    return replace(found, rounding=rounding, agreed_by=Source("USD-26", SINCE))


def codes(price: ExplainedPrice) -> list[StepCode]:
    return [step.code for step in price.steps]


def test_a_fixed_price_stands_in_place_of_list_discount_and_tier() -> None:
    price = terms().explain(D(100), 12, FIXED)

    assert (price.list_price, price.net, codes(price)) == (D(100), D(70), [StepCode.FIXED])
    assert steps_of(price) == [{"code": "fixed", "percent": "", "amount": "-30.0000", "since": "2026-02-01"}]


def test_what_an_order_type_adds_is_added_to_a_fixed_price_and_what_it_takes_off_is_not() -> None:
    assert terms("vor").explain(D(100), 1, FIXED).net == D(77)
    assert terms("stock").explain(D(100), 1, FIXED).net == D(70)


def test_a_part_in_no_list_has_its_fixed_price() -> None:
    price = terms().explain(None, 1, FIXED)

    assert (price.list_price, price.net, price.steps[0].amount) == (D(70), D(70), D(0))


def test_the_price_of_a_campaign_goes_before_a_fixed_one_and_nothing_is_taken_off_it() -> None:
    price = terms("vor").explain(D(100), 12, FIXED, BULLETIN)

    assert (price.net, codes(price), price.steps[0].source) == (D(60), [StepCode.CAMPAIGN_PRICE], "SPRING")


def test_a_campaign_never_makes_a_part_dearer() -> None:
    price = terms().explain(D(70), 1, None, BULLETIN)

    assert (price.net, codes(price)) == (D(56), [StepCode.AGREEMENT])


def test_a_campaigns_percentage_is_taken_last() -> None:
    listed, fixed = terms("urgent").explain(D(100), 1, None, TEN_OFF), terms().explain(D(100), 1, FIXED, TEN_OFF)

    assert codes(listed) == [StepCode.AGREEMENT, StepCode.ORDER_TYPE, StepCode.CAMPAIGN]
    assert (listed.net, fixed.net) == (D("75.6"), D(63))


def test_a_part_in_no_list_has_the_price_of_a_campaign_alone() -> None:
    price = terms("vor").explain(None, 1, None, BULLETIN)

    assert (price.list_price, price.net, codes(price)) == (D(60), D(60), [StepCode.CAMPAIGN_PRICE])


@pytest.mark.parametrize(
    ("rule", "price", "net"),
    [
        (Rounding(decimals("KWD")), "12.34550", "12.346"),
        (Rounding(decimals("JPY")), "1234.5", "1235"),
        (Rounding(decimals("JPY"), even=True), "1234.5", "1234"),
        (Rounding(2), "2.345", "2.35"),
        (Rounding(2, even=True), "2.345", "2.34"),
        (Rounding(2, D("0.05")), "10.125", "10.15"),
        (Rounding(2, D("0.05")), "10.12", "10.10"),
        (Rounding(0, D(100)), "12", "100"),
    ],
)
def test_a_currency_rounds_as_its_rule_says_and_never_to_nothing(rule: Rounding, price: str, net: str) -> None:
    told = replace(terms(rounding=rule), agreement=None).explain(D(price), 1)

    assert told.net == D(net)
    assert codes(told) == [StepCode.ROUNDING]


_PRICES = st.decimals(min_value=D("0.0001"), max_value=D(100000), places=4)
_PERCENTS = st.decimals(min_value=0, max_value=100, places=2)


@given(
    listed=st.none() | _PRICES,
    fixed=st.none() | _PRICES,
    bulletin=st.none() | _PRICES,
    off=_PERCENTS,
    quantity=st.integers(1, 30),
    order_type=st.sampled_from(sorted(PROPOSED_TERMS)),
    places=st.none() | st.integers(0, 3),
)
def test_list_price_and_steps_are_the_net_whatever_comes_together(
    listed: Decimal | None,
    fixed: Decimal | None,
    bulletin: Decimal | None,
    off: Decimal,
    quantity: int,
    order_type: str,
    places: int | None,
) -> None:
    campaign = Campaign(Source("C"), price=bulletin) if bulletin else Campaign(Source("C"), percent=off)
    if listed is None and fixed is None and bulletin is None:
        return
    rounding = None if places is None else Rounding(places)
    conditions = terms(order_type, rounding)
    own = Fixed(fixed, Source()) if fixed else None

    price = conditions.explain(listed, quantity, own, campaign)

    assert price.list_price + sum((step.amount for step in price.steps), D(0)) == price.net
    assert price.net >= 0
    if rounding is None and (listed or own):
        assert price.net <= conditions.explain(listed, quantity, own).net
