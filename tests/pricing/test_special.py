"""Fixed prices, discount groups, campaigns and rounding as they are read: by day, distributor, order type, currency."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import transaction
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup
from portal.pricing.queries import explain
from portal.pricing.rules_price_steps import ExplainedPrice, StepCode
from tests.catalogue.factories import make_distributor, make_part
from tests.pricing.test_queries import TODAY, agree, make_list
from tests.queries import counted

SINCE = date(2026, 2, 1)
pytestmark = pytest.mark.both_engines


def put(*rows: Any) -> None:
    with transaction() as session:
        session.add_all(rows)


def fixed(owner: int, part: int, price: str, **values: Any) -> FixedPrice:
    usual: dict[str, Any] = {"currency": "USD", "valid_from": SINCE, "valid_to": None}
    return FixedPrice(distributor_id=owner, part_id=part, price=Decimal(price), **{**usual, **values})


def campaign(part: int, **values: Any) -> CampaignPrice:
    usual: dict[str, Any] = {"campaign": "SPRING", "valid_from": SINCE, "valid_to": None}
    return CampaignPrice(part_id=part, **{**usual, **values})


def told(owner: int, part: int, order_type: str = "daily", on: date = TODAY) -> ExplainedPrice:
    found = explain(owner, "USD", order_type, [(part, 1)], on)[part, 1]
    assert found is not None
    return found


def nets(owner: int, part: int, *days: date, order_type: str = "daily") -> list[Decimal]:
    return [told(owner, part, order_type, day).net for day in days]


def test_a_fixed_price_holds_from_day_to_day_for_its_distributor_and_currency(app: Flask) -> None:
    owner, other, part, second = make_distributor(), make_distributor(), make_part("A1"), make_part("A2")
    listed = make_list("USD-26", {part: "100", second: "50"})
    agree(owner, listed, "10")
    agree(other, listed, "10")
    put(
        fixed(owner, part, "70", valid_to=date(2026, 3, 31)),
        fixed(owner, part, "75", valid_from=date(2026, 4, 1)),
        fixed(owner, second, "1", currency="EUR"),
    )

    days = (date(2026, 1, 31), SINCE, date(2026, 3, 31), date(2026, 4, 1))
    assert nets(owner, part, *days) == [Decimal(90), Decimal(70), Decimal(70), Decimal(75)]
    assert (told(other, part).net, told(owner, second).net) == (Decimal(90), Decimal(45))
    step = told(owner, part).steps[0]
    assert (step.code, step.since, step.amount) == (StepCode.FIXED, SINCE, Decimal(-30))


def test_the_discount_on_a_group_stands_in_place_of_the_agreed_one(app: Flask) -> None:
    owner, part, second, third = make_distributor(), make_part("A1"), make_part("A2"), make_part("A3")
    agree(owner, make_list("USD-26", dict.fromkeys((part, second, third), "100")), "10")
    put(PartDiscountGroup(part_id=part, discount_group="BODY"), PartDiscountGroup(part_id=second, discount_group="OIL"))
    put(
        GroupDiscount(
            distributor_id=owner, discount_group="BODY", discount_percent=Decimal(25), valid_from=SINCE, valid_to=None
        )
    )

    found = {one: told(owner, one) for one in (part, second, third)}

    assert [one.net for one in found.values()] == [Decimal(75), Decimal(90), Decimal(90)]
    step = found[part].steps[0]
    assert (step.code, step.basis_percent, step.source, step.since) == (
        StepCode.GROUP,
        Decimal(-25),
        "BODY",
        SINCE,
    )
    assert (found[third].steps[0].source, found[third].steps[0].since) == ("USD-26", date(2026, 1, 1))
    assert told(owner, part, on=date(2026, 1, 15)).net == Decimal(90)
    assert told(owner, part, "vor").net == Decimal(110)


def test_a_campaign_is_for_its_distributor_its_order_types_and_its_days(app: Flask) -> None:
    owner, other, part = make_distributor(), make_distributor(), make_part("A1")
    listed = make_list("USD-26", {part: "100"})
    agree(owner, listed)
    agree(other, listed)
    put(
        campaign(part, discount_percent=Decimal(5), order_types="daily stock"),
        campaign(part, campaign="NILE", price=Decimal(80), currency="USD", buyer_id=owner, valid_to=date(2026, 3, 31)),
        campaign(part, campaign="EURO", price=Decimal(1), currency="EUR"),
    )

    assert nets(owner, part, TODAY, date(2026, 4, 1)) == [Decimal(80), Decimal(95)]
    assert (told(other, part).net, told(other, part, "urgent").net) == (Decimal(95), Decimal(105))
    assert (told(owner, part, "urgent").net, told(other, part).steps[0].source) == (Decimal(80), "SPRING")


@pytest.mark.parametrize(
    ("places", "step", "half", "net"),
    [(None, None, "up", "90.13"), (0, None, "up", "90"), (2, "0.05", "up", "90.15"), (1, "0.5", "even", "90.00")],
)
def test_a_currency_rounds_the_price_reached(
    app: Flask, places: int | None, step: str | None, half: str, net: str
) -> None:
    owner, part = make_distributor(), make_part("A1")
    agree(owner, make_list("USD-26", {part: "100.1389"}), "10")
    assert told(owner, part).net == Decimal("90.1250")
    put(CurrencyRule(currency="USD", price_places=places, price_step=step and Decimal(step), half=half))

    found = told(owner, part)

    assert (found.net, found.steps[-1].source) == (Decimal(net), "USD")


def test_everything_together_takes_two_statements_for_five_thousand_lines(app: Flask) -> None:
    owner = make_distributor()
    parts = [make_part(f"A{number}") for number in range(40)]
    agree(owner, make_list("USD-26", dict.fromkeys(parts, "100")), "10")
    put(*(PartDiscountGroup(part_id=part, discount_group="BODY") for part in parts[:20]))
    put(
        GroupDiscount(
            distributor_id=owner, discount_group="BODY", discount_percent=Decimal(20), valid_from=SINCE, valid_to=None
        ),
        *(fixed(owner, part, "60") for part in parts[10:15]),
        *(campaign(part, discount_percent=Decimal(50)) for part in parts[5:12]),
        CurrencyRule(currency="USD", price_places=2, half="up"),
    )
    items = [(part, quantity) for part in parts for quantity in range(1, 126)]

    with counted() as statements:
        found = explain(owner, "USD", "daily", items, TODAY)

    assert (len(statements), len(found)) == (2, 5_000)
    by_part = [found[part, 1] for part in parts]
    assert [one and one.net for one in (by_part[0], by_part[5], by_part[10], by_part[12], by_part[30])] == [
        Decimal(80), Decimal(40), Decimal(30), Decimal(60), Decimal(90),
    ]  # fmt: skip


def test_the_database_keeps_prices_of_nothing_and_campaigns_of_both_kinds_out(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")

    for row in (
        fixed(owner, part, "0"),
        campaign(part),
        campaign(part, discount_percent=Decimal(5), price=Decimal(5), currency="USD"),
        fixed(owner, part, "5", valid_to=date(2026, 1, 1)),
    ):
        with pytest.raises(sa.exc.IntegrityError):
            put(row)
