"""Buttons that speak of many rows of a draft: offered where there is something to do, never silent where not."""

import pytest

from tests.catalogue.factories import replace
from tests.orders.entry.test_draft_keeping import row_texts
from tests.orders.entry.test_draft_sheet_pages import page_of, pressed, words
from tests.orders.factories import Market, make_draft, sell
from tests.web import Browser

ONE_EACH = "//button[@id='one-each']"


def test_one_piece_each_is_offered_only_where_a_row_has_no_quantity(browser: Browser, market: Market) -> None:
    wrong = make_draft(market, ("21029627", "abc"), ("21047102", "1.234"), ("", ""))
    empty = make_draft(market, ("21029627", "abc"), ("XX99", ""))

    assert browser.page(f"/orders/new?draft={wrong.number}").select(ONE_EACH) == []
    assert len(browser.page(f"/orders/new?draft={empty.number}").select(ONE_EACH)) == 1


@pytest.mark.both_engines
def test_successors_are_taken_at_once_only_where_there_is_nothing_to_choose(browser: Browser, market: Market) -> None:
    old, new, other = (sell(market, number, stock=0) for number in ("OLD100", "NEW100", "NEW200"))
    replace(old, new, other, kind="choice")
    draft = make_draft(market, ("OLD100", 2))
    page = browser.page(f"/orders/new?draft={draft.number}")

    answer = pressed(browser, draft.number, page.fields(id="draft"), "accept_all:successor")

    assert page.has("Superseded") and page.select("//button[@id='all-successors']") == []
    said = words(page_of(answer), "//*[@id='components-later']")
    assert "Each of these rows offers several successors" in said and row_texts(draft.number) == [("OLD100", "2")]


@pytest.mark.parametrize(
    ("do", "said"),
    [
        ("one_each", "No row lacks a quantity"),
        ("accept_all:successor", "No row has a successor to use"),
        ("accept_all:round_up", "No row has a quantity to round up"),
        ("accept:2", "This row has no such offer"),
        ("use:1:NEVER", "This row has no such offer"),
        ("remove:9", "This row is not in the order"),
    ],
)
def test_a_button_that_finds_nothing_to_do_says_so(browser: Browser, market: Market, do: str, said: str) -> None:
    draft = make_draft(market, ("21029627", "abc"), ("21047102", 1))
    fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")

    answer = pressed(browser, draft.number, fields, do)

    assert said in words(page_of(answer), "//*[@id='components-later']")
    assert row_texts(draft.number) == [("21029627", "abc"), ("21047102", "1")]


def test_removing_all_of_an_answer_nobody_has_says_so(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2))
    browser.page(f"/orders/new?draft={draft.number}")
    fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")

    browser.open(f"/orders/new?draft={draft.number}", method="POST", data=fields | {"do": "remove_all:unknown"})

    assert browser.page(f"/orders/new?draft={draft.number}").has("No row has this answer; nothing was removed.")
