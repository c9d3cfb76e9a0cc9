"""The freight of an order: estimated on the draft and at headquarters, and known to the check of terms."""

from datetime import date

import pytest
from flask import Flask

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.sessions import perform
from portal.orders import queries
from portal.orders.queries_freight import freight_of, rates_to
from portal.orders.queries_heads import order_for
from portal.orders.rules_freight import Payer, paid_by
from portal.orders.types.states import OrderType
from portal.pricing import service_freight
from portal.pricing.rules_freight import Estimate
from tests.orders.desks import browser_of
from tests.orders.factories import Market, make_draft, make_market, make_submitted, sell
from tests.queries import counted
from tests.web import Browser, Page

DAY = date(2026, 3, 9)


def offer(*rows: tuple[str, str, str, str, str], country: str) -> None:
    """Put rates there: from where, mode, from how many kilograms, per shipment, per kilogram."""
    names = ("dispatch_from", "mode", "from_kg", "per_shipment", "per_kg")
    usual = {"destination": country, "currency": "USD", "valid_from": "2026-01-01", "valid_to": ""}
    perform(service_freight.set_rates, [usual | dict(zip(names, row, strict=True)) for row in rows])


def case(market: Market) -> str:
    """A part of 1.5 kg and 6 litres, on the market."""
    sell(market, "CASE1", weight_g=1_500, length_mm=300, width_mm=200, height_mm=100)
    return "CASE1"


@pytest.mark.both_engines
def test_an_order_is_estimated_by_what_its_lines_weigh_and_where_it_goes(market: Market) -> None:
    draft = make_draft(market, (case(market), 20), mode=Mode.AIR)
    country = market.address.country
    offer(
        ("CKG", "air", "0", "40", "5"), ("CN", "air", "25", "10", "2"), ("CKG", "sea", "0", "9", "0"), country=country
    )

    with counted() as statements:
        freight = freight_of(order_for(draft.number), DAY, drafted=True)

    assert isinstance(freight.estimate, Estimate) and len(statements) <= 2
    assert (freight.payer, freight.destination) == (Payer.BUYER, country)
    assert (freight.estimate.gross_kg, freight.estimate.charged_kg, freight.estimate.amount) == (30, 30, 190)
    assert freight_of(order_for(draft.number), date(2025, 12, 31), drafted=True).lacking == "rate"
    assert [rate.own for rate in rates_to(country, Mode.SEA, DAY)] == [True]
    assert [(rate.depot, rate.own) for rate in rates_to(country, Mode.AIR, DAY)] == [("CKG", True), ("CKG", False)]


def test_who_pays_follows_from_the_rule_and_headquarters_pays_for_campaigns() -> None:
    assert paid_by(OrderType.DAILY, "FCA") is Payer.BUYER
    assert paid_by(OrderType.DAILY, "CPT") is Payer.SELLER
    assert paid_by(OrderType.CAMPAIGN, "FCA") is Payer.SELLER
    assert paid_by(OrderType.DAILY, "") is Payer.BUYER


def told(page: Page) -> str:
    """What the panel of freight says."""
    (panel,) = page.select("//*[@id='orders-freight' or @id='orders-beside']")
    return " ".join("".join(panel.itertext()).replace("\u00a0", " ").split())


def test_a_draft_shows_what_the_buyer_will_pay_the_carrier_and_how_that_came(browser: Browser, market: Market) -> None:
    number = make_draft(market, (case(market), 20), mode=Mode.AIR).number
    page = browser.page(browser.page(f"/orders/new?draft={number}").links()["Show the estimate"])
    assert "No rate is known to Egypt for Air and this weight." in told(page)

    offer(("CKG", "air", "0", "40", "5"), country=market.address.country)
    page = browser.page(page.path)

    assert "USD 190.00" in told(page) and "Rate from CKG" in told(page) and "You pay the carrier" in told(page)
    with counted() as statements:
        piece = browser.open(page.path, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert piece.lstrip().startswith('<section class="panel" id="orders-freight">') and len(statements) <= 3


def test_a_line_without_a_weight_is_told_and_left_out(browser: Browser, market: Market) -> None:
    sell(market, "LIGHT", weight_g=0)
    offer(("CKG", "air", "0", "40", "5"), country=market.address.country)
    without = make_draft(market, ("LIGHT", 3), mode=Mode.AIR).number
    both = make_draft(market, (case(market), 20), ("LIGHT", 3), mode=Mode.AIR).number

    assert "No weight is known of these parts" in told(browser.page(f"/orders/{without}/freight"))
    page = told(browser.page(f"/orders/{both}/freight"))
    assert "USD 190.00" in page and "1 line is not counted" in page


def test_a_draft_whose_freight_is_in_the_price_shows_no_cost_of_ours(app: Flask) -> None:
    market = make_market(incoterm="CPT")
    offer(("CKG", "air", "0", "40", "5"), country=market.address.country)
    number = make_draft(market, (case(market), 20), mode=Mode.AIR, incoterm="CPT").number
    browser = Browser(app).sign_in(market.buyer)

    assert not browser.page(f"/orders/new?draft={number}").has("Freight, estimated")
    page = browser.page(f"/orders/{number}/freight")
    assert page.has("We pay the carrier") and not page.has("190.00")


@pytest.mark.both_engines
def test_where_we_pay_a_rate_is_a_quote_and_none_warns(app: Flask) -> None:
    market = make_market(incoterm="CPT")
    number = case(market)
    first = make_submitted(market, (number, 20), mode=Mode.AIR, incoterm="CPT")
    offer(("CKG", "air", "0", "40", "5"), country=market.address.country)
    second = make_submitted(market, (number, 30), mode=Mode.AIR, incoterm="CPT")

    codes = [{one.code for one in queries.findings_of(order.id)} for order in (first, second)]

    assert "FREIGHT_QUOTE" in codes[0] and "FREIGHT_QUOTE" not in codes[1]
    page = browser_of(app, "hq_clerk").page(f"/hq/orders/{second.number}/beside")
    assert "USD 265.00" in told(page) and "The price holds it" in told(page)


def test_somebody_elses_freight_is_nobodys(browser: Browser, market: Market) -> None:
    other = make_market()
    number = make_draft(other, (case(other), 1), mode=Mode.AIR).number

    assert browser.open(f"/orders/{number}/freight").status_code == 404
