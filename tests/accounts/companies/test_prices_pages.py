"""The page on which a general distributor's owner says from whom it keeps prices, and what follows from it."""

from flask import Flask

from portal.accounts.models import Distributor
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from tests import factories
from tests.web import Browser

AT = "/company/prices-shown"


def kept(distributor_id: int) -> tuple[bool, bool]:
    db.session.remove()
    with scoped(EVERYONE):
        found = db.session.get(Distributor, distributor_id)
        assert found is not None
        return found.prices_kept_from_dealers, found.prices_kept_from_buyers


def test_an_owner_hides_prices_and_shows_them_again(app: Flask) -> None:
    made = factories.make_distributor()
    browser = Browser(app).sign_in(factories.make_dealer_user(made, role="dealer_owner"))
    assert browser.page("/company").links()["Who sees prices"] == AT

    browser.page(AT)
    page = browser.send({"from_dealers": "y"}, button="Save")

    assert (page.has("Saved."), kept(made.id)) == (True, (True, False))
    both = browser.send({"from_dealers": "y", "from_buyers": "y"}, button="Save")
    assert kept(made.id) == (True, True)
    assert all(box.get("checked") is not None for box in both.select("//input[@type='checkbox']"))
    browser.send({"from_dealers": None, "from_buyers": None}, button="Save")
    assert kept(made.id) == (False, False)


def test_nobody_else_says_so_and_a_dealer_has_no_such_page(app: Flask) -> None:
    general = factories.make_distributor()
    dealer = factories.make_distributor(parent=general)
    buyer = Browser(app).sign_in(factories.make_dealer_user(general))
    owner = Browser(app).sign_in(factories.make_dealer_user(dealer, role="dealer_owner"))

    assert (buyer.open(AT).status_code, owner.open(AT).status_code) == (403, 404)


def test_who_came_second_is_told(app: Flask) -> None:
    made = factories.make_distributor()
    people = [factories.make_dealer_user(made, role="dealer_owner") for _ in range(2)]
    first, second = (Browser(app).sign_in(one) for one in people)
    first.page(AT)
    second.page(AT)
    first.send({"from_dealers": "y"}, button="Save")

    page = second.send({"from_buyers": "y"}, button="Save", status=409)

    assert kept(made.id) == (True, False)
    assert page.status == 409
