"""Sellers at headquarters: who they are, where they are paid, and who may change that."""

from flask import Flask

from tests import factories
from tests.web import Browser


def test_a_sellers_page_shows_its_accounts_by_currency_and_says_which_have_ended(app: Flask) -> None:
    entity = factories.make_selling_entity(code="CN01")
    factories.make_seller_account(entity.id, label="Yen", currency="JPY", usual=False, account="0142335")
    factories.make_seller_account(entity.id, label="Old", currency="", usual=True, active=False, account="999999")
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))

    page = steward.page(f"/hq/sellers/{entity.id}")

    rows = [[cell.strip() for cell in row] for row in page.rows()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("Main", "Any", "1234567890"),
        ("Yen", "JPY", "0142335"),
        ("Old", "Any", "999999"),
    ]
    assert "The usual one" in rows[0][5] and "Ended" in rows[2][5] and "The usual one" not in rows[2][5]
    assert page.has("Add an account")
    assert "999999" not in steward.page("/hq/sellers").text and steward.page("/hq/sellers").has("0142335")
    clerk = Browser(app).sign_in(factories.make_hq_user(role="hq_clerk"))
    assert not clerk.page(f"/hq/sellers/{entity.id}").has("Add an account")
    assert clerk.open("/hq/sellers/999").status_code == 404
