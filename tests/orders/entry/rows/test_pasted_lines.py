"""Pasted lines whose quantity is no quantity: the part is recognised, and nothing typed is lost."""

import pytest
from flask import Flask

from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_pasted import cut_of, ways_to_cut
from tests.orders.entry.test_bad_input import answers, browser_of
from tests.orders.factories import Market, make_market, order_of, sell

KNOWN = {"21029797", "210 297 97", "2105 0221", "AB 12", "AB 12 CD"}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("21029797 abc", ("21029797", "abc")),
        ("21029797 -3", ("21029797", "-3")),
        ("21029797 −3 pcs", ("21029797", "−3 pcs")),
        ("210 297 97 left side", ("210 297 97", "left side")),
        ("2105 0221 -3", ("2105 0221", "-3")),
        ("AB 12 CD zwei", ("AB 12 CD", "zwei")),
        ("99999999 -3", ("99999999", "-3")),
        ("2105 0221", None),
        ("AB 12 CD", None),
        ("21029797", None),
        ("brake pad left", None),
        ("99999999 xyz", ("99999999", "xyz")),
        ("99999999 Bremsbelag vorne", ("99999999", "Bremsbelag vorne")),
        ("A12-345.67 zwei", ("A12-345.67", "zwei")),
        ("99999999 0221", None),
        ("X-77 abc", None),
        ("brake 123 left", None),
        ("2199 0221", None),
        ("", None),
    ],
)
def test_a_line_is_cut_behind_the_longest_part_number_it_begins_with(text: str, cut: tuple[str, str] | None) -> None:
    assert cut_of(text, KNOWN) == cut


def test_a_signed_number_is_not_taken_into_a_part_number_that_stands_without_it() -> None:
    both = {"21050221", "21050221 -3"}

    assert cut_of("21050221 -3", both) == ("21050221", "-3")
    assert cut_of("21050221 -3", both - {"21050221"}) is None


def test_a_line_of_very_many_words_is_tried_in_few_ways() -> None:
    assert len(ways_to_cut("a " * 20_000)) == 6


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("21050221", "21029797", "AB12CD"):
        sell(market, number, stock=50)
    return market


PASTED = """21050221 -3
21029797 abc
2105 0221
AB-12 CD
21029797 04
99999999 xyz"""


def test_pasted_lines_are_answered_with_their_part_recognised(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = browser.send({"lines": PASTED}, button="Check lines")

    number = str(page.select("//h1/span//text()")[0]).strip()
    found = rows_of(order_of(number).id)
    ids = {part_id: text for text, part_id in market.parts.items()}
    assert [(row.part_text, row.quantity_text, ids.get(row.part_id or 0), row.quantity) for row in found] == [
        ("21050221", "-3", "21050221", None),
        ("21029797", "abc", "21029797", None),
        ("2105 0221", "", "21050221", None),
        ("AB-12 CD", "", "AB12CD", None),
        ("21029797", "04", "21029797", 4),
        ("99999999", "xyz", None, None),
    ]
    assert answers(page)[:4] == ["Quantity not understood"] * 4
    assert answers(page)[4:] == ["Found, in stock", "Unknown part"]
    assert page.has("2 rows have no quantity; type it in the rows.")
    also = page.select("//*[@id='answer-6']/span[2]/text()")
    assert [str(one) for one in also] == ["Quantity not understood"]
