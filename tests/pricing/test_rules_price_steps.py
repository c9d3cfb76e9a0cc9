"""The explained price adds up, and tells why."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.pricing.rules_price_steps import (
    PROPOSED_TERMS,
    ExplainedPrice,
    SetTerms,
    StepCode,
    Tier,
    TypeTerms,
    conditions_of,
    terms_with,
    tier_for,
)

D = Decimal

TIERS = (Tier(10, D(2)), Tier(50, D(4)), Tier(100, fixed_price=D("80")))


def price(**facts: object) -> ExplainedPrice:
    """Return the explained price of 1 piece at a list price of 100 on a daily order."""
    usual = {"order_type": "daily", "agreement_percent": D(0), "tiers": (), "terms": PROPOSED_TERMS}
    asked: dict[str, Any] = {"list_price": D("100"), "quantity": 1} | usual | facts
    list_price, quantity = asked.pop("list_price"), asked.pop("quantity")
    return conditions_of(**asked).explain(list_price, quantity)


def test_a_plain_price_has_no_steps() -> None:
    assert price() == ExplainedPrice(D("100.0000"), (), D("100.0000"))


def test_each_percentage_is_taken_of_the_price_reached() -> None:
    answer = price(agreement_percent=D(10), tiers=TIERS, quantity=12, order_type="stock")

    assert [(step.code, step.basis_percent, step.amount) for step in answer.steps] == [
        (StepCode.AGREEMENT, D(-10), D("-10.0000")),
        (StepCode.TIER, D(-2), D("-1.8000")),
        (StepCode.ORDER_TYPE, D(-5), D("-4.4100")),
    ]
    assert answer.net == D("83.7900")


def test_vehicle_off_road_pays_list_and_a_surcharge() -> None:
    answer = price(agreement_percent=D(10), tiers=TIERS, quantity=12, order_type="vor")

    assert [step.code for step in answer.steps] == [StepCode.ORDER_TYPE]
    assert answer.net == D("110.0000")


def test_a_surcharge_we_caused_is_waived_but_a_discount_is_not() -> None:
    assert price(order_type="vor", surcharge_waived=True).net == D("100.0000")
    assert price(order_type="stock", surcharge_waived=True).net == D("95.0000")


def test_urgent_keeps_the_agreement_and_adds_five_percent() -> None:
    assert price(agreement_percent=D(10), order_type="urgent").net == D("94.5000")


def test_the_tier_is_the_highest_the_ordered_quantity_reaches() -> None:
    reached = {quantity: tier_for(TIERS, quantity) for quantity in (9, 10, 49, 50, 100)}

    assert reached == {9: None, 10: TIERS[0], 49: TIERS[0], 50: TIERS[1], 100: TIERS[2]}
    assert tier_for(tuple(reversed(TIERS)), 60) == TIERS[1]


def test_a_fixed_tier_price_replaces_the_price_reached() -> None:
    answer = price(agreement_percent=D(10), tiers=TIERS, quantity=100)

    assert answer.steps[-1].code is StepCode.TIER_PRICE
    assert (answer.steps[-1].amount, answer.steps[-1].basis_percent) == (D("-10.0000"), None)
    assert answer.net == D("80.0000")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"list_price": D("-1")}, "pricing.price_negative"),
        ({"quantity": 0}, "pricing.quantity_not_positive"),
        ({"agreement_percent": D("100.01")}, "pricing.discount_out_of_range"),
        ({"agreement_percent": D("-1")}, "pricing.discount_out_of_range"),
        ({"tiers": (Tier(1, D(101)),)}, "pricing.discount_out_of_range"),
        ({"tiers": (Tier(1, fixed_price=D(-1)),)}, "pricing.price_negative"),
        ({"order_type": "mystery"}, "pricing.order_type_without_terms"),
        ({"terms": {"daily": TypeTerms(D(-101))}}, "pricing.discount_out_of_range"),
    ],
)
def test_impossible_questions_are_refused(facts: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        price(**facts)

    assert refusal.value.code == code


def test_a_table_may_change_the_percentages_and_keeps_the_rest() -> None:
    terms = terms_with({"vor": SetTerms(D(12)), "special": SetTerms(D(-3)), "daily": SetTerms(D(1), False, False)})

    assert terms["vor"] == TypeTerms(D(12), agreement_applies=False, tiers_apply=False)
    assert terms["special"] == TypeTerms(D(-3))
    assert terms["daily"] == TypeTerms(D(1), agreement_applies=False, tiers_apply=False)
    assert terms["stock"] == PROPOSED_TERMS["stock"]


PERCENT = st.decimals(0, 100, places=3)


@given(
    st.decimals(0, 10**7, places=4),
    PERCENT,
    PERCENT,
    st.decimals(-100, 100, places=2),
    st.integers(1, 500),
)
def test_list_and_steps_add_up_to_the_net_to_the_last_place(
    listed: D, agreed: D, tiered: D, adjusted: D, quantity: int
) -> None:
    answer = price(
        list_price=listed,
        quantity=quantity,
        agreement_percent=agreed,
        tiers=(Tier(20, tiered), Tier(300, fixed_price=D("3.3333"))),
        terms={"daily": TypeTerms(adjusted)},
    )

    assert answer.list_price + sum(step.amount for step in answer.steps) == answer.net
    assert answer.net.as_tuple().exponent == -4
    assert answer.net >= 0
