"""Headquarters' pages of stock: shelves and planned receipts as lists, a shelf's ledger, and what people do there."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.stock import service
from portal.stock.models import PlannedReceipt, Stock, StockMovement
from portal.stock.service import Demand
from tests.catalogue.factories import make_distributor, make_part
from tests.factories import make_hq_user
from tests.queries import counted
from tests.stock.factories import NOW, expect, make_depot, make_lines, put_in_stock
from tests.web import Browser, Page

SHELF = "/hq/stock/shelf/CKG/21029627"


@pytest.fixture
def part(app: Flask) -> int:
    part, depot = make_part("21029627"), make_depot("CKG")
    make_depot("DXB", 2, "AE", "Asia/Dubai")
    put_in_stock(depot, part, 10)
    return part


def browser_of(app: Flask, role: str = "hq_warehouse") -> Browser:
    return Browser(app).sign_in(make_hq_user(role=role))


def tie(part: int, pieces: int) -> None:
    owner, depot = make_distributor(), db.session.scalar(sa.select(Stock.depot_id)) or 0
    (line,) = make_lines(owner, part, pieces)
    perform(service.take_stock, [Demand(line, owner, part, pieces, (depot,))], NOW)


def on_hand() -> dict[int, int]:
    db.session.remove()
    return {row.depot_id: row.on_hand for row in db.session.scalars(sa.select(Stock))}


def sheet(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.open(address)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def send(browser: Browser, form: str, fields: dict[str, Any], status: int = 200) -> Page:
    """Send a form of the shelf's page."""
    browser.page(SHELF)
    return browser.send(fields, action=f"/hq/stock/{form}/CKG/21029627", status=status)


def test_pieces_are_received_counted_moved_and_scrapped_and_the_ledger_tells(app: Flask, part: int) -> None:
    browser = browser_of(app)

    assert send(browser, "receive", {"quantity": "3", "reference": "DN-1"}).has("3 pieces put on the shelf.")
    page = send(browser, "count", {"counted": "12", "note": "one was broken"})
    assert page.has("Counted: 1 piece fewer than before.")
    page = send(browser, "transfer", {"quantity": "4", "to_depot": "DXB"})
    assert page.has("Moved to the other depot under TR-")
    page = send(browser, "scrap", {"quantity": "2", "note": "rust"})

    assert page.has("2 pieces scrapped.") and sorted(on_hand().values()) == [4, 6]
    told = [[row[1], row[2], row[3]] for row in page.rows(-1)]
    assert told == [
        ["Scrapped", "-2", "6"],
        ["To the depot DXB", "-4", "8"],
        ["Stock count", "-1", "12"],
        ["Goods received", "+3", "13"],
        ["Opening stock", "+10", "10"],
    ]
    assert page.has("one was broken") and page.has("rust")
    assert [row[1:4] for row in sheet(browser, f"{SHELF}?export=csv")[1:]] == [
        ["Scrapped", "-2", "6"],
        ["To the depot DXB", "-4", "8"],
        ["Stock count", "-1", "12"],
        ["Goods received", "3", "13"],
        ["Opening stock", "10", "10"],
    ]
    there = SHELF.replace("CKG", "DXB")
    assert browser.page(there).rows(-1)[0][1:4] == ["From the depot CKG", "+4", "4"]
    assert sheet(browser, f"{there}?export=csv")[1][1:4] == ["From the depot CKG", "4", "4"]


def test_a_transfer_names_its_own_other_end_and_not_that_of_another_under_the_same_reference(
    app: Flask, part: int
) -> None:
    make_depot("ROT", 3)
    browser = browser_of(app)
    for code in ("DXB", "ROT"):
        send(browser, "transfer", {"quantity": "2", "to_depot": code, "reference": "TRUCK 1"})

    told = [row[1] for row in sheet(browser, f"{SHELF}?export=csv")[1:3]]

    assert told == ["To the depot ROT", "To the depot DXB"]


