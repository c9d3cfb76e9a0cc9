"""Every page as a reader meets it: axe finds nothing, nothing overflows, the keyboard leads everywhere.

Both doors, in English and Arabic, on a desk and on a phone. The pages do not depend on the database
behind them, so SQLite alone stands for both engines here. A page that nobody put into `PAGES` is named.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.exceptions import HTTPException

from portal.core.web import errorpages
from tests.journeys.kinds import made_in, opened
from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
AXE = Path(__file__).parent.parent / "vendor" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1440, 900), "phone": (360, 800)}
RULED = "ar"
"""The language in which the long rules are asked of each page, at both sizes: no rule sees more in another."""
BUYER, OWNER, PAYER = "buyer@nile.example", "owner@nile.example", "finance@nile.example"
MANAGER, FINANCE, ADMIN = "manager@hq.example", "finance@hq.example", "admin@hq.example"
STEWARD = "steward@hq.example"
LOGISTICS, WAREHOUSE, PLANNER = "logistics@hq.example", "warehouse@hq.example", "planner@hq.example"
# `{NM-7755}` is the number of the order with this purchase order, `{shipment:…}` and so on what came of it, `{file}`
# and such what `made_in` made. A name with a dot is a view: the first link to it on the page before.
PAGES: dict[str, tuple[str, ...]] = {
    BUYER: (
        "/", "/catalogue", "/catalogue?q=zzzz", "/catalogue/11107471", "/catalogue/lists",
        "/catalogue/lists/{parts}", "/orders/bought", "/catalogue/compare",
        "/catalogue/compare?part=11107471&part=21029627", "/orders", "/orders/new",
        "/orders/new?draft={NM-7801}", "/orders/{NM-7801}/freight", "/orders/columns/{sheet}", "/orders/{NM-7788}",
        "/orders/{NM-7731}", "/orders/{NM-7731}/lines/1", "/orders/{NM-7790}", "/shipments",
        "/shipments/{shipment:NM-7755}", "/shipments/{shipment:NM-7755}/receive", "/shipments/{shipment:NM-7731}",
        "/returns", "/returns/new?shipment={shipment:NM-7731}", "/returns/{claim:NM-7731}", "/invoices",
        "/invoices/{invoice:NM-7755}", "/documents", "documents.show", "/inbox", "/account", "/search?q=NM",
        "/downloads", "/downloads/{file}", "/orders/gather", "/orders/{DE-0118}",
    ),
    PAYER: ("/",),
    OWNER: (
        "/team", "accounts_people.person", "/team/invite", "/company", "/company/name", "/company/addresses/{address}",
        "/company/prices-shown", "/company/prices", "masterdata_downward.show",
        "/company/prices/1/file/{dealers}", "/company/prices/1/file/{dealers}/columns",
    ),
    MANAGER: (
        "/hq/", "/hq/review", "/hq/review/several/{several}", "/hq/orders", "/hq/orders/{AA-0452}",
        "/hq/orders/{SE-1198}", "/hq/orders/{SE-1198}/beside", "/hq/orders/{NM-7790}", "/hq/allocation",
        "hq_allocation.show", "/hq/shipments",
        "/hq/shipments/{shipment:NM-7770}", "/hq/returns", "/hq/returns/{claim:NM-7731}", "/hq/documents",
        "hq_documents.show", "/hq/inbox", "/hq/account", "/hq/search?q=NM", "/hq/downloads", "/hq/downloads/{hq-file}",
    ),
    PLANNER: ("/hq/backorders", "hq_allocation_promise.show"),
    WAREHOUSE: (
        "/hq/shipments/ready", "hq_shipping_depot_ready.group", "/hq/shipments/{shipment:NP-3288}",
        "/hq/shipments/{shipment:NM-7770}/cartons/1", "/hq/stock", "hq_stock.shelf", "/hq/stock/receipts",
        "hq_stock_receipts.show", "/hq/stock/counts", "/hq/stock/counts/{counts}",
    ),
    LOGISTICS: (
        "/hq/shipments/{shipment:NM-7770}/book", "/hq/companies", "/hq/companies/{company}",
        "/hq/companies/{company}/name", "/hq/companies/{company}/addresses/{address}",
    ),
    FINANCE: (
        "/hq/invoices", "/hq/invoices/{invoice:AA-0421}", "/hq/credit", "/hq/credit/1", "/hq/approvals", "/hq/prices",
        "/hq/prices/1/1", "/hq/sellers", "hq_accounts_sellers.show", "/hq/prices/of-a-day",
        "/hq/prices/of-a-day?distributor=NILE&part=11107471&day=2026-11-01&quantity=10&order_type=stock",
        "/hq/payments", "hq_finance_payments.show", "/hq/payments/new", "/hq/payments/new/1",
    ),
    STEWARD: (
        "/hq/data", "/hq/data/parts", "/hq/data/parts?gap=hs_code", "/hq/data/parts/row?key=11107471",
        "/hq/data/parts/file", "/hq/data/parts/photos", "/hq/data/parts/photos?part=11107471",
        "/hq/data-changes", "/hq/data-changes/2", "/hq/data-changes/3", "/hq/data-changes/{odd}",
        "/hq/data-changes/2/columns", "/hq/setup", "/hq/setup/missing", "/hq/setup/figures",
        "/hq/data/addresses",
        "/hq/duplicates", "/hq/duplicates/parts/1/2", "/hq/duplicates/distributors/1/2",
        "/hq/calendars?calendar=DXB", "/hq/calendars?calendar=EG",
    ),
    ADMIN: (
        "/hq/audit", "hq_audit.row", "/hq/jobs", "/hq/outbox", "hq_notifications.mail", "/hq/users",
        "hq_accounts_people.person", "/hq/users/invite", "/hq/data/people",
        "/hq/data/people/row?key=buyer@nile.example",
    ),
    "": ("/login", "/hq/login", "/forgot", "/reset/{reset}", "/invite/{invited}"),
}  # fmt: skip
MAILED = frozenset({"/reset/{reset}", "/invite/{invited}"})
"""Links that come by mail open in the language of who got it, whatever the browser asks for."""
NO_PAGES = {
    "accounts_door_open.first_admin": "a form of invite's, where there is no administrator yet",
    "accounts_door_open.language": "chooses, and leads back",
    "accounts_kept.kept": "leads on to the form that was kept",
    "hq_accounts_kept.kept": "leads on to the form that was kept",
    "home.headquarters_without_slash": "leads to the address with one",
    "hq_stock.find": "leads to a shelf",
    "orders_entry.parts": "a piece of the draft's page",
    "orders_decisions_gathering.shares": "a sheet",
    "orders_entry.template": "a sheet", "hq_masterdata.template": "a sheet", "masterdata_downward.template": "a sheet",
    "hq_masterdata_sets.file": "a file", "hq_stock_counts.printed": "a file",
    "documents.pdf": "a file", "hq_documents.pdf": "a file", "downloads.file": "a file", "hq_downloads.file": "a file",
    "returns.photo": "a picture", "hq_returns.photo": "a picture",
    "catalogue.photo": "a picture", "hq_catalogue_photos.photo": "a picture", "hq_accounts_sellers.logo": "a picture",
    "health.healthz": "for machines", "health.readyz": "for machines", "health.metrics": "for machines",
    "static": "files",
}  # fmt: skip
"""Views that answer GET and show no page of their own, and what they do."""
FAULTS = (400, 403, 404, 405, 413, 415, 429, 500, 503)
VIOLATIONS = """async (tags) => (await axe.run(document, {runOnly: {type: "tag", values: tags}, preload: false,
    resultTypes: ["violations"]})).violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "))"""
