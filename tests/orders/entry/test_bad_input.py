"""Whatever people send: a clear message in their language, nothing lost, never a failure."""

import io
from dataclasses import replace

import pytest
from flask import Flask
from openpyxl import Workbook

from portal.core.data.sessions import perform
from portal.orders.entry import service_drafts
from portal.orders.entry.rows import rules_change
from portal.orders.entry.rows.queries_answers import answered_before
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from tests import factories
from tests.conftest import rows_in
from tests.core.sheets.workbooks import formatted_xlsx, saved, sheet_xml, with_part, xlsx
from tests.orders.factories import NOW, Market, header_of, make_draft, make_market, make_submitted, order_of, sell
from tests.queries import counted
from tests.web import Browser, Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", stock=50)
    sell(market, "00123456", stock=50)
    return market


def bomb() -> bytes:
    """Return a small workbook whose sheet unpacks to more than a hundred mebibytes."""
    return with_part(xlsx(["Part No.", "Qty"]), "xl/worksheets/sheet1.xml", sheet_xml(" " * 110_000_000))


def browser_of(app: Flask, market: Market, locale: str = "en") -> Browser:
    """Return a buyer's browser on the page of a new order."""
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor, locale=locale))
    browser.page("/orders/new")
    return browser


def upload(browser: Browser, data: bytes, name: str, status: int = 200) -> Page:
    """Send a file; return the page it leads to."""
    return browser.send({}, button="do=check", extra={"sheet": (io.BytesIO(data), name)}, status=status)


def answers(page: Page) -> list[str]:
    """Return the answer of each row of the preview, in the order of the sheet."""
    rows = page.select("//*[@id='orders-preview']//tbody/tr[td[starts-with(@id, 'answer-')]]")
    rows.sort(key=lambda row: int(row.get("id").removeprefix("row-")))
    return [str(found) for row in rows for found in row.xpath("./td[4]/span[1]/text()")]


@pytest.mark.parametrize("text", ["0", "-1", "1e309", "NaN", "∞", "2.5", "1000001", "9" * 60, "two", "٠", "1.000"])
def test_a_wrong_quantity_is_told_at_its_row_and_stays_as_typed(app: Flask, market: Market, text: str) -> None:
    browser = browser_of(app, market)

    page = browser.send({"lines": f"21029627\t{text}"}, button="Check lines")

    assert answers(page) == ["Quantity not understood"]
    shown = page.fields(id="draft")["quantity-1"]
    assert text in (shown, "٠")


def test_numbers_are_read_in_the_language_of_the_page_not_in_one_that_is_not_offered(
    app: Flask, market: Market
) -> None:
    german = browser_of(app, market, "de")

    page = german.send({"lines": "21029627\t1.125\n21029627\t1,200"}, button="do=check")

    assert len(answers(page)) == 2
    draft = order_of(page.select("//h1/span//text()")[0].strip())
    first, second = rows_of(draft.id)
    assert (first.answer, first.facts["fault"], second.quantity) == ("bad_quantity", "quantity.two_ways", 1200)


def test_a_quantity_refused_in_one_language_is_not_taken_in_another(app: Flask, market: Market) -> None:
    draft = make_draft(market)
    added = [RowText("21029627", "1,125"), RowText("21029627", "3")]
    perform(service_drafts.save_draft, DraftChange(draft.id, 1, added=added, locale="de"), market.actor, NOW)
    browser = browser_of(app, market, "en")

    browser.page(f"/orders/new?draft={draft.number}")
    browser.send({"note": "looked at"}, button="do=check")

    first = rows_of(draft.id)[0]
    assert (first.quantity_text, first.quantity, first.facts["fault"]) == ("1,125", None, "quantity.two_ways")


