"""The portal without JavaScript: log in, choose a language, paste an order, submit it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.demo.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="en")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def log_in(page: Page, site: Any) -> None:
    """Sign in as a buyer of the demo's distributor in Cairo and choose English."""
    page.goto(f"{site.address}/login")
    page.locator("input[name=email]").fill("buyer@nile.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.locator(".bar .end details.menu summary").first.click()
    page.locator(".bar button[name=language][value=en]").click()
    expect(page.locator("html[lang=en][dir=ltr]")).to_have_count(1)


def press(page: Page, selector: str) -> None:
    """Press a button that sends a form."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def test_an_order_is_pasted_checked_and_submitted_without_script(site: Any, plain_page: Page) -> None:
    page = plain_page
    log_in(page, site)
    page.goto(f"{site.address}/catalogue?q=brake")
    number = page.locator("main tbody tr:has(.pill.ok) td a").first.inner_text()

    page.goto(f"{site.address}/orders/new")
    page.locator("[name=po_number]").fill(f"NM-PLAIN-{site.engine}")
    page.locator("[name=lines]").fill(f"{number}\t20\n99999999X\t1")
    press(page, "button[name=do][value=check]")
    expect(page.locator("#orders-preview tbody tr:not(#row-new)")).to_have_count(2)
    press(page, "button[name=do][value='view:unknown:1']")
    expect(page.locator("#orders-preview tbody tr")).to_have_count(1)
    press(page, "#orders-preview button[name=do][value^='remove:']")
    draft = re.search(r"SO-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert draft
    press(page, f"button[formaction$='/orders/{draft.group()}/submit']")

    expect(page.locator("h1")).to_contain_text(draft.group())
    expect(page.locator(".head .pill").first).to_have_text("Submitted")
    page.goto(f"{site.address}/orders?q=NM-PLAIN-{site.engine}")
    page.locator("main tbody tr td a").first.click()
    expect(page.locator("#orders-lines tbody tr")).to_have_count(1)
    expect(page.locator("#orders-lines tbody tr")).to_contain_text(number)


def test_lists_are_searched_and_paged_without_script(site: Any, plain_page: Page) -> None:
    page = plain_page
    log_in(page, site)

    page.goto(f"{site.address}/catalogue")
    page.locator("main a[rel=next]").click()
    first = page.locator("main tbody tr td a").first.inner_text()
    page.locator("main input[type=search]").fill(first)
    press(page, "form.filters button")

    expect(page.locator("main tbody tr td a").first).to_have_text(first)
    assert "page=2" not in page.url


UGLY = "Ware;Preis je;Bestand;Wunsch\r\n21029627;4,50;7;2\r\n21031954;9,10;0;3\r\nSumme;;;5\r\n"


@pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)
def test_an_ugly_file_is_shown_its_columns_chosen_and_its_rows_read_without_script(site: Any, plain_page: Page) -> None:
    page = plain_page
    log_in(page, site)
    page.goto(f"{site.address}/orders/new")
    page.locator("[name=sheet]").set_input_files(
        {"name": "wunsch.csv", "mimeType": "text/csv", "buffer": UGLY.encode("utf-16")}
    )
    press(page, "button[name=do][value=check]")

    expect(page.locator("h1")).to_have_text("Which column holds what?")
    expect(page.locator("table.sheet tbody tr")).to_have_count(4)
    page.locator("[name=part]").select_option(label="A · Ware · 21029627")
    page.locator("[name=quantity]").select_option(label="D · Wunsch · 2")
    press(page, "#columns button[type=submit]")

    expect(page.locator("#orders-preview tbody tr:not(#row-new)")).to_have_count(2)
    assert [page.locator(f"[name=quantity-{row}]").input_value() for row in (1, 2)] == ["2", "3"]
    expect(page.get_by_text("Row 4 is a sum; it was left out.")).to_be_visible()
