"""A draft keeps itself while it is typed, and nothing typed is lost over a login or a refusal."""

import io
from typing import Any

import sqlalchemy as sa
from flask import Flask
from lxml import etree
from werkzeug.test import TestResponse

from portal.accounts import service_sessions
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import OrderState
from tests.factories import PASSWORD
from tests.orders.factories import Market, make_draft, make_market, order_of, sell, sell_many
from tests.queries import counted
from tests.web import Browser
from tests.web_checks import parsed

HTMX = {"HX-Request": "true"}


def begun(browser: Browser) -> tuple[str, dict[str, Any]]:
    """Begin a draft of two rows and return its number and the fields its page would send."""
    browser.page("/orders/new")
    page = browser.send({"lines": "21029627 2\n21047102 1", "po_number": "PO-1"}, button="Check lines")
    number = str(page.select("//h1/span//text()")[0]).strip()
    return number, page.fields(id="draft")


def keep(browser: Browser, number: str, fields: dict[str, Any], **typed: str) -> TestResponse:
    """Send what the page sends by itself while somebody types."""
    data = fields | {"do": "keep"} | {name.replace("__", "-"): text for name, text in typed.items()}
    return browser.open(f"/orders/new?draft={number}", method="POST", data=data, headers=HTMX)


def version_in(answer: TestResponse) -> str:
    tree, _errors = parsed(answer.get_data(as_text=True))
    return str(tree.xpath("//input[@id='draft-version' and @hx-swap-oob='true']/@value")[0])


def row_texts(number: str) -> list[tuple[str, str]]:
    db.session.expire_all()
    wanted = sa.select(DraftRow.part_text, DraftRow.quantity_text).join(SalesOrder, SalesOrder.id == DraftRow.order_id)
    found = db.session.execute(wanted.where(SalesOrder.number == number).order_by(DraftRow.position))
    return [(row.part_text, row.quantity_text) for row in found]


def test_head_and_rows_are_kept_without_a_button(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = keep(browser, number, fields, po_number="PO-2", note="fragile", quantity__1="7")

    assert answer.status_code == 200 and "Kept at" in answer.get_data(as_text=True)
    order = order_of(number)
    assert (order.po_number, order.note, order.version) == ("PO-2", "fragile", int(fields["version"]) + 1)
    assert version_in(answer) == str(order.version)
    assert row_texts(number) == [("21029627", "7"), ("21047102", "1")] and order.pieces == 8
    assert len(answer.get_data()) < 4_000


def test_the_buttons_work_with_the_version_that_came_along(browser: Browser) -> None:
    number, fields = begun(browser)
    page = browser.page(f"/orders/new?draft={number}")
    answer = keep(browser, number, fields, note="one")

    page = browser.send({"version": version_in(answer), "note": "two"}, button="Submit order")

    assert page.has("was submitted") and order_of(number).note == "two"


def test_nothing_new_leaves_the_version_as_it_is(browser: Browser) -> None:
    number, fields = begun(browser)

    versions = {version_in(keep(browser, number, fields)) for _ in range(2)}

    assert versions == {fields["version"]}


def test_two_tabs_on_one_draft_never_overwrite_each_other_silently(browser: Browser) -> None:
    number, fields = begun(browser)
    older = browser.page(f"/orders/new?draft={number}")
    assert keep(browser, number, fields, quantity__1="7").status_code == 200

    answer = keep(browser, number, fields, quantity__2="9", po_number="PO-OLD")

    said = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "drawn from an older version" in said and "draft-version" not in said
    assert row_texts(number)[0] == ("21029627", "7") and order_of(number).po_number == "PO-1"
    browser.shown = older
    page = browser.send({"quantity-2": "9", "po_number": "PO-OLD"}, button="Save draft", status=409)
    assert page.has("Row 1: you had 21029627 · 2; now it is 21029627 · 7.")
    assert page.has("Row 2: you had 21047102 · 9; now it is 21047102 · 1.")
    assert page.fields(id="draft")["po_number"] == "PO-OLD"
    assert row_texts(number)[1] == ("21047102", "1")


def test_a_wrong_field_is_no_obstacle_and_its_error_stands_at_the_field(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = keep(browser, number, fields, odometer_km="12 thousand", note="kept", part__2="x" * 201, quantity__1="3")

    tree, _errors = parsed(answer.get_data(as_text=True))
    said = "".join(tree.xpath("//div[@id='odometer_km-said']//text()"))
    assert answer.status_code == 200 and "is not a number" in said
    assert "".join(tree.xpath("//div[@id='note-said']//text()")).strip() == ""
    assert "Not kept yet" in answer.get_data(as_text=True) and "row 2" in answer.get_data(as_text=True)
    order = order_of(number)
    assert (order.note, order.odometer_km) == ("kept", None)
    assert row_texts(number) == [("21029627", "3"), ("21047102", "1")]


def test_every_error_has_its_place_on_the_page_before_it_happens(browser: Browser) -> None:
    number, fields = begun(browser)
    page = browser.page(f"/orders/new?draft={number}")

    tree, _errors = parsed(keep(browser, number, fields, note="x").get_data(as_text=True))
    places = set(tree.xpath("//*[@hx-swap-oob]/@id"))

    assert len(places) == 19 and places <= set(page.select("//@id"))


def test_an_order_not_begun_is_not_begun_by_looking_or_keeping(browser: Browser) -> None:
    page = browser.page("/orders/new")
    assert page.select("//*[@data-autosave]") == []

    answer = browser.post("/orders/new", {"do": "keep", "po_number": "PO-1"}, headers=HTMX)

    assert answer.status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SalesOrder)) == 0


