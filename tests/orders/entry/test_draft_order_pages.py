"""Rows of a draft that need something come first; nothing jumps while one works; the order of the sheet is kept too."""

from typing import Any

import pytest

from portal.orders.entry.rows.rules_rows import Row
from portal.orders.entry.rows.rules_standing import Pressed, Standing, drawn, moved, standing_of, standing_text
from tests.orders.entry.test_draft_keeping import begun, keep, row_texts
from tests.orders.entry.test_draft_sheet_pages import page_of, pressed
from tests.orders.factories import Market, make_draft, sell, sell_many
from tests.queries import counted
from tests.web import Browser

ROWS = "//*[@id='orders-preview']//tbody/tr[td[starts-with(@id, 'answer-')]]/@id"


def shown(tree: Any) -> list[int]:
    """Return the numbers of the rows of a page, from the first one shown on."""
    return [int(one.removeprefix("row-")) for one in tree.xpath(ROWS)]


def mixed(market: Market) -> str:
    """A draft of six rows of which the second, fourth and fifth need something."""
    sell(market, "PACK10", stock=100, pack=10)
    lines = (("21029627", 1), ("XX99", 1), ("21047102", 1), ("PACK10", 23), ("21029627", "abc"), ("21047102", 2))
    return make_draft(market, *lines).number


def test_rows_that_need_something_come_first_and_keep_the_numbers_of_the_sheet(
    browser: Browser, market: Market
) -> None:
    number = mixed(market)

    page = browser.page(f"/orders/new?draft={number}")
    (switch,) = page.select("//button[@id='rows-order']")
    sheet = browser.page(f"/orders/new?draft={number}&order=sheet")

    assert shown(page.tree) == [2, 4, 5, 1, 3, 6] and "In the order of the sheet" in "".join(switch.itertext())
    assert shown(sheet.tree) == [1, 2, 3, 4, 5, 6] and len(row_texts(number)) == 6
    assert "Problems first" in "".join(sheet.select("//button[@id='rows-order']")[0].itertext())
    assert sheet.select("//*[@id='first-problem']/@href") == [f"/orders/new?draft={number}&row=2&order=sheet#row-2"]


def test_the_switch_works_without_script_and_what_is_read_next_stays_in_the_order_chosen(
    browser: Browser, market: Market
) -> None:
    number = mixed(market)
    browser.page(f"/orders/new?draft={number}")

    page = browser.send({}, button="In the order of the sheet")
    again = browser.send({"lines": "XX98 1"}, button="Check lines")
    first = browser.send({}, button="Problems first")

    assert page.path == again.path == f"/orders/new?draft={number}&order=sheet"
    assert shown(again.tree) == [1, 2, 3, 4, 5, 6, 7]
    assert first.path == f"/orders/new?draft={number}" and shown(first.tree) == [2, 4, 5, 7, 1, 3, 6]


@pytest.mark.both_engines
def test_a_row_that_was_mended_or_broken_stays_until_the_draft_is_loaded_again(
    browser: Browser, market: Market
) -> None:
    number = mixed(market)
    fields = browser.page(f"/orders/new?draft={number}").fields(id="draft")

    typed = fields | {"part-2": "21029627", "quantity-3": "abc"}
    tree = page_of(pressed(browser, number, typed, "accept:4"))
    assert shown(tree) == [2, 4, 5, 1, 3, 6] and row_texts(number)[3] == ("PACK10", "30")
    keys = {name: tree.xpath(f"//*[@id='draft-{name}']/@value")[0] for name in ("version", "key")}
    typed |= {"version": keys["version"], "idempotency_key": keys["key"], "quantity-4": "30"}
    typed["standing"] = tree.xpath("//*[@id='orders-standing']/@value")[0]
    tree = page_of(pressed(browser, number, typed, "remove:5"))

    assert shown(tree) == [2, 4, 1, 3, 5]
    assert shown(browser.page(f"/orders/new?draft={number}").tree) == [3, 1, 2, 4, 5]


def test_no_problem_is_passed_over_between_two_pages(browser: Browser, market: Market) -> None:
    numbers = sell_many(market, 150)
    draft = make_draft(market, *((one, "abc") for one in numbers))
    fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")
    mended = {f"quantity-{at}": "1" for at in range(1, 101)}
    keep(browser, draft.number, fields | mended)

    tree = browser.open(
        f"/orders/new?draft={draft.number}&page=2&standing={fields['standing']}", headers={"HX-Request": "true"}
    )
    again = browser.page(f"/orders/new?draft={draft.number}")

    assert shown(page_of(tree)) == list(range(101, 151))
    assert shown(again.tree)[:51] == [*range(101, 151), 1]


def test_keeping_asks_nothing_of_where_rows_stand(browser: Browser, market: Market) -> None:
    number, fields = begun(browser)
    page = browser.page(f"/orders/new?draft={number}")
    left_out = page.select("//*[@id='orders-kept']/@hx-params")[0]

    with counted() as plain:
        browser.page(f"/orders/new?draft={number}&order=sheet")
    with counted() as sorted_rows:
        browser.page(f"/orders/new?draft={number}")

    assert "standing" in left_out.removeprefix("not ").split(",") and fields["standing"] == "2::1-2"
    assert len(sorted_rows) == len(plain)


@pytest.mark.parametrize(
    ("pressed_one", "total", "first", "rest"),
    [
        (Pressed(4), 6, {2, 4}, {1, 3, 5, 6}),
        (Pressed(2), 5, {3}, {1, 2, 4, 5}),
        (Pressed(4), 8, {2, 4, 5, 6}, {1, 3, 7, 8}),
        (Pressed(None, 1), 7, {2, 4}, {1, 3, 5, 6, 7}),
        (Pressed(2, 2), 7, {3}, {1, 2, 4, 5, 6, 7}),
        (Pressed(None), 8, set(), set()),
        (Pressed(2, renumbered=False), 5, {2, 4}, {1, 3, 5, 6}),
    ],
    ids=["taken", "removed", "kit", "added", "removed and added", "kits in many rows", "numbers kept"],
)
def test_rows_are_found_again_after_a_button(pressed_one: Pressed, total: int, first: set[int], rest: set[int]) -> None:
    after = moved(standing_of("6:2,4:1,3,5-6"), total, pressed_one)

    assert (after.first, after.rest) == (first, rest)


@pytest.mark.parametrize(
    "text", ["", "x", "6", "6:2", "6:2:1:3", "6:2,:1", "6:2-:1", "٦:2:1", "1" * 3000, "6:" + "1" * 1400]
)
def test_what_no_page_says_of_its_rows_counts_for_nothing(text: str) -> None:
    assert standing_of(text) == Standing()


def test_where_rows_stand_is_said_in_few_signs_and_long_ago_is_let_go() -> None:
    rows = [Row(at, "P", answer="unknown" if at % 2 else "found") for at in range(1, 101)]
    told = drawn(standing_of("9000:" + ",".join(str(at) for at in range(1001, 1500, 2)) + ":"), rows, 9000)

    assert (told.first, told.rest) == (frozenset(range(1, 101, 2)), frozenset(range(2, 101, 2)))
    assert standing_of(standing_text(told)) == told
