"""Invoices at both doors."""

import io
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.billing import service
from portal.billing.models import Invoice
from portal.core.clock import utc_now
from portal.core.data.counters import Counter
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.queue import run_due
from portal.finance import service_accounts, service_ledger
from portal.orders.models import SalesOrder
from tests import factories
from tests.billing.factories import Trade, make_order, make_trade, part, ship
from tests.queries import counted
from tests.web import Browser


def invoiced(trade: Trade, *, days_ago: int = 0, pieces: int = 10, price: str = "12.50") -> str:
    """Issue an invoice of a one-line order some days ago."""
    text = f"P{factories.next_number()}"
    line = make_order(trade, (part(text), text, pieces, price))[0]
    return perform(service.issue_papers_for, ship(trade, (line, pieces)).id, None, utc_now() - timedelta(days=days_ago))


def buyer(app: Flask, trade: Trade, **values: str) -> Browser:
    return Browser(app).sign_in(factories.make_dealer_user(trade.distributor, role="dealer_finance", **values))


def financier(app: Flask) -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role="hq_finance"))


def pay(trade: Trade, number: str, amount: str) -> None:
    posting = service_ledger.Posting(trade.distributor.id, "USD", f"T/T {number}", Decimal(amount), utc_now().date())
    perform(service_ledger.post_payment, posting, allocations={number: Decimal(amount)}, now=utc_now())


def days_late(number: str) -> int:
    """Return how late an invoice is in Cairo, where its reader is."""
    due_on = db.session.scalar(sa.select(Invoice.due_on).where(Invoice.number == number))
    assert due_on is not None
    return (utc_now().astimezone(ZoneInfo("Africa/Cairo")).date() - due_on).days


@pytest.mark.both_engines
def test_the_list_tells_states_sums_and_credit(app: Flask) -> None:
    trade = make_trade(limit="1000")
    late, paid, part_paid, fresh = (invoiced(trade, days_ago=days) for days in (60, 3, 2, 1))
    pay(trade, paid, "125.00")
    pay(trade, part_paid, "25.00")

    page = buyer(app, trade).page("/invoices")

    assert [(row[0], row[4], row[7]) for row in page.rows(0)[:4]] == [
        (fresh, "Open", "USD 125.00"),
        (part_paid, "Partly paid", "USD 100.00"),
        (paid, "Paid", ""),
        (late, "Overdue", "USD 125.00"),
    ]
    total = page.select("//tfoot/tr")[0]
    assert " ".join("".join(total.itertext()).split()) == "4 invoices in USD USD 500.00 USD 0.00 USD 350.00"
    assert page.has("Credit in USD") and page.has(f"{days_late(late)} days overdue")
    assert "USD 650.00" in page.text


@pytest.mark.parametrize("state", ["open", "overdue", "paid", "partly_paid", "credited"])
def test_the_filter_by_state_agrees_with_the_state_shown(app: Flask, state: str) -> None:
    trade = make_trade()
    numbers = [invoiced(trade, days_ago=days) for days in (60, 3, 2, 1)]
    pay(trade, numbers[1], "125.00")
    pay(trade, numbers[2], "25.00")
    browser = buyer(app, trade)
    shown = {row[0]: row[4] for row in browser.page("/invoices").rows(0)[:4]}
    words = {
        "open": "Open",
        "overdue": "Overdue",
        "paid": "Paid",
        "partly_paid": "Partly paid",
        "credited": "Credited",
    }

    page = browser.page(f"/invoices?state={state}")

    expected = {number for number, word in shown.items() if word == words[state]}
    found = {row[0] for row in page.rows(0) if row[0].startswith("CI-")} if expected else set()
    assert found == expected
    assert expected or page.has("No invoice fits this search")


def test_search_finds_by_order_shipment_and_purchase_order(app: Flask) -> None:
    trade = make_trade()
    number = invoiced(trade)
    invoiced(trade)
    with transaction() as session:
        session.add(Counter(series="SO-2026", last=0))
    browser = buyer(app, trade)
    shown = browser.page(f"/invoices/{number}")
    order = shown.select("//dl//a[starts-with(@href, '/orders/')]/@href")[0].rpartition("/")[2]
    purchase = db.session.scalars(sa.select(SalesOrder.po_number).where(SalesOrder.number == order)).one()

    loose = purchase.lower().replace("-", " 00")
    for text in (order, order.lower().replace("-", " "), purchase, loose, number, number.replace("-", "").lower()):
        found = browser.page(f"/invoices?q={text}").rows(0)
        assert [row[0] for row in found if row[0].startswith("CI-")] == [number]


