"""Nobody orders at a price that was not shown: what moved since the page was drawn is told, and shown, first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.money import Money
from portal.orders.decisions import service_review, service_submit
from portal.orders.models import OrderAsk, OrderLine
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.pricing.models import ListPrice, OrderTypeAdjustment
from tests.orders.desks import opened
from tests.orders.factories import NOW, Market, hq_actor, make_draft, make_taken, order_of
from tests.web import Browser

PART = "21029627"


def priced(market: Market, price: str) -> None:
    """Give the part another list price."""
    with transaction() as session:
        mine = ListPrice.part_id == market.parts[PART]
        session.execute(sa.update(ListPrice).where(mine).values(price=Decimal(price)))


def lines_of(number: str) -> list[tuple[Decimal, Decimal]]:
    found = sa.select(OrderLine.unit_price, OrderLine.amount).where(OrderLine.order_id == order_of(number).id)
    return [(row.unit_price, row.amount) for row in db.session.execute(found)]


def test_a_draft_whose_price_moved_is_shown_at_it_before_it_is_handed_in(browser: Browser, market: Market) -> None:
    draft = make_draft(market, (PART, 2))
    assert opened(browser, draft.number).has("369.00")
    priced(market, "300")

    page = browser.send(button="Submit order")

    assert order_of(draft.number).state is OrderState.DRAFT and lines_of(draft.number) == []
    assert page.has("The price of 1 line changed since it was shown (21029627): it comes to")
    assert page.has("600.00") and page.has("369.00")
    shown = page.select("//*[@id='orders-sum']")[0]
    assert "600.00" in "".join(shown.itertext())
    assert browser.send(button="Submit order").has("was submitted")
    assert lines_of(draft.number) == [(Decimal(300), Decimal(600))]


def test_a_type_chosen_just_before_it_is_handed_in_shows_its_prices_first(browser: Browser, market: Market) -> None:
    with transaction() as session:
        session.add(
            OrderTypeAdjustment(order_type=OrderType.CAMPAIGN, percent=Decimal(10), valid_from=date(2026, 1, 1))
        )
    draft = make_draft(market, (PART, 2))
    opened(browser, draft.number)
    typed = {"order_type": "campaign", "campaign": "C-1", "vin": "LZZABCDE7SA000001"}

    page = browser.send(typed, button="Submit order")

    assert order_of(draft.number).state is OrderState.DRAFT
    assert page.has("405.90") and page.has("369.00"), page.text


def test_another_quantity_is_ordered_as_it_was_typed(browser: Browser, market: Market) -> None:
    draft = make_draft(market, (PART, 2))
    opened(browser, draft.number)

    browser.send({"quantity-1": "3"}, button="Submit order")

    assert order_of(draft.number).state is OrderState.SUBMITTED
    assert lines_of(draft.number) == [(Decimal("184.5"), Decimal("553.5"))]


def test_who_is_shown_no_prices_is_not_stopped_by_one(app: Flask, market: Market) -> None:
    draft = make_draft(market, (PART, 2))
    priced(market, "300")
    turn = Turn(market.actor, draft.version, NOW)

    with pytest.raises(Refused) as refused:
        perform(service_submit.submit_once, "k1", "b", draft.id, turn)
    assert refused.value.code == "order.prices_moved"
    assert refused.value.facts["before"] == Money(Decimal("369.00"), draft.currency)
    assert refused.value.facts["now"] == Money(Decimal("600.00"), draft.currency)

    perform(service_submit.submit_once, "k2", "b", draft.id, turn, sees_prices=False)
    assert lines_of(draft.number) == [(Decimal(300), Decimal(600))]


def test_an_order_handed_in_again_is_shown_at_prices_that_moved(browser: Browser, market: Market) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, (PART, 2))
    asks = [service_review.NewAsk("Why?", 1)]
    later = NOW + timedelta(hours=1)
    perform(service_review.request_changes, order.id, asks, date(2026, 3, 10), Turn(clerk, order.version, later))
    priced(market, "300")
    (ask,) = db.session.scalars(sa.select(OrderAsk.id))
    browser.page(f"/orders/{order.number}")
    answered = {f"answer-{ask}": "done"}

    page = browser.send(answered, button="Send answers", status=409)

    assert page.has("The price of 1 line changed") and order_of(order.number).state is OrderState.CHANGES_REQUESTED
    assert browser.send(answered, button="Send answers").has("was handed in again")
    assert lines_of(order.number) == [(Decimal(300), Decimal(600))]
