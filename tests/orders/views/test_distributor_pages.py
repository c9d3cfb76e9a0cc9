"""A distributor's pages: the list, a new order from paste or file, the order itself."""

import io
from typing import Any

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_holds, service_review
from portal.orders.states import OrderState
from portal.orders.states_types import OrderType
from portal.orders.supply.service_allocation import run_allocation
from tests import factories
from tests.core.sheets.workbooks import xlsx
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    holds_of,
    hq_actor,
    lines_of,
    make_draft,
    make_market,
    make_released,
    make_submitted,
    make_taken,
    order_of,
    sell,
    sell_many,
)
from tests.queries import counted
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


def test_a_vor_order_without_its_proofs_is_kept_and_every_missing_one_named(browser: Browser) -> None:
    browser.page("/orders/new")
    browser.send({"lines": "21029627 2", "order_type": "vor", "po_number": "V-1"}, button="Check lines")

    page = browser.send(button="Submit order")

    named = [link for link in page.links() if "needed for this order type" in link]
    assert len(named) == 4
    assert page.fields(id="draft")["order_type"] == "vor"


def test_findings_that_block_are_all_shown_and_may_be_put_to_headquarters(browser: Browser, market: Market) -> None:
    browser.page("/orders/new")
    browser.send({"lines": "21029627 2", "po_number": "P-1", "incoterm": "EXW"}, button="Check lines")

    page = browser.send(button="Submit order")
    assert page.has("Terms differ from the contract") and page.has("The order says EXW, the contract FCA.")
    page = browser.send({"exception": "yes"}, button="Submit order")

    assert page.has("was submitted")


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


def test_the_detail_shows_progress_promises_and_history(browser: Browser, market: Market) -> None:
    order = make_released(market, ("21029627", 2), ("21047102", 1))
    perform(run_allocation, hq_actor("hq_planner"), NOW)

    page = browser.page(f"/orders/{order.number}")

    assert page.has("Partially allocated") and page.has("allocated") and page.has("backordered")
    assert page.has("853649") and page.has("Approved") and page.has("Headquarters")
    page = browser.page(f"/orders/{order.number}/lines/2")
    assert page.has("1 of 1") and page.has("No stock was left") and page.has("Supplier's lead time")


@pytest.mark.both_engines
def test_requests_are_answered_on_the_order_itself(browser: Browser, market: Market) -> None:
    from datetime import date

    clerk = hq_actor()
    order = make_taken(market, clerk, ("21029627", 2))
    asks = [service_review.NewAsk("Which depot?", field="note"), service_review.NewAsk("Is it two?", line_no=1)]
    perform(service_review.request_changes, order.id, asks, date(2026, 3, 12), Turn(clerk, order.version, NOW))

    page = browser.page(f"/orders/{order.number}")
    assert page.has("Headquarters asks for 2 changes.")
    page = browser.send({}, button="Send answers", status=409)
    assert page.main.count("Choose an answer") == 4
    linked = {href.removeprefix("#") for href in page.select("//*[@role='alert']//a/@href")}
    assert linked and linked <= set(page.select("//input/@id"))
    ids = sorted(name for name in page.fields(action="/resubmit") if name.startswith("ask_note-"))
    first, second = (name.partition("-")[2] for name in ids)
    page = browser.send(
        {f"answer-{first}": "done", f"answer-{second}": "declined", f"ask_note-{second}": "Two it is."},
        button="Send answers",
    )

    assert page.has("was handed in again")
    assert order_of(order.number).state is OrderState.SUBMITTED


@pytest.mark.both_engines
def test_an_order_is_withdrawn_before_it_is_taken_and_not_after(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser.page(f"/orders/{order.number}")
    page = browser.send(button="Withdraw")
    assert page.has("is a draft again")

    taken = make_taken(market, hq_actor(), ("21029627", 3))
    answer = browser.post(f"/orders/{taken.number}/withdraw", {"version": taken.version - 1})
    assert answer.status_code == 409 and "already decided" in answer.get_data(as_text=True)


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
    assert not browser.page("/orders?q=2").has(old.number)


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
