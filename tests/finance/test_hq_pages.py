"""Credit at headquarters' door: the list of accounts, and changing a limit or a block."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor
from portal.audit.models import AuditRow
from portal.core.data.sessions import db, perform, transaction
from portal.finance import service_accounts
from portal.finance.models import CreditAccount
from tests import factories
from tests.web import Browser


def credited(limit: str, *, blocked: bool = False) -> CreditAccount:
    """Return the credit account of a new distributor, in US dollars."""
    distributor = factories.make_distributor()
    perform(service_accounts.set_credit, distributor.id, "USD", limit=Decimal(limit), blocked=blocked)
    return db.session.scalars(sa.select(CreditAccount).where(CreditAccount.distributor_id == distributor.id)).one()


def again(account: CreditAccount) -> CreditAccount:
    """Return an account as it is now."""
    account_id = account.id
    db.session.remove()
    return db.session.scalars(sa.select(CreditAccount).where(CreditAccount.id == account_id)).one()


def financier(app: Flask) -> Browser:
    return Browser(app).sign_in(factories.make_hq_user(role="hq_finance"))


@pytest.mark.both_engines
def test_finance_changes_a_limit_with_a_reason_and_the_audit_keeps_both(app: Flask) -> None:
    account = credited("1000")
    browser = financier(app)
    browser.page(f"/hq/credit/{account.id}")

    page = browser.send({"limit": "250.50", "blocked": "y", "reason": "Two invoices late"}, button="Save")

    assert page.has("was changed") and page.has("Blocked")
    changed = again(account)
    assert (changed.credit_limit, changed.blocked) == (Decimal("250.50"), True)
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "credit.changed")).one()
    assert (Decimal(row.before["limit"]), row.before["blocked"]) == (1000, False)
    assert (row.after["limit"], row.after["blocked"], row.after["reason"]) == ("250.50", True, "Two invoices late")


def test_a_limit_that_may_be_two_numbers_is_asked_about_and_one_that_stands_is_no_question(app: Flask) -> None:
    account = credited("2345.5")
    browser = financier(app)
    page = browser.page(f"/hq/credit/{account.id}")
    assert page.fields(button="Save")["limit"] == "2345.5"

    for typed in ("1,234", "1.234"):
        page = browser.send({"limit": typed, "reason": "Late"}, button="Save", status=422)
        assert page.has(f"Write 1234 if you mean “{typed}” as a whole: an amount in USD has no three decimals.")

    page = browser.send({"limit": "1234", "reason": "Late"}, button="Save")
    assert page.has("was changed") and again(account).credit_limit == 1234


def test_a_raised_limit_is_in_force_when_a_second_person_approved_it(app: Flask) -> None:
    account = credited("1000")
    first, second = financier(app), Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    first.page(f"/hq/credit/{account.id}")

    page = first.send({"limit": "2,500.50", "reason": "Guarantee of the bank"}, button="Save")
    assert page.has("waits for a second person") and page.has("2,500.50")
    assert again(account).credit_limit == 1000

    own = first.page("/hq/approvals")
    (barred,) = own.select("//button[@disabled]")
    assert barred.get("aria-describedby") == own.select("//p[starts-with(@id, 'own-')]")[0].get("id")
    assert own.has("You asked for this change; somebody else approves or refuses it.")

    second.page("/hq/approvals")
    page = second.send({}, button="Approve")
    assert page.has("the new credit limit is in force")
    assert again(account).credit_limit == Decimal("2500.50")
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "credit.changed")).one()
    assert (row.after["limit"], row.after["reason"]) == ("2500.50", "Guarantee of the bank")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type the limit"),
        ("-5", "A limit is 0 or more"),
        ("1e309", "not a number as people write it"),
        ("abc", "is not a number"),
        ("1.0055", "decimals at most"),
        ("1.000", "“1.000” may be 1000 or 1.0000."),
        ("12.500", "“12.500” may be 12500 or 12.5000."),
        ("9" * 39, "A limit is 0 or more"),
        ("١٬٠٠٠٫٥٠", ""),
    ],
)
def test_a_limit_that_is_none_is_told_beside_its_field(app: Flask, typed: str, words: str) -> None:
    account = credited("5000")
    browser = financier(app)
    browser.page(f"/hq/credit/{account.id}")

    page = browser.send({"limit": typed, "reason": "because"}, button="Save", status=422 if words else 200)

    if words:
        assert page.has(words) and page.fields(button="Save").get("limit", "") == typed
        assert again(account).credit_limit == 5000
    else:
        assert again(account).credit_limit == Decimal("1000.50")


def test_what_was_saved_unchanged_is_said(app: Flask) -> None:
    account, browser = credited("1000"), financier(app)
    browser.page(f"/hq/credit/{account.id}")

    page = browser.send({"reason": "look"}, button="Save", status=409)

    assert page.has("Limit and block are what they were: nothing was changed.")


def test_money_in_the_customers_favour_is_called_so(app: Flask) -> None:
    account_id = credited("30000").id
    db.session.remove()
    with transaction() as session:
        session.execute(sa.update(CreditAccount).values(open_items=Decimal("-688.38")))
    owner = db.session.scalars(sa.select(Distributor)).one()
    db.session.remove()

    above = [financier(app).page(address) for address in (f"/hq/credit/{account_id}", "/hq/credit")]
    below = Browser(app).sign_in(factories.make_dealer_user(owner, role="dealer_finance")).page("/invoices")

    assert all(page.has("USD 688.38 in the customer's favour, nothing of USD 30,000.00 in use") for page in above)
    assert below.has("USD 688.38 in your favour, nothing of USD 30,000.00 in use")


def test_two_who_change_a_limit_at_once_do_not_overwrite_each_other(app: Flask) -> None:
    account = credited("3000")
    first, second = financier(app), financier(app)
    first.page(f"/hq/credit/{account.id}")
    second.page(f"/hq/credit/{account.id}")

    first.send({"limit": "2000", "reason": "more"}, button="Save")
    page = second.send({"limit": "500", "reason": "less"}, button="Save", status=409)

    assert page.has("Somebody was faster")
    assert again(account).credit_limit == 2000


def test_credit_is_searched_and_filtered(app: Flask) -> None:
    calm, blocked = credited("1000"), credited("5", blocked=True)
    names = {each.id: (each.code, each.name) for each in db.session.scalars(sa.select(Distributor))}
    browser = financier(app)

    page = browser.page("/hq/credit?standing=blocked")
    found = browser.page(f"/hq/credit?q={names[calm.distributor_id][0]}")

    assert [row[0].split(" D")[0] for row in page.rows(0)] == [names[blocked.distributor_id][1]]
    assert names[calm.distributor_id][1] in found.rows(0)[0][0]
    assert browser.page("/hq/credit?standing=over_limit").has("No account fits this search")


def test_a_column_of_credit_accounts_is_left_out_and_stays_in_the_file(app: Flask) -> None:
    credited("1000")
    browser = financier(app)
    assert "Left" in browser.page("/hq/credit").links()

    page = browser.page("/hq/credit?hide=left")

    assert "Left" not in page.links() and len(page.rows()[0]) == 7
    assert ",Left," in browser.open("/hq/credit?hide=left&export=csv").get_data(as_text=True).splitlines()[0]


def test_credit_is_only_for_those_who_manage_it(app: Flask) -> None:
    clerk = Browser(app).sign_in(factories.make_hq_user(role="hq_clerk"))

    clerk.page("/hq/invoices")
    clerk.page("/hq/credit", status=403)


def test_accounts_are_exported_with_amounts_as_numbers(app: Flask) -> None:
    credited("1000000")

    assert ",1000000.00," in financier(app).open("/hq/credit?export=csv").get_data(as_text=True)
