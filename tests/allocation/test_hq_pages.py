"""Headquarters' pages of allocation: runs and their lines as lists and as files, backorders."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation
from portal.core.data.sessions import perform, transaction
from portal.orders.models import OrderLine
from portal.orders.types.states import OrderType
from tests.orders.desks import browser_of
from tests.orders.factories import NOW, Market, hq_actor, make_market, make_released, sell, sell_many, unserved
from tests.queries import counted
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", price="184.5", stock=50)
    sell(market, "21047102", price="96.2", stock=0)
    return market


def run(**options: Any) -> int:
    """Run the allocation as a planner."""
    return perform(run_allocation, hq_actor("hq_planner"), NOW, **options)


def sheet(browser: Browser, address: str) -> list[list[str]]:
    """Return the rows of a list's CSV file."""
    answer = browser.open(address)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def test_a_planner_runs_the_allocation_and_sees_why(app: Flask, market: Market) -> None:
    with unserved():
        order = make_released(market, ("21029627", 2), ("21047102", 1))
    browser = browser_of(app, "hq_planner")

    browser.page("/hq/allocation")
    page = browser.send(button="Allocate")
    assert page.has("Filled in full") and page.has("No stock was left") and page.has("1 of 1")
    page = browser.page("/hq/backorders")

    assert page.has(order.number) and page.has("21047102") and not page.has("21029627")
    assert browser.open("/hq/backorders?export=xlsx").status_code == 200
    assert "Allocate" not in browser_of(app, "hq_clerk").page("/hq/allocation").buttons()


def test_a_planner_sees_when_a_backorder_lapses_and_a_promise_that_comes_too_late(app: Flask, market: Market) -> None:
    stock: Any = {"order_type": OrderType.STOCK, "rest_lapses": True}
    make_released(market, ("21047102", 1), **stock)
    make_released(market, ("21047102", 2))
    browser = browser_of(app, "hq_planner")
    heads, *rows = sheet(browser, "/hq/backorders?export=csv")
    at = heads.index("Cancelled if it waits until")
    assert sorted(row[at] for row in rows) == ["", "2026-06-07"]

    late = browser.page("/hq/backorders?also=order_rest_days")
    assert late.has("7 Jun 2026") and not late.select("//td//*[contains(@class, 'warn')][contains(., '7 Jun')]")
    assert "Cancelled before" not in browser.page("/hq/backorders").text
    with transaction() as session:
        session.execute(sa.update(OrderLine).values(promised_on=date(2026, 6, 7)))
    assert browser.page("/hq/backorders").has("Cancelled before, on 7 Jun 2026")
    late = browser.page("/hq/backorders?also=order_rest_days")
    assert len(late.select("//td//*[contains(@class, 'warn')][contains(., '7 Jun')]")) >= 1


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


def test_the_lines_of_a_run_are_a_file_that_says_what_the_page_says(app: Flask, market: Market) -> None:
    with unserved():
        order = make_released(market, ("21029627", 2), ("21047102", 3))
    run_id = run()
    browser = browser_of(app, "hq_planner")

    rows = sheet(browser, f"/hq/allocation/{run_id}?export=csv")
    book = openpyxl.load_workbook(io.BytesIO(browser.open(f"/hq/allocation/{run_id}?export=xlsx").get_data()))
    page = browser.page(f"/hq/allocation/{run_id}")

    name = market.distributor.name
    assert rows == [
        [
            *("Part number", "Rank", "Lines of this part", "Order", "Line", "Distributor", "Wanted", "Got"),
            *("Pieces short", "Rule", "Stock at the start"),
        ],
        ["21029627", "1", "1", order.number, "1", name, "2", "2", "0", "Filled in full", "50"],
        ["21047102", "1", "1", order.number, "2", name, "3", "0", "3", "No stock was left", "0"],
    ]
    assert [[str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)] == rows
    assert [row[0] for row in page.rows()] == ["21029627", "21047102"]
    assert [row[1] for row in page.rows()] == ["1 of 1", "1 of 1"]


def test_the_lines_of_a_run_are_searched_narrowed_and_sorted(app: Flask, market: Market) -> None:
    with unserved():
        order = make_released(market, ("21029627", 2), ("21047102", 3))
        other = make_released(market, ("21029627", 4), now=NOW + timedelta(minutes=1))
    run_id = run()
    browser = browser_of(app, "hq_planner")

    def shown(query: str) -> list[tuple[str, str]]:
        rows = sheet(browser, f"/hq/allocation/{run_id}?export=csv&{query}")[1:]
        return [(row[0], row[6]) for row in rows]

    assert shown("") == [("21029627", "2"), ("21029627", "4"), ("21047102", "3")]
    assert shown("short=yes") == shown("rule=no_stock_left") == shown("q=21047102") == [("21047102", "3")]
    assert shown(f"q={other.number}") == [("21029627", "4")]
    assert shown("sort=-wanted") == [("21029627", "4"), ("21047102", "3"), ("21029627", "2")]
    assert shown("q=nobody") == [] and shown("rule=nonsense&sort=nonsense") == shown("")
    assert browser.page(f"/hq/allocation/{run_id}?q=nobody").has("No line fits")
    assert order.number in browser.page(f"/hq/allocation/{run_id}?short=yes").rows()[0][2]


def test_runs_are_a_list_with_search_filters_pages_and_a_file(app: Flask, market: Market) -> None:
    with unserved():
        make_released(market, ("21029627", 2), ("21047102", 3))
    runs = [run(), run(part_ids=[market.parts["21047102"]])]
    runs += [run(order_ids=[]) for _each in range(52)]
    browser = browser_of(app, "hq_planner")

    rows = sheet(browser, "/hq/allocation?export=csv")
    short = sheet(browser, "/hq/allocation?export=csv&short=yes&sort=run")

    assert rows[0] == ["Run", "Started (Asia/Shanghai)", "By", "Served", "Lines", "Pieces allocated", "Pieces short"]
    assert [int(row[0]) for row in rows[1:]] == runs[::-1]
    assert [row[3] for row in short[1:]] == ["All that waits", "1 part"] and short[1][4:] == ["2", "2", "3"]
    assert [row[0] for row in browser.page("/hq/allocation?page=2").rows()] == [str(one) for one in runs[3::-1]]
    assert [row[0] for row in browser.page(f"/hq/allocation?q={runs[1]}").rows()] == [str(runs[1])]
    assert [row[3] for row in browser.page("/hq/allocation?served=parts").rows()] == ["1 part"]
    assert browser.page("/hq/allocation?q=nobody").has("No run fits")
    browser.page(f"/hq/allocation/{10**12}", status=404)
