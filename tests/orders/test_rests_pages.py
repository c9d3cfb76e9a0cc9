"""Letting what is not there in time lapse, on pages: offered where the type says after how many days, then told."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused, Stale
from portal.orders.decisions import service_review, service_submit
from portal.orders.decisions.rules_asks import AskAnswer
from portal.orders.decisions.service_rests import cancel_rest, wait_on
from portal.orders.entry import service_copy, service_drafts
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.models import OrderAsk, OrderLine
from portal.orders.rules_rests import lapses_on
from portal.orders.types.states import OrderType
from tests.orders.decisions.test_service_gathering import Region, gather, passed_up, region
from tests.orders.desks import browser_of, opened
from tests.orders.factories import (
    NOW,
    Market,
    hq_actor,
    make_draft,
    make_market,
    make_released,
    make_submitted,
    order_of,
    sell,
)
from tests.web import Browser, Page

__all__ = ["region"]
STOCK: dict[str, Any] = {"order_type": OrderType.STOCK, "rest_lapses": True}
OFFERED, TICK = "//*[@id='rest-lapses'][not(@hidden)]", "//*[@id='rest_lapses'][@checked]"


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", stock=4)
    return market


def offered(page: Page) -> bool:
    return bool(page.select(OFFERED))


def test_the_tick_is_offered_for_types_that_say_after_how_many_days(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("P1", 10))
    browser = Browser(app).sign_in(market.buyer)
    page = opened(browser, draft.number)
    assert not offered(page)
    told = json.loads(page.select("//*[@data-lapsing]")[0].get("data-lapsing") or "")
    assert set(told) == {"stock"} and "90 days after the order is released" in told["stock"]

    page = browser.send({"order_type": "stock"}, button="Save draft")
    assert offered(page) and not page.select(TICK)
    page = browser.send({"rest_lapses": "y"}, button="Save draft")

    assert page.select(TICK) and order_of(draft.number).rest_lapses
    assert page.has("What is not in stock 90 days after the order is released is cancelled")
    page = browser.send({"rest_lapses": None}, button="Save draft")
    assert not page.select(TICK)


def test_both_doors_are_told_when_the_rest_lapses_and_what_lapsed(app: Flask, market: Market) -> None:
    handed_in, plain = make_submitted(market, ("P1", 1), **STOCK), make_submitted(market, ("P1", 2))
    order = make_released(market, ("P1", 10), **STOCK)
    buyer, clerk = Browser(app).sign_in(market.buyer), browser_of(app, "hq_clerk")

    for browser, door in ((buyer, ""), (clerk, "/hq")):
        page = browser.page(f"{door}/orders/{handed_in.number}")
        assert page.has("What is not there in time cancelled 90 days after the release")
        assert page.has(
            "What is missing at first Sent with the next shipment to the same place, after 30 days by itself"
        )
        daily = browser.page(f"{door}/orders/{plain.number}")
        assert daily.has("What is missing at first Sent once a week, or with the next shipment to the same place")
        assert "What is not there in time" not in browser.page(f"{door}/orders/{plain.number}").text
        page = browser.page(f"{door}/orders/{order.number}")
        assert page.has("What is not there in time cancelled on")

    perform(cancel_rest, order.id, NOW + timedelta(days=90))

    for browser, door in ((buyer, ""), (clerk, "/hq")):
        page = browser.page(f"{door}/orders/{order.number}")
        assert page.has("Cancelled what was not there in time") and "× P1" in page.text


@pytest.mark.both_engines
def test_who_thinks_again_lets_it_wait_until_it_comes(app: Flask, market: Market) -> None:
    order = make_released(market, ("P1", 10), **STOCK)
    browser = Browser(app).sign_in(market.buyer)
    page = browser.page(f"/orders/{order.number}")
    assert "Wait for it after all" not in browser_of(app, "hq_manager").page(f"/hq/orders/{order.number}").buttons()
    again = page.fields(action="/wait")

    page = browser.send(button="Wait for it after all")

    assert page.has("What is not there in time waits until it comes.") and "Wait for it after all" not in page.buttons()
    assert page.has("Waits for what is not there in time") and "cancelled on" not in page.text
    assert perform(cancel_rest, order.id, NOW + timedelta(days=4_000)) == 0
    record = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.rest_waits")).one()
    assert (record.before, record.after) == ({"rest_days": 90}, {"rest_days": None})
    assert browser.open(f"/orders/{order.number}/wait", method="POST", data=again).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditRow.action == "order.rest_waits")) == 1


def test_a_promise_after_the_day_it_lapses_says_so_at_both_doors(app: Flask, market: Market) -> None:
    sell(market, "P2", stock=0)
    order = make_released(market, ("P2", 3), **STOCK)
    lapses = lapses_on(NOW, 90)
    pages = (Browser(app).sign_in(market.buyer), ""), (browser_of(app, "hq_clerk"), "/hq")

    for days, told in ((-1, False), (0, True)):
        with transaction() as session:
            session.execute(sa.update(OrderLine).values(promised_on=lapses + timedelta(days=days)))
        for browser, door in pages:
            page = browser.page(f"{door}/orders/{order.number}")
            assert ("Cancelled before, on 7 Jun 2026" in page.text) is told
            assert ("What is not there by then is cancelled on 7 Jun 2026." in page.text) is told


def test_what_is_not_kept_says_so_beside_its_promise_at_both_doors_and_on_the_board(app: Flask, market: Market) -> None:
    sell(market, "P2", stock=0)
    order = make_released(market, ("P2", 3), order_type=OrderType.INITIAL, reason="New site")
    other = make_released(market, ("P2", 1))
    planner = browser_of(app, "hq_clerk")

    for browser, door in ((Browser(app).sign_in(market.buyer), ""), (planner, "/hq")):
        for number, told in ((order.number, True), (other.number, False)):
            page = browser.page(f"{door}/orders/{number}")
            assert ("What is missing when the first shipment leaves is cancelled." in page.text) is told
            assert ("Cancelled when the first shipment leaves" in page.text) is told
    board = planner.page("/hq/backorders").text
    assert board.count("Cancelled when the first shipment leaves") == 1


def test_what_has_lapsed_or_left_waits_no_more_and_who_saw_less_is_told(market: Market) -> None:
    sell(market, "P2", stock=0)
    gone, changed = make_released(market, ("P2", 3), **STOCK), make_released(market, ("P2", 3), **STOCK)
    seen = gone.version
    perform(cancel_rest, gone.id, NOW + timedelta(days=90))

    with pytest.raises(Refused) as ended:
        perform(wait_on, gone.id, Turn(market.actor, order_of(gone.number).version, NOW))
    with pytest.raises(Refused):
        perform(wait_on, gone.id, Turn(market.actor, seen, NOW))
    with pytest.raises(Stale):
        perform(wait_on, changed.id, Turn(market.actor, changed.version - 1, NOW))

    assert ended.value.code == "order.nothing_waits" and order_of(changed.number).rest_days == 90


def test_an_order_whose_all_lapsed_says_so_at_both_doors(app: Flask, market: Market) -> None:
    sell(market, "P2", stock=0)
    order = make_released(market, ("P2", 3), **STOCK)
    perform(cancel_rest, order.id, NOW + timedelta(days=90))

    for browser, door in ((Browser(app).sign_in(market.buyer), ""), (browser_of(app, "hq_planner"), "/hq")):
        page = browser.page(f"{door}/orders/{order.number}")
        assert page.has("Nothing of it will be delivered.") and "× P2" in page.text


def test_a_copy_asks_for_the_same(market: Market) -> None:
    number = perform(service_copy.copy_to_draft, make_released(market, ("P1", 1), **STOCK).id, market.actor, NOW, "en")

    assert order_of(number).rest_lapses and order_of(number).rest_days is None


@pytest.mark.parametrize(("ticks", "lapses"), [((True, True), True), ((True, False), False)])
def test_a_gathered_order_asks_for_it_where_all_its_dealers_do(
    region: Region, ticks: Sequence[bool], lapses: bool
) -> None:
    orders = [
        passed_up(dealer, ("21029627", 2), order_type=OrderType.STOCK, rest_lapses=tick)
        for dealer, tick in zip(region.dealers, ticks, strict=True)
    ]

    assert gather(region, *orders).rest_lapses is lapses


def test_an_order_handed_in_again_without_it_says_what_became_of_it(market: Market) -> None:
    clerk = hq_actor("hq_clerk")
    order = make_submitted(market, ("P1", 1), **STOCK)
    before = order.content_hash
    perform(service_review.take, order.id, Turn(clerk, order.version, NOW))
    asks = [service_review.NewAsk("Which gate?")]
    perform(service_review.request_changes, order.id, asks, date(2031, 1, 1), Turn(clerk, order.version + 1, NOW))
    order = order_of(order.number)
    head = replace(service_drafts.header_of(order), rest_lapses=False)
    change = DraftChange(order_id=order.id, seen_version=order.version, header=head)
    perform(service_drafts.save_draft, change, market.actor, NOW)
    answers = [AskAnswer(ask, True) for ask in db.session.scalars(sa.select(OrderAsk.id))]
    turn = Turn(market.actor, order_of(order.number).version, NOW)

    perform(service_submit.resubmit, order.id, answers, turn)

    record = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.resubmitted")).one()
    assert (record.before["rest_days"], record.after["rest_days"]) == (90, None)
    assert order_of(order.number).content_hash != before == record.before["content_hash"]
