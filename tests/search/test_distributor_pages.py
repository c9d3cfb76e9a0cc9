"""The search at the distributors' door: what its reader may see, by any spelling, and what one can do."""

import pytest
from flask import Flask

from tests.factories import make_dealer_user
from tests.orders.factories import VOR, Market, make_draft, make_market, make_submitted, sell
from tests.queries import counted
from tests.web import Browser, Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", names={"en": "Contactor"})
    return market


def lines(page: Page, group: str) -> list[str]:
    """Return where the lines below the words of a group lead."""
    return [str(one) for one in page.select(f"//h2[normalize-space()='{group}']/following-sibling::ul[1]//a/@href")]


def test_an_order_is_found_by_number_purchase_order_and_vehicle(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2), po_number="NM/77-81", **VOR)
    browser, path = Browser(app).sign_in(market.buyer), [f"/orders/{order.number}"]

    for text in (order.number, order.number.replace("-", " ").lower(), str(int(order.number[-6:]))):
        assert lines(browser.page(f"/search?q={text}"), "Orders") == path, text
    assert lines(browser.page("/search?q=nm/77 81"), "Purchase orders") == path
    assert lines(browser.page("/search?q=nm/7"), "Purchase orders") == path
    assert lines(browser.page("/search?q=lzzab"), "Orders by VIN") == path
    assert lines(browser.page("/search?q=lzza"), "Orders by VIN") == []


def test_the_newest_numbers_come_first_while_one_types(app: Flask, market: Market) -> None:
    made = [make_draft(market, ("21029627", 1)).number for _each in range(7)]
    browser = Browser(app).sign_in(market.buyer)

    found = lines(browser.page("/search?q=SO-2026-0"), "Orders")

    assert found == [f"/orders/{number}" for number in made[:1:-1]]


def test_a_part_is_found_by_the_beginning_of_its_number_in_the_readers_words(app: Flask, market: Market) -> None:
    page = Browser(app).sign_in(market.buyer).page("/search?q=2102-96")

    assert lines(page, "Parts") == ["/catalogue/21029627"]
    assert page.has("Contactor")


def test_nobody_finds_what_is_another_companys(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2), po_number="NM-SECRET", **VOR)
    stranger = Browser(app).sign_in(make_market().buyer)

    for text in (order.number, "NM-SECRET", order.number[-6:], "LZZABCDE7SA000001", market.distributor.name):
        page = stranger.page(f"/search?q={text}")
        assert not page.select("//*[@id='search-found']//a[not(starts-with(@href, '/catalogue?'))]"), text
        assert page.has("Nothing fits")


def test_an_owner_finds_the_own_people_and_nobody_else_does(app: Flask, market: Market) -> None:
    owner = make_dealer_user(market.distributor, role="dealer_owner", name="Mona Fahmy")
    other = make_market()
    make_dealer_user(other.distributor, name="Mona Strange")

    page = Browser(app).sign_in(owner).page("/search?q=mona")

    assert lines(page, "People") == [f"/team/{owner.id}"] and not page.has("Strange")
    assert lines(Browser(app).sign_in(market.buyer).page("/search?q=mona"), "People") == []


def test_verbs_and_places_are_found_by_their_words(app: Flask, market: Market) -> None:
    browser = Browser(app).sign_in(market.buyer)

    assert lines(browser.page("/search?q=new"), "Do") == ["/orders/new"]
    assert "/orders/new" in lines(browser.page("/search"), "Do")
    assert lines(browser.page("/search?q=invoi"), "Go to") == ["/invoices"]
    assert "/team/invite" not in lines(browser.page("/search"), "Do")


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "%00", "x" * 500, "-" * 60, "٢٠٢٦"])
def test_any_text_is_answered(app: Flask, market: Market, text: str) -> None:
    make_submitted(market, ("21029627", 2), po_number="NM-1")

    page = Browser(app).sign_in(market.buyer).page(f"/search?q={text.replace('%', '%25')}")

    assert page.has("Nothing fits")


def test_the_box_asks_for_what_stands_below_it_alone(app: Flask, market: Market) -> None:
    browser = Browser(app).sign_in(market.buyer)

    answer = browser.open("/search?q=2102", headers={"HX-Request": "true"})

    assert answer.get_data(as_text=True).lstrip().startswith('<div id="search-found"')
    assert browser.page("/orders").select("//dialog//input[@name='q']/@hx-get") == ["/search"]


def test_more_orders_take_no_more_statements(app: Flask, market: Market) -> None:
    browser = Browser(app).sign_in(market.buyer)
    counts = []
    for _more in range(2):
        make_submitted(market, ("21029627", 2), po_number=f"NM-{_more}")
        with counted() as statements:
            browser.page("/search?q=12")
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 14


def test_who_was_invited_is_found_by_the_address_that_was_typed_whoever_has_it(app: Flask, market: Market) -> None:
    make_dealer_user(make_market().distributor, email="taken@nile.example")
    owner = Browser(app).sign_in(make_dealer_user(market.distributor, role="dealer_owner"))
    for address in ("taken@nile.example", "free@nile.example"):
        owner.page("/team/invite")
        owner.send({"email": address, "name": "Mona", "roles": ["dealer_buyer"]}, button="Send the invitation")

    found = [owner.page(f"/search?q={address}") for address in ("taken@nile.example", "free@nile.example")]

    assert [len(lines(page, "People")) for page in found] == [1, 1]
    assert all(not page.has(".invalid") for page in (*found, owner.page("/search?q=mona")))
    assert not owner.page("/search?q=.invalid").has("Mona")


def test_what_is_no_number_leads_on_to_the_catalogue(app: Flask, market: Market) -> None:
    page = Browser(app).sign_in(market.buyer).page("/search?q=contactor")

    [told] = page.select("//*[@id='search-found']/*[@class='empty']")
    assert [element.tag for element in told] == ["p", "a"] and told[0].text.startswith("Nothing fits “contactor”.")
    assert page.links()["Look for “contactor” in the catalogue"] == "/catalogue?q=contactor"
    assert Browser(app).sign_in(market.buyer).page("/catalogue?q=contactor").has("21029627")