@pytest.mark.parametrize("value", [1.125, 12.345, 0.001])
def test_a_number_cell_is_never_read_as_thousands(
    app: Flask, market: Market, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.orders.entry.pages_sent.language", lambda: "de")
    browser = browser_of(app, market)

    page = upload(browser, xlsx(["Part No.", "Qty"], ["21029627", value]), "order.xlsx")

    draft = order_of(page.select("//h1/span//text()")[0].strip())
    (row,) = rows_of(draft.id)
    assert (row.quantity, row.facts["fault"]) == (None, "quantity.not_whole")


def test_one_number_beyond_all_bounds_costs_its_row_and_not_the_file(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = upload(browser, xlsx(["Part No.", "Qty"], ["21029627", 1e300], ["00123456", 2]), "order.xlsx")

    assert answers(page) == ["Quantity not understood", "Found, in stock"]


def test_sheets_not_read_and_rows_not_seen_are_told(app: Flask, market: Market) -> None:
    book = Workbook()
    for row in (["Part No.", "Qty"], ["21029627", 1], ["00123456", 2]):
        book.active.append(row)
    book.active.title = "Order"
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("More").append(["see", "also"])

    page = upload(browser_of(app, market), saved(book), "order.xlsx")

    assert page.has("Read from the sheet “Order” only. Not read: More.")
    assert page.has("Row 3 is hidden in the file; it was left out.")


@pytest.mark.parametrize("do", ["remove", "accept", "use"])
def test_a_row_number_of_five_thousand_digits_is_no_row(app: Flask, market: Market, do: str) -> None:
    draft = make_draft(market, ("21029627", 2))
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")

    browser.send({}, button="do=check", extra={"do": f"{do}:{'9' * 5_000}"})

    assert [row.part_text for row in rows_of(draft.id)] == ["21029627"]


def test_only_a_part_that_was_offered_is_taken(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029628", 2))
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")

    browser.send({}, button="do=check", extra={"do": f"use:1:{'Z' * 5_000}"})
    after_nonsense = rows_of(draft.id)[0].part_text
    browser.send({}, button="do=use:1:21029627")

    assert (after_nonsense, rows_of(draft.id)[0].part_text) == ("21029628", "21029627")


def test_arabic_digits_are_digits(app: Flask, market: Market) -> None:
    browser = browser_of(app, market, "ar")

    page = browser.send({"lines": "٢١٠٢٩٦٢٧\t١٢"}, button="do=check")

    draft = order_of(page.select("//h1/span//text()")[0].strip())
    assert [(row.answer, row.quantity) for row in rows_of(draft.id)] == [("found", 12)]


def test_5001_pasted_lines_are_refused_whole_and_5000_are_taken(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    too_many = "\n".join(["21029627 1"] * 5_001)

    page = browser.send({"lines": too_many}, button="Check lines", status=422)
    assert page.has("at most 5,000 lines") and rows_in("sales_order") == 0
    assert page.fields(id="draft")["lines"].count("21029627") == 5_001
    page = browser.send({"lines": "\n".join(["21029627 1"] * 5_000)}, button="Check lines")

    assert page.has("5,000 rows") and rows_in("draft_row") == 5_000


def test_lines_beyond_the_limit_are_not_added_to_a_full_draft(app: Flask, market: Market) -> None:
    draft = make_draft(market, *[("21029627", 1)] * 4_999)
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")

    page = browser.send({"lines": "21029627 1\n00123456 1"}, button="Check lines", status=422)

    assert page.has("An order has at most 5,000 lines; these are 5,001.") and rows_in("draft_row") == 4_999
    assert "00123456 1" in page.fields(id="draft")["lines"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"21029627;2\n", "order.xlsx", "not what the name of the file says"),
        (None, "order.xlsx", "unpacks to far more"),
        (b"", "order.csv", "There is nothing in it"),
        (b"%PDF-1.7 nonsense", "order.pdf", "not a spreadsheet"),
        (b"PK\x03\x04broken", "order.xlsx", "could not be read"),
    ],
)
def test_a_file_that_is_no_order_is_refused_with_its_reason(
    app: Flask, market: Market, data: bytes | None, name: str, words: str
) -> None:
    browser = browser_of(app, market)

    page = browser.send(
        {"po_number": "PO-9"},
        button="Check lines",
        extra={"sheet": (io.BytesIO(bomb() if data is None else data), name)},
        status=422,
    )

    assert page.has(words), page.main[:300]
    assert page.fields(id="draft")["po_number"] == "PO-9" and rows_in("sales_order") == 0


def test_a_latin_1_csv_with_semicolons_is_read(app: Flask, market: Market) -> None:
    data = "Référence;Quantité;Remarque\n21029627;3;né à l'été\n".encode("latin-1")

    page = upload(browser_of(app, market), data, "commande.csv")

    assert answers(page) == ["Found, in stock"]
    assert page.fields(id="draft")["note-1"] == "né à l'été"


def test_leading_zeros_lost_by_a_spreadsheet_are_found_again(app: Flask, market: Market) -> None:
    plain = xlsx(["Part No.", "Qty"], [123456, 2])
    shown = formatted_xlsx({"A1": ("Part No.", "@"), "B1": ("Qty", "@"), "A2": (123456, "00000000"), "B2": (2, "0")})

    for data in (plain, shown):
        page = upload(browser_of(app, market), data, "order.xlsx")
        draft = order_of(page.select("//h1/span//text()")[0].strip())
        assert [(row.part_id, row.quantity) for row in rows_of(draft.id)] == [(market.parts["00123456"], 2)]


def test_a_stale_draft_shows_itself_again_with_what_was_typed(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 1))
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")
    change = rules_change.DraftChange(order_id=draft.id, seen_version=draft.version)
    perform(service_drafts.save_draft, change, market.actor, NOW)

    page = browser.send({"po_number": "PO-LATE", "lines": "00123456 4"}, button="Check lines", status=409)
    assert page.has("drawn from an older version")
    assert page.fields(id="draft")["po_number"] == "PO-LATE" and "00123456 4" in page.fields(id="draft")["lines"]
    page = browser.send(button="Check lines")

    assert len(answers(page)) == 2


def test_a_second_click_adds_nothing_and_begins_no_second_draft(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = browser.page("/orders/new")
    fields = page.fields(id="draft") | {"lines": "21029627 1", "do": "check"}

    first = browser.open("/orders/new", method="POST", data=fields)
    second = browser.open("/orders/new", method="POST", data=fields)

    assert first.status_code == second.status_code == 303 and first.location == second.location
    assert (rows_in("sales_order"), rows_in("draft_row")) == (1, 1)


def test_the_same_key_with_another_body_is_refused(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    fields = browser.page("/orders/new").fields(id="draft") | {"lines": "21029627 1", "do": "check"}
    browser.open("/orders/new", method="POST", data=fields)

    answer = browser.open("/orders/new", method="POST", data=fields | {"lines": "21029627 2"})

    assert answer.status_code == 422 and "already sent with other contents" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "accept:x"},
        {"do": "use:99999:21029627"},
        {"do": "remove_all:nothing"},
        {"do": "accept_all:"},
        {"do": "view:nothing:x"},
        {"do": "remove:"},
        {"do": "\x00"},
        {"part-1": "\x00"},
        {"part-x": "1"},
        {"version": "abc"},
        {"note-1": "x" * 5_000},
        {"part-1": "x" * 201},
        {"order_type": "nonsense"},
        {"requested_on": "2026-13-40"},
        {"ship_to_id": "abc"},
        {"odometer_km": "9" * 50},
        {"lines": "\x00"},
    ],
)
def test_forged_fields_never_break_the_page(app: Flask, market: Market, fields: dict[str, str]) -> None:
    draft = make_draft(market, ("21029627", 1))
    browser = browser_of(app, market)
    page = browser.page(f"/orders/new?draft={draft.number}")

    for address in (f"/orders/new?draft={draft.number}", f"/orders/{draft.number}/submit"):
        answer = browser.open(address, method="POST", data=page.fields(id="draft") | fields)
        assert answer.status_code in (303, 400, 409, 422), (address, answer.status_code)
    assert rows_in("draft_row") == 1


