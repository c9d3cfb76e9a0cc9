"""Views of lists at the distributors' door: kept under a name, nobody else's, forgotten; columns left out; density."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.saved_views.models import SavedView
from portal.saved_views.service import MOST
from tests.factories import make_dealer_user, make_hq_user
from tests.orders.factories import Market, make_draft, make_market, sell
from tests.web import Browser, Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627")
    make_draft(market, ("21029627", 2), po_number="NM-1")
    return market


@pytest.fixture
def browser(app: Flask, market: Market) -> Browser:
    return Browser(app).sign_in(market.buyer)


def views(page: Page) -> list[tuple[str, str]]:
    """Return the views a list offers: name and query."""
    links = page.select("//*[@class='list-tools']//*[@class='entry']/a")
    return [(link.text, link.get("href")) for link in links]


def test_a_view_is_kept_under_its_name_and_forgotten(browser: Browser) -> None:
    browser.page("/orders?q=nm&state=draft&page=3")
    page = browser.send({"name": " My drafts "}, action="/views")
    assert page.path == "/orders?q=nm&sort=-number&state=draft"
    assert views(page) == [("My drafts", "?q=nm&sort=-number&state=draft")]
    assert views(browser.page("/shipments")) == []

    browser.page("/orders?q=other")
    page = browser.send({"name": "My drafts"}, action="/views")
    assert views(page) == [("My drafts", "?q=other&sort=-number")]

    page = browser.send(action="/forget")

    assert page.has("is gone") and views(page) == []


def test_a_view_without_a_name_is_refused(browser: Browser) -> None:
    browser.page("/orders?q=nm")

    answer = browser.send({"name": "  "}, action="/views", status=422)

    assert answer.has("Give the view a name.")


def test_views_are_nobody_elses(app: Flask, market: Market, browser: Browser) -> None:
    browser.page("/orders?q=nm")
    browser.send({"name": "Mine"}, action="/views")
    with scoped(EVERYONE):
        view_id = db.session.scalar(sa.select(SavedView.id))
    colleague = Browser(app).sign_in(make_dealer_user(market.distributor))

    assert views(colleague.page("/orders")) == []
    assert colleague.post(f"/views/{view_id}/forget", {}).status_code == 404
    assert views(browser.page("/orders")) == [("Mine", "?q=nm&sort=-number")]


def mark_on(page: Page) -> str:
    (mark,) = page.select("//input[@name='list']/@value")
    return str(mark)


@pytest.mark.parametrize("place", ["", "x", "home.distributor", "orders_entry.template", "/hq/orders"])
def test_only_a_list_that_drew_the_form_is_a_place(browser: Browser, place: str) -> None:
    browser.page("/orders")

    assert browser.post("/views", {"list": place, "next": "/orders?q=a", "name": "X"}).status_code == 404


def test_a_mark_of_the_other_door_is_none_and_no_address_leads_away(app: Flask, browser: Browser) -> None:
    mark = mark_on(browser.page("/orders"))
    theirs = mark_on(Browser(app).sign_in(make_hq_user()).page("/hq/orders"))

    assert browser.post("/views", {"list": theirs, "next": "/orders", "name": "X"}).status_code == 404
    answer = browser.post("/views", {"list": mark, "next": "https://evil.example/x?q=a", "name": "X"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders?q=a")


def test_so_many_views_are_kept_of_a_list(browser: Browser) -> None:
    sent = {"list": mark_on(browser.page("/orders")), "next": "/orders?q=a"}
    for number in range(MOST):
        assert browser.post("/views", sent | {"name": f"V{number}"}).status_code == 303

    answer = browser.post("/views", sent | {"name": "One more"})

    assert answer.status_code == 409 and "30 views" in answer.get_data(as_text=True)


def test_columns_are_left_out_and_come_back_and_the_file_is_whole(browser: Browser) -> None:
    page = browser.page("/orders")
    assert page.has("Your purchase order number")
    heads = len(page.select("//main//thead//th"))
    turn = page.select("//*[@class='list-tools']//a[@class='on' and contains(., 'purchase order')]/@href")

    page = browser.page(f"/orders{turn[0]}")

    assert len(page.select("//main//thead//th")) == heads - 1
    assert len(page.select("//main//tbody/tr[1]/td")) == heads - 1
    assert page.select("//th/a[contains(@href, 'hide=')]")  # sorting keeps it left out
    back = page.select("//*[@class='list-tools']//a[@class='off']/@href")
    assert len(browser.page(f"/orders{back[0]}").select("//main//thead//th")) == heads
    assert "NM-1" in browser.open(f"/orders{turn[0]}&export=csv").get_data(as_text=True)


def test_every_column_but_the_first_may_be_left_out(browser: Browser) -> None:
    page = browser.page("/orders")
    hidden: list[str] = []
    for _turn in range(20):
        shown = page.select("//*[@class='list-tools']//a[@class='on']/@href")
        if not shown:
            break
        hidden.append(str(shown[0]))
        page = browser.page(f"/orders{shown[0]}")

    assert len(hidden) > 4 and len(page.select("//main//thead//th")) == 1
    assert not page.select("//main//tfoot/tr")


@pytest.mark.parametrize("hide", ["x", "number", "..", "a" * 500, "<b>"])
def test_a_column_nobody_has_hides_nothing(browser: Browser, hide: str) -> None:
    assert browser.page(f"/orders?hide={hide}").select("//main//thead//th[contains(., 'purchase order')]")


def test_rows_are_dense_in_one_browser(app: Flask, market: Market, browser: Browser) -> None:
    assert not browser.page("/orders?q=nm").select("//body[contains(@class, 'dense')]")

    page = browser.send(button="Dense rows")

    assert page.path == "/orders?q=nm" and page.select("//body[contains(@class, 'dense')]")
    assert not Browser(app).sign_in(market.buyer).page("/orders").select("//body[contains(@class, 'dense')]")
    assert not browser.send(button="Dense rows").select("//body[contains(@class, 'dense')]")
