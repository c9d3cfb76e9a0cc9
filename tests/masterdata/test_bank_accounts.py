"""Bank accounts of sellers: by files and pages, two people each; what papers of which currency name from then on."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models_sellers import SellerAccount
from portal.accounts.sellers import service
from portal.audit.models import AuditRow
from portal.billing.service import issue_papers_for
from portal.core.data.sessions import db, perform, transaction
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.models import Document
from portal.notifications.models import Notice
from tests.billing.factories import NOW, make_order, make_trade, part, ship
from tests.factories import make_hq_user, make_seller_account, make_selling_entity
from tests.masterdata.factories import agree, ask, send, sign_in, steward
from tests.masterdata.test_hq_partners import same_again
from tests.masterdata.test_prices import problems
from tests.orders.factories import hq_actor
from tests.web import Browser

HEADS = (
    "Seller (code)", "Label", "Currency", "Bank", "Account or IBAN", "SWIFT (BIC)", "The usual one", "In use",
)  # fmt: skip
YEN = ("CN01", "Yen", "JPY", "Tokyo Bank", "0142 3357706", "twrv jp jt", "no", "yes")
EURO = ("CN01", "Euro", "EUR", "Isarbank", "de89 3704 0044 0532 0130 00", "COBADEFF", "no", "yes")
pytestmark = pytest.mark.both_engines


def people(app: Flask) -> tuple[Browser, Browser]:
    return steward(app), sign_in(app, make_hq_user(role="hq_finance"))


def kept(entity_id: int) -> dict[str, tuple[str, str, bool, bool]]:
    db.session.remove()
    found = db.session.scalars(sa.select(SellerAccount).where(SellerAccount.selling_entity_id == entity_id))
    return {one.label: (one.currency, one.account, one.usual, one.active) for one in found}


def test_accounts_come_by_file_once_a_second_person_agreed_and_both_stand_on_each(app: Flask) -> None:
    entity = make_selling_entity(code="CN01")
    browser, finance = people(app)

    waits = ask(browser, send(browser, "bank_accounts", HEADS, YEN, EURO), "Letters of 3 March")
    assert list(kept(entity.id)) == ["Main"]
    told = [one.facts["change"] for one in db.session.scalars(sa.select(Notice)) if one.kind == "second_person_asked"]
    assert told == ["bank_accounts"]
    browser.page(waits.path)
    assert "Agree" not in browser.page(waits.path).buttons()
    ledger = make_hq_user(role="hq_finance")
    agree(finance, waits)

    notices = db.session.scalars(sa.select(Notice).where(Notice.kind == "bank_accounts_changed")).all()
    assert [(one.user_id, one.facts["name"]) for one in notices] == [(ledger.id, "CN01 · Yen, CN01 · Euro")]
    assert kept(entity.id) == {
        "Main": ("", "1234567890", True, True),
        "Yen": ("JPY", "0142 3357706", False, True),
        "Euro": ("EUR", "DE89 3704 0044 0532 0130 00", False, True),
    }
    both = db.session.execute(
        sa.select(SellerAccount.changed_by, SellerAccount.approved_by).where(SellerAccount.label == "Yen")
    ).one()
    assert None not in both and both[0] != both[1]
    recorded = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "seller.bank_changed")).all()
    assert [(row.subject_id, row.after["label"], row.after["account"]) for row in recorded] == [
        ("CN01", "Yen", "0142 3357706"),
        ("CN01", "Euro", "DE89 3704 0044 0532 0130 00"),
    ]
    assert same_again(app, browser, "bank_accounts") == ("3", "0", "0")


def test_wrong_accounts_are_named_by_row_and_nothing_of_the_file_is_taken(app: Flask) -> None:
    make_selling_entity(code="CN01")
    browser, _finance = people(app)

    page = send(
        browser, "bank_accounts", HEADS, YEN, ("CN01", "Yen two", *YEN[2:]),
        ("CN01", "Wrong", "EUR", "Isarbank", "DE89 3704 0044 0532 0130 01", "COBADEFF", "no", "yes"),
        ("XX01", *EURO[1:]), ("CN01", "Short", "CHF", "Alpbank", "12", "COBADEFF", "no", "yes"),
        ("CN01", "Code", "GBP", "Bank", "123456", "COBA", "no", "yes"),
        ("CN01", "Usual", "SEK", "Bank", "123456", "COBADEFF", "yes", "yes"),
    )  # fmt: skip

    second = "is paid in the same currency already. End that account first, or both in one file."
    assert problems(page) == [
        ["2", "Currency", f"“Yen two” {second}"],
        ["3", "Currency", f"“Yen” {second}"],
        ["4", "Account or IBAN", ("This is no IBAN: its length or its check digits do not fit."
                                 " Compare it with the bank's letter.")],
        ["5", "Seller (code)", "There is no such “XX01” here."],
        ["6", "Account or IBAN", ("Type the account number or the IBAN: letters, digits, spaces and dashes,"
                                 " at least four of them digits.")],
        ["7", "SWIFT (BIC)", "A SWIFT code has 8 or 11 letters and digits, for instance CQCBCN22."],
        ["8", "The usual one", "“Main” is the usual one already. Change both in one file, or that one first."],
    ]  # fmt: skip


def test_an_account_is_added_changed_and_ended_on_pages_each_with_two_people(app: Flask) -> None:
    entity = make_selling_entity(code="CN01")
    browser, finance = people(app)
    seller = browser.page(f"/hq/sellers/{entity.id}")
    assert seller.has("Main") and seller.has("The usual one")

    browser.page("/hq/data/bank_accounts/row?of_seller=CN01")
    typed = dict(
        zip(("of_seller", "label", "currency", "bank_name", "account", "swift", "usual", "active"), YEN, strict=True)
    )
    wrong = browser.send({**typed, "reason": "New", "account": "12"}, button="Ask for the change", status=422)
    assert wrong.has("at least four of them digits") and wrong.fields(button="Ask for the change")["label"] == "Yen"
    browser.send({"account": YEN[4]}, button="Ask for the change")
    decided(browser, finance)
    assert kept(entity.id)["Yen"] == ("JPY", "0142 3357706", False, True)

    browser.page("/hq/data/bank_accounts/row?key=CN01|Yen")
    browser.send({"active": "no", "reason": "The bank closed it"}, button="Ask for the change")
    assert kept(entity.id)["Yen"][3]
    decided(browser, finance)
    assert not kept(entity.id)["Yen"][3]
    history = browser.page("/hq/data/bank_accounts/row?key=CN01|Yen")
    assert history.has("In use") and len(history.select("//ol[@class='timeline']/li")) == 2

    unsaid = browser.send({"reason": " "}, button="Remove", status=422)
    assert unsaid.has("Please say why") and "Yen" in kept(entity.id)
    assert [str(one) for one in unsaid.select("//*[contains(@class, 'is-invalid')]/@id")] == ["reason-removing"]
    assert unsaid.fields(button="Ask for the change")["reason"] == ""
    browser.send({"reason": "Never used"}, button="Remove")
    decided(browser, finance)
    assert list(kept(entity.id)) == ["Main"]


def decided(browser: Browser, finance: Browser) -> None:
    """Let the change that waits be agreed to by the second person."""
    page = browser.page("/hq/data-changes?state=waiting")
    link = page.select("//main//tbody//a")[0].get("href")
    assert agree(finance, browser.page(str(link))).has("Applied")


def test_one_person_is_not_both_by_the_database_either(app: Flask) -> None:
    entity, one = make_selling_entity(), make_hq_user().id
    wrong = {"changed_by": one, "approved_by": one}

    with pytest.raises(sa.exc.IntegrityError, match="four_eyes"):
        make_seller_account(entity.id, label="Second", currency="EUR", usual=False, **wrong)
    with pytest.raises(sa.exc.IntegrityError):
        make_seller_account(entity.id, label="Second", currency="EUR", usual=True)
    with pytest.raises(sa.exc.IntegrityError):
        make_seller_account(entity.id, label="Second", currency="", usual=False)


def test_two_accounts_change_places_in_one_go(app: Flask) -> None:
    entity = make_selling_entity(code="CN01")
    make_seller_account(entity.id, label="Yen", currency="JPY", usual=False)
    row = {"of_seller": "CN01", "bank_name": "B", "account": "123456", "swift": "CQCBCN22", "active": True}
    swapped = [{**row, "label": "Main", "currency": "JPY", "usual": False}]
    swapped += [{**row, "label": "Yen", "currency": "", "usual": True}]

    perform(service.set_accounts, swapped, [], hq_actor("hq_steward").user_id, hq_actor("hq_finance"), NOW)

    assert kept(entity.id) == {"Main": ("JPY", "123456", False, True), "Yen": ("", "123456", True, True)}


def banks_on_invoices() -> list[dict[str, Any]]:
    db.session.remove()
    wanted = sa.select(Document.snapshot).where(Document.kind == COMMERCIAL_INVOICE).order_by(Document.id)
    return [snapshot["bank"] for snapshot in db.session.scalars(wanted)]


def test_an_invoice_names_the_account_of_its_currency_and_keeps_it_when_accounts_change(app: Flask) -> None:
    trade = make_trade(seller={"code": "CN01"}, currency="JPY")
    entity_id = trade.distributor.selling_entity_id or 0
    (line,) = make_order(trade, (part("A1"), "A1", 10, "100"))
    perform(issue_papers_for, ship(trade, (line, 2)).id, None, NOW)
    make_seller_account(entity_id, label="Yen", currency="JPY", usual=False, account="0142335", swift="TWRVJPJT")
    perform(issue_papers_for, ship(trade, (line, 3)).id, None, NOW)
    with transaction() as session:
        session.execute(sa.update(SellerAccount).where(SellerAccount.label == "Yen").values(active=False))
    perform(issue_papers_for, ship(trade, (line, 4)).id, None, NOW)

    found = banks_on_invoices()

    assert [bank["account"] for bank in found] == ["1234567890", "0142335", "1234567890"]
    assert found[1]["swift"] == "TWRVJPJT" and found[1]["account_holder"] == "Chongqing Motors Export Co., Ltd."