@pytest.mark.parametrize(
    "query", ["answer=x", "page=-1", "page=99999999999999999999", "find=%00", "find=" + "9" * 500, "q=%00%25_\\"]
)
def test_odd_addresses_are_answered(app: Flask, market: Market, query: str) -> None:
    expected = (400,) if "%00" in query else (200,)
    draft = make_draft(market, ("21029627", 1))
    browser = browser_of(app, market)

    assert browser.open(f"/orders/new?draft={draft.number}&{query}").status_code in expected
    assert browser.open(f"/orders?{query}&sort=x&state=x&type=x&days=x&size=0").status_code in expected
    order = make_submitted(market, ("21029627", 1))
    assert browser.open(f"/orders/{order.number}?{query}").status_code in expected


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"lines": "21029627 1"}', "application/json", 415),
        (b"21029627 1", "text/plain", 415),
        (b"--x\r\nbroken", "multipart/form-data; boundary=y", 400),
        (b"", "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_no_form_sent_begins_no_draft(app: Flask, market: Market, body: bytes, kind: str, status: int) -> None:
    browser = browser_of(app, market)

    answer = browser.open(
        "/orders/new", method="POST", data=body, content_type=kind, headers={"X-CSRFToken": browser.csrf_token()}
    )

    assert (answer.status_code, rows_in("sales_order")) == (status, 0)


def test_a_sending_without_rows_begins_no_draft_and_keeps_what_was_typed(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = browser.send({"po_number": "PO-KEPT"}, button="Check lines", status=422)

    assert page.has("The order has no lines yet.") and rows_in("sales_order") == 0
    assert page.fields(id="draft")["po_number"] == "PO-KEPT"


@pytest.mark.both_engines
@pytest.mark.parametrize("kind", ["vor", "campaign"])
@pytest.mark.parametrize("vin", ["1", "LZZ", "IOQ45678901234567", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧"])
def test_a_wrong_vin_is_told_and_the_draft_stays_readable(app: Flask, market: Market, kind: str, vin: str) -> None:
    draft = make_draft(market, ("21029627", 1), po_number="PO-1")
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")

    fields = {"order_type": kind, "vin": vin, "repair_order": "RO-1", "campaign": "C-1", "odometer_km": "10"}
    page = browser.send(fields, button="Submit order")

    assert "VIN" in page.main and order_of(draft.number).state is OrderState.DRAFT
    assert browser.page(f"/orders/new?draft={draft.number}").status == 200


def test_rows_are_answered_before_anything_is_locked(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    fields = browser.page("/orders/new").fields(id="draft") | {"lines": "21029627 2\n00123456 1", "do": "check"}

    with counted() as seen:
        answer = browser.open("/orders/new", method="POST", data=fields)

    claimed = next(place for place, text in enumerate(seen.statements) if "INSERT INTO sent_form" in text)
    before, inside = seen.statements[:claimed], seen.statements[claimed:]
    assert answer.status_code == 303 and rows_in("draft_row") == 2
    assert [text for text in inside if "FROM part" in text or "FROM price" in text] == []
    assert [text for text in before if "FROM part" in text] != []


@pytest.mark.both_engines
def test_answers_worked_out_before_do_not_count_once_the_draft_has_changed(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2))
    header = header_of(market, order_type=OrderType.DAILY)
    change = DraftChange(draft.id, 1, header, added=[RowText("00123456", "3")])
    early = answered_before(change, market.actor, NOW)
    assert early is not None

    stale = replace(early, rows=[], basis=replace(early.basis, currency="XXX"))
    perform(service_drafts.save_draft, change, market.actor, NOW, stale)

    assert [row.quantity for row in rows_of(draft.id)] == [2, 3]
    assert answered_before(change, market.actor, NOW) is None