def test_what_cannot_be_is_told_beside_its_field_and_nothing_typed_is_lost(app: Flask, part: int) -> None:
    tie(part, 8)
    browser = browser_of(app)
    wrong = (
        ("count", {"counted": "7", "note": "gone"}, "8 pieces are tied to orders here; no fewer can be on hand."),
        ("count", {"counted": "9", "note": ""}, "Say why."),
        ("scrap", {"quantity": "3", "note": "rust"}, "Only 2 are free here; 8 are tied to orders."),
        ("transfer", {"quantity": "3", "to_depot": "DXB"}, "Only 2 are free here; 8 are tied to orders."),
        ("transfer", {"quantity": "1", "to_depot": ""}, "Choose a depot."),
        ("count", {"counted": "-1", "note": "gone"}, "“-1” is too few. Write 0 or more."),
        ("scrap", {"quantity": "0", "note": "rust"}, "“0” is too few. Write 1 or more."),
        ("transfer", {"quantity": "-2", "to_depot": "DXB"}, "“-2” is too few. Write 1 or more."),
        ("quarantine", {"quantity": "0", "note": "wet"}, "“0” is too few. Write 1 or more."),
        ("receive", {"quantity": "many"}, "“many” is not a number."),
        ("receive", {"quantity": ""}, "No quantity was given."),
    )

    for form, fields, words in wrong:
        page = send(browser, form, fields, status=422)
        assert page.has(words), (form, fields)
        shown = page.fields(action=f"/hq/stock/{form}/CKG/21029627")
        assert {name: shown[name] for name in fields} == fields
    assert list(on_hand().values()) == [10]


def test_a_count_begun_before_pieces_came_is_asked_for_again(app: Flask, part: int) -> None:
    browser = browser_of(app)
    browser.page(SHELF)
    put_in_stock(db.session.scalar(sa.select(Stock.depot_id)) or 0, part, 5)

    page = browser.send({"counted": "9", "note": "x"}, action="/hq/stock/count/CKG/21029627", status=409)

    assert page.has("10 were on hand, now 15 are. Count again.")
    assert list(on_hand().values()) == [15]
    browser.send(action="/hq/stock/count/CKG/21029627")
    assert list(on_hand().values()) == [9]


def test_the_same_form_twice_is_one_movement(app: Flask, part: int) -> None:
    browser = browser_of(app)
    fields = {"quantity": "3", "reason": "receipt", "reference": "", "note": "", "idempotency_key": "k" * 24}
    path = "/hq/stock/receive/CKG/21029627"

    answers = [browser.post(path, fields).status_code for _each in range(2)]

    assert answers == [303, 303] and list(on_hand().values()) == [13]
    assert browser.post(path, fields | {"quantity": "4"}).status_code == 422


def test_planned_receipts_are_a_list_late_ones_first_and_received_from_there(app: Flask, part: int) -> None:
    depot, today = db.session.scalar(sa.select(Stock.depot_id)) or 0, utc_now().date()
    expect(depot, part, 20, today + timedelta(days=9))
    expect(depot, part, 5, today - timedelta(days=4))
    browser = browser_of(app)

    page = browser.page("/hq/stock/receipts")
    assert [row[8] for row in page.rows()] == ["Late", "Expected"] and page.has("1 late")
    assert len(browser.page("/hq/stock/receipts?state=late").rows()) == 1
    late = db.session.scalars(sa.select(PlannedReceipt.id).where(PlannedReceipt.quantity == 5)).one()
    browser.page(f"/hq/stock/receipts/{late}")
    page = browser.send({"quantity": "2"}, button="Receive")
    assert page.has("2 pieces received. 3 pieces are still to come.")
    page = browser.send({"quantity": "4"}, button="Receive")

    assert page.has("4 pieces received. 1 piece more than was planned.") and page.has("Closed by")
    assert "Receive" not in page.buttons() and list(on_hand().values()) == [16]
    rows = sheet(browser, "/hq/stock/receipts?state=all&export=csv")
    assert [row[4:] for row in rows[1:]] == [
        [(today - timedelta(days=4)).isoformat(), "5", "6", "0", "Closed"],
        [(today + timedelta(days=9)).isoformat(), "20", "0", "20", "Expected"],
    ]
    assert browser.page(SHELF).has("Expected") and len(browser.page("/hq/stock/receipts").rows()) == 1


