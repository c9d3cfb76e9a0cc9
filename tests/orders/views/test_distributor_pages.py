"""A distributor's pages of orders: the list, the order itself, and who sees which."""

import csv
from typing import Any

import pytest
from flask import Flask

from portal.allocation.service import run_allocation
from portal.core.data.sessions import perform
from portal.orders.decisions import service_holds
from tests import factories
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    holds_of,
    hq_actor,
    make_draft,
    make_market,
    make_released,
    make_submitted,
    sell,
    sell_many,
)
from tests.queries import counted
from tests.web import Browser


def test_the_detail_shows_progress_promises_and_history(browser: Browser, market: Market) -> None:
    order = make_released(market, ("21029627", 2), ("21047102", 1))
    perform(run_allocation, hq_actor("hq_planner"), NOW)

    page = browser.page(f"/orders/{order.number}")

    assert page.has("Partially allocated") and page.has("allocated") and page.has("backordered")
    assert page.has("853649") and page.has("Approved") and page.has("Headquarters")
    page = browser.page(f"/orders/{order.number}/lines/2")
    assert page.has("1 of 1") and page.has("No stock was left") and page.has("Supplier's lead time")


def test_a_line_that_is_ready_in_part_tells_both_and_the_day_of_what_is_missing(
    app: Flask, browser: Browser, market: Market
) -> None:
    order = make_released(market, ("21029627", 53), ("21047102", 1))
    perform(run_allocation, hq_actor("hq_planner"), NOW)
    headquarters = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))

    for page in (browser.page(f"/orders/{order.number}"), headquarters.page(f"/hq/orders/{order.number}")):
        cells = page.select("//*[@id='orders-lines']//td[@data-label='Promised date']")
        ready, waits = ("".join(cell.itertext()).split(": ")[-1].strip() for cell in cells)
        assert "Ready now: 50" in "".join(cells[0].itertext()) and "The other 3: " in "".join(cells[0].itertext())
        assert ready == waits and "Ready now" not in "".join(cells[1].itertext())
    for door, reader in (("", browser), ("/hq", headquarters)):
        file = reader.open(f"{door}/orders/{order.number}?export=csv").get_data(as_text=True)
        heads, *lines = csv.reader(file.lstrip("\ufeff").splitlines())
        at = {name: heads.index(name) for name in ("Ready now", "Promised date")}
        assert [line[at["Ready now"]] for line in lines] == ["50", "0"]
        assert lines[0][at["Promised date"]] == lines[1][at["Promised date"]] != ""


def test_a_price_opens_its_steps_and_a_line_opens_its_page(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2), **VOR)

    page = browser.page(f"/orders/{order.number}")

    (price,) = page.select("//tr[@id='line-1']//details[@class='price']")
    assert "".join(price.find("summary").itertext()) == "202.9500 Why"
    steps = ["".join(each.itertext()).split() for each in price.findall("dl/div")]
    assert steps == [["List", "price184.5000"], ["Order", "type", "+10%18.4500"]]
    assert page.select("//tr[@id='line-1']/@data-href") == [f"/orders/{order.number}/lines/1"]


def test_what_of_a_line_is_a_column_may_be_left_out_and_brought_in(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))

    def heads(query: str = "") -> list[str]:
        page = browser.page(f"/orders/{order.number}{query}")
        return [head.text.strip() for head in page.select("//*[@id='orders-lines']//thead//th")]

    assert "HS code" in heads() and "Country of origin" not in heads()
    assert "Country of origin" in heads("?also=origin")
    assert "HS code" not in heads("?hide=hs_code")


def test_another_distributors_order_is_not_there(browser: Browser, app: Flask) -> None:
    other = make_market()
    sell(other, "21029627", stock=0)
    order = make_submitted(other, ("21029627", 1))
    draft = make_draft(other, ("21029627", 1))

    for path in (
        f"/orders/{order.number}",
        f"/orders/{order.number}/lines/1",
        f"/orders/new?draft={draft.number}",
    ):
        browser.page(path, status=404)
    for action in ("submit", "discard", "withdraw", "cancel", "resubmit"):
        assert browser.post(f"/orders/{order.number}/{action}", {"version": 1}).status_code == 404
    browser.page("/orders/new")
    page = browser.send(
        {"lines": "21029627 1"}, button="Check lines", extra={"ship_to_id": other.address.id}, status=422
    )
    assert page.has("Not a valid choice")


