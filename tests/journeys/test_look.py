"""Every page as a reader meets it: axe finds nothing, nothing overflows, the keyboard leads everywhere.

Both doors, in English and Arabic, on a desk and on a phone. The pages do not depend on the database
behind them, so SQLite alone stands for both engines here.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
AXE = Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desk": (1440, 900), "phone": (360, 800)}
# The long rules run once a page and language: on the desk in English, on the phone in Arabic.
RULED = {"en": "desk", "ar": "phone"}
BUYER, OWNER = "buyer@nile.example", "owner@nile.example"
MANAGER, FINANCE, ADMIN = "manager@hq.example", "finance@hq.example", "admin@hq.example"
LOGISTICS, WAREHOUSE = "logistics@hq.example", "warehouse@hq.example"
# `{NM-7755}` is the number of the order with this purchase order, `{shipment:…}` and so on what came of it.
PAGES: dict[str, tuple[str, ...]] = {
    BUYER: (
        "/", "/catalogue", "/catalogue?q=zzzz", "/catalogue/11107471", "/orders", "/orders/new",
        "/orders/new?draft={NM-7801}", "/orders/{NM-7788}", "/orders/{NM-7731}", "/orders/{NM-7731}/lines/1",
        "/orders/{NM-7790}", "/shipments", "/shipments/{shipment:NM-7755}", "/shipments/{shipment:NM-7755}/receive",
        "/shipments/{shipment:NM-7731}", "/returns", "/returns/new?shipment={shipment:NM-7731}",
        "/returns/{claim:NM-7731}", "/invoices", "/invoices/{invoice:NM-7755}", "/documents", "/inbox", "/account",
    ),
    OWNER: ("/team", "/team/invite"),
    MANAGER: (
        "/hq/", "/hq/review", "/hq/orders", "/hq/orders/{AA-0452}", "/hq/orders/{SE-1198}", "/hq/orders/{NM-7790}",
        "/hq/allocation", "/hq/backorders", "/hq/shipments", "/hq/shipments/ready",
        "/hq/shipments/{shipment:NM-7770}", "/hq/returns", "/hq/returns/{claim:NM-7731}",
    ),
    WAREHOUSE: ("/hq/shipments/{shipment:NP-3288}",),
    LOGISTICS: ("/hq/shipments/{shipment:NM-7770}/book",),
    FINANCE: ("/hq/invoices", "/hq/invoices/{invoice:AA-0421}", "/hq/credit", "/hq/credit/1"),
    ADMIN: ("/hq/audit", "/hq/jobs", "/hq/outbox", "/hq/users", "/hq/users/invite"),
}  # fmt: skip
VIOLATIONS = """async (tags) => (await axe.run(document, {runOnly: {type: "tag", values: tags},
    resultTypes: ["violations"]})).violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe() -> str:
    """The checker's own text; it is handed to the browser directly, past the portal's script policy."""
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe())
    found: list[str] = page.evaluate(VIOLATIONS, RULES)
    return found


