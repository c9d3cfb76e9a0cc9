"""Headquarters' pages of allocation and backorders."""

from flask import Flask

from portal.core.data.sessions import perform
from portal.allocation.service import run_allocation
from tests.orders.desks import browser_of
from tests.orders.factories import NOW, Market, hq_actor, make_released, sell_many
from tests.queries import counted


def test_a_planner_runs_the_allocation_and_sees_why(app: Flask, market: Market) -> None:
    order = make_released(market, ("21029627", 2), ("21047102", 1))
    browser = browser_of(app, "hq_planner")

    browser.page("/hq/allocation")
    page = browser.send(button="Allocate")
    assert page.has("Filled in full") and page.has("No stock was left") and page.has("1 of 1")
    page = browser.page("/hq/backorders")

    assert page.has(order.number) and page.has("21047102") and not page.has("21029627")
    assert browser.open("/hq/backorders?export=xlsx").status_code == 200
    assert "Allocate" not in browser_of(app, "hq_clerk").page("/hq/allocation").buttons()


def test_backorders_and_runs_stay_within_their_queries(app: Flask, market: Market) -> None:
    numbers = sell_many(market, 60, stock=0)
    make_released(market, *((one, 1) for one in numbers))
    run_id = perform(run_allocation, hq_actor("hq_planner"), NOW)
    browser = browser_of(app, "hq_planner")

    for path in ("/hq/backorders", f"/hq/allocation/{run_id}", "/hq/allocation"):
        browser.page(path)
        with counted() as statements:
            browser.open(path)
        assert len(statements) <= 8, path
