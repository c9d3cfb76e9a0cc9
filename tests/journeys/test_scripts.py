"""What the scripts add to pages that work without them: fields that follow one another, questions, ticks and menus."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER, MANAGER = "buyer@nile.example", "manager@hq.example"


def chosen(page: Page) -> tuple[str, ...]:
    """The type of an order on its form, its mode of transport and its Incoterms rule."""
    return tuple(page.locator(f"[name={name}]").input_value() for name in ("order_type", "mode", "incoterm"))


def test_the_type_of_an_order_brings_its_mode_and_the_mode_its_rule(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/orders/new")
    slow, followed = page.locator("#mode-slow"), page.locator("#rule-followed")
    assert chosen(page) == ("daily", "sea", "CIF")

    page.locator("[name=order_type]").select_option("vor")

    assert chosen(page) == ("vor", "courier", "CIP")
    expect(followed).to_be_visible()
    expect(slow).to_be_hidden()
    expect(page.locator("[name=vin]")).to_be_visible()
    page.locator("[name=mode]").select_option("sea")
    assert chosen(page) == ("vor", "sea", "CIF")
    expect(followed).to_be_hidden()
    expect(slow).to_be_visible()


def test_letting_the_rest_lapse_is_offered_with_the_type_that_says_after_how_many_days(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/orders/new")
    offer = page.locator("#rest-lapses")
    expect(offer).to_be_hidden()

    page.locator("[name=order_type]").select_option("stock")

    expect(offer).to_be_visible()
    expect(page.locator("#rest_lapses-hint")).to_contain_text("90 days after the order is released")
    page.locator("[name=order_type]").select_option("daily")
    expect(offer).to_be_hidden()


def test_a_type_says_how_what_is_missing_of_its_orders_goes(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/orders/new")
    told = page.locator("#order_type-hint")
    expect(told).to_contain_text("once a week")

    page.locator("[name=order_type]").select_option("initial")

    expect(told).to_have_text("What is missing when the first shipment leaves is cancelled.")


def test_a_mode_and_a_rule_of_ones_own_stay(site: Any, person: Any) -> None:
    page: Page = person(BUYER).open("/orders/new")

    page.locator("[name=mode]").select_option("rail")
    page.locator("[name=incoterm]").select_option("DAP")
    page.locator("[name=order_type]").select_option("vor")

    assert chosen(page) == ("vor", "rail", "DAP")
    expect(page.locator("#mode-slow")).to_be_visible()


def test_what_cannot_be_undone_is_asked_first(site: Any, person: Any) -> None:
    page: Page = person(BUYER).context.new_page()
    draft = site.address + address_of("/orders/new?draft={NM-7801}", numbers_in(site.app))
    asked: list[str] = []

    def answered(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answered)
    page.goto(draft)

    page.locator("button[formaction$='/discard']").click()

    assert asked == ["Discard this draft and all its rows?"]
    page.reload()
    expect(page.locator("[name=po_number]")).to_have_value("NM-7801")


def test_one_box_ticks_all_rows_of_the_review_queue(site: Any, person: Any) -> None:
    page: Page = person(MANAGER).open("/hq/review")
    rows, every = page.locator("tbody [name=chosen]"), page.locator("[data-tick-all]")
    many, bar = rows.count(), page.locator("#review-several")
    expect(bar).to_be_hidden()

    every.check()
    assert (many > 1, page.locator("tbody [name=chosen]:checked").count()) == (True, many)
    expect(bar).to_be_visible()
    free = page.locator("[name=chosen][data-as~=take]").count()
    assert bar.locator("[data-ticked]").first.inner_text() == str(many)
    assert bar.locator("[data-ticked=take]").inner_text() == str(free)
    every.uncheck()
    expect(bar).to_be_hidden()

    assert page.locator("tbody [name=chosen]:checked").count() == 0


def test_letters_lead_through_a_list_and_can_be_switched_off(site: Any, person: Any) -> None:
    page: Page = person(MANAGER).open("/hq/review")
    rows = page.locator("main tr[data-href]")
    ticked = rows.evaluate_all("all => all.findIndex(row => row.querySelector('input[type=checkbox]'))")
    first = str(rows.nth(0).get_attribute("data-href"))

    for _down in range(ticked + 2):
        page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(ticked).locator("a[href]").first).to_be_focused()
    page.keyboard.press("x")
    expect(rows.nth(ticked).locator("input[type=checkbox]")).to_be_checked()
    page.keyboard.press("?")
    expect(page.locator("#keys-window")).to_be_visible()
    page.locator("[data-keys-on]").uncheck()
    page.locator("[data-keys-close]").click()
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(rows.nth(0).locator("a[href]").first).not_to_be_focused()
    page.keyboard.press("?")
    page.locator("[data-keys-on]").check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")

    page.keyboard.press("Enter")

    page.wait_for_url(f"**{first}")


def test_a_row_on_a_phone_is_three_facts_and_a_fold(site: Any, person: Any) -> None:
    page: Page = person(BUYER, width=360).open("/orders")
    row = page.locator("main tr[data-href]").first
    expect(row.locator("td:not(.fold):visible")).to_have_count(3)

    row.locator("td.fold button").click()

    expect(row.locator("td.fold button")).to_have_attribute("aria-expanded", "true")
    assert row.locator("td:not(.fold):visible").count() > 3
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(row.locator("td.fold")).to_be_hidden()
