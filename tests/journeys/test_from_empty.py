"""From an empty database to the first invoice: everything a company has before its first order, through the pages."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from portal.accounts.people.service_first_admin import first_admin_address
from portal.billing.models import Invoice
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.notifications.models import Mail
from portal.stock.models import Stock
from tests.conftest import Engine
from tests.journeys.conftest import Site, Stranger, press
from tests.journeys.site import serving
from tests.journeys.test_whole_journey import NUMBER, approve, pack_and_send, papers_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a quiet harbour at dawn"
ADMIN, BUYER = "root@hq.example", "mona@nile.example"
COLLEAGUES = {
    "steward@hq.example": "hq_steward",
    "manager@hq.example": "hq_manager",
    "planner@hq.example": "hq_planner",
    "warehouse@hq.example": "hq_warehouse",
    "logistics@hq.example": "hq_logistics",
    "finance@hq.example": "hq_finance",
}
PARTS = [(f"BRK-{n:04}", f"Brake pad set {n}", "EA", 1, 1, 900 + n, "87083091", "CN") for n in range(1, 41)]
PRICES = [("USD-26", row[0], Decimal("10.00") + n, "USD") for n, row in enumerate(PARTS)]
COUNTS = [("CQ", row[0], 500) for row in PARTS]
HEADINGS = {
    "parts": "Part number | Name | Unit | Minimum | Pack | Weight (g) | HS code | Origin",
    "list_prices": "Price list | Part number | Price | Currency",
    "distributors": "Code | Name | Level | Country | Language | Time zone | Currency | Seller | Incoterm | Place",
    "addresses": "Distributor code | Purpose | Label | Name | Street | City | Country | Tax id | Contact | Phone",
    "people": "E-mail | Name | Distributor code | Roles | Language | Time zone",
    "stock_counts": "Depot | Part number | On hand",
}
NILE = "NILE | Nile Motors | general | EG | ar | Africa/Cairo | USD | CN01 | FCA | Chongqing"
GIZA = "NILE | ship_to | Cairo | Nile Motors | 12 El Tahrir | Giza | EG | 204991330 | Mona | +20237601111"
SELLER = {
    "code": "CN01",
    "name": "Avatar Parts (Chongqing)",
    "address": "18 Jinyu Avenue, Chongqing",
    "country": "CN",
    "gs1_prefix": "6901234",
    "zone": "Asia/Shanghai",
}
DEPOT = {"code": "CQ", "name": "Chongqing", "country": "CN", "zone": "Asia/Shanghai", "cut_off": "16:00", "rank": "1"}
PRICE_LIST = {"code": "USD-26", "name": "Export", "currency": "USD", "valid_from": "2026-01-01"}
AGREEMENT = {"distributor": "NILE", "price_list": "USD-26", "discount_percent": "10", "valid_from": "2026-01-01"}
BANK = {
    "of_seller": "CN01",
    "label": "Main",
    "currency": "USD",
    "bank_name": "Bank of China",
    "account": "DE89370400440532013000",
    "swift": "BKCHCNBJ59A",
    "usual": "yes",
    "reason": "Opening",
}
STEPS = 13
"""What the set-up page misses on an empty database."""


class Worker(Stranger):
    """Somebody who joined by the link that came by mail and signs in with the password of this journey."""

    def __init__(self, context: Any, site: Site, email: str) -> None:
        super().__init__(context, site)
        self.page.goto(f"{site.address}{'/hq' if email.endswith('@hq.example') else ''}/login")
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        press(self.page, "main form button[type=submit]")

    def send(self, kind: str, rows: Sequence[str | Sequence[object]], folder: Path) -> Page:
        """Send a spreadsheet of a kind of master data and apply what it says, or ask for it at two people."""
        path = folder / f"{kind}.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([HEADINGS[kind], *rows]):
                cells = row.split(" | ") if isinstance(row, str) else row
                sheet.write_row(at, 0, [float(cell) if isinstance(cell, Decimal) else cell for cell in cells])
        page = self.open(f"/hq/data/{kind}/file")
        page.locator("input[type=file][name=sheet]").set_input_files(str(path))
        press(page, "main form[enctype] button[type=submit]")
        done = page.locator("#masterdata-set form[action$='/apply'] button[type=submit]")
        expect(done).to_be_visible(timeout=30_000)
        reason = page.locator("#masterdata-set [name=reason]")
        if reason.count():
            reason.fill("Set-up")
        with page.expect_navigation():
            done.click()
        expect(page.locator("#masterdata-set [hx-trigger]")).to_have_count(0)
        expect(page.locator("#masterdata-set progress")).to_have_count(0, timeout=30_000)
        return page

    def add(self, kind: str, **typed: str) -> Page:
        """Add a row of a kind of master data by its form."""
        page = self.open(f"/hq/data/{kind}/row")
        for name, value in typed.items():
            field = page.locator(f"main form [name={name}]")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        press(page, "main form[action*='/row'] button[type=submit]")
        assert page.locator("main .field-error, main [role=alert]").all_inner_texts() == []
        return page


def agree(second: Any) -> None:
    """Agree as a second person to the one change that waits."""
    page = second.open("/hq/data-changes?state=waiting")
    press(page, "main tbody tr a")
    press(page, "form[action$='/approve'] button[type=submit]")
    expect(page.locator("#masterdata-set progress")).to_have_count(0, timeout=30_000)


@pytest.fixture
def empty(engine: Engine) -> Iterator[Site]:
    """A running portal on an empty database."""
    engine.renew()
    with serving(engine.app) as address:
        yield Site(address, engine.app, engine.name)


def link_for(site: Site, email: str) -> str:
    """The link in the last mail to somebody, as the mail says it."""
    with site.app.app_context(), scoped(EVERYONE):
        wanted = sa.select(Mail.body).where(Mail.to_address == email).order_by(Mail.id.desc()).limit(1)
        body = db.session.scalars(wanted).one()
        db.session.remove()
    found = re.search(r"https?://[^\s/]+(/invite/\S+)", body)
    assert found, body
    return found[1]


class Company:
    """The people of a company that sets its portal up, each at a browser of their own."""

    def __init__(self, site: Site, chromium: Browser, language: str) -> None:
        self.site, self.chromium, self.language = site, chromium, language
        self.people: list[Stranger] = []

    def stranger(self) -> Stranger:
        """Somebody whom the portal does not know yet."""
        self.people.append(Stranger(self._context(), self.site))
        return self.people[-1]

    def worker(self, email: str) -> Worker:
        """Somebody who signs in."""
        worker = Worker(self._context(), self.site, email)
        self.people.append(worker)
        return worker

    def found(self) -> Worker:
        """The first administrator, by the address the operator was given."""
        with self.site.app.app_context(), scoped(EVERYONE):
            address = first_admin_address(self.site.address).removeprefix(self.site.address)
        page = self.stranger().open(address)
        fill(page, {"name": "Zhou Min", "email": ADMIN, "password": PASSWORD, "repeat": PASSWORD})
        press(page, "main form button[type=submit]")
        return self.worker(ADMIN)

    def join(self, email: str) -> Worker:
        """Somebody who follows the link in their mail and chooses a password."""
        page = self.stranger().open(link_for(self.site, email))
        fill(page, {"password": PASSWORD, "repeat": PASSWORD})
        press(page, "main form button[type=submit]")
        return self.worker(email)

    def goes_home(self) -> None:
        """Close every browser; none may have seen an error."""
        for one in self.people:
            one.context.close()
            assert one.errors == []

    def _context(self) -> Any:
        context = self.chromium.new_context(viewport={"width": 1440, "height": 900}, locale=self.language)
        context.set_default_timeout(15_000)
        return context


def fill(page: Page, typed: dict[str, str]) -> None:
    """Type values into the fields of these names."""
    for name, value in typed.items():
        page.locator(f"main [name={name}]").fill(value)


def missing_in(somebody: Worker) -> int:
    """How many steps the set-up page says are missing."""
    return somebody.open("/hq/setup").locator("main table").first.locator(".pill.bad").count()


def set_up(company: Company, admin: Worker, folder: Path) -> None:
    """All that stands before the first order: forms for what is one, spreadsheets for what is many."""
    language = company.language
    staff = [f"{email} | {role} |  | {role} | {language} | Asia/Shanghai" for email, role in COLLEAGUES.items()]
    admin.send("people", staff, folder)
    steward, manager = company.join("steward@hq.example"), company.join("manager@hq.example")
    finance, planner = company.join("finance@hq.example"), company.join("planner@hq.example")
    steward.add("sellers", **SELLER)
    steward.add("depots", **DEPOT)
    steward.add("price_lists", **PRICE_LIST)
    steward.send("parts", PARTS, folder)
    steward.send("list_prices", PRICES, folder)
    agree(manager)
    steward.send("distributors", [NILE], folder)
    steward.send("addresses", [GIZA], folder)
    steward.add("agreements", **AGREEMENT, reason="Contract")
    agree(manager)
    steward.add("bank_accounts", **BANK)
    agree(manager)
    press(finance.open("/hq/credit"), "main tbody tr a")
    fill(finance.page, {"limit": "50000", "reason": "Contract"})
    press(finance.page, "main form:has([name=limit]) button[type=submit]")
    press(manager.open("/hq/approvals"), "form[action$='/approve'] button[type=submit]")
    admin.send("people", [f"{BUYER} | Mona Hassan | NILE | dealer_owner | {language} | Africa/Cairo"], folder)
    planner.send("stock_counts", COUNTS, folder)


def first_order(buyer: Worker) -> str:
    """Twelve lines typed in and submitted; return the order's number."""
    page = buyer.open("/orders/new")
    page.locator("[name=po_number]").fill("NM-1")
    page.locator("[name=lines]").fill("\n".join(f"{row[0]} 10" for row in PARTS[:12]))
    press(page, "button[name=do][value=check]")
    press(page, "button[formaction$='/submit']")
    number = NUMBER.search(page.locator("h1").inner_text())
    assert number
    return f"SO-{number.group()}"


