"""Lists and the menu at every width: no figure of a list is hidden at its side, no entry of a menu out of reach."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
LISTS = {
    "buyer@nile.example": (
        "/catalogue", "/orders", "/orders/{NM-7755}", "/shipments", "/returns", "/documents", "/inbox",
    ),
    "finance@nile.example": ("/invoices",),
    "manager@hq.example": (
        "/hq/orders", "/hq/orders/{NM-7790}", "/hq/allocation", "/hq/backorders", "/hq/shipments",
        "/hq/shipments/ready", "/hq/returns", "/hq/invoices", "/hq/documents",
    ),
    "finance@hq.example": ("/hq/credit", "/hq/payments"),
    "admin@hq.example": ("/hq/users", "/hq/audit", "/hq/jobs", "/hq/outbox"),
}  # fmt: skip
HIDDEN = """() => [...document.querySelectorAll("main .scroll, main .panel")].filter(one => one.querySelector("table"))
    .map(one => one.scrollWidth - one.clientWidth).filter(wide => wide > 1)"""
"""By how many pixels the tables of a page are wider than the place they are read in."""


@pytest.mark.parametrize("email", LISTS)
def test_no_list_is_scrolled_sideways_on_a_small_desk(site: Any, person: Any, email: str) -> None:
    hidden: dict[str, list[int]] = {}
    known = numbers_in(site.app)

    for language in ("en", "ar"):
        page: Page = person(email, language, width=1024).page
        for path in LISTS[email]:
            page.goto(site.address + address_of(path, known))
            assert page.locator("main table tbody tr").count() > 0, path
            if wide := page.evaluate(HIDDEN):
                hidden[f"{path} ({language})"] = wide

    assert hidden == {}


def test_a_list_that_is_too_wide_would_be_found(person: Any) -> None:
    page: Page = person("finance@nile.example", width=1024).open("/invoices")

    page.evaluate("document.querySelector('main td').style.paddingInline = '300px'")

    assert [wide > 100 for wide in page.evaluate(HIDDEN)] == [True]


def test_the_lines_of_an_order_are_one_line_high(site: Any, person: Any) -> None:
    known = numbers_in(site.app)
    buyer, planner = person("buyer@nile.example"), person("manager@hq.example", "ar")

    for somebody, path in ((buyer, "/orders/{NM-7755}"), (planner, "/hq/orders/{NM-7755}")):
        page: Page = somebody.open(address_of(path, known))
        rows = page.locator("#orders-lines tbody tr")
        heights = rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert max(heights) <= 36.5, (path, heights)
        price = rows.first.locator("details.price")
        price.locator("summary").click()
        expect(price.locator("dl")).to_be_visible()


@pytest.mark.parametrize(("email", "language"), [("buyer@nile.example", "ar"), ("admin@hq.example", "en")])
def test_the_menu_of_a_phone_opens_by_keyboard_and_without_script(
    site: Any, person: Any, email: str, language: str
) -> None:
    start = "/hq/jobs" if email.startswith("admin") else "/orders"
    page: Page = person(email, language, width=360).open(start)
    page.route("**/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    menu, button = page.locator("#main-menu"), page.locator(".menu-button")
    expect(menu).to_be_hidden()

    button.focus()
    page.keyboard.press("Enter")

    expect(menu).to_be_visible()
    places = menu.locator("a").evaluate_all("links => links.map(link => link.getBoundingClientRect().toJSON())")
    assert [place for place in places if place["left"] < 0 or place["right"] > 360] == [] and len(places) > 5
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main-menu') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_wide_bar_shows_every_entry_of_its_menu(person: Any) -> None:
    page: Page = person("admin@hq.example", width=1024).open("/hq/jobs")

    for width in (1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for entry in page.locator("#main-menu > a, #main-menu > details > summary").all():
            expect(entry).to_be_in_viewport(ratio=1)
        expect(page.locator(".menu-button")).to_be_hidden()
    tops = page.locator("#main-menu > :is(a, details)").evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(tops) == 11 and len(set(tops)) == 1, "one row at 1440 px"


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 1440), ("en", 360)])
def test_many_entries_fold_into_groups_that_open_below_their_word(person: Any, language: str, width: int) -> None:
    page: Page = person("admin@hq.example", language, width=width).open("/hq/jobs")
    folds = page.locator("#main-menu > details")
    if width == 360:
        page.locator(".menu-button").click()

    expect(folds).to_have_count(1)
    expect(folds).to_have_attribute("data-here", "")
    expect(folds.locator("a").first).to_be_hidden()
    folds.locator("summary").click()
    places = folds.locator("a").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    assert len(places) == 4 and all(place["left"] >= 0 and place["right"] <= width for place in places)
    expect(folds.locator("[aria-current]")).to_have_count(1)
