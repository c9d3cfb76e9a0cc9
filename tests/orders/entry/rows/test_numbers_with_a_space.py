"""A pasted line whose last number may end the part number: `RAD 7788` is read as the catalogue knows it, or asked."""

from collections.abc import Container, Sequence

import pytest
from flask import Flask

from portal.orders.entry.rows.queries_parts import made_whole
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_pasted import is_whole, pieces_within
from portal.orders.entry.rows.rules_rows import Row, RowText
from tests.catalogue.factories import own_number
from tests.orders.entry.test_bad_input import answers, browser_of
from tests.orders.factories import Market, make_market, order_of, sell
from tests.queries import counted
from tests.web import Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("RAD-7788", "48815-0E010", "10499788", "AB-12", "AB-12-34", "00481512", "4815"):
        sell(market, number, stock=50)
    own_number(market.distributor.id, "NM 407", market.parts["48815-0E010"])
    return market


def rows_after(page: Page) -> Sequence[Row]:
    return rows_of(order_of(str(page.select("//h1/span//text()")[0]).strip()).id)


@pytest.mark.parametrize(
    ("pasted", "part", "quantity"),
    [
        ("RAD 7788", "RAD 7788", ""),
        ("rad  7788", "rad 7788", ""),
        ("NM 407", "NM 407", ""),
        ("RAD 7789", "RAD 7789", ""),
        ("AB-12 34", "AB-12 34", ""),
        ("RAD 7788 3", "RAD 7788", "3"),
        ("RAD x7788", "RAD", "7788"),
        ("RAD 7788 pcs", "RAD", "7788"),
        ("RAD\t7788", "RAD", "7788"),
        ("RAD,7788", "RAD", "7788"),
        ("RAD; 7788", "RAD", "7788"),
        ("48815-0E010 12", "48815-0E010", "12"),
        ("48815 0E010 12", "48815 0E010", "12"),
        ("48815-0E010\t12", "48815-0E010", "12"),
        ("48815-0E010,12", "48815-0E010", "12"),
        ("48815-0E011 1", "48815-0E011", "1"),
        ("RAD-778 2", "RAD-778", "2"),
        ("RAD-778 8", "RAD-778 8", ""),
        ("10499788 ٤", "10499788", "4"),
        ("4815 12", "4815", "12"),
        ("QZ 7788", "QZ", "7788"),
    ],
)
def test_a_last_number_is_a_quantity_only_where_it_ends_no_part_number(
    app: Flask, market: Market, pasted: str, part: str, quantity: str
) -> None:
    page = browser_of(app, market).send({"lines": pasted}, button="do=check")

    assert [(row.part_text, row.quantity_text) for row in rows_after(page)] == [(part, quantity)]


def test_the_row_says_that_the_number_was_not_taken_for_a_quantity(app: Flask, market: Market) -> None:
    page = browser_of(app, market).send({"lines": "RAD 7788"}, button="do=check")

    (row,) = rows_after(page)
    assert (row.part_id, row.quantity) == (market.parts["RAD-7788"], None)
    assert answers(page) == ["Quantity not understood"]
    assert page.has(
        "“RAD 7788” was read whole as a part number, and 7788 not as a quantity. Type the number of pieces."
    )
    assert page.has("1 row has no quantity; type it in the row.")


def test_of_two_readings_that_are_parts_the_row_asks_until_it_is_typed(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = browser.send({"lines": "AB-12 34"}, button="do=check")

    assert answers(page) == ["Quantity not understood"]
    assert page.has(
        "“AB-12 34” may be one part number, or 34 pieces of AB-12. Type the number of pieces, or the other part number."
    )

    as_pieces = browser.send({"part-1": "AB-12", "quantity-1": "34"}, button="do=check")

    (row,) = rows_after(as_pieces)
    assert (row.part_id, row.quantity, answers(as_pieces)) == (market.parts["AB-12"], 34, ["Found, in stock"])


def test_another_part_typed_leaves_nothing_of_what_the_row_asked(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    browser.send({"lines": "AB-12 34"}, button="do=check")

    page = browser.send({"part-1": "10499788"}, button="do=check")

    assert page.has("No quantity was given.")
    assert not page.has("may be one part number")


def test_what_is_near_a_part_number_is_suggested_and_not_ordered_by_the_thousand(app: Flask, market: Market) -> None:
    page = browser_of(app, market).send({"lines": "RAD 7789"}, button="do=check")

    (row,) = rows_after(page)
    assert (row.part_id, row.quantity, row.facts["near"]) == (None, None, ["RAD-7788"])


def test_many_pasted_lines_are_looked_up_together(app: Flask, market: Market) -> None:
    lines = [RowText(f"RAD{count}", "7788") for count in range(200)]
    places = range(len(lines))

    with counted() as few:
        made_whole(lines[:2], places, market.distributor.id)
    with counted() as many:
        made_whole(lines, places, market.distributor.id)
    with counted() as none:
        made_whole(lines, (), market.distributor.id)

    assert len(many.statements) == len(few.statements) <= 7
    assert len(none.statements) == 0


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("RAD 7788", ("RAD", "7788")),
        ("210 296 27", ("210 296", "27")),
        ("2105 0221", None),
        ("RAD", None),
        ("7788", None),
        ("RAD left", None),
        ("", None),
    ],
)
def test_a_number_behind_a_space_may_count_pieces(text: str, pieces: tuple[str, str] | None) -> None:
    assert pieces_within(text) == pieces


@pytest.mark.parametrize(
    ("line", "known", "near", "whole"),
    [
        (("RAD", "7788"), {"RAD 7788"}, (), True),
        (("RAD", "7788"), {"RAD 7788", "RAD"}, (), True),
        (("RAD", "7788"), {"RAD"}, {"RAD 7788"}, False),
        (("RAD", "7788"), (), {"RAD 7788"}, True),
        (("RAD", "7788"), (), {"RAD 7788", "RAD"}, False),
        (("99999999", "2"), (), {"99999999 2"}, False),
        (("RAD", "7788"), (), (), False),
    ],
)
def test_what_is_known_decides_before_what_is_only_near(
    line: tuple[str, str], known: Container[str], near: Container[str], whole: bool
) -> None:
    assert is_whole(line, known, near) is whole
