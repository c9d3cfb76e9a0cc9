"""Credit notes: four eyes, caps, and a ledger that follows; on both engines."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.billing import queries_invoice, service
from portal.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from portal.billing.rules_credit import ClaimToCredit, CreditedLine
from portal.billing.service_credit_notes import issue_credit_note
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.models import Document
from portal.finance import service_ledger
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry
from portal.shipping.models import Shipment
from tests import factories
from tests.billing.factories import NOW, Trade, finance_person, lines_shipped, make_order, make_trade, part, ship
from tests.race import together


def invoiced(trade: Trade, pieces: int = 10, price: str = "12.3456") -> tuple[Shipment, str]:
    text = f"P{factories.next_number()}"
    line = make_order(trade, (part(text), text, pieces, price))[0]
    shipment = ship(trade, (line, pieces))
    return shipment, perform(service.issue_papers_for, shipment.id, None, NOW)


def claim(trade: Trade, shipment: Shipment, *lines: CreditedLine, number: str = "RMA-2026-000001") -> ClaimToCredit:
    return ClaimToCredit(number, trade.distributor.id, shipment.id, trade.distributor.currency, lines)


def credited(shipment: Shipment, quantity: int, gross: str, fee: str = "0", reason: str = "short") -> CreditedLine:
    return CreditedLine(lines_shipped(shipment)[0], quantity, Decimal(gross), Decimal(fee), reason)


def credit(trade: Trade, wanted: ClaimToCredit) -> str:
    approver = factories.make_hq_user(role="hq_manager").id
    return perform(issue_credit_note, wanted, approved_by=approver, issuer=finance_person(), now=NOW)


def test_a_credit_note_corrects_the_invoice_and_ledger_exposure_and_lines_follow(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN01"})
    shipment, invoice_number = invoiced(trade)

    number = credit(trade, claim(trade, shipment, credited(shipment, 2, "24.69")))

    paper = db.session.scalars(sa.select(Document).where(Document.kind == CREDIT_NOTE)).one()
    account = db.session.scalars(sa.select(CreditAccount)).one()
    invoice = db.session.scalars(sa.select(Invoice)).one()
    line = db.session.scalars(sa.select(InvoiceLine)).one()
    assert number == "CN-CN01-2026-000001" == paper.number
    assert paper.snapshot["corrects"] == {"number": invoice_number, "date": "2026-03-09"}
    assert paper.snapshot["totals"] == {"lines": "24.69", "total": "24.69"}
    assert paper.snapshot["application"] == {"code": "offset", "references": [invoice_number]}
    assert (paper.subject_kind, paper.subject_number) == ("claim", "RMA-2026-000001")
    assert (invoice.credited, line.credited_quantity, line.credited_amount) == (
        Decimal("24.69"),
        2,
        Decimal("24.69"),
    )
    assert account.open_items == Decimal("123.46") - Decimal("24.69")
    entries = dict(db.session.execute(sa.select(LedgerEntry.kind, LedgerEntry.open_amount)).all())
    assert entries == {EntryKind.INVOICE: Decimal("98.77"), EntryKind.CREDIT_NOTE: 0}
    assert db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "credit_note.issued")).one()
    assert [note.number for note in queries_invoice.invoice_for(invoice_number, NOW.date()).credit_notes] == [number]


def test_a_fee_held_back_is_an_allowance_and_only_the_rest_is_credited(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)

    credit(trade, claim(trade, shipment, credited(shipment, 2, "24.69", fee="3.70", reason="surplus")))

    paper = db.session.scalars(sa.select(Document).where(Document.kind == CREDIT_NOTE)).one().snapshot
    note = db.session.scalars(sa.select(CreditNote)).one()
    assert paper["charges"] == [{"kind": "allowance", "code": "restocking", "amount": "3.70"}]
    assert paper["totals"] == {"lines": "24.69", "allowances": "3.70", "total": "20.99"}
    assert note.total == Decimal("20.99")
    assert db.session.scalars(sa.select(CreditNoteLine.amount)).all() == [Decimal("20.99")]


def test_a_share_that_is_not_price_times_pieces_prints_its_own_price(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade, pieces=3, price="0.0850")

    credit(trade, claim(trade, shipment, credited(shipment, 2, "0.18")))

    line = db.session.scalars(sa.select(Document).where(Document.kind == CREDIT_NOTE)).one().snapshot["lines"][0]
    assert (line["unit_price"], line["amount"]) == ("0.0900", "0.18")


def test_who_approved_does_not_issue_and_the_database_says_so_too(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)
    issuer = finance_person()

    for approved_by in (issuer.user_id, None):
        with pytest.raises(Refused) as refused:
            perform(
                issue_credit_note,
                claim(trade, shipment, credited(shipment, 1, "1")),
                approved_by=approved_by,
                issuer=issuer,
                now=NOW,
            )
        assert refused.value.code == "billing.four_eyes"
    credit(trade, claim(trade, shipment, credited(shipment, 1, "1")))
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.update(CreditNote).values(approved_by=CreditNote.issued_by))


@pytest.mark.parametrize(("quantity", "gross"), [(11, "1.00"), (1, "123.47"), (10, "200.00")])
def test_no_more_pieces_and_no_more_money_than_invoiced(app: Flask, quantity: int, gross: str) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)

    with pytest.raises(Refused) as refused:
        credit(trade, claim(trade, shipment, credited(shipment, quantity, gross)))

    assert refused.value.code == "billing.credited_over_invoiced"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CreditNote)) == 0
    assert db.session.scalars(sa.select(InvoiceLine.credited_quantity)).one() == 0


def test_several_credit_notes_together_stay_within_the_invoice(app: Flask) -> None:
    trade = make_trade()
    shipment, invoice_number = invoiced(trade)
    credit(trade, claim(trade, shipment, credited(shipment, 6, "74.07"), number="RMA-1"))

    with pytest.raises(Refused):
        credit(trade, claim(trade, shipment, credited(shipment, 5, "49.39"), number="RMA-2"))
    credit(trade, claim(trade, shipment, credited(shipment, 4, "49.39"), number="RMA-3"))

    invoice = queries_invoice.invoice_for(invoice_number, NOW.date())
    assert (invoice.row.credited, invoice.row.owed, invoice.row.state) == (Decimal("123.46"), 0, "credited")
    assert sum(note.total for note in invoice.credit_notes) == Decimal("123.46")


@pytest.mark.race
def test_eight_who_credit_the_same_pieces_at_once_pass_no_cap(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)
    line = credited(shipment, 4, "49.38")
    issuer, approver = finance_person(), factories.make_hq_user(role="hq_manager").id

    def work(index: int) -> str:
        wanted = claim(trade, shipment, line, number=f"RMA-{index}")
        return perform(issue_credit_note, wanted, approved_by=approver, issuer=issuer, now=NOW)

    answers = together(app, 8, work)

    assert sum(isinstance(answer, str) for answer in answers) == 2, answers
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"billing.credited_over_invoiced"}
    assert db.session.scalars(sa.select(Invoice.credited)).one() == Decimal("98.76")
    numbers = sorted(db.session.scalars(sa.select(CreditNote.number)))
    assert [number[-6:] for number in numbers] == ["000001", "000002"]


def test_a_claim_is_credited_once(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)
    wanted = claim(trade, shipment, credited(shipment, 1, "12.35"))
    credit(trade, wanted)

    with pytest.raises(Refused) as refused:
        credit(trade, wanted)

    assert refused.value.code == "billing.already_credited"


def test_what_was_not_invoiced_or_is_somebody_elses_is_not_credited(app: Flask) -> None:
    trade, other = make_trade(), make_trade()
    shipment, _ = invoiced(trade)
    line = credited(shipment, 1, "12.35")
    foreign = ClaimToCredit("RMA-1", other.distributor.id, shipment.id, "USD", (line,))
    unknown = claim(trade, shipment, CreditedLine(10**6, 1, Decimal(1), Decimal(0), "short"))

    for wanted in (foreign, unknown):
        with pytest.raises(Refused) as refused:
            credit(trade, wanted)
        assert refused.value.code == "billing.not_invoiced"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((0, "1.00", "0", "short"), "billing.credit_malformed"),
        ((1, "1.005", "0", "short"), "billing.credit_malformed"),
        ((1, "1.00", "2.00", "short"), "billing.credit_malformed"),
        ((1, "1.00", "1.00", "short"), "billing.nothing_to_credit"),
        ((1, "1.00", "0", "because"), "billing.credit_reason_unknown"),
    ],
)
def test_odd_claims_are_refused(app: Flask, line: tuple[int, str, str, str], code: str) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)

    with pytest.raises(Refused) as refused:
        credit(trade, claim(trade, shipment, credited(shipment, *line)))

    assert refused.value.code == code


def test_a_paid_invoice_is_credited_on_account(app: Flask) -> None:
    trade = make_trade()
    shipment, _ = invoiced(trade)
    posting = service_ledger.Posting(trade.distributor.id, "USD", "T/T 1", Decimal("123.46"), NOW.date())
    perform(service_ledger.post_payment, posting, now=NOW)

    credit(trade, claim(trade, shipment, credited(shipment, 1, "12.35")))

    paper = db.session.scalars(sa.select(Document).where(Document.kind == CREDIT_NOTE)).one()
    assert paper.snapshot["application"] == {"code": "on_account"}
    assert db.session.scalars(sa.select(CreditAccount.open_items)).one() == Decimal("-12.35")