def faults(page: Page, language: str, rules: bool = True) -> list[str]:
    """All that is wrong with the page as it stands: width, language, direction, and the rules of axe."""
    wide = page.evaluate(OVERFLOW)
    said = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    direction = "rtl" if language == "ar" else "ltr"
    return [
        *(violations(page) if rules else []),
        *([f"wider than the window by {wide} pixels"] if wide else []),
        *([f"says {said}"] if said != [language, direction] else []),
        *(["not one heading of the first rank"] if page.locator("h1").count() != 1 else []),
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("email", list(PAGES))
def test_every_page_is_accessible_and_fits(site: Any, person: Any, email: str, language: str) -> None:
    somebody = person(email, language)
    page: Page = somebody.page
    found: dict[str, list[str]] = {}
    known = numbers_in(site.app)

    for path in PAGES[email]:
        somebody.open(address_of(path, known))
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            if wrong := faults(page, language, rules=RULED[language] == size):
                found[f"{path} ({size})"] = wrong

    assert found == {}


@pytest.mark.parametrize("door", ["", "/hq"])
def test_the_doors_themselves_are_accessible(site: Any, chromium: Any, door: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="ar")
    page = context.new_page()
    found: dict[str, list[str]] = {}

    for path in (f"{door}/login", "/forgot"):
        page.goto(site.address + path)
        if wrong := faults(page, "ar"):
            found[path] = wrong

    context.close()
    assert found == {}


def test_the_dark_colours_are_accessible_too(site: Any, person: Any) -> None:
    buyer, manager = person(BUYER), person(MANAGER)
    found: dict[str, list[str]] = {}
    asked = address_of("/orders/{NM-7788}", numbers_in(site.app))

    for somebody, path in ((buyer, asked), (buyer, "/orders/new"), (manager, "/hq/review")):
        somebody.page.emulate_media(color_scheme="dark")
        if wrong := faults(somebody.open(path), "en"):
            found[path] = wrong

    assert found == {}


def test_the_checks_find_what_is_planted(site: Any, person: Any) -> None:
    page = person(BUYER).open("/orders")
    assert faults(page, "en") == []

    page.evaluate("""() => {
        const image = document.createElement("img"), wide = document.createElement("div");
        image.src = "/static/icons/mark.svg"; wide.style.width = "3000px"; wide.textContent = "wide";
        document.querySelector("main").append(image, wide); document.documentElement.dir = "rtl"; }""")

    assert [fault.split(":")[0].split(" by ")[0].split(" [")[0] for fault in faults(page, "en")] == [
        "image-alt",
        "wider than the window",
        "says",
    ]


def test_a_list_is_used_by_keyboard_alone(site: Any, person: Any) -> None:
    page = person(BUYER).open("/orders")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.locator("main .head a.btn-primary")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("main input[type=search]")).to_be_focused()
    page.keyboard.type("NM-7755")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)
    link = page.locator("main tbody tr td a").first
    tabs_until(page, "main tbody tr td a")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text(numbers_in(site.app)["{NM-7755}"])


def test_a_row_opens_by_click_anywhere_in_it(site: Any, person: Any) -> None:
    page = person(BUYER).open("/orders?q=NM-7755")

    page.locator("main tbody tr td").nth(4).click()

    expect(page.locator("h1")).to_contain_text(numbers_in(site.app)["{NM-7755}"])


def test_a_decision_is_reached_by_keyboard(site: Any, person: Any) -> None:
    page = person("reviewer@hq.example").open(address_of("/hq/orders/{AA-0452}", numbers_in(site.app)))

    tabs_until(page, "[popovertarget=reject-order]")
    page.keyboard.press("Enter")

    expect(page.locator("#reject-reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#reject-order")).to_be_hidden()
    expect(page.locator("[popovertarget=reject-order]").first).to_be_focused()
    page.locator("[popovertarget=request-changes]").first.click()
    expect(page.locator("#subject-1")).to_be_focused()
    expect(page.locator("#ask-2")).to_be_hidden()
    page.locator("#ask-1").fill("Why?")
    page.locator("#orders-change-request summary:visible").click()
    expect(page.locator("#ask-2")).to_be_visible()
    page.locator("#orders-change-request [value=findings]").click()
    expect(page.locator("#ask-2")).to_be_focused()
    assert (page.locator("#ask-1").input_value(), page.locator("#ask-2").input_value() != "") == ("Why?", True)
    page.locator("#request-changes [popovertargetaction=hide]").click()
    expect(page.locator("#request-changes")).to_be_hidden()


def test_menus_close_with_escape(site: Any, person: Any) -> None:
    page = person(BUYER).open("/orders")

    page.locator(".bar details.menu summary").first.click()
    expect(page.locator(".bar details.menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(page.locator(".bar details.menu[open]")).to_have_count(0)


def tabs_until(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it, sixty times at most."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")