STANDS = """() => [document.documentElement.scrollWidth - document.documentElement.clientWidth,
    document.documentElement.lang, document.documentElement.dir, document.querySelectorAll("h1").length]"""


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
    wide, *said, headings = page.evaluate(STANDS)
    direction = "rtl" if language == "ar" else "ltr"
    return [
        *(violations(page) if rules else []),
        *([f"wider than the window by {wide} pixels"] if wide else []),
        *([f"says {said}"] if said != [language, direction] else []),
        *(["not one heading of the first rank"] if headings != 1 else []),
    ]


def page_language(page: Page) -> str:
    """The language a page says it is in, one of those pages are looked at in."""
    said = str(page.evaluate("document.documentElement.lang"))
    assert said in ("en", "ar")
    return said


def faults_at_each_size(page: Page, language: str, rules: bool) -> list[str]:
    """What is wrong with the page on a desk and on a phone."""
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{size}: {wrong}" for wrong in faults(page, language, rules)]
    return found


@pytest.fixture(scope="session")
def known(site: Any) -> dict[str, str]:
    """What the marks in addresses stand for."""
    return {**numbers_in(site.app), **made_in(site.app)}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("email", list(PAGES))
def test_every_page_is_accessible_and_fits(
    site: Any, person: Any, stranger: Any, known: dict[str, str], email: str, language: str
) -> None:
    somebody = person(email, language) if email else stranger(language)
    found: dict[str, list[str]] = {}

    for path in PAGES[email]:
        opened(somebody, site.app, address_of(path, known))
        spoken = page_language(somebody.page) if path in MAILED else language
        if wrong := faults_at_each_size(somebody.page, spoken, rules=language == RULED):
            found[path] = wrong

    assert found == {}


