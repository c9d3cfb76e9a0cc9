"""An order is copied to a draft: its lines anew, once a press, and nobody copies what is not theirs."""

import sqlalchemy as sa

from portal.core.actor import Turn
from portal.core.data.sessions import db, perform
from portal.orders.decisions import service_withdraw
from portal.orders.entry import service_copy
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from tests.orders.factories import NOW, Market, make_market, make_submitted, order_of, sell
from tests.web import Browser


def test_a_copy_has_the_lines_anew_and_leaves_what_belongs_to_one_order(market: Market) -> None:
    order = make_submitted(market, ("21029627", 2), ("21047102", 1), note="Gate 3")

    number = perform(service_copy.copy_to_draft, order.id, market.actor, NOW, "en")

    draft = order_of(number)
    assert (draft.state, draft.line_count, draft.pieces, draft.note) == (OrderState.DRAFT, 2, 3, "Gate 3")
    assert (draft.po_number, order_of(order.number).state) == ("", OrderState.SUBMITTED)
    assert draft.ship_to_id == order.ship_to_id


def test_a_cancelled_order_is_copied_with_its_purchase_order_number(market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    perform(service_withdraw.cancel, order.id, "Typed wrongly", Turn(market.actor, order.version, NOW))

    number = perform(service_copy.copy_to_draft, order.id, market.actor, NOW, "en")

    assert order_of(number).po_number == order.po_number != ""


def test_one_button_makes_one_copy_and_another_button_another(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    page = browser.page(f"/orders/{order.number}")
    fields = page.fields(action="/copy")
    for _ in range(2):
        browser.open(f"/orders/{order.number}/copy", method="POST", data=fields)
    browser.page(f"/orders/{order.number}")
    page = browser.send(button="Reorder")

    assert page.has("was copied to this draft") and "21029627" in page.html
    counted = sa.select(sa.func.count(SalesOrder.id)).where(SalesOrder.state == OrderState.DRAFT)
    assert db.session.scalar(counted) == 2


def test_nobody_copies_the_order_of_somebody_else(browser: Browser, market: Market) -> None:
    other = make_market()
    sell(other, "21029627", stock=0)
    order = make_submitted(other, ("21029627", 1))

    assert browser.post(f"/orders/{order.number}/copy").status_code == 404
