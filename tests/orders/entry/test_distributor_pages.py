"""A new order on its page: from paste or file, its head, its price explained, all offers taken at once."""

import io

import pytest
from flask import Flask

from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from tests.core.sheets.workbooks import xlsx
from tests.factories import make_dealer_user
from tests.orders.factories import Market, lines_of, make_draft, order_of, sell
from tests.web import Browser, Page


def number_of(page: Page) -> str:
    """Return the number of the order a page shows."""
    return str(page.select("//h1/span//text()")[0]).strip()


def test_pasted_lines_are_answered_and_become_an_order(browser: Browser) -> None:
    browser.page("/orders/new")
    page = browser.send({"lines": "21029627 2\n2104-7102;1\n21029627,3\nXX99;1"}, button="Check lines")

    assert page.has("Found, in stock") and page.has("Later") and page.has("Duplicate, added up")
    assert page.has("Unknown part")
    number = number_of(page)

    page = browser.send(button="remove:4")
    assert not page.has("Unknown part")
    page = browser.send({"po_number": "PO-77"}, button="Submit order")

    assert page.has("was submitted") and number_of(page) == number
    order = order_of(number)
    assert order.state is OrderState.SUBMITTED
    assert [(line.part_number, line.ordered) for line in lines_of(order)] == [("21029627", 5), ("21047102", 1)]
    assert lines_of(order)[1].asked_number == "2104-7102"


def test_a_price_is_explained_on_demand_with_and_without_script(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), order_type=OrderType.STOCK)
    address = f"/orders/new?draft={draft.number}"
    assert not browser.page(address).select("//dl[@id='why-1']")

    pressed = browser.send(button="do=why:1::1")
    asked = browser.page(f"{address}&why=1")

    for page in (asked, pressed):
        assert page.has("List price") and page.has("Order type")
        assert page.select("//*[@id='orders-preview']//dl[@id='why-1']")


def test_a_workbook_with_any_headings_is_read_and_said_so(browser: Browser) -> None:
    browser.page("/orders/new")
    data = xlsx(["Teilenummer", "Menge", "Farbe"], ["21029627", "4", "rot"])

    page = browser.send({}, button="Check lines", extra={"sheet": (io.BytesIO(data), "bestellung.xlsx")})

    assert page.has("1 row read from bestellung.xlsx") and page.has("Columns not used: Farbe")
    assert page.has("Found, in stock")


@pytest.mark.both_engines
def test_what_was_typed_in_the_head_survives_every_button(browser: Browser) -> None:
    browser.page("/orders/new")
    page = browser.send({"lines": "21029627 2", "po_number": "PO-1", "note": "careful"}, button="Check lines")
    page = browser.send({"incoterm_place": "Shanghai"}, button="All 1")
    page = browser.send({"quantity-1": "7"}, button="Save draft")

    fields = page.fields(id="draft")
    assert (fields["po_number"], fields["note"], fields["incoterm_place"]) == ("PO-1", "careful", "Shanghai")
    assert fields["quantity-1"] == "7"


def test_a_wrong_head_field_stands_beside_its_field_and_nothing_is_lost(browser: Browser) -> None:
    browser.page("/orders/new")
    page = browser.send(
        {"lines": "21029627 2", "odometer_km": "12 thousand", "po_number": "PO-2"},
        button="Check lines",
        status=422,
    )

    assert page.has("is not a number")
    fields = page.fields(id="draft")
    assert (fields["odometer_km"], fields["po_number"], fields["part-1"]) == ("12 thousand", "PO-2", "21029627")


def test_all_successors_are_used_and_all_quantities_rounded_up_at_once(browser: Browser, market: Market) -> None:
    from tests.catalogue.factories import replace

    old = sell(market, "OLD100", stock=0)
    new = sell(market, "NEW100", stock=10)
    sell(market, "PACK10", stock=100, pack=10, minimum=20)
    replace(old, new)
    browser.page("/orders/new")

    page = browser.send({"lines": "OLD-100 2\nPACK10 23\nPACK10 1"}, button="Check lines")
    assert page.has("Superseded") and page.has("the next right quantity is 30")
    page = browser.send(button="Use all successors")
    page = browser.send(button="Round up all")

    fields = page.fields(id="draft")
    assert (fields["part-1"], fields["quantity-2"], fields["quantity-3"]) == ("NEW100", "29", "1")
    assert page.has("instead of OLD-100") and not page.has("Not in whole packs")


@pytest.mark.both_engines
def test_quantities_are_read_in_the_language_of_the_page_not_of_the_account(app: Flask, market: Market) -> None:
    buyer = make_dealer_user(market.distributor, locale="es")  # not offered: the page is shown in English
    browser = Browser(app, language="en").sign_in(buyer)
    browser.page("/orders/new")

    page = browser.send({"lines": "21029627\t1,000"}, button="Check lines")

    draft = order_of(page.path.partition("draft=")[2].partition("&")[0])
    assert page.tree.getroot().get("lang") == "en" and draft.pieces == 1000
