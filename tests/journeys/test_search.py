"""The search over every page: Ctrl K, what is found while one types, arrow keys and Enter; without a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import numbers_in
from tests.journeys.test_look import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER, MANAGER = "buyer@nile.example", "manager@hq.example"


def ask(page: Page, text: str) -> Any:
    """Type into the window of the search and return the lines found."""
    box = page.locator("#search-window input[name=q]")
    with page.expect_response(lambda answer: "/search?" in answer.url):
        box.fill(text)
    expect(page.locator("#search-window[data-answered]")).to_have_attribute("data-answered", text)
    return page.locator("#search-found li a")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everything_with_a_number_is_one_window_away(site: Any, person: Any, language: str) -> None:
    known = numbers_in(site.app)
    page: Page = person(BUYER, language).open("/catalogue")
    page.keyboard.press("Control+k")

    expect(page.locator("#search-window input[name=q]")).to_be_focused()
    assert violations(page) == []
    for mark, start in (
        ("{NM-7755}", "/orders/"),
        ("{shipment:NM-7755}", "/shipments/"),
        ("{invoice:NM-7755}", "/invoices/"),
        ("{claim:NM-7731}", "/returns/"),
    ):
        expect(ask(page, known[mark].lower()).first).to_have_attribute("href", start + known[mark])
    expect(ask(page, "nm 7755").first).to_have_attribute("href", f"/orders/{known['{NM-7755}']}")
    assert violations(page) == []

    page.keyboard.press("Enter")

    page.wait_for_url(f"**/orders/{known['{NM-7755}']}")


def test_the_arrow_keys_lead_through_what_was_found_and_escape_leads_back(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/orders")
    page.locator(".bar [data-find]").click()
    ask(page, "SO-2026")
    expect(page.locator("#search-found li a")).not_to_have_count(0)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-found li a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-window input[name=q]")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#search-window")).to_be_hidden()
    assert page.url.endswith("/orders")


def test_a_verb_is_done_by_its_words(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/invoices")
    page.keyboard.press("Control+k")
    ask(page, "new order")

    page.keyboard.press("Enter")

    page.wait_for_url("**/orders/new")
