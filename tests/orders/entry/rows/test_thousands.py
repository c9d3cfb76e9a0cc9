"""A quantity with one sign before three digits (`1,000`): read as its reader groups, and said, or asked."""

import io

import pytest
from flask import Flask

from portal.orders.entry.rows.queries_rows import rows_of
from tests.core.sheets.workbooks import xlsx
from tests.orders.entry.test_bad_input import answers, browser_of
from tests.orders.factories import Market, make_market, order_of, sell
from tests.web import Page

READ = "The quantity “{}” was read as {}."


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("21029627", "00123456", "21029628"):
        sell(market, number, stock=5_000)
    return market


def quantities(page: Page) -> list[int | None]:
    number = str(page.select("//h1/span//text()")[0]).strip()
    return [row.quantity for row in rows_of(order_of(number).id)]


@pytest.mark.parametrize(
    ("written", "whole"), [("1,000", 1000), ("2,500 pcs", 2500), ("x1,250", 1250), ("١،٥٠٠", 1500)]
)
def test_a_row_says_that_it_was_read_as_thousands(app: Flask, market: Market, written: str, whole: int) -> None:
    page = browser_of(app, market).send({"lines": f"21029627\t{written}"}, button="do=check")

    assert (quantities(page), answers(page)) == ([whole], ["Found, in stock"])
    assert page.has(f"was read as {whole}.")
    assert page.has(
        "The quantity in row 1 of what you sent was read with thousands as your language writes them; compare it."
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.000", "“1.000” may be 1000 or 1. Type the number of pieces without a separator."),
        ("1.500 pcs", "“1.500” may be 1500 or 1.5. Type the number of pieces without a separator."),
    ],
)
def test_a_row_asks_where_the_reader_groups_otherwise(app: Flask, market: Market, written: str, said: str) -> None:
    page = browser_of(app, market).send({"lines": f"21029627\t{written}"}, button="do=check")

    assert (quantities(page), answers(page)) == ([None], ["Quantity not understood"])
    assert page.has(said)
    assert not page.has("was read")


@pytest.mark.parametrize("written", ["1000", "1 000", "1,200,000", "1,000.00", "4.0", "12"])
def test_what_every_country_reads_alike_is_not_spoken_of(app: Flask, market: Market, written: str) -> None:
    page = browser_of(app, market).send({"lines": f"21029627\t{written}"}, button="do=check")

    assert not page.has("was read as")
    assert not page.has("with thousands")


def test_typed_into_a_row_it_is_said_too_and_goes_with_the_sign(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    browser.send({"lines": "21029627\t1"}, button="do=check")

    page = browser.send({"quantity-1": "1,000"}, button="do=check")
    assert (quantities(page), page.has(READ.format("1,000", 1000))) == ([1000], True)

    page = browser.send({"quantity-1": "1000"}, button="do=check")
    assert (quantities(page), page.has("was read as")) == ([1000], False)


def test_in_a_file_the_column_decides_before_the_language(app: Flask, market: Market) -> None:
    rows = (["21029627", "2,00"], ["00123456", "1.500"], ["21029628", "7"])
    sheet = io.BytesIO(xlsx(["Part No.", "Qty"], *rows))

    page = browser_of(app, market).send({}, button="do=check", extra={"sheet": (sheet, "order.xlsx")})

    assert quantities(page) == [2, 1500, 7]
    assert page.has(
        "The quantity in row 3 of what you sent was read as the others of its column are written; compare it."
    )
    assert not page.has("with thousands")


def test_in_a_file_without_other_evidence_rows_are_named_for_comparing(app: Flask, market: Market) -> None:
    rows = (["21029627", "1,000"], ["00123456", "1.000"], ["21029628", "7"])
    sheet = io.BytesIO(xlsx(["Part No.", "Qty"], *rows))

    page = browser_of(app, market).send({}, button="do=check", extra={"sheet": (sheet, "order.xlsx")})

    assert quantities(page) == [1000, None, 7]
    assert page.has(READ.format("1,000", 1000))
    assert page.has("“1.000” may be 1000 or 1.")
    assert page.has(
        "The quantity in row 2 of what you sent was read with thousands as your language writes them; compare it."
    )