def test_a_receipt_somebody_else_received_of_meanwhile_is_told(app: Flask, part: int) -> None:
    expect(db.session.scalar(sa.select(Stock.depot_id)) or 0, part, 20, date(2026, 3, 12))
    receipt = db.session.scalars(sa.select(PlannedReceipt.id)).one()
    first, second = browser_of(app), browser_of(app)
    for one in (first, second):
        one.page(f"/hq/stock/receipts/{receipt}")

    first.send({"quantity": "8"}, button="Receive")
    page = second.send({"quantity": "8"}, button="Receive", status=409)
    assert page.has("8 have come, not 0.")
    nothing = second.send({"quantity": "0"}, button="Receive", status=422)
    assert nothing.has("Write how many pieces came, or say that nothing more comes.")
    closed = second.send({"quantity": "0", "last": "yes"}, button="Receive")

    assert closed.has("Nothing more is expected of it.") and list(on_hand().values()) == [18]
    late = first.post(f"/hq/stock/receipts/{receipt}", {"quantity": "1", "seen": "8"})
    assert late.status_code == 409 and "This receipt was closed by" in late.get_data(as_text=True)


def test_shelves_are_searched_narrowed_sorted_and_handed_out(app: Flask, part: int) -> None:
    other = make_part("0023410011")
    depots = [row.id for row in db.session.execute(sa.text("SELECT id FROM depot ORDER BY rank"))]
    put_in_stock(depots[1], other, 3)
    tie(part, 10)
    browser = browser_of(app, "hq_planner")

    def shown(query: str) -> list[str]:
        return [row[0] for row in sheet(browser, f"/hq/stock?export=csv&{query}")[1:]]

    assert shown("") == ["0023410011", "21029627"] and shown("sort=-on_hand") == ["21029627", "0023410011"]
    assert shown("standing=none") == shown("standing=tied") == shown("q=2102") == shown("depot=CKG") == ["21029627"]
    assert shown("standing=free") == shown("depot=DXB") == ["0023410011"]
    assert shown("standing=expected") == shown("standing=empty") == shown("q=nothing") == []
    assert browser.page("/hq/stock?q=nothing").has("No shelf fits")
    page = browser.page("/hq/stock")
    assert [row[2:5] for row in page.rows()] == [["3", "3", "0"], ["0", "10", "10"]]


def test_the_shelf_of_a_part_a_depot_never_had_is_opened_by_number(app: Flask, part: int) -> None:
    make_part("48815-0E010")
    browser = browser_of(app)

    browser.page("/hq/stock")
    page = browser.send({"depot": "DXB", "part": "488150e010"}, button="Open")
    assert page.has("48815-0E010") and page.has("Nothing came or went yet")
    browser.send({"quantity": "2"}, action="/hq/stock/receive/DXB/48815-0E010")
    browser.page("/hq/stock")
    none = browser.send({"depot": "DXB", "part": "no such"}, button="Open")

    assert sorted(on_hand().values()) == [2, 10] and none.has("No shelf fits")
    assert browser.open("/hq/stock/shelf/XXX/21029627").status_code == 404
    assert browser.open("/hq/stock/shelf/CKG/none").status_code == 404


def test_who_only_looks_changes_nothing(app: Flask, part: int) -> None:
    browser = browser_of(app, "hq_clerk")

    page = browser.page(SHELF)

    assert not {"Receive", "Scrap", "Transfer"} & set(page.buttons())
    assert browser.post("/hq/stock/scrap/CKG/21029627", {"quantity": "1", "note": "x"}).status_code == 403
    assert list(on_hand().values()) == [10]


def test_pages_of_stock_stay_within_their_queries(app: Flask, part: int) -> None:
    depot = db.session.scalar(sa.select(Stock.depot_id)) or 0
    for n in range(40):
        other = make_part(f"3{n:07d}")
        put_in_stock(depot, other, 3)
        expect(depot, other, 3, date(2026, 4, 1))
    browser = browser_of(app)

    for path in ("/hq/stock", "/hq/stock/receipts", SHELF):
        browser.page(path)
        with counted() as statements:
            browser.open(path)
        assert len(statements) <= 12, (path, len(statements))


def test_an_empty_portal_says_what_to_do(app: Flask) -> None:
    browser = browser_of(app)

    assert browser.page("/hq/stock").has("No stock yet") and browser.page("/hq/stock/receipts").has(
        "Nothing is expected"
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StockMovement)) == 0