def test_no_kind_of_page_is_left_out(site: Any) -> None:
    """A new view that answers GET is looked at, or said to be no page."""
    looked_at = {view_of(site.app, path) for paths in PAGES.values() for path in paths}
    views = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert "" not in looked_at
    assert views - looked_at == set(NO_PAGES)


def view_of(app: Flask, path: str) -> str:
    """The view an address of `PAGES` leads to."""
    if not path.startswith("/"):
        return path
    plain = re.sub(r"\{[^}]+\}", "1", path).partition("?")[0]
    return app.url_map.bind("localhost").match(plain)[0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_error_page_is_accessible_and_fits(site: Any, person: Any, known: dict[str, str], language: str) -> None:
    """With the menu as people meet them, then each status as it stands where nobody is known: one page, other words."""
    page: Page = person(BUYER, language).page
    found: dict[str, list[str]] = {}
    met = {"/orders/SO-2026-999999": 404, "/hq/orders": 403, address_of("/orders/new?draft={NM-7790}", known): 409}

    for path, status in met.items():
        answer = page.goto(site.address + path)
        assert answer is not None and answer.status == status
        found[path] = faults_at_each_size(page, language, rules=language == RULED)
    page.route(
        "**/fault/*", lambda route: route.fulfill(body=fault_page(site.app, int(route.request.url[-3:]), language))
    )
    for status in FAULTS:
        page.goto(f"{site.address}/fault/{status}")
        assert page.locator("h1").inner_text()
        found[f"{status}"] = faults_at_each_size(page, language, rules=(status, language) == (503, RULED))

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def fault_page(app: Flask, status: int, language: str) -> str:
    """The portal's answer where nobody is known."""
    error = HTTPException()
    error.code = status
    with app.test_request_context("/orders", headers={"Accept-Language": language}):
        answer = errorpages.on_anything(error) if status == 500 else errorpages.on_http(error)
        return answer.get_data(as_text=True)


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
    expect(page.locator("main .head a").first).to_be_focused()
    tabs_until(page, "main .head a.btn-primary")
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

    page.locator(".bar .end details.menu summary").first.click()
    expect(page.locator(".bar .end details.menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(page.locator(".bar .end details.menu[open]")).to_have_count(0)


def tabs_until(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it, sixty times at most."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")
