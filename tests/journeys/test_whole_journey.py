"""From a spreadsheet in Cairo to a credit note: the whole journey in a browser, in English and Arabic."""

import io
import os
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from portal.billing.models import Invoice
from portal.catalogue.models import DangerousGoods, MarketRestriction, Part, PartState, Supersession
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.finance.models import CreditAccount, LedgerEntry
from portal.notifications.models import Mail
from portal.orders.models import OrderLine, SalesOrder
from portal.returns.models import Claim
from portal.stock.models import Stock
from tests.journeys.conftest import press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADINGS = {"en": ("Part No.", "Qty"), "ar": ("رقم القطعة", "الكمية")}
TITLES = {"CI": ("فاتورة تجارية", "Commercial invoice"), "PL": ("قائمة التعبئة", "Packing list")}
NUMBER = re.compile(r"\d{4}-\d{6}")


def goods_for_200_rows(site: Any) -> list[tuple[str, int]]:
    """Real part numbers that lie on the shelf, one that was replaced, and one nobody knows."""
    closed = sa.select(MarketRestriction.part_id).where(MarketRestriction.country == "EG")
    with site.app.app_context(), scoped(EVERYONE):
        wanted = (
            sa.select(Part.number, Part.minimum, Part.pack)
            .join(Stock, Stock.part_id == Part.id)
            .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
            .where(Part.state == PartState.ACTIVE, DangerousGoods.part_id.is_(None))
            .where(Stock.on_hand - Stock.allocated >= 60, Part.pack <= 10, Part.id.not_in(closed))
            .order_by(Part.number)
        )
        rows = db.session.execute(wanted).unique().all()
        replaced = db.session.execute(
            sa.select(Part.number)
            .join(Supersession, Supersession.old_part_id == Part.id)
            .where(Part.state == PartState.SUPERSEDED, Supersession.kind == "one_way")
            .where(Part.minimum == 1, Part.pack == 1, Part.id.not_in(closed))
        ).first()
        db.session.remove()
    seen = dict.fromkeys((row.number, -(-row.minimum // row.pack) * row.pack) for row in rows)
    found = list(seen)[:198]
    assert len(found) == 198 and replaced is not None
    return [*found, (replaced.number, 2), ("99999999X", 1)]


def spreadsheet(rows: list[tuple[str, int]], language: str, folder: Path) -> Path:
    """Write a workbook the way a parts desk has it: a title, headings, part numbers as text."""
    path = folder / f"order-{language}.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "Nile Motors")
    sheet.write_row(2, 0, HEADINGS[language])
    for place, (number, quantity) in enumerate(rows, start=3):
        sheet.write_string(place, 0, number)
        sheet.write_number(place, 1, quantity)
    book.close()
    return path


def order_by_spreadsheet(buyer: Any, sheet: Path, po_number: str) -> str:
    """Upload, take what the portal offers, remove what nobody knows, submit; return the number."""
    page = buyer.open("/orders/new")
    page.locator("[name=po_number]").fill(po_number)
    page.locator("input[type=file][name=sheet]").set_input_files(str(sheet))
    press(page, "button[name=do][value=check]")
    expect(page.locator("#orders-preview tbody tr:not(#row-new)")).to_have_count(100)
    page.locator("button[name=do][value='accept_all:successor']").click()
    expect(page.locator("button[name=do][value='accept_all:successor']")).to_have_count(0)
    page.locator("button[name=do][value='view:unknown:1']").click()
    expect(page.locator("#orders-preview tbody tr:not(#row-new)")).to_have_count(1)
    assert page.locator("#orders-preview tbody input[name^=part-]").input_value() == "99999999X"
    page.locator("#orders-preview button[name=do][value^='remove:']").click()
    expect(page.locator("#orders-preview tbody input[value='99999999X']")).to_have_count(0)
    number = NUMBER.search(page.url) or NUMBER.search(page.locator("h1").inner_text())
    assert number
    press(page, f"button[formaction$='/orders/SO-{number.group()}/submit']")
    expect(page.locator("h1")).to_contain_text(f"SO-{number.group()}")
    return f"SO-{number.group()}"


def approve(manager: Any, number: str) -> None:
    """Take it from the queue and approve it."""
    page = manager.open("/hq/review")
    press(page, f"#take-{number}")
    manager.open(f"/hq/orders/{number}")
    press(page, "form[action$='/approve'] button[type=submit], button[formaction$='/approve']")
    assert page.locator("form[action$='/approve']").count() == 0


def pack_and_send(warehouse: Any, logistics: Any, site: Any, number: str) -> str:
    """Pick, pack, book, dispatch all that is allocated of an order; return the shipment's number."""
    page = warehouse.open(f"/hq/shipments/ready?q={number}")
    page.locator("tbody tr td a").first.click()
    for box in page.locator("#shipping-plan tbody tr").all():
        if number not in box.inner_text():
            box.locator("input[type=checkbox]").uncheck()
    press(page, "#shipping-plan button[type=submit]")
    shipment = f"SH-{NUMBER.search(page.locator('h1').inner_text()).group()}"
    press(page, "#shipping-pick button[type=submit]")
    for name, value in {"length": "120", "width": "80", "height": "90", "gross": "9999"}.items():
        page.locator(f"#shipping-carton [name={name}]").fill(value)
    press(page, "#shipping-carton button[name=rest]")
    press(page, "form[action$='/confirm'] button[type=submit]")
    book(logistics, shipment)
    wait_for_papers(logistics, shipment)
    press(logistics.page, "#shipping-gate form button[type=submit]")
    expect(logistics.page.locator("#shipping-gate")).to_have_count(0)
    return shipment


def book(logistics: Any, shipment: str) -> None:
    """Type in what the carrier confirmed."""
    page = logistics.open(f"/hq/shipments/{shipment}")
    press(page, "a[href$='/book']")
    leaves = datetime.now(UTC) + timedelta(days=1)
    typed = {
        "carrier": "COSCO Shipping",
        "transport_document": "COSU6412345670",
        "vessel_flight": "COSCO TAURUS 042W",
        "port_loading": "Shanghai (CNSHA)",
        "port_discharge": "Port Said (EGPSD)",
        "departure": leaves.strftime("%Y-%m-%dT08:00"),
        "arrival": (leaves + timedelta(days=24)).strftime("%Y-%m-%dT08:00"),
        "acid": "4012345678901234567",
    }
    for name, value in typed.items():
        page.locator(f"#shipping-book [name={name}]").fill(value)
    press(page, "#shipping-book button[type=submit]")


def wait_for_papers(logistics: Any, shipment: str) -> None:
    """Look again until both papers are printed."""
    for _look in range(120):
        page = logistics.open(f"/hq/shipments/{shipment}")
        if page.locator("a[href$='/pdf']").count() == 2:
            return
        page.wait_for_timeout(500)
    raise AssertionError("the papers were not printed within a minute")


def papers_of(buyer: Any, shipment: str) -> list[str]:
    """Download the papers of a shipment as its receiver and return their texts."""
    page = buyer.open(f"/shipments/{shipment}")
    texts = []
    for link in page.locator("a[href$='/pdf']").all():
        answer = buyer.context.request.get(buyer.site.address + str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        texts.append("\n".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.body())).pages))
    return texts


def receive_with_damage(buyer: Any, shipment: str) -> None:
    """Count what arrived: of the first line one piece is damaged."""
    page = buyer.open(f"/shipments/{shipment}/receive")
    page.locator("#shipping-receive input[name^=damaged-]").first.fill("1")
    press(page, "#shipping-receive button[type=submit]")
    press(page, "#shipping-question button[value=confirm]")


def claim_with_photo(buyer: Any, shipment: str, folder: Path) -> str:
    """File the claim the receipt has prepared, with a photo; return its number."""
    photo = folder / "photo.jpg"
    Image.effect_noise((320, 240), 40).convert("RGB").save(photo)
    page = buyer.open(f"/returns/new?shipment={shipment}")
    row = page.locator("tr:has(input[name^=quantity-][value='1'])").first
    row.locator("input[type=file]").set_input_files(str(photo))
    row.locator("input[name^=note-]").fill("Crushed corner")
    press(page, "main form[action$='/returns'] button.btn-primary, main form[enctype] button.btn-primary")
    return f"RMA-{NUMBER.search(page.locator('h1').inner_text()).group()}"


# Each language and each engine is walked once; neither changes what the other does (all four with `EVERY_ENGINE`).
WALKS = [("sqlite", "en"), pytest.param("postgresql", "ar", marks=pytest.mark.postgres)]
ALL_WALKS = [*WALKS, ("sqlite", "ar"), pytest.param("postgresql", "en", marks=pytest.mark.postgres)]


@pytest.mark.parametrize(
    ("demo_ground", "language"),
    ALL_WALKS if os.environ.get("EVERY_ENGINE") else WALKS,
    indirect=["demo_ground"],
)
def test_from_a_spreadsheet_to_a_credit_note(site: Any, person: Any, language: str, tmp_path: Path) -> None:
    buyer = person("buyer@nile.example", language)
    manager, planner = person("manager@hq.example", language), person("planner@hq.example", language)
    warehouse, logistics = person("warehouse@hq.example", language), person("logistics@hq.example", language)
    po_number = f"NM-JOURNEY-{language}"

    number = order_by_spreadsheet(buyer, spreadsheet(goods_for_200_rows(site), language, tmp_path), po_number)
    approve(manager, number)
    press(planner.open("/hq/allocation"), "main form[action$='/run'] button, main form button.btn-primary")
    shipment = pack_and_send(warehouse, logistics, site, number)
    papers = papers_of(buyer, shipment)
    receive_with_damage(buyer, shipment)
    claim = claim_with_photo(buyer, shipment, tmp_path)
    decide = manager.open(f"/hq/returns/{claim}")
    press(decide, "button[name=verdict][value=approve]")
    finance = person("finance@hq.example", language)
    press(finance.open(f"/hq/returns/{claim}"), "form[action$='/credit'] button[type=submit]")

    with site.app.app_context(), scoped(EVERYONE):
        assert_the_books_agree(number, shipment, claim, papers)
    buyer.open(f"/orders/{number}")
    buyer.open(f"/returns/{claim}")


def assert_titled(paper: str, series: str) -> None:
    """A paper for Cairo begins with its title, English at the left of the Arabic one, and its number.

    Whatever language its readers' screens speak: papers are in the distributor's language.
    """
    arabic, english = TITLES[series]
    head = paper.split("\n", maxsplit=1)[0].strip()
    assert re.fullmatch(rf"{english}\s*{arabic}\s*{series}-CN01-\d{{4}}-\d{{6}}", head), head


def assert_the_books_agree(number: str, shipment: str, claim: str, papers: list[str]) -> None:
    order = db.session.scalars(sa.select(SalesOrder).where(SalesOrder.number == number)).one()
    lines = db.session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order.id)).all()
    delivered = [line for line in lines if line.delivered]
    invoice = db.session.scalars(sa.select(Invoice).order_by(Invoice.id.desc()).limit(1)).one()
    assert len(lines) == 199
    assert invoice.total == sum((line.invoiced_amount for line in delivered), Decimal(0))
    if all(line.delivered == line.ordered for line in lines):
        assert invoice.total == order.total
    commercial = next(text for text in papers if invoice.number in text.split("\n")[0])
    packing = next(text for text in papers if text is not commercial)
    assert_titled(commercial, "CI")
    assert_titled(packing, "PL")
    for line in delivered:
        assert line.part_number in commercial
        assert line.part_number in packing
    assert f"{invoice.total:,.2f}" in commercial
    assert f"{invoice.total:,.2f}" not in packing
    settled = db.session.scalars(sa.select(Claim).where(Claim.number == claim)).one()
    credit = db.session.scalars(
        sa.select(LedgerEntry).where(LedgerEntry.kind == "credit_note").order_by(LedgerEntry.id.desc()).limit(1)
    ).one()
    assert settled.state.value in {"credited", "closed"}
    assert credit.credit == settled.approved_amount > 0
    account = db.session.scalars(
        sa.select(CreditAccount).where(CreditAccount.distributor_id == order.distributor_id)
    ).one()
    debits, credits = db.session.execute(
        sa.select(sa.func.sum(LedgerEntry.debit), sa.func.sum(LedgerEntry.credit)).where(
            LedgerEntry.distributor_id == order.distributor_id
        )
    ).one()
    assert account.open_items == debits - credits
    kinds = set(db.session.scalars(sa.select(Mail.kind).where(Mail.to_address == "buyer@nile.example")))
    assert {"order_submitted", "order_approved", "shipment_dispatched"} <= kinds
    db.session.remove()