def test_an_invoice_shows_lines_totals_and_its_papers(app: Flask) -> None:
    trade = make_trade()
    number = invoiced(trade, days_ago=40)
    browser = buyer(app, trade)
    assert not browser.page(f"/invoices/{number}").has("Download PDF")

    run_due()
    page = browser.page(f"/invoices/{number}")

    assert page.rows(0)[0][2:] == ["10", "12.5000", "USD 125.00"]
    linked = set(page.select("//main//a/@href"))
    assert any(href.startswith("/orders/") for href in linked)
    assert len([href for href in linked if href.endswith(".pdf") or "/pdf" in href]) == 2
    assert page.has("Overdue") and page.has(f"{days_late(number)} days ago")
    assert page.has("Commercial invoice") and page.has("Packing list")
    file = browser.open(page.select("//div[@class='actions']//a/@href")[0])
    assert file.data.startswith(b"%PDF") and file.headers["Content-Disposition"].endswith(f"{number}.pdf")


@pytest.mark.both_engines
def test_somebody_elses_invoice_is_not_there(app: Flask) -> None:
    mine, other = make_trade(), make_trade()
    number = invoiced(mine)
    stranger = buyer(app, other)

    stranger.page(f"/invoices/{number}", status=404)
    listed = stranger.page(f"/invoices?distributor={mine.distributor.id}")
    stranger.page(f"/hq/invoices/{number}", status=403)
    stranger.page("/hq/credit", status=403)

    assert number not in listed.html and mine.distributor.name not in listed.html
    assert buyer(app, mine).page(f"/invoices/{number}").has(number)


@pytest.mark.both_engines
def test_headquarters_sees_all_and_filters_by_distributor(app: Flask) -> None:
    first, second = make_trade(), make_trade(currency="EUR")
    of_first, of_second = invoiced(first), invoiced(second)
    browser = financier(app)

    everything = browser.page("/hq/invoices")
    only = browser.page(f"/hq/invoices?distributor={second.distributor.id}")

    assert everything.has(of_first) and everything.has(of_second)
    assert len(everything.select("//tfoot/tr")) == 2
    assert [row[0] for row in only.rows(0) if row[0].startswith("CI-")] == [of_second]
    browser.page("/hq/invoices?distributor=x%27&currency=%F0%9F%98%80")
    assert browser.page(f"/hq/invoices/{of_first}").has(first.distributor.name)


@pytest.mark.both_engines
def test_lists_are_exported_with_amounts_as_numbers(app: Flask) -> None:
    trade = make_trade()
    number = invoiced(trade)

    sheet = load_workbook(io.BytesIO(buyer(app, trade).open("/invoices?export=xlsx").data)).active

    row = [cell.value for cell in sheet[2]]
    assert (row[0], row[6], row[7]) == (number, "USD", 125)


def test_pages_ask_a_constant_number_of_questions(app: Flask) -> None:
    trade = make_trade()
    numbers = [invoiced(trade) for _ in range(6)]
    own, hq = buyer(app, trade), financier(app)

    for browser, path in (
        (own, "/invoices"),
        (own, f"/invoices/{numbers[0]}"),
        (hq, "/hq/invoices"),
        (hq, "/hq/credit"),
    ):
        browser.page(path)
        with counted() as statements:
            browser.page(path)
        assert len(statements) <= 8, f"{path}\n{statements}"


def test_invoices_read_in_arabic(app: Flask) -> None:
    trade = make_trade(locale="ar")
    number = invoiced(trade)
    browser = buyer(app, trade, locale="ar")

    assert browser.page("/invoices").tree.getroot().get("dir") == "rtl"
    assert number in browser.page(f"/invoices/{number}").text


def test_a_general_distributor_sees_whose_invoice_it_is(app: Flask) -> None:
    trade = make_trade()
    below = factories.make_distributor(parent=trade.distributor, payment_terms="net:30")
    dealer = Trade(below, factories.make_address(below), trade.depot_id)
    perform(service_accounts.set_credit, below.id, "USD", limit=Decimal(1000), blocked=False)
    own, theirs = invoiced(trade), invoiced(dealer)

    above = buyer(app, trade).page("/invoices")
    lower = buyer(app, dealer).page("/invoices")

    assert {(row[0], row[1]) for row in above.rows(0)[:2]} == {(own, trade.distributor.name), (theirs, below.name)}
    assert theirs in lower.html and own not in lower.html
