"""Stock and planned receipts by spreadsheets: a file of stock is a count, and what is planned is promised."""

import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import run_due
from portal.stock import queries_count_sheets, service, service_count_sheets, service_receipts
from portal.stock.models import Depot, PlannedReceipt, Stock, StockMovement
from portal.stock.rules_count_sheets import SheetOrder
from portal.stock.service import Demand
from portal.stock.service_count_sheets import SheetWish
from portal.stock.service_receipts import Arrival
from tests.catalogue.factories import make_distributor, make_part
from tests.factories import actor_of, make_hq_user
from tests.masterdata.factories import apply, send, steward
from tests.stock.factories import NOW, make_depot, make_lines, put_in_stock
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
COUNTS = ("Depot", "Part number", "On hand")
PLANS = ("Depot", "Part number", "Reference", "Expected on", "Quantity")


@pytest.fixture
def browser(app: Flask) -> Browser:
    make_depot("CKG")
    make_depot("DXB", 2)
    make_part("21029627")
    make_part("0023410011")
    return steward(app)


def shelves() -> dict[str, int]:
    """On hand by depot and part; fails where the movements of a shelf say otherwise."""
    db.session.remove()
    rows = sa.text(
        "SELECT d.code, p.number, s.on_hand, (SELECT sum(m.quantity) FROM stock_movement m"
        " WHERE m.depot_id = s.depot_id AND m.part_id = s.part_id)"
        " FROM stock s JOIN depot d ON d.id = s.depot_id JOIN part p ON p.id = s.part_id"
    )
    found = db.session.execute(rows).all()
    assert all(row[2] == row[3] for row in found)
    return {f"{row[0]} {row[1]}": row[2] for row in found}


def plans() -> dict[str, tuple[date, int]]:
    db.session.remove()
    return {one.reference: (one.expected_on, one.quantity) for one in db.session.scalars(sa.select(PlannedReceipt))}


def facts(page: Page) -> tuple[str, str, str, str]:
    pairs = {one.findtext("dt"): "".join(one.find("dd").itertext()) for one in page.select("//dl[@class='facts']/div")}
    return pairs["New"], pairs["Changed"], pairs["As they are"], pairs["Wrong"]


def take_back(browser: Browser, page: Page) -> None:
    browser.page(page.path)
    sent = browser.send(button="Take it back")
    run_due()
    assert browser.page(sent.path).has("Taken back")


def back_again(browser: Browser, kind: str) -> Page:
    """Send what a kind's list hands out, as it is."""
    data = browser.open(f"/hq/data/{kind}?export=xlsx").get_data()
    browser.page(f"/hq/data/{kind}/file")
    page = browser.send({"sheet": (io.BytesIO(data), "export.xlsx")}, button="Check the file")
    run_due()
    return browser.page(page.path)


def test_a_file_of_stock_is_a_count_that_may_be_taken_back(browser: Browser) -> None:
    first = send(browser, "stock_counts", COUNTS, ("CKG", "21029627", 10), ("DXB", "0023410011", 4))
    assert facts(first) == ("2", "0", "0", "0")
    apply(browser, first)
    assert shelves() == {"CKG 21029627": 10, "DXB 0023410011": 4}

    second = send(browser, "stock_counts", COUNTS, ("CKG", "21029627", 7), ("DXB", "0023410011", 4))
    assert facts(second) == ("0", "1", "1", "0")
    second = apply(browser, second)
    assert shelves() == {"CKG 21029627": 7, "DXB 0023410011": 4}
    moves = db.session.execute(sa.select(StockMovement.quantity, StockMovement.reason).order_by(StockMovement.id)).all()
    assert [tuple(row) for row in moves] == [(10, "counted"), (4, "counted"), (-3, "counted")]
    assert db.session.scalars(sa.select(StockMovement.by_name).distinct()).all() != [""]

    again = back_again(browser, "stock_counts")
    assert facts(again) == ("0", "0", "2", "0")
    take_back(browser, second)
    assert shelves()["CKG 21029627"] == 10
    noted = db.session.execute(sa.select(StockMovement.reason, StockMovement.note).order_by(StockMovement.id)).all()
    file = noted[0].note
    assert file.endswith(".xlsx") and [tuple(row) for row in noted] == [("counted", file)] * 3 + [("uncounted", file)]


def test_a_count_that_is_taken_back_leaves_no_shelf_where_none_was(browser: Browser) -> None:
    page = apply(browser, send(browser, "stock_counts", COUNTS, ("CKG", "21029627", 10)))

    take_back(browser, page)

    assert shelves() == {}


def test_what_is_wrong_with_a_count_is_told_by_row_and_column(browser: Browser) -> None:
    depot = db.session.scalar(sa.text("SELECT id FROM depot WHERE code = 'CKG'"))
    part = db.session.scalar(sa.text("SELECT id FROM part WHERE number = '21029627'"))
    put_in_stock(depot, part, 10)
    owner = make_distributor()
    (line,) = make_lines(owner, part, 6)
    perform(service.take_stock, [Demand(line, owner, part, 6, (depot,))], NOW)

    page = send(
        browser, "stock_counts", COUNTS, ("CKG", "21029627", 5), ("XXX", "21029627", 5), ("CKG", "nothing", 5),
        ("DXB", "21029627", -1), ("DXB", "0023410011", "1.5"),
    )  # fmt: skip

    assert [row[:3] for row in page.rows(0)] == [
        ["2", "On hand", "5"],
        ["3", "Depot", "XXX"],
        ["4", "Part number", "nothing"],
        ["5", "On hand", "-1"],
        ["6", "On hand", "1.5"],
    ]
    assert page.rows(0)[0][3] == "6 pieces are tied to orders here; no fewer can be on hand."
    assert "Apply" not in page.buttons() and shelves() == {"CKG 21029627": 10}


