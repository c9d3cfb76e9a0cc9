"""What is typed outlives everything: a draft saves itself, a dropped session and a change of language lose nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from portal.accounts import service_sessions
from portal.accounts.models import KeptForm, UserAccount
from portal.catalogue.models import Part, PartState
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.scope import EVERYONE, scoped
from portal.demo.people import PASSWORD
from portal.orders.models import SalesOrder
from portal.shipping.models import Shipment
from tests.journeys.conftest import press
from tests.journeys.site import address_of, numbers_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
BUYER, COLLEAGUE, REVIEWER = "buyer@nile.example", "owner@nile.example", "reviewer@hq.example"
OTHER = {"en": "ar", "ar": "en"}
ALL_KEPT = """() => {
    const kept = (each) => each.type === "checkbox" ? each.checked === each.defaultChecked
        : each.options ? Array.from(each.options).every((one) => one.selected === one.defaultSelected)
        : each.value === each.defaultValue;
    const refused = (each) => (document.getElementById(each.id + "-said")?.textContent || "").trim() !== "";
    const watched = document.querySelectorAll("[data-autosaved] :is(input, select, textarea)");
    return !document.querySelector("#orders-kept.htmx-request")
        && Array.from(watched).every((each) => kept(each) || refused(each));
}"""
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


def end_sessions(site: Any, email: str) -> None:
    """End all sessions of a person, as an administrator or the idle limit does."""
    with site.app.app_context(), scoped(EVERYONE):
        with transaction():
            user_id = db.session.scalar(sa.select(UserAccount.id).where(UserAccount.email == email))
            assert user_id is not None and service_sessions.end_sessions(user_id, utc_now()) > 0
        db.session.remove()


def stored(site: Any, number: str) -> SalesOrder:
    with site.app.app_context(), scoped(EVERYONE):
        order = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()
        db.session.expunge_all()
        db.session.remove()
    return order


def a_part(site: Any) -> str:
    with site.app.app_context(), scoped(EVERYONE):
        wanted = sa.select(Part.number).where(Part.state == PartState.ACTIVE, Part.minimum == 1, Part.pack == 1)
        number = db.session.scalar(wanted.order_by(Part.number))
        db.session.remove()
    assert number is not None
    return number


def begin_draft(somebody: Any, site: Any, po_number: str) -> str:
    """Begin a draft of one row and return its number."""
    page = somebody.open("/orders/new")
    page.locator("[name=po_number]").fill(po_number)
    page.locator("[name=lines]").fill(f"{a_part(site)}\t2")
    press(page, "button[name=do][value=check]")
    found = re.search(r"SO-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    return found.group()


def log_in(page: Page, email: str) -> None:
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "main form button[type=submit]")


def speak(page: Page, language: str) -> None:
    """Choose a language in the bar."""
    page.locator(".bar .end details.menu summary").first.click()
    press(page, f".bar button[name=language][value={language}]")
    expect(page.locator(f"html[lang={language}]")).to_have_count(1)


def unsent(page: Page) -> dict[str, Any]:
    """What this tab keeps of forms not sent yet."""
    found: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(sessionStorage))")
    return {key: json.loads(text) for key, text in found.items() if key.startswith("keep|")}


def is_kept(page: Page) -> None:
    """Wait until all that was typed is either the page's own or refused at its field, and the line says so."""
    page.wait_for_function(ALL_KEPT)
    expect(page.locator("#orders-kept svg").first).to_be_visible()


@LANGUAGES
def test_a_draft_saves_itself_while_it_is_typed(site: Any, person: Any, language: str) -> None:
    buyer = person(BUYER, language)
    number = begin_draft(buyer, site, f"KEEP-{language}")
    page: Page = buyer.page

    page.locator("[name=note]").fill("يرجى التغليف بعناية")
    page.locator("[name=quantity-1]").fill("7")
    is_kept(page)

    assert (stored(site, number).note, stored(site, number).pieces) == ("يرجى التغليف بعناية", 7)
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("يرجى التغليف بعناية")
    expect(page.locator("[name=quantity-1]")).to_have_value("7")
    assert unsent(page) == {}
    page.locator("[name=quantity-1]").fill("8")
    page.locator("[name=note]").fill("changed, then submitted at once")
    press(page, f"button[formaction$='/orders/{number}/submit']")
    expect(page.locator("h1")).to_contain_text(number)
    assert (stored(site, number).note, stored(site, number).pieces) == ("changed, then submitted at once", 8)