def test_pieces_go_into_quarantine_and_out_of_it_and_the_list_tells(app: Flask, part: int) -> None:
    browser = browser_of(app)

    page = send(browser, "quarantine", {"quantity": "4", "note": ""}, 422)
    assert page.has("Say why.")
    assert send(browser, "quarantine", {"quantity": "4", "note": "wet"}).has("4 pieces are in quarantine now.")
    page = send(browser, "release", {"quantity": "5", "note": "dry again"}, 422)
    assert page.has("Only 4 are in quarantine here.")
    assert send(browser, "release", {"quantity": "1", "note": "dry again"}).has("1 piece is free again.")
    assert send(browser, "scrap", {"quantity": "2", "note": "rust", "quarantine": "yes"}).has("2 pieces scrapped.")
    page = send(browser, "receive", {"quantity": "1", "reason": "returned", "quarantine": "yes"})

    assert [row[1:5] for row in page.rows(-1)] == [
        ["Returned", "+1", "9", "+1"],
        ["Scrapped", "-2", "8", "-2"],
        ["Out of quarantine", "0", "10", "-1"],
        ["Into quarantine", "0", "10", "+4"],
        ["Opening stock", "+10", "10", ""],
    ]
    assert [row[2:6] for row in browser.page("/hq/stock?standing=quarantined").rows()] == [["7", "9", "0", "2"]]


@pytest.mark.both_engines
def test_a_count_sheet_is_made_filled_in_and_booked_by_its_pages(app: Flask, part: int) -> None:
    browser = browser_of(app)
    browser.page("/hq/stock/counts")
    assert browser.send({"lines": "0", "place": "CKG"}, button="Make the sheet", status=422).has("1 or more")
    made = browser.send({"lines": "5", "place": "CKG", "order": "most_picked"}, button="Make the sheet")
    run_due()
    address = made.path.removesuffix("?")
    (line,) = [name for name in made.fields(button="Write the counts down") if name.startswith("count-")]

    assert made.has("The sheet is being printed") and "10" not in made.rows()[0]
    printed = browser.open(f"{address}/print")
    assert (printed.mimetype, printed.get_data()[:5]) == ("application/pdf", b"%PDF-")
    blank = sheet(browser, f"{address}?export=csv")
    assert [blank[0][-1], blank[1][4], blank[1][-1]] == ["Pieces counted", "21029627", ""]
    browser.page(address)
    page = browser.send({line: "many"}, button="Write the counts down", status=422)
    assert page.has("“many” is not a number.") and page.fields(button="Write the counts down")[line] == "many"
    browser.page(address)
    page = browser.send({line: "9"}, button="Write the counts down")
    assert page.has("1 count is written down.") and page.rows()[0][4:7] == ["10", "-1", "Differs"]
    assert browser.send({"note": ""}, button="Book the counts", status=422).has("Say why.")
    browser.page(address)
    page = browser.send({"note": "broken"}, button="Book the counts")

    assert page.has("1 count is booked.") and page.has("Closed by")
    assert sorted(on_hand().values()) == [9]
    assert browser.open(f"{address}/print").status_code == 200
    assert [row[0] for row in browser_of(app, "hq_planner").page("/hq/stock/counts?state=closed").rows()] == [
        address.rsplit("/", 1)[-1]
    ]


def test_a_count_written_on_an_older_page_into_a_booked_line_is_told_as_not_taken(app: Flask, part: int) -> None:
    put_in_stock(db.session.scalars(sa.select(Stock.depot_id)).first() or 0, make_part("0023410011"), 7)
    browser, older = browser_of(app), browser_of(app)
    browser.page("/hq/stock/counts")
    made = browser.send({"lines": "5", "place": "CKG"}, button="Make the sheet")
    run_due()
    address = made.path.removesuffix("?")
    lines = [name for name in older.page(address).fields(button="Write the counts down") if name.startswith("count-")]
    browser.page(address)
    browser.send({lines[0]: "7"}, button="Write the counts down")
    browser.send(button="Book the counts")

    page = older.send({lines[0]: "6", lines[1]: "9"}, button="Write the counts down")

    assert page.has("Line 1 was booked already: what you wrote there was not taken.")
    assert page.has("1 count is written down.") and page.select("//div[contains(@class, 'notice warn')]")
    older.page(address)
    assert older.send({lines[1]: "10"}, button="Write the counts down").has("1 count is written down.")
    assert page.rows()[0][6] == "Booked"
