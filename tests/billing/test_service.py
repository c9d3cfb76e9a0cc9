"""Invoices and packing lists of booked shipments, on both engines."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.audit.models import AuditRow
from portal.billing import queries_invoice, service
from portal.billing.models import Invoice, InvoiceLine
from portal.billing.service_issuing import record_issue
from portal.catalogue.models import Part, PartText
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document, PaperState
from portal.documents.queries import PaperFacts, bytes_of, papers_of
from portal.documents.rules_kinds import PaperKind
from portal.finance.models import CreditAccount, LedgerEntry
from portal.orders.models import OrderLine
from portal.shipping.models import Shipment
from tests.billing.factories import NOW, Trade, finance_person, make_order, make_trade, part, ship
from tests.race import together


def snapshots(shipment: Shipment) -> dict[PaperKind, dict[str, Any]]:
    found = sa.select(Document.kind, Document.snapshot).where(Document.subject_number == shipment.number)
    return {row.kind: row.snapshot for row in db.session.execute(found)}


def text_of(paper: PaperFacts) -> str:
    assert paper.ready, paper.problem
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes_of(paper))).pages)


def one_line_trade(**values: object) -> tuple[Trade, OrderLine]:
    trade = make_trade(**values)  # type: ignore[arg-type]
    return trade, make_order(trade, (part(f"A{trade.distributor.id}"), f"A{trade.distributor.id}", 10, "12.3456"))[0]


def test_a_booked_shipment_gets_an_invoice_and_a_packing_list_that_agree(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN01"}, locale="ar")
    lines = make_order(trade, (part("00123"), "00123", 7, "48.3750"), (part("B-7"), "B-7", 100, "0.0875"))
    shipment = ship(trade, (lines[0], 7), (lines[1], 100), cartons=3)

    number = perform(service.issue_papers_for, shipment.id, None, NOW)

    papers = snapshots(shipment)
    invoice, packing = papers[COMMERCIAL_INVOICE], papers[PACKING_LIST]
    assert number == "CI-CN01-2026-000001" == invoice["number"] == packing["invoice_number"]
    assert packing["number"] == "PL-CN01-2026-000001"
    assert [line["amount"] for line in invoice["lines"]] == ["338.63", "8.75"]
    assert invoice["totals"] == {"lines": "347.38", "total": "347.38"}
    packed: dict[str, int] = {}
    for carton in packing["cartons"]:
        for line in carton["lines"]:
            packed[line["part_number"]] = packed.get(line["part_number"], 0) + int(line["quantity"])
    assert (
        packed == {line["part_number"]: int(line["quantity"]) for line in invoice["lines"]} == {"00123": 7, "B-7": 100}
    )
    assert invoice["packages"] == packing["packages"]
    assert invoice["packages"]["gross_kg"] == "37.035"
    assert invoice["terms"]["due_date"] == "2026-04-08"
    assert invoice["lines"][0]["description_local"] == "قطعة غيار"
    said = {"text": "غير خاضع لضريبة القيمة المضافة", "text_en": "Not subject to VAT"}
    assert invoice["taxes"] == [{"category": "O", "base": "347.38", **said}]
    assert "tax_id" not in invoice["buyer"] and invoice["buyer"]["tax_number"] == "100-200-300"
    assert invoice["transport"]["departure_date"] == "2026-03-13"


def test_everything_an_invoice_touches_agrees_to_the_cent(app: Flask) -> None:
    trade, line = one_line_trade()
    shipment = ship(trade, (line, 10))

    number = perform(service.issue_papers_for, shipment.id, None, NOW)

    account = db.session.scalars(sa.select(CreditAccount)).one()
    entry = db.session.scalars(sa.select(LedgerEntry)).one()
    invoice = db.session.scalars(sa.select(Invoice)).one()
    stored = db.session.get_one(OrderLine, line.id)
    assert invoice.total == line.amount == Decimal("123.46")
    assert (stored.invoiced, stored.invoiced_amount) == (10, Decimal("123.46"))
    assert (account.reserved, account.open_items) == (0, Decimal("123.46"))
    assert (entry.number, entry.debit, entry.due_on) == (number, Decimal("123.46"), date(2026, 4, 8))
    audited = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "invoice.issued")).one()
    assert audited.subject_id == number


def test_partial_invoices_of_a_line_add_up_to_the_line_exactly(app: Flask) -> None:
    trade = make_trade()
    line = make_order(trade, (part("THIRD"), "THIRD", 3, "0.0850"))[0]

    for _ in range(3):
        perform(service.issue_papers_for, ship(trade, (line, 1)).id, None, NOW)

    amounts = list(db.session.scalars(sa.select(InvoiceLine.amount).order_by(InvoiceLine.id)))
    assert amounts == [Decimal("0.09"), Decimal("0.08"), Decimal("0.09")]
    assert sum(amounts) == line.amount == Decimal("0.26")
    account = db.session.scalars(sa.select(CreditAccount)).one()
    assert (account.reserved, account.open_items) == (0, Decimal("0.26"))


def test_a_shipment_is_invoiced_once(app: Flask) -> None:
    trade, line = one_line_trade()
    shipment = ship(trade, (line, 4))

    numbers = {perform(service.issue_papers_for, shipment.id, None, NOW) for _ in range(3)}

    assert len(numbers) == 1
    assert db.session.get_one(OrderLine, line.id).invoiced == 4


@pytest.mark.race
def test_a_shipment_booked_by_eight_at_once_is_invoiced_once(app: Flask) -> None:
    trade, line = one_line_trade()
    shipment = ship(trade, (line, 10))

    answers = together(app, 8, lambda _: perform(service.issue_papers_for, shipment.id, None, NOW))

    assert len({str(answer) for answer in answers}) == 1, answers
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invoice)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 2


def test_a_shipment_of_two_orders_gives_each_order_its_credit_back(app: Flask) -> None:
    trade = make_trade()
    first = make_order(trade, (part("ONE"), "ONE", 2, "10"))[0]
    second = make_order(trade, (part("TWO"), "TWO", 5, "3"))[0]

    perform(service.issue_papers_for, ship(trade, (first, 1), (second, 5)).id, None, NOW)

    account = db.session.scalars(sa.select(CreditAccount)).one()
    assert (account.reserved, account.open_items) == (Decimal(10), Decimal(25))


def test_a_german_seller_exports_under_category_g_with_its_vat_id(app: Flask) -> None:
    german = {"country": "DE", "vat_id": "DE136695976", "address_lines": "Leopoldstr. 244\n80807 München"}
    trade, line = one_line_trade(seller=german, from_country="DE", country="NO", currency="EUR")
    shipment = ship(trade, (line, 10), currency="EUR")

    perform(service.issue_papers_for, shipment.id, None, NOW)

    invoice = snapshots(shipment)[COMMERCIAL_INVOICE]
    tax = {name: value for name, value in invoice["taxes"][0].items() if not name.startswith("text")}
    assert tax == {"category": "G", "base": "123.46", "rate": "0", "amount": "0.00"}
    assert "Article 146" in invoice["taxes"][0]["text_en"]
    assert invoice["seller"]["tax_id"] == "DE136695976"


def test_a_sale_that_needs_a_tax_adviser_is_refused_and_leaves_nothing(app: Flask) -> None:
    trade, line = one_line_trade(seller={"country": "DE", "vat_id": ""}, from_country="DE")
    shipment = ship(trade, (line, 10))

    with pytest.raises(Refused) as refused:
        perform(service.issue_papers_for, shipment.id, None, NOW)

    assert refused.value.code == "billing.seller_vat_id_missing"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0
    assert db.session.get_one(OrderLine, line.id).invoiced == 0


def test_a_part_without_hs_code_stops_the_papers_by_name_and_no_number_is_lost(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN07"})
    bare = make_order(trade, (part("BARE", hs_code=""), "BARE", 1, "5"))[0]
    whole = make_order(trade, (part("WHOLE"), "WHOLE", 1, "5"))[0]

    with pytest.raises(Refused) as refused:
        perform(service.issue_papers_for, ship(trade, (bare, 1)).id, None, NOW)
    number = perform(service.issue_papers_for, ship(trade, (whole, 1)).id, None, NOW)

    assert refused.value.code == "document.incomplete"
    assert "lines[0].hs_code is missing" in refused.value.facts["problems"]
    assert number == "CI-CN07-2026-000001"


def test_cartons_that_hold_other_pieces_than_were_picked_are_refused(app: Flask) -> None:
    trade, line = one_line_trade()
    shipment = ship(trade, (line, 10))
    with app.app_context():
        perform(db.session.execute, sa.text("UPDATE carton_item SET quantity = 9"))

    with pytest.raises(Refused) as refused:
        perform(service.issue_papers_for, shipment.id, None, NOW)

    assert refused.value.code == "billing.packing_differs"


def test_dangerous_goods_are_declared_on_the_packing_list(app: Flask) -> None:
    trade = make_trade()
    battery = part("BATT-1", un_number="UN3480")
    with app.app_context():
        perform(
            db.session.execute,
            sa.text("UPDATE dangerous_goods SET packing_instruction='P903', emergency_phone='+86 532 8388 9090'"),
        )
    line = make_order(trade, (battery, "BATT-1", 4, "1299.9"))[0]
    shipment = ship(trade, (line, 4), cartons=2)

    perform(service.issue_papers_for, shipment.id, None, NOW)

    papers = snapshots(shipment)
    assert papers[PACKING_LIST]["dangerous_goods"] == [
        {
            "un_number": "UN3480",
            "shipping_name": "LITHIUM ION BATTERIES",
            "hazard_class": "9",
            "packing_instruction": "P903",
            "net_quantity": "2.000 kg",
            "cartons": [1, 2],
        }
    ]
    assert papers[COMMERCIAL_INVOICE]["lines"][0]["un_number"] == "UN3480"


def test_issue_date_is_the_sellers_day(app: Flask) -> None:
    trade, line = one_line_trade(seller={"code": "CN09"})
    late = NOW.replace(month=12, day=31, hour=20)

    number = perform(service.issue_invoice, ship(trade, (line, 10)).id, finance_person(), late)

    assert number == "CI-CN09-2027-000001"
    assert db.session.scalars(sa.select(Invoice.issued_on)).one() == date(2027, 1, 1)


def test_states_of_invoices_follow_what_is_owed_and_when(app: Flask) -> None:
    trade, line = one_line_trade()
    number = perform(service.issue_papers_for, ship(trade, (line, 10)).id, None, NOW)

    on_the_day = queries_invoice.invoice_for(number, date(2026, 4, 8)).row.state
    a_day_later = queries_invoice.invoice_for(number, date(2026, 4, 8) + timedelta(days=1)).row.state

    assert (on_the_day, a_day_later) == ("open", "overdue")
    assert db.session.scalars(sa.select(Document.state)).all() == [PaperState.ISSUED] * 2


@pytest.mark.parametrize("locale", ["en", "ar", "th", "zh"])
def test_the_printed_papers_hold_every_number_of_the_invoice(app: Flask, locale: str) -> None:
    trade = make_trade(locale=locale)
    lines = make_order(trade, (part("00123"), "00123", 7, "48.3750"), (part("AV11-88/B"), "AV11-88/B", 9, "1234.5"))
    shipment = ship(trade, (lines[0], 7), (lines[1], 9), cartons=2, acid="1234567890123456789")

    number = perform(service.issue_papers_for, shipment.id, None, NOW)
    run_due()

    papers = {paper.kind: paper for paper in papers_of("shipment", shipment.number)}
    invoice, packing = (text_of(papers[kind]) for kind in (COMMERCIAL_INVOICE, PACKING_LIST))
    for words in (number, "00123", "AV11-88/B", "338.63", "11,110.50", "11,449.13", shipment.number, "ACID"):
        assert words in invoice, words
    for words in (papers[PACKING_LIST].number, number, "00123", "AV11-88/B", "12.345", "ALEXANDRIA"):
        assert words in packing, words
    assert "11,449.13" not in packing and "48.375" not in packing


def test_renaming_a_part_later_changes_nothing_of_what_was_issued(app: Flask) -> None:
    trade, line = one_line_trade()
    shipment = ship(trade, (line, 10))
    perform(service.issue_papers_for, shipment.id, None, NOW)
    run_due()
    before = {paper.number: bytes_of(paper) for paper in papers_of("shipment", shipment.number)}

    with transaction() as session:
        session.execute(sa.update(Part).values(name="Another name", hs_code="999999"))
        session.execute(sa.update(PartText).values(name="Another name"))
        session.execute(sa.update(Job).values(state=JobState.WAITING))
    run_due()

    assert {paper.number: bytes_of(paper) for paper in papers_of("shipment", shipment.number)} == before
    assert "Another name" not in text_of(papers_of("shipment", shipment.number)[0])


def test_a_kind_the_record_has_no_words_for_is_not_recorded(app: Flask) -> None:
    with pytest.raises(ValueError, match="packing_list"):
        record_issue(PACKING_LIST, Document(number="PL-1"), {}, finance_person(), NOW)


def test_an_invoice_names_the_terms_its_order_was_handed_in_under(app: Flask) -> None:
    trade = make_trade(payment_terms="net:30")
    lines = make_order(trade, (part("T1"), "T1", 4, "10"), payment_terms="eom_plus:15:30")
    shipment = ship(trade, (lines[0], 4))

    number = perform(service.issue_papers_for, shipment.id, None, NOW)

    terms = snapshots(shipment)[COMMERCIAL_INVOICE]["terms"]
    assert (terms["payment"], terms["payment_days"], terms["deposit_percent"]) == ("net_end_of_month", 15, "30")
    assert terms["due_date"] == "2026-04-15"
    due = db.session.scalar(sa.select(Invoice.due_on).where(Invoice.number == number))
    assert due == date(2026, 4, 15)


def test_a_packing_list_follows_the_sequence_of_the_invoice_in_every_carton(app: Flask) -> None:
    trade = make_trade()
    lines = make_order(trade, *((part(f"S{index}"), f"S{index}", 2, "10") for index in range(4)))
    shipment = ship(trade, *((line, 2) for line in reversed(lines)), cartons=2)

    perform(service.issue_papers_for, shipment.id, None, NOW)

    papers = snapshots(shipment)
    cartons = [[line["number"] for line in carton["lines"]] for carton in papers[PACKING_LIST]["cartons"]]
    assert cartons == [sorted(carton) for carton in cartons]
    named = {line["number"]: line["part_number"] for line in papers[COMMERCIAL_INVOICE]["lines"]}
    for carton in papers[PACKING_LIST]["cartons"]:
        assert [line["part_number"] for line in carton["lines"]] == [named[line["number"]] for line in carton["lines"]]