def test_a_wrong_field_is_told_at_the_field_and_the_rest_is_kept(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    number = begin_draft(buyer, site, "KEEP-WRONG")
    page: Page = buyer.page
    page.locator("#orders-header-form summary").click()

    page.locator("[name=odometer_km]").fill("12 thousand")
    page.locator("[name=note]").fill("kept all the same")
    is_kept(page)

    expect(page.locator("#odometer_km-said .error")).to_be_visible()
    expect(page.locator("[name=odometer_km]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=odometer_km]")).to_have_value("12 thousand")
    assert stored(site, number).note == "kept all the same"
    page.reload()
    expect(page.locator("[name=odometer_km]")).to_have_value("12 thousand")
    expect(page.locator("#components-messages")).to_contain_text("We put back what you had typed.")
    is_kept(page)
    page.locator("[name=odometer_km]").fill("12,000")
    is_kept(page)
    expect(page.locator("#odometer_km-said .error")).to_have_count(0)
    assert stored(site, number).odometer_km == 12_000


def test_a_button_pressed_while_the_draft_saves_itself_carries_the_newest_version(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    number = begin_draft(buyer, site, "KEEP-RACE")
    page: Page = buyer.page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/orders/new?draft=*", hold_the_first)

    with page.expect_request(lambda request: "do=keep" in (request.post_data or "")):
        page.locator("[name=note]").fill("first")
    page.locator("[name=note]").fill("second")
    with page.expect_navigation():
        page.locator("button[name=do][value=save]").first.click()
        held[0].continue_()

    expect(page.locator(".summary")).to_have_count(0)
    assert stored(site, number).note == "second"


def test_a_portal_that_does_not_answer_is_told_and_tried_again(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    number = begin_draft(buyer, site, "KEEP-503")
    page: Page = buyer.page
    page.route("**/orders/new?draft=*", lambda route: route.fulfill(status=503, body="busy"), times=1)

    page.locator("[name=note]").fill("first try")
    expect(page.locator("#orders-kept")).to_contain_text("Not kept just now.")
    buyer.errors.clear()
    page.locator("[name=note]").fill("second try")
    is_kept(page)

    assert stored(site, number).note == "second try"


def test_the_older_of_two_tabs_is_told_and_overwrites_nothing(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    number = begin_draft(buyer, site, "KEEP-TABS")
    older: Page = buyer.page
    newer = buyer.context.new_page()
    newer.goto(f"{site.address}/orders/new?draft={number}")
    newer.locator("[name=quantity-1]").fill("9")
    is_kept(newer)

    older.locator("[name=note]").fill("from the older tab")
    expect(older.locator("#orders-kept")).to_contain_text("drawn from an older version")

    assert (stored(site, number).note, stored(site, number).pieces) == ("", 9)
    expect(older.locator("[name=note]")).to_have_value("from the older tab")
    older.goto(f"{site.address}/orders/new?draft={number}")
    expect(older.locator("#components-messages")).to_contain_text("has changed since you typed")
    expect(older.locator("[name=note]")).to_have_value("")
    older.locator("[data-keep-restore]").click()
    is_kept(older)
    assert (stored(site, number).note, stored(site, number).pieces) == ("from the older tab", 9)


@LANGUAGES
def test_a_dropped_session_loses_nothing(site: Any, person: Any, language: str) -> None:
    buyer = person(BUYER, language)
    number = begin_draft(buyer, site, f"DROP-{language}")
    page: Page = buyer.page
    end_sessions(site, BUYER)

    page.locator("#orders-more > summary").click()
    page.locator("[name=lines]").fill(f"{a_part(site)}\t3")
    page.locator("[name=note]").fill("an hour of words")
    press(page, "button[name=do][value=save]")
    expect(page.locator("input[name=password]")).to_be_visible()
    assert "an hour of words" not in page.content() and "an+hour" not in page.url
    log_in(page, BUYER)

    expect(page.locator(".kept-fields")).to_contain_text("an hour of words")
    assert stored(site, number).note == ""
    press(page, "form[data-keep-resend] button")
    expect(page.locator("h1")).to_contain_text(number)
    assert (stored(site, number).note, stored(site, number).pieces) == ("an hour of words", 5)
    assert unsent(page) == {}


def test_a_session_that_drops_while_the_draft_saves_itself_loses_nothing(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    number = begin_draft(buyer, site, "DROP-KEEP")
    page: Page = buyer.page
    end_sessions(site, BUYER)

    page.locator("#orders-more > summary").click()
    page.locator("[name=lines]").fill("pasted, not checked yet")
    with page.expect_navigation(url=re.compile("/login")):
        page.locator("[name=note]").fill("half a sentence")
    log_in(page, BUYER)
    expect(page.locator(".kept-fields")).to_contain_text("half a sentence")
    press(page, "form[data-keep-resend] button")

    expect(page.locator("h1")).to_contain_text(number)
    assert stored(site, number).note == "half a sentence"
    expect(page.locator("[data-keep-restore]")).to_have_count(1)
    page.locator("[data-keep-restore]").click()
    expect(page.locator("[name=lines]")).to_have_value("pasted, not checked yet")


def test_another_person_who_logs_in_gets_nothing_of_it(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    begin_draft(buyer, site, "DROP-OTHER")
    page: Page = buyer.page
    end_sessions(site, BUYER)
    page.locator("[name=note]").fill("for nobody else")
    press(page, "button[name=do][value=save]")

    log_in(page, COLLEAGUE)

    assert "for nobody else" not in page.content() and "/kept" not in page.url
    assert "for nobody else" not in json.dumps(unsent(page))
    page.goto(f"{site.address}/kept")
    assert "for nobody else" not in page.content()
    with site.app.app_context(), scoped(EVERYONE):
        waiting = sa.select(sa.func.count()).where(KeptForm.fields.contains("for nobody else"))
        assert db.session.scalar(waiting) == 1
        db.session.remove()


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="ar")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_dropped_session_loses_nothing_without_script(site: Any, plain_page: Page) -> None:
    page = plain_page
    page.goto(f"{site.address}/login")
    log_in(page, BUYER)
    page.goto(f"{site.address}/orders/new")
    end_sessions(site, BUYER)

    page.locator("[name=po_number]").fill("PLAIN-DROP")
    page.locator("[name=lines]").fill(f"{a_part(site)}\t4")
    press(page, "button[name=do][value=check]")
    log_in(page, BUYER)
    expect(page.locator(".kept-fields")).to_contain_text("PLAIN-DROP")
    press(page, "form[data-keep-resend] button")

    expect(page.locator("[name=po_number]")).to_have_value("PLAIN-DROP")
    expect(page.locator("[name=quantity-1]")).to_have_value("4")


FORMS = {
    "claim": (BUYER, "/returns/new?shipment={delivered}", ["[name=note]"]),
    "receipt": (BUYER, "/shipments/{departed}/receive", ["[name^=note-]", "[name^=received-]"]),
    "order": (BUYER, "/orders/new", ["[name=po_number]", "[name=lines]", "[name=incoterm_place]"]),
    "review": (REVIEWER, "/hq/orders/{AA-0452}", ["#ask-1", "#ask-3", "#reject-note"]),
    "invitation": (COLLEAGUE, "/team/invite", ["[name=email]", "[name=name]"]),
}


def shipments(site: Any) -> dict[str, str]:
    """A shipment of the buyer's company in each state."""
    with site.app.app_context(), scoped(EVERYONE):
        own = sa.select(UserAccount.distributor_id).where(UserAccount.email == BUYER).scalar_subquery()
        rows = db.session.execute(
            sa.select(Shipment.state, Shipment.number).where(Shipment.distributor_id == own)
        ).all()
        db.session.remove()
    return {state.value: number for state, number in rows}


@pytest.mark.parametrize(("name", "language"), [*((name, "en") for name in FORMS), ("order", "ar"), ("claim", "ar")])
def test_a_change_of_language_loses_nothing(site: Any, person: Any, name: str, language: str) -> None:
    email, path, fields = FORMS[name]
    somebody = person(email, language)
    known = {f"{{{state}}}": number for state, number in shipments(site).items()} | numbers_in(site.app)
    page: Page = somebody.open(address_of(path, known))
    there = [field for field in fields if page.locator(field).count()]
    assert there
    page.evaluate(
        "document.querySelectorAll('[popover]').forEach(one => one.removeAttribute('popover') ?? (one.open = true))"
    )
    page.evaluate("document.querySelectorAll('details.another').forEach(one => { one.open = true; })")
    for place, field in enumerate(there):
        page.locator(field).first.fill(f"{place + 1}")

    speak(page, OTHER[language])

    for place, field in enumerate(there):
        expect(page.locator(field).first).to_have_value(f"{place + 1}")
    expect(page.locator("#components-messages .notice.info [data-keep-discard]")).to_be_visible()
    page.locator("[data-keep-discard]").click()
    expect(page.locator(there[0]).first).not_to_have_value("1")
    page.reload()
    expect(page.locator("#components-messages .notice")).to_have_count(0)
    assert unsent(page) == {}


def test_a_change_of_language_at_the_login_keeps_the_address_and_never_the_password(site: Any, chromium: Any) -> None:
    context = chromium.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{site.address}/login")
    page.locator("input[name=email]").fill("somebody@nile.example")
    page.locator("input[name=password]").fill("a secret sentence")

    speak(page, "ar")

    expect(page.locator("input[name=email]")).to_have_value("somebody@nile.example")
    expect(page.locator("input[name=password]")).to_have_value("")
    assert "a secret sentence" not in json.dumps(unsent(page)) and unsent(page) != {}
    context.close()


def test_the_back_button_and_a_closed_page_lose_nothing_and_logging_out_forgets(site: Any, person: Any) -> None:
    buyer = person(BUYER)
    page: Page = buyer.open("/orders/new")
    page.locator("[name=reason]").evaluate("one => one.closest('details').open = true")
    page.locator("[name=reason]").fill("the car stands")

    page.goto(f"{site.address}/catalogue")
    page.go_back()
    expect(page.locator("[name=reason]")).to_have_value("the car stands")
    expect(page.locator("[name=reason]")).to_be_visible()
    assert any("nile" not in key and "draft:new" in key for key in unsent(page))
    page.locator(".bar .end details.menu summary").nth(1).click()
    press(page, "form[data-keep-forget] button")

    assert unsent(page) == {}
    log_in(page, BUYER)
    page.goto(f"{site.address}/orders/new")
    expect(page.locator("[name=reason]")).to_have_value("")


def test_a_form_that_arrived_is_forgotten_and_one_refused_is_not(site: Any, person: Any) -> None:
    owner = person(COLLEAGUE)
    page: Page = owner.open("/team/invite")
    page.locator("[name=name]").fill("Sara")
    page.locator("[name=email]").fill("buyer@nile.example")
    page.locator("input[type=checkbox][name=roles]").first.check()
    press(page, "main form button[type=submit]")
    expect(page.locator(".summary")).to_have_count(1)
    speak(page, "ar")
    page.goto(f"{site.address}/team/invite")
    expect(page.locator("[name=name]")).to_have_value("")  # what was refused comes back when it is wanted
    page.locator("[data-keep-restore]").click()
    expect(page.locator("[name=name]")).to_have_value("Sara")

    page.locator("[name=email]").fill(f"sara-{utc_now():%H%M%S%f}@nile.example")
    press(page, "main form button[type=submit]")

    assert unsent(page) == {}
    page.goto(f"{site.address}/team/invite")
    expect(page.locator("[name=name]")).to_have_value("")
    speak(page, "en")


def test_a_sign_no_request_may_have_is_not_put_back(site: Any, person: Any) -> None:
    manager = person(REVIEWER)
    page: Page = manager.page
    manager.open("/hq/account")
    name = page.locator("input[name=name]")
    name.evaluate("(box) => { box.value = 'Wei\\0 Zhang'; box.dispatchEvent(new Event('input', { bubbles: true })); }")
    page.wait_for_function("() => JSON.stringify({ ...sessionStorage }).includes('Zhang')")

    page.reload()

    expect(name).to_have_value("Wei Zhang")
