"""What pages say is in stock of an order that ships only whole: what one depot can give, and why no more."""

from datetime import date

import pytest
from flask import Flask

from portal.core.data.sessions import db
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_answers import RowAnswer
from tests.orders.desks import browser_of, opened
from tests.orders.factories import Market, lines_of, make_draft, make_market, make_released, make_submitted, sell
from tests.stock.factories import expect, put_in_stock
from tests.web import Browser


def two_depots() -> Market:
    """Make a market in which a part has three pieces in one depot, and two in the other."""
    market = make_market()
    part = sell(market, "P1", stock=3)
    put_in_stock(market.depot_ids[1], part, 2)
    return market


def answer_of(order_id: int) -> RowAnswer:
    db.session.remove()
    [row] = rows_of(order_id)
    assert row.answer is not None
    return RowAnswer(row.answer)


def test_a_draft_says_what_one_depot_has_as_soon_as_it_ships_only_whole(app: Flask) -> None:
    market = two_depots()
    draft = make_draft(market, ("P1", 5))
    browser = Browser(app).sign_in(market.buyer)
    page = opened(browser, draft.number)
    assert answer_of(draft.id) is RowAnswer.FOUND and "one depot" not in page.text

    page = browser.send({"partial_ok": None}, button="Save draft")

    assert answer_of(draft.id) is RowAnswer.LATER
    assert page.has("The order ships only whole, from one depot: no depot has more than 3 of the 5 in stock.")
    page = browser.send({"partial_ok": "y"}, button="Save draft")
    assert answer_of(draft.id) is RowAnswer.FOUND and "one depot" not in page.text


def test_the_page_of_a_line_says_why_and_headquarters_sees_what_one_depot_has(app: Flask) -> None:
    market = two_depots()
    order = make_released(market, ("P1", 5), partial_ok=False)
    assert [line.backordered for line in lines_of(order)] == [5]

    page = Browser(app).sign_in(market.buyer).page(f"/orders/{order.number}/lines/1")

    assert page.has("The order ships only whole, from one depot, and that has less than the line wants")
    assert page.has("Its depot had 3, all depots together 5.")
    shown = browser_of(app, "hq_planner").page(f"/hq/orders/{order.number}")
    cell = shown.select("//tr[@id='line-1']/td[.//*[contains(text(), 'in one depot')]]")
    assert "".join("".join(cell[0].itertext()).split()).startswith("3")


def test_what_another_depot_receives_promises_nothing_to_an_order_that_ships_only_whole(app: Flask) -> None:
    market = two_depots()
    part = market.parts["P1"]
    expect(market.depot_ids[1], part, 20, date(2026, 3, 16))
    expect(market.depot_ids[0], part, 20, date(2026, 3, 30))

    whole = make_released(market, ("P1", 5), partial_ok=False)

    assert [line.promised_on for line in lines_of(whole)] == [date(2026, 3, 30)]


@pytest.mark.parametrize(("second", "warned"), [(0, True), (3, False)])
def test_lines_that_are_in_stock_in_different_depots_are_told_when_the_order_is_checked(
    app: Flask, second: int, warned: bool
) -> None:
    market = make_market()
    sell(market, "P1", stock=3)
    other = sell(market, "P2", stock=second)
    put_in_stock(market.depot_ids[1], other, 3)

    order = make_submitted(market, ("P1", 3), ("P2", 3), partial_ok=False)
    in_parts = make_submitted(market, ("P1", 3), ("P2", 3))

    told = "All of it is in stock, but no depot has all: the one with most has 1 of 2 lines whole."
    reviewer = browser_of(app, "hq_clerk")
    shown = [reviewer.page(f"/hq/orders/{one.number}").has(told) for one in (order, in_parts)]
    assert shown == [warned, False]