# Each engine is walked once, in one language; neither changes what the other does.
@pytest.mark.parametrize(("engine", "language"), [("sqlite", "en"), ("postgresql", "ar")], indirect=["engine"])
def test_from_an_empty_database_to_the_first_invoice(
    empty: Site, chromium: Browser, language: str, tmp_path: Path
) -> None:
    company = Company(empty, chromium, language)
    admin = company.found()
    assert missing_in(admin) == STEPS
    set_up(company, admin, tmp_path)
    assert missing_in(admin) == 0

    buyer = company.join(BUYER)
    number = first_order(buyer)
    approve(company.worker("manager@hq.example"), number)
    planner = company.worker("planner@hq.example")
    press(planner.open("/hq/allocation"), "main form[action$='/run'] button, main form button.btn-primary")
    warehouse, logistics = company.join("warehouse@hq.example"), company.join("logistics@hq.example")
    shipment = pack_and_send(warehouse, logistics, empty, number)

    papers = papers_of(buyer, shipment)
    with empty.app.app_context(), scoped(EVERYONE):
        invoice = db.session.scalars(sa.select(Invoice)).one()
        left = db.session.scalar(sa.select(sa.func.sum(Stock.on_hand)))
        db.session.remove()
    assert invoice.total == sum((row[2] * 10 * Decimal("0.9") for row in PRICES[:12]), Decimal(0)) == Decimal(1674)
    assert any(f"{invoice.total:,.2f}" in text for text in papers)
    assert left == 40 * 500 - 120
    company.goes_home()
