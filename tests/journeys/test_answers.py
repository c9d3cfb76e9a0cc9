"""Nothing is silent: what was not sent, what takes long, what was refused and what was done is said where one looks."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER = "buyer@nile.example"
CAME_LATER = """() => {
    document.getElementById("components-later").append(document.querySelector("[data-flashed]"));
    document.dispatchEvent(new Event("htmx:afterSettle"));
}"""
COVERED = """() => {
    const said = [...document.querySelectorAll(".messages .notice")].map((one) => one.getBoundingClientRect());
    const works = document.querySelectorAll("main :is(a, button, input, select, summary, textarea), .foot");
    return [...works].filter((one) => {
        one.scrollIntoView({block: "nearest", behavior: "instant"});
        const {top, bottom, height} = one.getBoundingClientRect();
        return height && one.checkVisibility() && said.some((it) => bottom > it.top + 1 && top < it.bottom - 1);
    }).map((one) => one.outerHTML.slice(0, 120));
}"""
"""What one may work at and a message lies over, even where one scrolled to it."""
SAVE = "form[action$='/account/profile'] button"


def messages(page: Page) -> Any:
    """Where the portal says what happened."""
    return page.locator("#components-messages")


def test_a_form_sent_offline_is_held_back_and_says_so(person: Any) -> None:
    somebody = person(BUYER)
    page = somebody.open("/account")
    page.locator("[name=name]").fill("Mona Adel")

    somebody.context.set_offline(True)
    page.locator(SAVE).click()

    expect(messages(page)).to_contain_text("You are offline. Nothing was sent")
    expect(page.locator("[name=name]")).to_have_value("Mona Adel")
    somebody.context.set_offline(False)
    expect(messages(page)).to_have_text("")


def test_work_under_way_is_sent_once_and_its_success_stands_above_the_work(person: Any) -> None:
    somebody = person(BUYER)
    page: Page = somebody.page
    page.clock.install()
    somebody.open("/account")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    with page.expect_navigation():
        page.locator(SAVE).evaluate("button => { button.click(); button.click(); }")

    page.clock.run_for(30_000)
    expect(messages(page)).to_have_text("Your account is saved.")
    assert len(sent) == 1
    said = page.locator(".messages .notice").bounding_box()
    assert said["y"] >= page.locator("header").bounding_box()["height"]
    assert said["y"] + said["height"] <= page.locator("main").bounding_box()["y"], "it stands above the work, and stays"

    page.evaluate(CAME_LATER)
    page.locator(".later .notice").hover()
    page.clock.run_for(30_000)
    expect(messages(page)).to_have_text("Your account is saved.")
    page.mouse.move(1, 1)
    page.clock.run_for(12_000)
    expect(messages(page)).to_have_text("")


def test_a_bar_shows_after_a_moment_and_the_button_waits(person: Any) -> None:
    somebody = person(BUYER)
    page: Page = somebody.page
    page.clock.install()
    somebody.open("/catalogue/11107471")
    held: list[Route] = []
    page.route("**/orders/add", lambda route: held.append(route))  # noqa: PLW0108 - a method cannot be marked
    button = page.locator("main form[id^=add-] button").first

    with page.expect_request("**/orders/add"):
        button.click()
    expect(page.locator("#busy")).to_be_hidden()
    page.clock.fast_forward(400)

    expect(page.locator("#busy")).to_be_visible()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    held[0].continue_()
    expect(messages(page)).to_contain_text("was added to order")
    expect(page.locator("#busy")).to_be_hidden()
    assert len(held) == 1


def test_what_was_typed_is_there_again_after_a_lost_connection(person: Any) -> None:
    somebody = person(BUYER)
    page = somebody.open("/account")
    page.route("**/account/profile", lambda route: route.abort())
    page.locator("[name=name]").fill("Typed before the line broke")

    with page.expect_event("requestfailed"):
        page.locator(SAVE).click(no_wait_after=True)
    page.wait_for_url("chrome-error://**")
    page.go_back()

    expect(page.locator("[name=name]")).to_have_value("Typed before the line broke")
    somebody.errors.clear()


def test_an_answer_that_fails_leaves_the_page_and_says_why(site: Any, person: Any) -> None:
    somebody = person(BUYER)
    page = somebody.open("/catalogue/11107471")
    form = page.locator("main form[id^=add-]").first
    button = form.locator("button")

    page.route("**/orders/add", lambda route: route.abort())
    button.click()
    expect(messages(page)).to_contain_text("The portal cannot be reached.")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    page.unroute_all()
    page.route("**/orders/add", lambda route: route.fulfill(status=502, body="<p>bad gateway</p>"))
    button.click()
    expect(messages(page).locator(".notice")).to_have_count(1)
    page.unroute_all()
    form.evaluate("form => { form.elements.csrf_token.value = 'old'; }")
    button.click()

    expect(messages(page)).to_contain_text("The form has expired")
    expect(messages(page).locator(".notice")).to_have_count(1)
    expect(messages(page).locator("a")).to_have_attribute("href", "/catalogue/11107471")
    expect(form).to_be_visible()
    somebody.errors.clear()


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 360)])
@pytest.mark.parametrize("path", ["/hq/orders/{AA-0452}", "/hq/shipments/{shipment:NP-3288}"])
def test_no_message_lies_over_what_one_works_at(site: Any, person: Any, path: str, language: str, width: int) -> None:
    somebody = person("reviewer@hq.example" if "orders" in path else "warehouse@hq.example", language, width)
    page = somebody.open(address_of(path, numbers_in(site.app)))
    somebody.context.set_offline(True)
    button = page.locator("main form[method=post] button:visible").last
    button.evaluate("button => button.scrollIntoView({block: 'end', behavior: 'instant'})")

    button.focus()
    button.evaluate("button => button.form.requestSubmit(button)")

    said = page.locator(".messages .notice[data-said]")
    expect(said).to_be_in_viewport(ratio=1)
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport(ratio=1)
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= said.bounding_box()["y"] + 1
    assert page.evaluate(COVERED) == []
    somebody.context.set_offline(False)


def test_a_refused_form_leads_to_its_fault(site: Any, person: Any) -> None:
    page = person("warehouse@hq.example").open(address_of("/hq/shipments/{shipment:NP-3288}", numbers_in(site.app)))

    page.locator("#shipping-pick input[name^=pick-]").last.fill("many")
    with page.expect_navigation():
        page.get_by_role("button", name="Record pick").click()

    expect(page.locator("#shipping-pick .summary")).to_be_focused()
    expect(page.locator("#shipping-pick .summary")).to_be_in_viewport()
    page.locator("#shipping-pick .summary a").click()
    expect(page.locator("#shipping-pick input[name^=pick-]").last).to_be_focused()