def test_an_order_submitted_meanwhile_is_told_and_left_alone(browser: Browser) -> None:
    number, fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    browser.send(button="Submit order")

    answer = keep(browser, number, fields, note="too late")

    assert answer.status_code == 409 and order_of(number).note == ""
    assert order_of(number).state is OrderState.SUBMITTED


def test_somebody_elses_draft_is_not_there(browser: Browser, app: Flask) -> None:
    other = make_market()
    sell(other, "21029627", stock=0)
    draft = make_draft(other, ("21029627", 1))
    _number, fields = begun(browser)

    assert keep(browser, draft.number, fields, note="mine now").status_code == 404
    assert order_of(draft.number).note == ""


def test_without_script_the_same_words_mean_saving(browser: Browser) -> None:
    number, fields = begun(browser)

    answer = browser.open(f"/orders/new?draft={number}", method="POST", data=fields | {"do": "keep", "note": "plain"})

    assert answer.status_code == 303 and order_of(number).note == "plain"


def test_a_word_in_the_head_does_not_answer_all_rows_again(browser: Browser, market: Market) -> None:
    draft = make_draft(market, *((number, 1) for number in sell_many(market, 120)))
    fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")
    browser.open(f"/orders/new?draft={draft.number}", method="POST", data=fields | {"do": "save"})
    fields = browser.page(f"/orders/new?draft={draft.number}").fields(id="draft")

    with counted() as for_the_head:
        answer = keep(browser, draft.number, fields, note="careful")
    fields["version"] = version_in(answer)
    with counted() as for_a_row:
        keep(browser, draft.number, fields, note="careful", quantity__1="2")

    assert len(for_the_head) <= 10 and len(for_a_row) > len(for_the_head), for_the_head
    assert order_of(draft.number).pieces == 121


def test_rows_typed_stay_on_the_page_when_the_whole_is_refused(browser: Browser) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")

    broken = {"sheet": (io.BytesIO(b"PK\x03\x04 not a workbook"), "order.xlsx")}
    page = browser.send({"quantity-1": "5", "note-2": "blue"}, button="Check lines", extra=broken, status=422)

    fields = page.fields(id="draft")
    assert (fields["quantity-1"], fields["note-2"]) == ("5", "blue")
    assert row_texts(number)[0] == ("21029627", "2")


def drop(market: Market) -> None:
    with transaction():
        service_sessions.end_sessions(market.buyer.id, utc_now())


def log_in(browser: Browser, market: Market) -> Any:
    browser.page("/login")
    return browser.send({"email": market.buyer.email, "password": PASSWORD}, button="Log in")


def test_an_hour_of_typing_survives_a_dropped_session_and_is_submitted_once(browser: Browser, market: Market) -> None:
    number, _fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    drop(market)

    browser.send({"note": "an hour of words\nin two lines", "quantity-1": "7"}, button="Submit order")
    page = log_in(browser, market)
    assert page.path == "/kept" and page.has("an hour of words") and page.has("Note")
    assert order_of(number).state is OrderState.DRAFT
    sent = page.fields(button="Send it now")
    page = browser.send(button="Send it now")

    assert page.has("was submitted")
    order = order_of(number)
    assert (order.state, order.pieces) == (OrderState.SUBMITTED, 8)
    assert order.note.splitlines() == ["an hour of words", "in two lines"]
    again = browser.open(f"/orders/{number}/submit", method="POST", data=sent)
    assert again.status_code == 303 and again.headers["Location"] == f"/orders/{number}"
    assert order_of(number).version == order.version


def test_the_key_of_the_first_sending_goes_along(browser: Browser, market: Market) -> None:
    page = browser.page("/orders/new")
    first = page.fields(id="draft")
    sent = first | {"lines": "21029627 2", "do": "check"}
    assert browser.open("/orders/new", method="POST", data=sent).status_code == 303
    drop(market)

    browser.send({"lines": "21029627 2"}, button="Check lines")
    page = log_in(browser, market)
    assert page.fields(button="Send it now")["idempotency_key"] == first["idempotency_key"]
    browser.send(button="Send it now")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SalesOrder)) == 1


def test_what_the_page_was_keeping_by_itself_survives_too(browser: Browser, market: Market) -> None:
    number, fields = begun(browser)
    drop(market)

    answer = keep(browser, number, fields, note="half a sentence")
    assert answer.status_code == 204 and "/login" in answer.headers["HX-Redirect"]
    page = log_in(browser, market)
    assert page.has("half a sentence")
    page = browser.send(button="Send it now")

    assert page.path == f"/orders/new?draft={number}" and order_of(number).note == "half a sentence"


def test_a_stale_form_kept_over_the_login_is_refused_and_stays_kept(browser: Browser, market: Market) -> None:
    number, fields = begun(browser)
    browser.page(f"/orders/new?draft={number}")
    drop(market)
    browser.send({"note": "mine"}, button="Save draft")
    log_in(browser, market)
    assert keep(browser, number, fields, note="newer").status_code == 200
    browser.page("/kept")

    page = browser.send(button="Send it now", status=409)

    assert page.has("drawn from an older version") and order_of(number).note == "newer"
    assert page.fields(id="draft")["note"] == "mine"
    assert browser.page("/kept").has("mine")


def test_the_kept_line_is_a_live_region_of_the_form(browser: Browser) -> None:
    number, _fields = begun(browser)

    line = browser.page(f"/orders/new?draft={number}").select("//form[@id='draft']//*[@data-autosave]")[0]

    assert line.get("role") == "status" and line.get("hx-post") == f"/orders/new?draft={number}"
    assert etree.tostring(line).count(b"sheet") == 1