@pytest.mark.both_engines
@pytest.mark.parametrize("wanted", ["xlsx", "csv"])
def test_the_list_and_the_lines_are_exported(browser: Browser, market: Market, wanted: str) -> None:
    order = make_submitted(market, ("21029627", 2))

    for path in ("/orders", f"/orders/{order.number}"):
        answer = browser.open(f"{path}?export={wanted}")
        assert answer.status_code == 200 and len(answer.get_data()) > 100
        assert f".{wanted}" in answer.headers["Content-Disposition"]


@pytest.mark.both_engines
def test_the_list_finds_by_number_purchase_order_and_part(browser: Browser, market: Market) -> None:
    one = make_submitted(market, ("21029627", 2), po_number="NM-7781")
    two = make_submitted(market, ("21047102", 1), po_number="NM-9000")

    def found(query: str) -> set[str]:
        page = browser.page(f"/orders?{query}")
        return {order.number for order in (one, two) if page.has(order.number)}

    assert found("") == {one.number, two.number}
    assert found(f"q={one.number}") == {one.number} == found(f"q={one.number[-6:]}")
    assert found("q=nm7781") == {one.number} and found("q=2104-7102") == {two.number}
    assert found("state=draft") == set() and found("type=vor") == set()
    assert browser.page("/orders?q=nothing").has("No order fits")


def test_an_order_of_any_year_is_found_by_the_end_of_its_number(browser: Browser, market: Market) -> None:
    old = make_draft(market, ("21029627", 2), now=NOW.replace(year=2019), po_number="PO-OLD")
    new = make_draft(market, ("21029627", 2), po_number="PO-NEW")

    page = browser.page("/orders?q=1")

    assert (old.number, new.number) == ("SO-2019-000001", "SO-2026-000001")
    assert page.has(old.number) and page.has(new.number)
    assert not browser.page("/orders?q=000002").has(old.number)


def queries_of(browser: Browser, path: str) -> int:
    browser.page(path)
    with counted() as statements:
        browser.open(path)
    return len(statements)


def test_pages_ask_the_database_the_same_for_few_and_for_many(browser: Browser, market: Market) -> None:
    numbers = sell_many(market, 520)
    few = make_submitted(market, *((one, 1) for one in numbers[:5]))
    few_draft = make_draft(market, *((one, 1) for one in numbers[:5]))
    few_listed = queries_of(browser, "/orders")
    many = make_submitted(market, *((one, 1) for one in numbers[:500]))
    many_draft = make_draft(market, *((one, 2) for one in numbers[:500]))
    for number in numbers[500:]:
        make_submitted(market, (number, 1))

    shown = [queries_of(browser, f"/orders/{order.number}") for order in (few, many)]
    drafted = [queries_of(browser, f"/orders/new?draft={order.number}") for order in (few_draft, many_draft)]
    listed = [few_listed, queries_of(browser, "/orders")]

    assert shown[0] == shown[1] <= 8 and drafted[0] == drafted[1] <= 9 and listed[0] == listed[1] <= 8


def test_an_arabic_reader_sees_the_page_from_right_to_left(app: Flask, market: Market) -> None:
    reader = factories.make_dealer_user(market.distributor, locale="ar")
    order = make_submitted(market, ("21029627", 2), **VOR)

    page = Browser(app).sign_in(reader).page(f"/orders/{order.number}")

    assert page.select("/html/@dir") == ["rtl"]


def test_a_reader_without_the_right_to_order_sees_no_button_and_is_refused(app: Flask, market: Market) -> None:
    finance = factories.make_dealer_user(market.distributor, role="dealer_finance")
    browser = Browser(app).sign_in(finance)

    page = browser.page("/orders")

    assert "New order" not in page.links()
    browser.page("/orders/new", status=403)


def test_a_hold_is_told_without_the_reasons_of_headquarters(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    perform(service_holds.place_hold, order.id, _kind("compliance"), "party list hit", hq_actor("hq_compliance"), NOW)

    page = browser.page(f"/orders/{order.number}")

    assert page.has("Compliance hold") and holds_of(order)
    assert not page.has("party list hit")


def _kind(name: str) -> Any:
    from portal.orders.states import HoldKind

    return HoldKind(name)
