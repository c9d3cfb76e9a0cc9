"""A file that is not clear is asked about: its first rows are shown, the choice is read, remembered, and made anew."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import enqueue, run_due
from portal.core.scope import EVERYONE, scoped
from portal.intake.models import KeptBook, SheetLayout
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from tests import factories
from tests.core.sheets.workbooks import saved, struck_xlsx, xlsx
from tests.orders.entry.test_bad_input import browser_of, upload
from tests.orders.factories import Market, make_draft, make_market, order_of, sell
from tests.web import Browser, Page

UGLY = b"Ware;Preis je;Bestand;Wunsch\r\n21029627;4,50;7;2\r\n00123456;9,10;0;3\r\n21029628;1,00;5;4\r\n"


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("21029627", "00123456", "21029628"):
        sell(market, number, stock=50)
    return market


def where(browser: Browser) -> str:
    assert browser.shown is not None
    return browser.shown.path


def number_in(address: str) -> str:
    return address.partition("draft=")[2].partition("&")[0]


def rows_in(browser: Browser) -> list[tuple[str, str, int | None]]:
    db.session.expire_all()
    rows = rows_of(order_of(number_in(where(browser))).id)
    return [(row.part_text, row.quantity_text, row.source_row) for row in rows]


def asked(browser: Browser, data: bytes = UGLY, name: str = "wunsch.csv") -> Page:
    page = upload(browser, data, name)
    assert "/orders/columns/" in where(browser)
    return page


def chosen(browser: Browser, **answers: str) -> Page:
    return browser.send({"heading": "0", "part": "0", "quantity": "3", "note": ""} | answers, button="Read the rows")


def test_a_file_that_is_not_clear_is_shown_and_read_as_somebody_chooses(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = asked(browser)

    assert page.has("One column could be the quantity, but no heading says so.")
    assert page.has("Nothing was added yet.")
    assert [str(cell) for cell in page.select("//tbody/tr[2]/td//text()") if str(cell).strip()] == [
        "21029627",
        "4,50",
        "7",
        "2",
    ]
    fields = page.fields(id="columns")
    assert (fields["heading"], fields["part"], fields["quantity"]) == ("0", "0", "3")
    page = chosen(browser)
    assert page.has("3 rows read from wunsch.csv (Part number = Ware and Quantity = Wunsch).")
    assert rows_in(browser) == [("21029627", "2", 2), ("00123456", "3", 3), ("21029628", "4", 4)]


def test_a_choice_is_remembered_for_the_layout_and_the_company_alone(app: Flask, market: Market) -> None:
    first = browser_of(app, market)
    asked(first)
    chosen(first)
    colleague, stranger = browser_of(app, market), Browser(app)
    stranger.sign_in(factories.make_dealer_user(make_market().distributor)).page("/orders/new")

    page = upload(colleague, UGLY.replace(b";2\r\n", b";9\r\n"), "next month.csv")

    assert page.has("Its columns were read as your company chose before for files like this.")
    assert rows_in(colleague)[0] == ("21029627", "9", 2)
    asked(stranger)
    with scoped(EVERYONE):
        known = db.session.execute(sa.select(SheetLayout.distributor_id, SheetLayout.columns)).all()
    assert [tuple(row) for row in known] == [(market.distributor.id, {"part": 0, "quantity": 3})]


def test_what_was_read_can_be_chosen_otherwise_and_takes_the_place_of_what_came_before(
    app: Flask, market: Market
) -> None:
    browser = browser_of(app, market)
    page = upload(browser, xlsx(["Part No.", "Boxes", "Qty"], ["21029627", 7, 2], ["00123456", 8, 3]), "order.xlsx")
    browser.send({"quantity-1": "5"}, button="do=check")
    link = str(page.select("//a[contains(@href, '/orders/columns/')]/@href")[0])

    page = browser.page(link)
    assert page.fields(id="columns")["quantity"] == "2"
    browser.send({"quantity": "1"}, button="Read it again so")

    assert rows_in(browser) == [("21029627", "7", 2), ("00123456", "8", 3)]
    page = upload(browser, xlsx(["Part No.", "Boxes", "Qty"], ["21029628", 1, 9]), "again.xlsx")
    assert rows_in(browser)[-1] == ("21029628", "1", 2)


def test_a_sheet_that_was_not_read_is_named_with_the_reason(app: Flask, market: Market) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Stock"
    for number in range(5_030):
        book.active.append([f"P{number}"])
    for row in (["Kennung", "Was"], ["21029627", "Pad"]):
        (book["List"] if "List" in book.sheetnames else book.create_sheet("List")).append(row)

    page = asked(browser_of(app, market), saved(book), "two.xlsx")

    assert page.has("The sheet “Stock” was not read. There are more than 5,000 rows")


def test_every_sheet_can_be_looked_at_and_quantities_may_be_left_to_type(app: Flask, market: Market) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["Dear", "colleagues"])
    for row in (["Kennung", "Was"], ["21029627", "Pad"], ["00123456", "Disc"]):
        (book["List"] if "List" in book.sheetnames else book.create_sheet("List")).append(row)
    browser = browser_of(app, market)
    page = asked(browser, saved(book), "two.xlsx")

    page = browser.page(str(page.select("//nav//a[contains(., 'List')]/@href")[0]))
    assert page.has("Kennung")
    page = browser.send({"quantity": "none"}, button="Read the rows")

    assert page.has("2 rows have no quantity; type it in the rows.")
    assert rows_in(browser) == [("21029627", "", 2), ("00123456", "", 3)]


@pytest.mark.parametrize(
    ("answers", "name", "words"),
    [
        ({"part": ""}, "part", "Choose one."),
        ({"quantity": ""}, "quantity", "Choose one."),
        ({"quantity": "0"}, "quantity", "This column was chosen for something else already."),
        ({"part": "99"}, "part", "Choose one."),
        ({"part": "-1"}, "part", "Choose one."),
        ({"heading": "77"}, "heading", "Choose one."),
        ({"heading": "x" * 5_000}, "heading", "Choose one."),
        ({"sheet": "4"}, "sheet", ""),
    ],
)
def test_what_is_not_chosen_or_forged_is_told_beside_its_field(
    app: Flask, market: Market, answers: dict[str, str], name: str, words: str
) -> None:
    browser = browser_of(app, market)
    asked(browser)

    fields = {"heading": "0", "part": "0", "quantity": "3", "note": ""} | answers
    page = browser.send({}, button="Read the rows", extra=fields, status=422)

    if words:
        told = page.select(f"//*[@id=//*[@name='{name}']/@aria-describedby]//text()")
        assert words in " ".join(map(str, told))
    assert rows_of(order_of(number_in(where(browser))).id) == []


def test_headings_that_leave_no_rows_are_told_on_the_page(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    asked(browser)

    page = browser.send({}, button="Read the rows", extra={"heading": "3", "part": "0", "quantity": "3"}, status=422)

    assert page.has("There are no lines below the headings")


def test_sent_twice_it_is_read_once(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = asked(browser)
    address, fields = where(browser), page.fields(id="columns") | {"heading": "0", "part": "0", "quantity": "3"}

    for _time in range(2):
        assert browser.open(address, method="POST", data=fields).status_code == 303

    assert len(rows_in(browser)) == 3
    fresh = browser.page(address).fields(id="columns")
    assert browser.open(address, method="POST", data=fresh).status_code == 303
    assert len(rows_of(order_of(number_in(address)).id)) == 3


def test_a_file_is_its_senders_alone_and_of_a_draft_of_their_own(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    asked(browser)
    own, other = where(browser), make_market()
    draft = make_draft(other, ("21029627", 1))
    colleague = browser_of(app, market)
    stranger = Browser(app).sign_in(factories.make_dealer_user(other.distributor))
    forged = own.replace("/orders/columns/", "/orders/columns/x")

    assert browser.open(own).status_code == 200
    for who, address in (
        (colleague, own),
        (stranger, own),
        (stranger, own.partition("?")[0] + f"?draft={draft.number}"),
        (browser, own.partition("?")[0] + f"?draft={draft.number}"),
        (browser, own.partition("?")[0]),
        (browser, forged),
    ):
        assert who.open(address).status_code == 404
        assert who.open(address, method="POST", data={"part": "0"}).status_code in (400, 404)


def test_a_kept_file_is_forgotten_after_a_day(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    left = []
    with time_machine.travel(utc_now(), tick=False) as clock:
        asked(browser)
        for hours in (23, 2):
            clock.shift(timedelta(hours=hours))
            with transaction():
                enqueue("intake.kept_books", {}, now=utc_now())
            run_due()
            with scoped(EVERYONE):
                left.append(db.session.scalar(sa.select(sa.func.count()).select_from(KeptBook)))

    assert left == [1, 0]


def test_the_newest_ten_files_of_a_person_are_kept(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    for turn in range(12):
        browser.page("/orders/new")
        upload(browser, UGLY, f"{turn}.csv")

    with scoped(EVERYONE):
        names = set(db.session.scalars(sa.select(KeptBook.name)))
    assert names == {f"{turn}.csv" for turn in range(2, 12)}


def test_pasted_lines_that_are_not_clear_are_asked_about_and_rows_typed_before_stay(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    browser.send({"lines": "21029627 1", "po_number": "PO-7"}, button="Check lines")

    page = browser.send({"lines": "21029627\t2\t7\t1\n00123456\t3\t1\t9", "quantity-1": "6"}, button="do=check")

    assert page.has("What was pasted") and page.has("More than one column could be the quantity.")
    browser.send({"quantity": "1", "heading": "none"}, button="Read the rows")
    assert rows_in(browser) == [("21029627", "6", None), ("21029627", "2", None), ("00123456", "3", None)]
    assert order_of(number_in(where(browser))).po_number == "PO-7"
    page = browser.send({"lines": "21029628\t8\t1\t1"}, button="do=check")
    assert page.has("1 row added. Its columns were read as your company chose before for files like this.")
    assert rows_in(browser)[-1] == ("21029628", "8", None)


def test_an_order_is_not_handed_in_without_the_file_that_came_with_it(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 1))
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")

    sent = {"sheet": (io.BytesIO(UGLY), "w.csv")}
    page = browser.send({"po_number": "PO-8"}, button="Submit order", extra=sent)

    assert page.has("Nothing was added yet.") and "/orders/columns/" in where(browser)
    assert order_of(draft.number).state is OrderState.DRAFT
    chosen(browser)
    assert [part for part, _quantity, _row in rows_in(browser)] == ["21029627", "21029627", "00123456", "21029628"]


def test_rows_struck_through_are_left_out_and_told_and_may_be_read_after_all(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    data = struck_xlsx(["Part No.", "Qty"], ["21029627", 2], ["00123456", 3], line=3)

    page = upload(browser, data, "struck.xlsx")
    assert page.has("Row 3 is struck through; it was left out.")
    assert rows_in(browser) == [("21029627", "2", 2)]
    browser.page(str(page.select("//a[contains(@href, '/orders/columns/')]/@href")[0]))
    browser.send({"unseen": "yes"}, button="Read it again so")

    assert rows_in(browser) == [("21029627", "2", 2), ("00123456", "3", 3)]


def test_a_file_and_a_paste_at_once_are_both_read_or_asked_about(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    sent = {"sheet": (io.BytesIO(UGLY), "w.csv")}

    page = browser.send({"lines": "21029627\t2\t7\t1\n00123456\t3\t1\t9"}, button="do=check", extra=sent)

    assert page.has("w.csv waits: its columns have to be chosen.")
    other = str(page.select("//a[contains(., 'Choose the columns otherwise')]/@href")[0])
    browser.send({"quantity": "1", "heading": "none"}, button="Read the rows")
    browser.page(other)
    chosen(browser)
    assert len(rows_in(browser)) == 5


def drafts() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(SalesOrder.number).order_by(SalesOrder.id)))


@pytest.mark.both_engines
def test_leaving_a_file_unread_leaves_nothing_of_the_draft_begun_for_it(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = asked(browser)
    assert len(drafts()) == 1 and not page.has("Back to the order")
    twice = page.fields(button="Cancel")
    address = str(page.select("//button[.='Cancel']/@formaction")[0])

    browser.send({}, button="Cancel")

    assert where(browser) == "/orders/new" and drafts() == []
    assert db.session.scalars(sa.select(KeptBook.id)).all() == []
    again = browser.open(address, method="POST", data=twice)
    assert (again.status_code, again.headers["Location"]) == (303, "/orders/new")
    asked(browser)
    chosen(browser)
    assert len(rows_in(browser)) == 3


def test_leaving_a_file_unread_leads_back_to_a_draft_that_holds_something_else(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = browser.send({"po_number": "PO-9"}, button="do=check", extra={"sheet": (io.BytesIO(UGLY), "w.csv")})
    assert page.has("Nothing was added yet.")

    browser.send({}, button="Cancel")

    (number,) = drafts()
    assert where(browser) == f"/orders/new?draft={number}" and order_of(number).po_number == "PO-9"
    browser.send({"lines": "21029627 4"}, button="do=check")
    assert asked(browser).has("Back to the order")
    browser.send({}, button="Cancel")
    assert drafts() == [number] and rows_in(browser) == [("21029627", "4", None)]


def test_a_draft_stays_while_another_file_for_it_waits(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    sent = {"sheet": (io.BytesIO(UGLY), "w.csv")}
    page = browser.send({"lines": "21029627\t2\t7\t1\n00123456\t3\t1\t9"}, button="do=check", extra=sent)
    other = str(page.select("//a[contains(., 'Choose the columns otherwise')]/@href")[0])

    browser.send({}, button="Cancel")
    assert len(drafts()) == 1
    browser.page(other)
    browser.send({}, button="Cancel")

    assert where(browser) == "/orders/new" and drafts() == []


def test_nobody_leaves_the_file_or_the_draft_of_somebody_else(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    page = asked(browser)
    fields, address = page.fields(button="Cancel"), str(page.select("//button[.='Cancel']/@formaction")[0])
    colleague = Browser(app).sign_in(factories.make_dealer_user(market.distributor))

    answer = colleague.post(address, {name: fields[name] for name in fields if name != "csrf_token"})

    assert answer.status_code == 404 and len(drafts()) == 1


def two_tables() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Oslo"
    book.create_sheet("Bergen")
    for name, row in (("Oslo", ["21029627", 2]), ("Bergen", ["00123456", 3])):
        book[name].append(["Part", "Qty"])
        book[name].append(row)
    return saved(book)


def test_a_workbook_of_two_orders_is_asked_about_and_both_may_be_read(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)

    page = asked(browser, two_tables(), "two.xlsx")
    assert page.has("More than one sheet of this file holds lines to order.")
    page = browser.send({}, button="Read the rows")
    assert page.select("//*[@id='orders-told']//li")
    assert page.has("Read from the sheet “Oslo” only. Not read: Bergen.")
    browser.page(str(page.select("//*[@id='orders-told']//a[contains(., 'Bergen')]/@href")[0]))
    page = browser.send({}, button="Add the rows of this sheet")

    assert rows_in(browser) == [("21029627", "2", 2), ("00123456", "3", 2)]
    assert not page.has("Not read:")
    assert not page.has("holds lines too")
    browser.page(str(page.select("//*[@id='orders-told']//a/@href")[-1]))
    page = browser.send({"heading": "none"}, button="Read it again so")
    assert [text for text, _quantity, _row in rows_in(browser)] == ["21029627", "Part", "00123456"]
    assert not page.has("holds lines too")


def test_a_layout_chosen_before_does_not_hide_the_other_order_of_a_workbook(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    asked(browser, two_tables(), "two.xlsx")
    browser.send({}, button="Read the rows")
    browser.page("/orders/new")

    page = asked(browser, two_tables(), "next.xlsx")

    assert page.has("More than one sheet of this file holds lines to order.")


def test_what_is_told_of_a_file_stays_in_the_page_until_it_is_seen(app: Flask, market: Market) -> None:
    browser = browser_of(app, market)
    rows = (["Part", "Qty", "Colour", "Size"], ["number", "ordered"], ["21029627", 2, "red"], ["", "", "blue"])

    page = upload(browser, xlsx(*rows), "order.xlsx")

    said = [str(text) for text in page.select("//*[@id='components-messages']//p//text()")]
    assert said == ["1 row read from order.xlsx (Part number = Part and Quantity = Qty)."]
    page = browser.page(where(browser))
    remarks = ["".join(one.itertext()) for one in page.select("//*[@id='orders-told']//li")]
    assert remarks == [
        said[0],
        "Columns not used: Colour and Size.",
        "Row 2 goes on with the headings; it was left out.",
        "Row 4 has neither part number nor quantity; it was left out.",
        "Choose the columns otherwise",
    ]
    stranger = Browser(app).sign_in(factories.make_dealer_user(market.distributor))
    assert not stranger.page(where(browser)).select("//*[@id='orders-told']//li")
    browser.page(where(browser))
    page = browser.send({"quantity-1": "5"}, button="Seen: tell it no more")
    assert not page.select("//*[@id='orders-told']//li")
    assert rows_in(browser) == [("21029627", "5", 3)]


def test_little_that_is_told_is_told_in_passing(app: Flask, market: Market) -> None:
    page = upload(browser_of(app, market), xlsx(["Part", "Qty"], ["21029627", 2]), "order.xlsx")

    assert len(page.select("//*[@id='components-messages']//p")) == 2
    assert not page.select("//*[@id='orders-told']//li")


def test_thousands_and_merged_quantities_are_told_for_comparing(app: Flask, market: Market) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Part", "Menge"], ["21029627", "2,00"], ["00123456", "1.500"], ["21029628", None]):
        book.active.append(row)
    book.active.merge_cells("B3:B4")
    browser = browser_of(app, market)

    page = upload(browser, saved(book), "order.xlsx")

    assert rows_in(browser) == [("21029627", "2,00", 2), ("00123456", "1500", 3), ("21029628", "", 4)]
    assert page.has(
        "The quantity in row 3 of what you sent was read as the others of its column are written; compare it."
    )
    assert page.has(
        "In row 4 of what you sent the quantity is a cell merged with one above; type the number of pieces."
    )
