"""Payments at headquarters' door, and what the distributor sees of them."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.finance import service_accounts, service_ledger
from portal.finance.models import CreditAccount, LedgerEntry, Payment
from portal.finance.service_ledger import Posting
from tests import factories
from tests.billing.factories import make_trade
from tests.billing.test_pages import buyer, invoiced
from tests.queries import counted
from tests.web import Browser, Page


def financier(app: Flask, **values: str) -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role="hq_finance", **values))


def account_with(*invoices: tuple[str, str], currency: str = "USD") -> CreditAccount:
    """Return the credit account of a new distributor that owes these invoices."""
    distributor = factories.make_distributor(currency=currency)
    perform(service_accounts.set_credit, distributor.id, currency, limit=Decimal(1000), blocked=False)
    today = utc_now().date()
    for number, amount in invoices:
        posting = Posting(distributor.id, currency, number, Decimal(amount), today, due_on=today + timedelta(days=30))
        perform(service_ledger.post_invoice, posting, now=utc_now())
    return db.session.scalars(sa.select(CreditAccount).where(CreditAccount.distributor_id == distributor.id)).one()


def entry_id(number: str) -> int:
    return db.session.scalars(sa.select(LedgerEntry.id).where(LedgerEntry.number == number)).one()


def open_of(number: str) -> Decimal:
    db.session.remove()
    return db.session.scalars(sa.select(LedgerEntry.open_amount).where(LedgerEntry.number == number)).one()


def payments() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Payment)) or 0


def record(browser: Browser, account: CreditAccount, amount: str, **fields: Any) -> Page:
    status = fields.pop("status", 200)
    browser.page(f"/hq/payments/new/{account.id}")
    typed = {"amount": amount, "bank_reference": f"FT {factories.next_number()}", **fields}
    return browser.send(
        {name.replace("__", "-"): text for name, text in typed.items()}, button="Record payment", status=status
    )


@pytest.mark.both_engines
def test_finance_records_a_payment_from_the_account_and_settles_one_invoice_and_part_of_another(app: Flask) -> None:
    account, browser = account_with(("CI-1", "1500.00"), ("CI-2", "300.00")), financier(app)
    page = browser.page(f"/hq/credit/{account.id}")
    assert page.links()["Record a payment"] == f"/hq/payments/new/{account.id}"
    typed = {"how": "typed", f"settle__{entry_id('CI-1')}": "1,200.50", f"settle__{entry_id('CI-2')}": "300"}

    page = record(browser, account, "2,000.00", note="March", **typed)

    assert page.has("Payment PAY-") and page.has("was recorded")
    assert [row[:3] for row in page.rows()] == [
        ["Commercial invoice CI-1", "USD 1,200.50", "USD 299.50"],
        ["Commercial invoice CI-2", "USD 300.00", "USD 0.00"],
    ]
    assert page.has("USD 499.50 is left.")
    assert (open_of("CI-1"), open_of("CI-2")) == (Decimal("299.50"), 0)


def test_the_amount_is_read_as_the_reader_writes_numbers(app: Flask) -> None:
    account, browser = account_with(("CI-1", "1500.00")), financier(app, locale="ar")
    browser.page(f"/hq/payments/new/{account.id}")

    browser.send({"amount": "١٬٢٠٠٫٥٠", "bank_reference": "FT 1"}, action=f"/hq/payments/new/{account.id}")

    assert open_of("CI-1") == Decimal("299.50")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": ""}, "Type an amount."),
        ({"amount": "0"}, "An amount is more than 0"),
        ({"amount": "-5"}, "An amount is more than 0"),
        ({"amount": "1e9"}, "not a number as people write it"),
        ({"amount": "12.345"}, "Write 12345 if you mean “12.345” as a whole: an amount in USD has no three decimals."),
        ({"amount": "99999999999999"}, "An amount is more than 0"),
        ({"bank_reference": ""}, "Type the bank's reference"),
        ({"received_on": "2999-01-01"}, "Give a year from"),
        ({"received_on": "2099-01-01"}, "The day is after today"),
        ({"how": "typed", "settle__1": "abc"}, "is not a number"),
        ({"how": "typed", "settle__1": "100.01"}, "At most USD 100.00 is open."),
        (
            {"how": "typed", "settle__1": "60", "settle__2": "50"},
            "USD 110.00 would be settled, more than the USD 100.00 there is.",
        ),
        ({"how": "oldest", "settle__1": "60"}, "Choose to settle these, or clear them."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, typed: dict[str, str], words: str
) -> None:
    account = account_with(("CI-1", "100.00"), ("CI-2", "100.00"))
    ids = {"settle__1": f"settle__{entry_id('CI-1')}", "settle__2": f"settle__{entry_id('CI-2')}"}
    fields = {ids.get(name, name): text for name, text in {"amount": "100", "note": "Kept", **typed}.items()}
    amount = fields.pop("amount")

    page = record(financier(app), account, amount, status=422, **fields)

    told = ["".join(each.itertext()).replace("\xa0", " ") for each in page.select("//*[contains(@class, 'error')]")]
    assert any(words in each for each in told)
    assert page.select("//input[@name='note']")[0].get("value") == "Kept"
    assert page.select("//input[@name='amount']")[0].get("value", "") == amount
    assert (payments(), open_of("CI-1")) == (0, 100)


def test_an_invoice_that_was_settled_meanwhile_is_told_and_what_was_typed_for_others_stays(app: Flask) -> None:
    account, browser = account_with(("CI-1", "100.00"), ("CI-2", "50.00")), financier(app)
    other = f"settle-{entry_id('CI-2')}"
    browser.page(f"/hq/payments/new/{account.id}")
    record(financier(app), account, "100.00")

    typed = {"amount": "100", "bank_reference": "FT 2", "how": "typed", f"settle-{entry_id('CI-1')}": "100"}
    page = browser.send({**typed, other: "12.50"}, button="Record payment", status=409)

    assert page.has("is settled by now") and payments() == 1
    assert page.select(f"//input[@name='{other}']")[0].get("value") == "12.50"


@pytest.mark.parametrize(
    ("currency", "amount", "kept"),
    [
        ("JPY", "100.5", None),
        ("JPY", "1500", Decimal(1500)),
        ("JPY", "1,500", None),
        ("KWD", "1.2345", None),
        ("KWD", "1.234", None),
        ("KWD", "1,234", None),
        ("KWD", "1.2340", Decimal("1.234")),
        ("KWD", "1234", Decimal(1234)),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(
    app: Flask, currency: str, amount: str, kept: Decimal | None
) -> None:
    account, browser = account_with(currency=currency), financier(app)

    page = record(browser, account, amount, status=200 if kept else 422)

    assert db.session.scalar(sa.select(Payment.amount)) == kept
    assert page.has("was recorded") if kept else page.select("//*[@id='amount-error']")


def test_a_reference_recorded_that_day_is_asked_about_and_recorded_once_it_is_said_to_be_another(app: Flask) -> None:
    browser, account = financier(app), account_with()
    record(browser, account, "77", bank_reference="ZZ")

    page = record(browser, account, "2000", bank_reference="zz", status=422)

    assert page.has("of USD 77.00 has this reference on this day already") and payments() == 1
    browser.send({"another": "y"}, button="Record payment")
    assert payments() == 2


def test_the_same_form_sent_twice_is_one_payment(app: Flask) -> None:
    account, browser = account_with(("CI-1", "100.00")), financier(app)
    page = browser.page(f"/hq/payments/new/{account.id}")
    sent = {**page.fields(button="Record payment"), "amount": "40", "bank_reference": "FT 9"}

    answers = [browser.post(f"/hq/payments/new/{account.id}", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (payments(), open_of("CI-1")) == (1, 60)


@pytest.mark.both_engines
def test_what_is_left_is_settled_later_and_a_payment_is_reversed_with_a_reason(app: Flask) -> None:
    account, browser = account_with(), financier(app)
    record(browser, account, "100.00")
    number = db.session.scalars(sa.select(Payment.number)).one()
    today = utc_now().date()
    perform(
        service_ledger.post_invoice, Posting(account.distributor_id, "USD", "CI-1", Decimal(80), today), now=utc_now()
    )
    browser.page(f"/hq/payments/{number}")

    page = browser.send({"how": "typed", f"settle-{entry_id('CI-1')}": "30"}, button="Settle")
    assert page.has("USD 70.00 is left.") and open_of("CI-1") == 50
    page = browser.send({"how": "typed"}, button="Settle", status=409)
    assert page.has("Type an amount for an invoice.")
    page = browser.send({"reason": ""}, button="Reverse payment", status=422)
    assert page.has("Say why.")
    page = browser.send({"reason": "Cheque returned"}, button="Reverse payment")

    assert page.has("Cheque returned") and page.has("Reversed") and open_of("CI-1") == 80
    assert not page.select("//form[contains(@action, '/reverse') or contains(@action, '/allocate')]")


def test_the_list_is_searched_filtered_sorted_and_exported(app: Flask) -> None:
    browser = financier(app)
    assert browser.page("/hq/payments").has("No payments yet")
    first, second = account_with(("CI-1", "100.00")), account_with(currency="EUR")
    record(browser, first, "100.00", bank_reference="FT-26 0417")
    record(browser, second, "250.00", bank_reference="KA 33")

    page = browser.page("/hq/payments")
    assert [row[4] for row in page.rows()] == ["Credit left", "Settled"]
    for query in ("q=ft260417", f"q=PAY-{utc_now().year}-000001", "standing=settled", "currency=USD"):
        (row,) = browser.page(f"/hq/payments?{query}").rows()
        assert row[3] == "FT-26 0417"
    assert browser.page("/hq/payments?standing=reversed").has("No payment fits this search")
    assert browser.page("/hq/payments?sort=amount").rows()[0][3] == "KA 33"
    book = load_workbook(io.BytesIO(browser.open("/hq/payments?export=xlsx").data))
    told = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "FT-26 0417" in told and 250 in told and "EUR" in told


def test_the_account_is_found_by_name_or_code_and_whoever_is_not_there_is_404(app: Flask) -> None:
    account, browser = account_with(), financier(app)
    code = db.session.scalars(sa.text("SELECT code FROM distributor").columns(sa.column("code", sa.String))).first()

    page = browser.page(f"/hq/payments/new?q={code}")

    assert f"/hq/payments/new/{account.id}" in page.links().values()
    assert browser.page("/hq/payments/new?q=nobody").has("No account fits this search")
    for path in ("/hq/payments/new/99999", "/hq/payments/PAY-2026-999999"):
        assert browser.open(path).status_code == 404


def test_only_who_manages_credit_sees_payments(app: Flask) -> None:
    for role, status in (("hq_finance", 200), ("hq_clerk", 403), ("hq_planner", 403)):
        browser = Browser(app).sign_in(factories.make_hq_user(role=role))
        assert browser.open("/hq/payments").status_code == status


def test_the_distributor_sees_what_is_paid_and_nobody_elses_payment(app: Flask) -> None:
    trade, other = make_trade(limit="1000"), make_trade(limit="1000")
    late, fresh = invoiced(trade, days_ago=60), invoiced(trade, days_ago=1)
    account = db.session.scalars(
        sa.select(CreditAccount).where(CreditAccount.distributor_id == trade.distributor.id)
    ).one()
    finance = financier(app)
    before = buyer(app, trade).page("/invoices")
    assert before.has("days overdue")

    record(finance, account, "150.00")

    number = db.session.scalars(sa.select(Payment.number)).one()
    page = buyer(app, trade).page("/invoices")
    assert [(row[0], row[4]) for row in page.rows(0)[:2]] == [(fresh, "Partly paid"), (late, "Paid")]
    assert page.has(number) and not page.has("days overdue")
    assert [row[0] for row in buyer(app, trade).page("/invoices?state=paid").rows(0)[:1]] == [late]
    assert finance.page("/hq/invoices?state=paid").has(late)
    assert not finance.page("/hq/invoices?state=overdue").has(late)
    assert not buyer(app, other).page("/invoices").has(number)


def test_an_invoice_tells_at_both_doors_which_payments_settled_it_until_they_are_reversed(app: Flask) -> None:
    trade = make_trade(limit="1000")
    invoice, finance = invoiced(trade, days_ago=1), financier(app)
    account = db.session.scalars(
        sa.select(CreditAccount).where(CreditAccount.distributor_id == trade.distributor.id)
    ).one()
    record(finance, account, "60.00", bank_reference="FT-26 0417")
    number = db.session.scalars(sa.select(Payment.number)).one()

    page = finance.page(f"/hq/invoices/{invoice}")
    assert page.has("FT-26 0417") and page.links()[number] == f"/hq/payments/{number}"
    page = buyer(app, trade).page(f"/invoices/{invoice}")
    assert page.has("FT-26 0417") and page.has("USD 60.00") and number not in page.links()
    assert finance.page(f"/hq/payments/{number}").links()[invoice] == f"/hq/invoices/{invoice}"
    assert buyer(app, trade).page("/invoices").links()[invoice] == f"/invoices/{invoice}"

    finance.page(f"/hq/payments/{number}")
    finance.send({"reason": "Cheque returned"}, button="Reverse payment")

    assert not buyer(app, trade).page(f"/invoices/{invoice}").has("FT-26 0417")


def test_pages_ask_a_constant_number_of_questions(app: Flask) -> None:
    account, browser = account_with(*((f"CI-{n}", "10.00") for n in range(12))), financier(app)
    record(browser, account, "10.00")
    with counted() as few:
        browser.page("/hq/payments")
    for _ in range(4):
        record(browser, account, "15.00")
    with counted() as many:
        browser.page("/hq/payments")

    assert len(many) == len(few)
