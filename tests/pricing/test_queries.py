"""Prices from lists, agreements, tiers and order types, and how few statements they take."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask

from portal.core.data.sessions import transaction
from portal.pricing.models import Agreement, ListPrice, OrderTypeAdjustment, PriceList, QuantityTier
from portal.pricing.queries import basis_of, explain
from portal.pricing.rules_price_steps import StepCode
from tests.catalogue.factories import make_distributor, make_part
from tests.queries import counted

TODAY = date(2026, 3, 9)


def make_list(code: str, prices: dict[int, str], currency: str = "USD", **values: Any) -> int:
    with transaction() as session:
        made = PriceList(code=code, name=code, currency=currency, **{"valid_from": date(2026, 1, 1)} | values)
        session.add(made)
        session.flush()
        session.add_all(ListPrice(price_list_id=made.id, part_id=p, price=Decimal(v)) for p, v in prices.items())
        return made.id


def agree(distributor: int, price_list: int, percent: str = "0", **values: Any) -> None:
    values = {"valid_from": date(2026, 1, 1)} | values
    with transaction() as session:
        session.add(
            Agreement(distributor_id=distributor, price_list_id=price_list, discount_percent=Decimal(percent), **values)
        )


def tier(price_list: int, from_quantity: int, percent: str, part_id: int | None = None) -> None:
    with transaction() as session:
        session.add(
            QuantityTier(
                price_list_id=price_list,
                part_id=part_id,
                from_quantity=from_quantity,
                discount_percent=Decimal(percent),
            )
        )


def test_a_net_price_is_explained_step_by_step(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    prices = make_list("USD-26", {part: "100.0000"})
    agree(owner, prices, "10")
    tier(prices, 50, "5")

    found = explain(owner, "USD", "stock", [(part, 50), (part, 1)], TODAY)

    full = found[part, 50]
    assert full is not None
    assert [(step.code, step.amount) for step in full.steps] == [
        (StepCode.AGREEMENT, Decimal("-10.0000")),
        (StepCode.TIER, Decimal("-4.5000")),
        (StepCode.ORDER_TYPE, Decimal("-4.2750")),
    ]
    assert full.net == Decimal("81.2250")
    single = found[part, 1]
    assert single is not None
    assert single.net == Decimal("85.5000")


def test_tiers_of_a_part_replace_those_of_the_list(app: Flask) -> None:
    owner, part, other = make_distributor(), make_part("A1"), make_part("A2")
    prices = make_list("USD-26", {part: "100", other: "100"})
    agree(owner, prices)
    tier(prices, 10, "5")
    tier(prices, 20, "12", part_id=part)

    found = explain(owner, "USD", "daily", [(part, 10), (part, 20), (other, 10)], TODAY)

    assert [found[item].net for item in ((part, 10), (part, 20), (other, 10))] == [
        Decimal(100),
        Decimal(88),
        Decimal(95),
    ]


def test_an_order_type_follows_the_adjustment_in_force_on_the_day(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    agree(owner, make_list("USD-26", {part: "100"}))
    with transaction() as session:
        session.add(OrderTypeAdjustment(order_type="urgent", percent=Decimal(7), valid_from=date(2026, 2, 1)))
        session.add(OrderTypeAdjustment(order_type="urgent", percent=Decimal(9), valid_from=date(2026, 4, 1)))

    days = [date(2026, 1, 15), TODAY, date(2026, 4, 1)]
    nets = [explain(owner, "USD", "urgent", [(part, 1)], day)[part, 1].net for day in days]

    assert nets == [Decimal(105), Decimal(107), Decimal(109)]


def test_the_newest_valid_agreement_in_the_currency_holds(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    agree(owner, make_list("OLD", {part: "90"}, valid_to=date(2026, 2, 28)))
    agree(owner, make_list("NOW", {part: "100"}), valid_from=date(2026, 2, 1))
    agree(owner, make_list("NEXT", {part: "120"}, valid_from=date(2026, 6, 1)), valid_from=date(2026, 6, 1))
    agree(owner, make_list("EUR", {part: "80"}, currency="EUR"))

    prices = [
        explain(owner, currency, "daily", [(part, 1)], day)[part, 1]
        for currency, day in (("USD", date(2026, 1, 5)), ("USD", TODAY), ("USD", date(2026, 6, 1)), ("EUR", TODAY))
    ]

    assert [price.net if price else None for price in prices] == [
        Decimal(90),
        Decimal(100),
        Decimal(120),
        Decimal(80),
    ]


def test_without_agreement_or_list_price_there_is_no_price(app: Flask) -> None:
    owner, stranger, part, unpriced = make_distributor(), make_distributor(), make_part("A1"), make_part("A2")
    agree(owner, make_list("USD-26", {part: "100"}))

    assert explain(stranger, "USD", "daily", [(part, 1)], TODAY) == {(part, 1): None}
    assert explain(owner, "USD", "daily", [(unpriced, 1)], TODAY) == {(unpriced, 1): None}
    assert explain(owner, "CHF", "daily", [(part, 1)], TODAY) == {(part, 1): None}
    assert explain(owner, "USD", "daily", [], TODAY) == {}


def test_five_and_five_hundred_prices_take_two_statements(app: Flask) -> None:
    owner = make_distributor()
    parts = [make_part(f"A{number}") for number in range(60)]
    agree(owner, make_list("USD-26", dict.fromkeys(parts, "100")))

    taken = []
    for many in (5, 60):
        items = [(part, quantity) for part in parts[:many] for quantity in range(1, 10)]
        with counted() as statements:
            explain(owner, "USD", "daily", items, TODAY)
        taken.append(len(statements))

    assert taken == [2, 2]


def test_the_basis_names_the_list(app: Flask) -> None:
    owner, part = make_distributor(), make_part("A1")
    agree(owner, make_list("USD-26", {part: "100"}), "2.5")

    basis = basis_of(owner, "USD", "daily", [part], TODAY)

    assert basis is not None
    assert (basis.list_code, basis.agreement_percent) == ("USD-26", Decimal("2.5"))
