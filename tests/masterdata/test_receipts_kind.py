"""Goods received by a spreadsheet: on their shelves once, told by row where they were not planned, never taken back."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.masterdata.models import ChangeSet
from portal.orders.models import OrderLine
from portal.stock import service_receipts
from portal.stock.models import Depot, PlannedReceipt, Stock, StockMovement
from portal.stock.service_receipts import Arrival, Planned
from tests.catalogue.factories import make_part
from tests.factories import actor_of, make_hq_user
from tests.masterdata.factories import apply, send, sign_in, steward
from tests.orders.factories import make_market, make_released, sell
from tests.stock.factories import make_depot
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
HEADS = ("Depot", "Part number", "Reference", "Delivery note", "Pieces that came", "Nothing more comes", "Note")
FIRST = ("CKG", "21029627", "PO-1", "DN-7", 4, "", "box dented")
SECOND = ("CKG", "0023410011", "PO-2", "DN-7", 5, "", "")


def plan(depot_id: int, part_id: int, reference: str, pieces: int) -> None:
    soon = (utc_now() + timedelta(days=9)).date()
    planned = [Planned(depot_id, part_id, reference, soon, pieces)]
    perform(service_receipts.plan_receipts, planned, actor_of(make_hq_user(role="hq_planner")), utc_now())


@pytest.fixture
def browser(app: Flask) -> Browser:
    depot, _other = make_depot("CKG"), make_depot("DXB", 2)
    plan(depot, make_part("21029627"), "PO-1", 10)
    plan(depot, make_part("0023410011"), "PO-2", 5)
    return sign_in(app, make_hq_user(role="hq_warehouse"))


def receipts() -> dict[str, tuple[int, bool]]:
    """Pieces that came of each planned receipt and whether it is closed; the shelves and the ledger say the same."""
    db.session.remove()
    total = db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Stock.on_hand), 0)))
    assert total == db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(StockMovement.quantity), 0)))
    found = db.session.scalars(sa.select(PlannedReceipt))
    return {one.reference: (one.received, one.closed_at is not None) for one in found}


def facts(page: Page) -> tuple[str, str, str, str]:
    pairs = {one.findtext("dt"): "".join(one.find("dd").itertext()) for one in page.select("//dl[@class='facts']/div")}
    return pairs["New"], pairs["Changed"], pairs["As they are"], pairs["Wrong"]


def test_a_file_puts_a_container_on_its_shelves_and_leaves_the_rest_planned(browser: Browser) -> None:
    page = send(browser, "receipts", HEADS, FIRST, SECOND, name="container.xlsx")
    assert facts(page) == ("2", "0", "0", "0") and receipts() == {"PO-1": (0, False), "PO-2": (0, False)}

    apply(browser, page)

    assert receipts() == {"PO-1": (4, False), "PO-2": (5, True)}
    kept = sa.select(StockMovement.quantity, StockMovement.reason, StockMovement.reference, StockMovement.note)
    moves = db.session.execute(kept.order_by(StockMovement.quantity)).all()
    assert [tuple(row) for row in moves] == [
        (4, "receipt", "DN-7", "box dented · container.xlsx"),
        (5, "receipt", "DN-7", "container.xlsx"),
    ]
    assert browser.page("/hq/stock/shelf/CKG/21029627").has("box dented · container.xlsx")


def test_the_same_file_again_and_the_export_receive_nothing_twice(browser: Browser) -> None:
    apply(browser, send(browser, "receipts", HEADS, FIRST, SECOND))

    again = send(browser, "receipts", HEADS, FIRST, SECOND)
    assert facts(again) == ("0", "0", "2", "0") and "Apply" not in again.buttons()
    data = browser.open("/hq/data/receipts?export=xlsx").get_data()
    browser.page("/hq/data/receipts/file")
    page = browser.send({"sheet": (io.BytesIO(data), "export.xlsx")}, button="Check the file")
    run_due()

    assert facts(browser.page(page.path)) == ("0", "0", "2", "0")
    assert receipts() == {"PO-1": (4, False), "PO-2": (5, True)}


def test_what_came_by_the_page_is_not_received_again_by_a_file(browser: Browser) -> None:
    receipt = db.session.scalars(sa.select(PlannedReceipt.id).where(PlannedReceipt.reference == "PO-1")).one()
    arrival = Arrival(4, 0, reference="DN-7")
    perform(service_receipts.receive_planned, receipt, arrival, actor_of(make_hq_user(role="hq_warehouse")), utc_now())

    assert facts(send(browser, "receipts", HEADS, FIRST)) == ("0", "0", "1", "0")
    other = send(browser, "receipts", HEADS, (*FIRST[:4], 6, "", ""))

    told = "4 pieces have come under this delivery note already, and stay. Later pieces have another one."
    assert other.rows(0) == [["2", "Pieces that came", "6", told]]


def test_two_files_checked_before_either_was_applied_receive_once(browser: Browser) -> None:
    pages = [send(browser, "receipts", HEADS, FIRST) for _each in range(2)]

    after = [apply(browser, page) for page in pages][1]

    assert after.has("has been changed since this was checked.") and receipts()["PO-1"] == (4, False)


def test_more_than_planned_is_told_and_received_and_a_rest_may_be_given_up(browser: Browser) -> None:
    more = (*FIRST[:3], "DN-8", 9, "", "")
    page = send(browser, "receipts", HEADS, FIRST, more, (*SECOND[:4], 3, "yes", ""))
    assert page.has("Row 3: 3 pieces more than were planned.") and not page.has("Row 2:")

    apply(browser, page)

    assert receipts() == {"PO-1": (13, True), "PO-2": (3, True)}
    closed = send(browser, "receipts", HEADS, (*SECOND[:3], "DN-9", 1, "", ""))
    assert closed.rows(0)[0][3].startswith("Nothing more is expected under this reference:")


def test_what_is_wrong_is_told_by_row_and_column(browser: Browser) -> None:
    page = send(
        browser, "receipts", HEADS, ("XXX", *FIRST[1:]), ("CKG", "nothing", *FIRST[2:]),
        (*FIRST[:2], "PO-9", *FIRST[3:]), (*FIRST[:4], 0, "", ""), (*FIRST[:3], "", 4, "", ""), ("DXB", *FIRST[1:]),
    )  # fmt: skip

    assert [row[:2] for row in page.rows(0)] == [
        ["2", "Depot"], ["3", "Part number"], ["4", "Reference"], ["5", "Pieces that came"], ["6", "Delivery note"],
        ["7", "Reference"],
    ]  # fmt: skip
    assert page.rows(0)[2][3] == "No planned receipt “PO-9” of this part is expected in CKG."
    assert receipts() == {"PO-1": (0, False), "PO-2": (0, False)}


def test_a_depot_that_was_shut_takes_nothing_in(browser: Browser) -> None:
    page = send(browser, "receipts", HEADS, FIRST)
    with transaction() as session:
        session.execute(sa.update(Depot).values(active=False, inactive_because="sold"))

    assert apply(browser, page).has("The depot CKG is not in use any more") and receipts()["PO-1"] == (0, False)


def test_what_came_is_not_taken_back_and_the_page_says_why(browser: Browser) -> None:
    page = apply(browser, send(browser, "receipts", HEADS, FIRST))

    assert page.has("What came is a movement of stock, and is not taken back.")
    assert "Take it back" not in page.buttons()
    version = db.session.scalars(sa.select(ChangeSet.version)).one()
    answer = browser.post(f"{page.path}/undo", {"version": str(version)})
    assert answer.status_code == 409 and "is not taken back" in answer.get_data(as_text=True)
    assert db.session.scalars(sa.select(ChangeSet.version)).one() == version and receipts()["PO-1"] == (4, False)


def test_what_comes_by_a_file_goes_to_who_waits(app: Flask) -> None:
    market = make_market()
    sell(market, "21029627", stock=0)
    plan(market.depot_ids[0], market.parts["21029627"], "PO-1", 8)
    make_released(market, ("21029627", 5), now=utc_now())
    depot = db.session.scalar(sa.select(Depot.code).where(Depot.id == market.depot_ids[0]))
    browser = steward(app)

    apply(browser, send(browser, "receipts", HEADS, (depot, *FIRST[1:])))

    db.session.remove()
    (line,) = db.session.scalars(sa.select(OrderLine))
    assert (line.allocated, line.backordered) == (4, 1)


def test_the_list_of_receipts_leads_to_the_file_who_receives(browser: Browser) -> None:
    assert browser.page("/hq/stock/receipts").links()["Receive from a spreadsheet"] == "/hq/data/receipts/file"
    assert browser.open("/hq/data/receipts/template").status_code == 200


def test_the_warehouse_sends_files_about_stock_and_neither_sees_prices_nor_plans(browser: Browser) -> None:
    for kind in ("receipts", "stock_counts", "stock_places", "sheet_counts"):
        browser.page(f"/hq/data/{kind}/file")
    for kind in ("list_prices", "parts", "planned_receipts", "bank_accounts"):
        for page in (f"/hq/data/{kind}", f"/hq/data/{kind}/file", f"/hq/data/{kind}/template"):
            assert browser.open(page).status_code == 404, page
    assert browser.open("/hq/data").status_code == 403
