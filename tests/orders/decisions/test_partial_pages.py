"""How an order ships, on its pages: how far it is gathered, and what lets it ship in parts, at both doors."""

from datetime import date

import pytest
from flask import Flask

from tests import factories
from tests.orders.factories import Market, make_draft, make_market, make_released, order_of, sell
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", stock=5)
    sell(market, "P2", stock=0, lead_time_days=30)
    return market


@pytest.mark.parametrize("door", ["", "/hq"])
def test_a_page_says_how_far_a_whole_order_is_and_lets_it_ship_in_parts(app: Flask, market: Market, door: str) -> None:
    order = make_released(market, ("P1", 2), ("P2", 1), partial_ok=False)
    person = factories.make_hq_user(role="hq_manager") if door else market.buyer
    browser = Browser(app).sign_in(person)

    page = browser.page(f"{door}/orders/{order.number}")
    assert page.has("1 line waits for stock.") and page.has("The order ships only whole: 1 of 2 lines are allocated.")
    assert page.has("All of it is promised ready to ship by 8 Apr 2026.") and page.has("no: ships only whole")
    if door:
        browser.send({"partial_reason": " "}, button="Let it ship in parts", status=422)
        page = browser.send({"partial_reason": "Mona, by telephone"}, button="Let it ship in parts")
    else:
        page = browser.send(button="Let it ship in parts")

    assert order_of(order.number).partial_ok and page.has("May ship in parts")
    assert page.has("The order may ship in parts.") and not page.has("ships only whole:")
    assert page.has("Mona, by telephone") is bool(door)
    assert page.buttons().count("Ship only whole") >= 1


def test_what_headquarters_typed_comes_back_beside_the_field_that_was_empty(app: Flask, market: Market) -> None:
    order = make_released(market, ("P1", 2), ("P2", 1), partial_ok=False)
    browser = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    address = f"/hq/orders/{order.number}/parts"

    empty = browser.post(address, {"version": order.version, "parts": "yes", "partial_reason": ""})
    long = browser.post(address, {"version": order.version, "parts": "yes", "partial_reason": "x" * 401})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert 'id="partial_reason-error"' in empty.get_data(as_text=True)
    assert "x" * 401 in long.get_data(as_text=True) and not order_of(order.number).partial_ok


def test_a_draft_says_it_in_its_own_form_and_offers_no_switch_nothing_reads(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("P1", 1), partial_ok=False)
    browser = Browser(app).sign_in(market.buyer)

    page = browser.page(f"/orders/new?draft={draft.number}")
    refused = browser.post(f"/orders/{draft.number}/parts", {"version": draft.version, "parts": "yes"})

    assert page.has("Without it nothing leaves until all of the order is allocated") and not page.has("Substitutes")
    assert refused.status_code == 409 and not order_of(draft.number).partial_ok


def test_a_day_that_will_not_do_is_told_beside_its_field_and_at_the_lines_that_miss_it(
    app: Flask, market: Market
) -> None:
    browser = Browser(app).sign_in(market.buyer)
    draft = make_draft(market, ("P2", 1), po_number="")
    browser.page(f"/orders/new?draft={draft.number}")
    late = browser.send({"requested_on": "2027-12-31"}, button="Submit order")
    told = [" ".join(each.itertext()) for each in late.select("//*[@id='requested_on-said']")]
    assert any("more than a year away" in each for each in told)

    order = make_released(market, ("P1", 1), ("P2", 1), requested_on=date(2026, 3, 20))
    page = browser.page(f"/orders/{order.number}")

    rows = [row for row in page.rows() if any("P1" in cell or "P2" in cell for cell in row)]
    assert [any("Later than wanted, 20 Mar 2026" in cell for cell in row) for row in rows] == [False, True]
