"""What spreadsheets did to values, and rows that name more than one part, are answered with what to do."""

import datetime as dt

import pytest
from flask import Flask

from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_pasted import numbers_within
from tests.core.sheets.workbooks import formatted_xlsx, xlsx
from tests.orders.entry.test_bad_input import answers, browser_of, upload
from tests.orders.factories import Market, make_market, order_of, sell
from tests.web import Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("10251816", "10499788", "20261210"):
        sell(market, number, stock=50)
    return market


def told(page: Page, row: int) -> str:
    return " ".join(str(text).strip() for text in page.select(f"//*[@id='answer-{row}']//text()"))


def test_a_part_number_that_became_a_date_is_no_part_that_happens_to_be_written_so(app: Flask, market: Market) -> None:
    data = xlsx(["Part number", "Qty"], ["10251816", 2], [dt.date(2026, 12, 10), 3], ["10499788", 1])

    page = upload(browser_of(app, market), data, "order.xlsx")

    assert answers(page) == ["Found, in stock", "Unknown part", "Found, in stock"]
    assert "The spreadsheet turned this part number into a date." in told(page, 2)


def test_in_a_text_file_it_is_known_by_how_it_looks(app: Flask, market: Market) -> None:
    page = upload(browser_of(app, market), b"Part number,Qty\n10251816,2\n10-Dec,3\n1.02E+07,1\n", "order.csv")

    assert "into a date" in told(page, 2) and "to a power of ten" in told(page, 3)


def test_a_quantity_that_became_a_day_a_time_or_a_percentage_is_told_as_such(app: Flask, market: Market) -> None:
    cells = {
        "A1": ("Part number", "@"),
        "B1": ("Qty", "@"),
        "A2": ("10251816", "@"),
        "B2": (dt.date(2026, 5, 1), "d-mmm"),
        "A3": ("10499788", "@"),
        "B3": (dt.time(2), "h:mm"),
        "A4": ("10251816", "@"),
        "B4": (0.25, "0%"),
    }

    page = upload(browser_of(app, market), formatted_xlsx(cells), "order.xlsx")

    assert [word in told(page, row) for row, word in ((1, "is a date"), (2, "is a time"), (3, "is a percentage"))] == [
        True
    ] * 3


def test_a_formula_without_a_result_is_told_in_both_columns(app: Flask, market: Market) -> None:
    data = xlsx(["Part number", "Stock", "Qty"], ["10251816", 2, "=5-B2"], ['="104"&"99788"', 2, 4])

    page = upload(browser_of(app, market), data, "order.xlsx")

    assert "The quantity is a formula whose result is not stored" in told(page, 1)
    assert "This part number is a formula whose result is not stored" in told(page, 2)


def test_units_are_read_in_a_file_a_paste_and_a_row_alike(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = upload(browser, xlsx(["Part number", "Qty"], ["10251816", "4 pcs"], ["10499788", "x5"]), "order.xlsx")
    browser.send({"lines": "10251816\t3 个", "quantity-2": "6 EA"}, button="do=check")

    number = str(page.select("//h1/span//text()")[0]).strip()
    assert [row.quantity for row in rows_of(order_of(number).id)] == [4, 6, 3]


def test_numbers_within_a_longer_text_are_both_offered(app: Flask, market: Market) -> None:
    assert numbers_within("10251816 (or 10499788)") == ["10251816", "10499788"]
    assert numbers_within("10251816") == numbers_within("brake pad left") == []
    data = xlsx(["Part number", "Qty"], ["10251816 (or 10499788)", 2])
    browser = browser_of(app, market)

    page = upload(browser, data, "order.xlsx")

    number = str(page.select("//h1/span//text()")[0]).strip()
    assert rows_of(order_of(number).id)[0].facts["near"] == ["10251816", "10499788"]
    browser.send({}, button="do=use:1:10499788")
    (row,) = rows_of(order_of(number).id)
    assert (row.part_text, row.quantity) == ("10499788", 2)


def test_an_offer_taken_keeps_that_no_quantity_was_given(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = browser.send({"lines": "10251817"}, button="Check lines")
    number = str(page.select("//h1/span//text()")[0]).strip()

    browser.send({}, button="do=use:1:10251816")

    (row,) = rows_of(order_of(number).id)
    assert (row.part_text, row.quantity, row.answer) == ("10251816", None, "bad_quantity")


def test_one_piece_each_is_taken_when_somebody_says_so(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = browser.send({"lines": "10251816\n10499788\n10251816 x"}, button="Check lines")
    number = str(page.select("//h1/span//text()")[0]).strip()

    browser.send({}, button="One piece for each row without a quantity")

    assert [row.quantity for row in rows_of(order_of(number).id)] == [1, 1, None]


def test_a_mark_of_the_end_of_a_file_is_no_row(app: Flask, market: Market) -> None:
    page = upload(browser_of(app, market), b"Part number,Qty\r\n10251816,2\r\n\x1a", "order.csv")

    assert answers(page) == ["Found, in stock"]


def test_the_wrong_kind_of_file_is_told_with_how_to_save_it(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = upload(browser, b"<html><table><tr><td>10251816</td></tr></table></html>", "order.xls", status=422)

    assert page.has("This is not a spreadsheet but a web page with the name of a spreadsheet")