def test_a_shelf_that_moved_since_the_check_stops_the_whole(browser: Browser) -> None:
    apply(browser, send(browser, "stock_counts", COUNTS, ("CKG", "21029627", 10), ("DXB", "0023410011", 4)))
    page = send(browser, "stock_counts", COUNTS, ("CKG", "21029627", 9), ("DXB", "0023410011", 5))
    shelf = db.session.scalars(sa.select(Stock).order_by(Stock.id)).first()
    assert shelf is not None
    put_in_stock(shelf.depot_id, shelf.part_id, 1)

    after = apply(browser, page)

    assert after.has("has been changed since this was checked.")
    assert shelves() == {"CKG 21029627": 11, "DXB 0023410011": 4}


def test_planned_receipts_come_change_go_and_come_back(browser: Browser) -> None:
    rows = [("CKG", "21029627", "PO-1", "2027-02-01", 20), ("CKG", "21029627", "PO-2", "2027-03-01", 30)]
    apply(browser, send(browser, "planned_receipts", PLANS, *rows))
    assert plans() == {"PO-1": (date(2027, 2, 1), 20), "PO-2": (date(2027, 3, 1), 30)}

    page = send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", "2027-02-09", 20), rows[1])
    assert facts(page) == ("0", "1", "1", "0")
    page = apply(browser, page)
    assert plans()["PO-1"] == (date(2027, 2, 9), 20)
    again = back_again(browser, "planned_receipts")
    assert facts(again) == ("0", "0", "2", "0")
    take_back(browser, page)
    assert plans()["PO-1"] == (date(2027, 2, 1), 20)


def test_no_fewer_are_planned_than_have_come_and_what_has_come_stays(browser: Browser) -> None:
    soon = (utc_now() + timedelta(days=30)).date().isoformat()
    first = apply(browser, send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", soon, 20)))
    receipt = db.session.scalars(sa.select(PlannedReceipt.id)).one()
    warehouse = actor_of(make_hq_user(role="hq_warehouse"))
    perform(service_receipts.receive_planned, receipt, Arrival(8, 0), warehouse, utc_now())

    page = send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", soon, 7))
    assert page.rows(0) == [["2", "Quantity", "7", "8 pieces have come already; fewer cannot be planned."]]
    browser.page(first.path)
    sent = browser.send(button="Take it back")
    run_due()
    assert browser.page(sent.path).has("Pieces have come of PO-1 already; it stays.")
    assert plans()["PO-1"][1] == 20 and shelves() == {"CKG 21029627": 8}


def test_places_in_depots_come_in_change_and_go(browser: Browser) -> None:
    heads = ("Depot", "Part number", "Area", "Bin")
    put_in_stock(depot_id("CKG"), part_id("21029627"), 5)

    page = send(browser, "stock_places", heads, ("CKG", "21029627", "A", "A-01-02"), ("DXB", "0023410011", "B", ""))
    done = apply(browser, page)
    assert places() == {"CKG 21029627": ("A", "A-01-02", 5), "DXB 0023410011": ("B", "", 0)}
    assert facts(back_again(browser, "stock_places"))[2] == "2"
    wrong = send(browser, "stock_places", heads, ("XXX", "21029627", "A", ""), ("CKG", "21029627", "", ""))
    assert [(row[0], row[1]) for row in wrong.rows(0)] == [("2", "Depot"), ("3", "Bin")]

    take_back(browser, done)
    assert places() == {"CKG 21029627": ("", "", 5), "DXB 0023410011": ("", "", 0)}


def test_a_filled_in_sheet_comes_back_as_a_file_and_changes_nothing_on_hand(browser: Browser) -> None:
    heads = ("Count sheet", "Area", "Part number", "Description", "Pieces counted")
    put_in_stock(depot_id("CKG"), part_id("21029627"), 5)
    wish = SheetWish(depot_id("CKG"), "", 5, SheetOrder.LONGEST_AGO, "en")
    number = perform(service_count_sheets.make_sheet, wish, actor_of(make_hq_user(role="hq_warehouse")), NOW, 2026)

    wrong = send(browser, "sheet_counts", heads, (number, "", "0023410011", "", 1), ("CS-1", "", "21029627", "", 1))
    assert [(row[0], row[1]) for row in wrong.rows(0)] == [("2", "Part number"), ("3", "Part number")]
    apply(browser, send(browser, "sheet_counts", heads, (number, "", "21029627", "Disc", 4)))

    (line,) = queries_count_sheets.lines_of(queries_count_sheets.sheet(number).id, "en")
    assert (line.counted, line.difference, shelves()) == (4, -1, {"CKG 21029627": 5})
    assert facts(back_again(browser, "sheet_counts"))[2] == "1"


def depot_id(code: str) -> int:
    return db.session.scalars(sa.select(Depot.id).where(Depot.code == code)).one()


def part_id(number: str) -> int:
    return db.session.scalars(sa.select(Part.id).where(Part.number == number)).one()


def places() -> dict[str, tuple[str, str, int]]:
    db.session.remove()
    rows = (
        sa.select(Depot.code, Part.number, Stock.area, Stock.bin, Stock.on_hand)
        .join(Depot, Depot.id == Stock.depot_id)
        .join(Part, Part.id == Stock.part_id)
    )
    return {f"{row[0]} {row[1]}": (row[2], row[3], row[4]) for row in db.session.execute(rows)}
