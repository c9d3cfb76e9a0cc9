"""The set that replaces a part put into an order at once: what is needed of each part, and what may be ordered."""

import pytest
from flask import Flask

from portal.catalogue.models import PartState
from tests import factories
from tests.catalogue.factories import make_part, replace
from tests.orders.entry.adding.test_adding import HTMX, orders, rows
from tests.orders.factories import VOR, Market, make_draft, sell
from tests.web import Browser

BUTTON = "Add all parts of the set"


@pytest.fixture
def replaced(market: Market) -> Market:
    """A part replaced by two bolts of a pack of 20, four pads in pairs, and one plate."""
    old = make_part("20000001", state=PartState.SUPERSEDED)
    bolts = sell(market, "20000011", stock=500, minimum=20, pack=20)
    pads = sell(market, "20000012", stock=500, minimum=1, pack=3)
    plate = sell(market, "20000013", stock=500)
    for part, ratio in ((bolts, 2), (pads, 4), (plate, 1)):
        replace(old, part, kind="kit", ratio=ratio)
    return market


def test_the_page_tells_what_one_old_part_needs_and_why_more_is_ordered(browser: Browser, replaced: Market) -> None:
    page = browser.page("/catalogue/20000001")

    told = [
        " ".join("".join(one.itertext()).split()) for one in page.select("//*[@id='catalogue-add']//div[@class='sub']")
    ]
    assert told == [
        "2 pieces are needed for one of the old part. At least 20 are ordered; the next right quantity is 20.",
        "4 pieces are needed for one of the old part. It comes in packs of 3; the next right quantity is 6.",
    ]
    fields = page.select("//form[starts-with(@id, 'add-') and @id != 'add-set']//input[@name='quantity']/@value")
    assert fields == ["20", "6", "1"]


def test_one_button_adds_all_of_the_set_and_the_same_form_adds_it_once(browser: Browser, replaced: Market) -> None:
    page = browser.page("/catalogue/20000001")
    fields = page.fields(button=BUTTON)
    shown = browser.send(button=BUTTON)

    (number,) = orders()
    assert shown.path.endswith(f"/orders/new?draft={number}")
    assert shown.has("All parts of the set that replaces 20000001 were added to this order.")
    assert rows() == [("20000011", "20", "found"), ("20000012", "6", "found"), ("20000013", "1", "found")]
    browser.post("/orders/add-set", fields)
    assert len(rows()) == 3


def test_more_sets_need_more_and_packs_are_filled_once(browser: Browser, replaced: Market) -> None:
    browser.page("/catalogue/20000001")
    browser.send({"quantity": "11"}, button=BUTTON)

    assert [row[:2] for row in rows()] == [("20000011", "40"), ("20000012", "45"), ("20000013", "11")]


def test_an_order_that_keeps_to_no_packs_gets_what_is_needed(browser: Browser, replaced: Market) -> None:
    number = make_draft(replaced, ("21029627", 1), **VOR).number

    browser.page("/catalogue/20000001")
    browser.send({"draft": number}, action="/orders/adding-to")
    browser.page("/catalogue/20000001")
    browser.send(button=BUTTON)

    assert [row[:2] for row in rows()][1:] == [("20000011", "2"), ("20000012", "4"), ("20000013", "1")]


@pytest.mark.parametrize(
    ("typed", "told"), [("", "No quantity was given."), ("0", "“0” is too few."), ("two", "“two” is not")]
)
def test_a_wrong_number_of_sets_adds_nothing(browser: Browser, replaced: Market, typed: str, told: str) -> None:
    browser.page("/catalogue/20000001")

    page = browser.send({"quantity": typed}, button=BUTTON)

    assert (orders(), page.has(told)) == ([], True)


def test_what_no_set_replaces_is_not_there(app: Flask, browser: Browser, replaced: Market) -> None:
    old = make_part("20000002", state=PartState.SUPERSEDED)
    replace(old, replaced.parts["20000013"], kind="one_way")
    fields = browser.page("/catalogue/20000001").fields(button=BUTTON)

    for part in ("20000002", "20000013", "99999999"):
        assert browser.post("/orders/add-set", {**fields, "part": part}).status_code == 404
    assert orders() == []


def test_who_may_write_no_orders_adds_no_set(app: Flask, replaced: Market) -> None:
    viewer = factories.make_dealer_user(replaced.distributor, role="dealer_finance")
    browser = Browser(app).sign_in(viewer)

    assert not browser.page("/catalogue/20000001").select("//*[@id='add-set']")


def test_a_successor_of_several_pieces_is_offered_by_them_again_and_again(browser: Browser, market: Market) -> None:
    old, new = make_part("20000003", state=PartState.SUPERSEDED), sell(market, "20000031", stock=500)
    replace(old, new, ratio=4)
    fields = browser.page("/catalogue/20000003").fields(action="/orders/add")

    again = browser.open("/orders/add", method="POST", data=fields, headers=HTMX).get_data(as_text=True)

    assert fields["quantity"] == "4"
    assert 'value="4"' in again
