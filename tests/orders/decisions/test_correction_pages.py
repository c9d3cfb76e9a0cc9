"""The purchase order number is corrected on the order's page, at both doors; what cannot be printed is told there."""

import pytest
from flask import Flask

from tests import factories
from tests.orders.factories import Market, make_draft, make_market, make_released, order_of, sell
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=50)
    return market


@pytest.mark.parametrize("door", ["", "/hq"])
def test_a_number_is_corrected_at_both_doors_or_refused_beside_its_box(app: Flask, market: Market, door: str) -> None:
    order = make_released(market, ("P1", 1), po_number="PO-OLD")
    person = factories.make_hq_user(role="hq_manager") if door else market.buyer
    browser, address = Browser(app).sign_in(person), f"{door}/orders/{order.number}"
    fields = {"version": order.version, "po_number": "주문-2026/11"}

    wrong = browser.post(f"{address}/purchase-order", fields)
    told = browser.page(address).html
    done = browser.post(f"{address}/purchase-order", fields | {"po_number": "PO-NEW"})

    assert wrong.status_code == 422
    assert "주 (U+C8FC, HANGUL SYLLABLE JU) cannot be printed on papers" in wrong.get_data(as_text=True)
    assert 'value="주문-2026/11"' in wrong.get_data(as_text=True)
    assert "Correct purchase order number" in told
    assert (done.status_code, order_of(order.number).po_number) == (303, "PO-NEW")
    page = browser.page(address)
    assert page.has("Purchase order number corrected") and page.has("PO-OLD became PO-NEW")


def test_a_draft_is_changed_in_its_own_form_and_not_corrected(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("P1", 1), po_number="PO-0")
    browser = Browser(app).sign_in(market.buyer)

    answer = browser.post(f"/orders/{draft.number}/purchase-order", {"version": draft.version, "po_number": "PO-1"})

    assert answer.status_code == 409
    assert "Correct purchase order number" not in browser.page(f"/orders/{draft.number}").html
