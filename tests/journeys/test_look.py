"""Every page as a reader meets it: axe finds nothing, nothing overflows, the keyboard leads everywhere.

Both doors, in English and Arabic, on a desk and on a phone. The pages do not depend on the database
behind them, so SQLite alone stands for both engines here.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]
AXE = Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desk": (1440, 900), "phone": (360, 800)}
# The long rules run once a page and language: on the desk in English, on the phone in Arabic.
RULED = {"en": "desk", "ar": "phone"}
BUYER, OWNER = "buyer@nile.example", "owner@nile.example"
MANAGER, FINANCE, ADMIN = "manager@hq.example", "finance@hq.example", "admin@hq.example"
LOGISTICS, WAREHOUSE = "logistics@hq.example", "warehouse@hq.example"
PAGES: dict[str, tuple[str, ...]] = {
    BUYER: (
        "/", "/catalogue", "/catalogue?q=zzzz", "/catalogue/11107471", "/orders", "/orders/new",
        "/orders/new?draft=SO-2026-000001", "/orders/SO-2026-000007", "/orders/SO-2026-000017",
        "/orders/SO-2026-000017/lines/1", "/shipments", "/shipments/SH-2026-000003",
        "/shipments/SH-2026-000003/receive", "/returns", "/returns/new?shipment=SH-2026-000005",
        "/returns/RMA-2026-000001", "/invoices", "/invoices/CI-CN01-2026-000001", "/documents", "/inbox", "/account",
    ),
    OWNER: ("/team", "/team/invite"),
    MANAGER: (
        "/hq/", "/hq/review", "/hq/orders", "/hq/orders/SO-2026-000006", "/hq/orders/SO-2026-000009",
        "/hq/allocation", "/hq/backorders", "/hq/shipments", "/hq/shipments/ready", "/hq/shipments/SH-2026-000002",
        "/hq/returns", "/hq/returns/RMA-2026-000001",
    ),
    WAREHOUSE: ("/hq/shipments/SH-2026-000001",),
    LOGISTICS: ("/hq/shipments/SH-2026-000002/book",),
    FINANCE: ("/hq/invoices", "/hq/invoices/CI-CN01-2026-000004", "/hq/credit", "/hq/credit/1"),
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

    for path in PAGES[email]:
        somebody.open(path)
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

    for somebody, path in ((buyer, "/orders/SO-2026-000007"), (buyer, "/orders/new"), (manager, "/hq/review")):
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
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("NM-7755")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)
    link = page.locator("main tbody tr td a").first
    tabs_until(page, "main tbody tr td a")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("SO-2026-000015")


def test_a_row_opens_by_click_anywhere_in_it(site: Any, person: Any) -> None:
    page = person(BUYER).open("/orders?q=NM-7755")

    page.locator("main tbody tr td").nth(4).click()

    expect(page.locator("h1")).to_contain_text("SO-2026-000015")


def test_a_decision_is_reached_by_keyboard(site: Any, person: Any) -> None:
    page = person(MANAGER).open("/hq/orders/SO-2026-000006")

    tabs_until(page, "[popovertarget=reject-order]")
    page.keyboard.press("Enter")
    expect(page.locator("#reject-order")).to_be_visible()
    page.keyboard.press("Tab")

    expect(page.locator("#reject-reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#reject-order")).to_be_hidden()


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
