"""Bank details through the pages: asked for by the steward, approved by somebody else, on papers from then on."""

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SellingEntity
from portal.core.data.sessions import db
from tests import factories
from tests.web import Browser

NEW = {
    "bank_name": "Isarbank",
    "iban": "DE89 3704 0044 0532 0130 00",
    "swift": "COBADEFF",
    "reason": "Letter of 3 March",
}


def test_new_bank_details_wait_for_somebody_else_and_what_was_typed_stays(app: Flask) -> None:
    entity = factories.make_selling_entity()
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    steward.page("/hq/sellers")
    steward.page(f"/hq/sellers/{entity.id}")

    page = steward.send({**NEW, "iban": "DE89 3704 0044 0532 0130 01"}, button="Ask for approval", status=422)
    assert page.has("This is no IBAN: its length or its check digits do not fit.")
    assert page.fields(button="Ask for approval")["reason"] == "Letter of 3 March"
    page = steward.send(NEW, button="Ask for approval")
    assert page.has("waits for a second person") and "Ask for approval" not in page.buttons()
    assert steward.open("/hq/approvals").status_code == 403

    finance = Browser(app).sign_in(factories.make_hq_user(role="hq_finance"))
    shown = finance.page("/hq/approvals")
    assert shown.rows()[1][1:] == [entity.iban, NEW["iban"]]
    assert finance.send({}, button="Approve").has("name the new bank details")
    db.session.remove()
    kept = db.session.execute(sa.select(SellingEntity.bank_name, SellingEntity.iban, SellingEntity.swift)).one()
    assert tuple(kept) == ("Isarbank", NEW["iban"], "COBADEFF")


def test_a_refusal_needs_its_reason_and_the_page_says_what_was_decided(app: Flask) -> None:
    entity = factories.make_selling_entity()
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    steward.page(f"/hq/sellers/{entity.id}")
    steward.send(NEW, button="Ask for approval")
    manager = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    manager.page("/hq/approvals")

    page = manager.send({"note": " "}, button="Refuse", status=422)
    assert page.has("Say why it is refused.")
    page = manager.send({"note": "Call the bank first"}, button="Refuse")

    assert page.has("Refused: nothing was changed.") and page.has("Call the bank first")
    assert page.has("Nothing waits for a second person")
    clerk = Browser(app).sign_in(factories.make_hq_user(role="hq_clerk"))
    assert "Ask for approval" not in clerk.page(f"/hq/sellers/{entity.id}").buttons()
