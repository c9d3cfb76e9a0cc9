"""List prices through the pages: looked up, asked for by the steward, in force once somebody else approved."""

from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db
from portal.pricing.models import ListPrice
from tests import factories
from tests.orders.factories import make_market, sell
from tests.web import Browser


def test_a_new_price_is_in_force_when_somebody_else_approved_it(app: Flask) -> None:
    market = make_market()
    part_id = sell(market, "06-5180", price="10")
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    steward.page("/hq/prices")
    page = steward.page(f"/hq/prices?list={market.price_list_id}&part=065180")
    assert page.has("USD 10.0000")
    assert steward.page("/hq/prices?part=nothing-like-this").has("There is no such part.")
    steward.page(page.links()["Change this price"])

    for typed, words in (
        ("12,34,5", "two different numbers"),
        ("12.345", "“12.345” may be 12345 or 12.3450."),
        ("12,345", "“12,345” may be 12345 or 12.3450."),
        ("-1", "A price is more than 0"),
        ("0", "A price is more than 0"),
        ("1.23456", "four dec"),
    ):
        page = steward.send({"price": typed, "reason": "steel"}, button="Ask for approval", status=422)
        assert page.has(words) and page.fields(button="Ask for approval")["price"] == typed
    page = steward.send({"price": "12.3456", "reason": "steel"}, button="Ask for approval")
    assert page.has("waits for a second person") and page.has("USD 12.3456")

    manager = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    manager.page("/hq/approvals")
    assert manager.send({}, button="Approve").has("the new price is in force")
    db.session.remove()
    assert db.session.scalar(sa.select(ListPrice.price).where(ListPrice.part_id == part_id)) == Decimal("12.3456")


def test_a_page_of_an_unknown_price_is_not_there(app: Flask) -> None:
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))

    assert steward.open("/hq/prices/1/1").status_code == 404
    assert steward.post("/hq/prices/1/1", {"price": "1", "reason": "x"}).status_code == 404
