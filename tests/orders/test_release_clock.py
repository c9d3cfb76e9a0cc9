"""The clock from coming in to release: late orders are told while they wait, and breaches are seen afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import db, perform
from portal.home.queries import needs_of_headquarters
from portal.orders.decisions import service_holds, service_review, service_submit, service_withdraw
from portal.orders.decisions.rules_asks import AskAnswer
from portal.orders.models import OrderAsk, SalesOrder
from portal.orders.queries_standing import release_out_of_time
from portal.orders.rules_release import ReleaseBreach, release_breach
from portal.orders.states import HoldKind, OrderState
from portal.orders.types.states import OrderType
from tests.orders.desks import browser_of
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    hq_actor,
    make_market,
    make_submitted,
    make_taken,
    order_of,
    sell,
)
from tests.web import Browser, Page

DUE = datetime(2026, 3, 9, 10, tzinfo=UTC)
"""A working day after `NOW`: 18:00 at headquarters."""
LATE = DUE + timedelta(minutes=61)


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1")
    return market


def approved(market: Market, now: datetime, *, held: bool = False) -> SalesOrder:
    """Return an order handed in at `NOW` and approved at an instant, released with it unless it is held."""
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 1))
    if held:
        perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", hq_actor("hq_compliance"), now)
    perform(service_review.approve, order.id, Turn(manager, order.version, now))
    return order_of(order.number)


def out_of_time(breach: ReleaseBreach, now: datetime) -> list[str]:
    """Return the orders a list shows as out of time; it finds those the rule finds."""
    db.session.remove()
    orders = db.session.scalars(sa.select(SalesOrder)).all()
    judged = {
        one.number for one in orders if release_breach(one.state, one.release_due_at, one.released_at, now) is breach
    }
    found = db.session.scalars(sa.select(SalesOrder.number).where(release_out_of_time(breach, now))).all()
    assert set(found) == judged
    return sorted(found)


def test_an_order_is_to_be_released_within_the_time_of_its_type_from_when_it_came_in(market: Market) -> None:
    sunday = datetime(2026, 3, 8, 3, tzinfo=UTC)

    assert make_submitted(market, ("P1", 1)).release_due_at == DUE
    assert make_submitted(market, ("P1", 1), now=sunday, **VOR).release_due_at == sunday + timedelta(minutes=10)
    initial = make_submitted(market, ("P1", 1), order_type=OrderType.INITIAL, reason="40 cars")
    assert initial.release_due_at == DUE + timedelta(days=1)


@pytest.mark.parametrize("state", ["submitted", "in_review", "held"])
def test_what_is_not_released_by_then_is_late_wherever_it_stands(market: Market, state: str) -> None:
    if state == "held":
        order = approved(market, NOW, held=True)
    else:
        order = make_submitted(market, ("P1", 1)) if state == "submitted" else make_taken(market, hq_actor(), ("P1", 1))

    assert out_of_time(ReleaseBreach.LATE, DUE) == []
    assert out_of_time(ReleaseBreach.LATE, DUE + timedelta(seconds=1)) == [order.number]
    assert out_of_time(ReleaseBreach.MISSED, LATE) == []
    assert perform(needs_of_headquarters, LATE).release_late == 1
    assert perform(needs_of_headquarters, DUE).release_late == 0


def test_a_late_release_is_seen_afterwards_and_one_in_time_is_not(market: Market) -> None:
    in_time, late = approved(market, DUE), approved(market, LATE)
    assert {in_time.state, late.state} == {OrderState.RELEASED}

    assert out_of_time(ReleaseBreach.MISSED, LATE) == [late.number]
    assert out_of_time(ReleaseBreach.LATE, LATE + timedelta(days=9)) == []


def test_the_clock_stops_while_the_distributor_has_the_order(market: Market) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, ("P1", 3))
    later, tuesday = NOW + timedelta(hours=1), datetime(2026, 3, 10, 1, tzinfo=UTC)
    asks = [service_review.NewAsk("Why?", 1)]
    perform(service_review.request_changes, order.id, asks, date(2026, 3, 10), Turn(clerk, order.version, later))
    order = order_of(order.number)
    assert order.release_due_at is None and out_of_time(ReleaseBreach.LATE, LATE) == []

    answers = [AskAnswer(ask, True) for ask in db.session.scalars(sa.select(OrderAsk.id))]
    perform(service_submit.resubmit, order.id, answers, Turn(market.actor, order.version, tuesday))

    assert order_of(order.number).release_due_at == tuesday + timedelta(hours=8)


@pytest.mark.parametrize("end", ["withdraw", "cancel", "reject"])
def test_an_order_that_ends_is_not_late(market: Market, end: str) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, ("P1", 1)) if end == "reject" else make_submitted(market, ("P1", 1))
    if end == "reject":
        perform(service_review.reject, order.id, "other", "no", Turn(clerk, order.version, NOW))
    elif end == "cancel":
        perform(service_withdraw.cancel, order.id, "no", Turn(market.actor, order.version, NOW))
    else:
        perform(service_withdraw.withdraw, order.id, Turn(market.actor, order.version, NOW))

    assert order_of(order.number).release_due_at is None and out_of_time(ReleaseBreach.LATE, LATE) == []


def shown(browser: Browser, address: str) -> str:
    return " ".join(browser.page(address).text.split())


def test_the_page_of_an_order_tells_headquarters_the_time_on_both_clocks(app: Flask) -> None:
    market = make_market(zone="Africa/Cairo")
    sell(market, "P1")
    order, held = make_submitted(market, ("P1", 1)), approved(market, NOW, held=True)
    with time_machine.travel(DUE - timedelta(minutes=30), tick=False):
        clerk = browser_of(app, "hq_clerk")
        told = shown(clerk, f"/hq/orders/{order.number}")
    assert "To be released within 30 min" in told and "Release late" not in told
    assert told.count("9 Mar 2026, 18:00") >= 2 and "9 Mar 2026, 12:00" in told

    with time_machine.travel(LATE, tick=False):
        clerk = browser_of(app, "hq_clerk")
        for number in (order.number, held.number):
            told = shown(clerk, f"/hq/orders/{number}")
            assert "Release late" in told and "Release late by 1 h" in told
        theirs = shown(Browser(app).sign_in(market.buyer), f"/orders/{order.number}")
    assert "Release late" not in theirs and "Release due" not in theirs


def test_a_breach_stands_on_the_order_after_its_release(app: Flask, market: Market) -> None:
    late, in_time = approved(market, LATE), approved(market, DUE)
    clerk = browser_of(app, "hq_clerk")

    told = shown(clerk, f"/hq/orders/{late.number}")
    assert "Released late" in told and "Release due" in told and "To be released within" not in told
    assert "Released late" not in shown(clerk, f"/hq/orders/{in_time.number}")


def test_the_list_shows_and_filters_releases_out_of_time_and_the_start_page_counts_them(app: Flask) -> None:
    market = make_market()
    sell(market, "P1")
    waits, missed, in_time = approved(market, NOW, held=True), approved(market, LATE), approved(market, DUE)
    with time_machine.travel(LATE, tick=False):
        manager = browser_of(app, "hq_manager")
        start = manager.page("/hq/")
        late = manager.page("/hq/orders?release=late")
        past = manager.page("/hq/orders?release=missed")
        everything = manager.page("/hq/orders")
        buyer = Browser(app).sign_in(market.buyer).page("/orders?release=late")
        planner = browser_of(app, "hq_planner").page("/hq/")

    tile = "//a[@class='tile' and @href='/hq/orders?release=late']"
    assert start.select(f"{tile}//text()")[0] == "1" and not planner.select(tile)
    assert numbers(late) == [waits.number] and numbers(past) == [missed.number]
    pills = {number: pills_of(everything, number) for number in (waits.number, missed.number, in_time.number)}
    assert "Release late" in pills[waits.number] and "Released late" in pills[missed.number]
    assert not any(text.startswith("Release") and "late" in text for text in pills[in_time.number])
    assert len(numbers(buyer)) == 3 and not any("late" in text for text in pills_of(buyer, waits.number))


def numbers(page: Page) -> list[str]:
    return [str(address).rpartition("/")[2] for address in page.select("//tbody/tr/@data-href")]


def pills_of(page: Page, number: str) -> list[str]:
    return [
        str(text) for text in page.select(f"//tr[contains(@data-href, '{number}')]//*[contains(@class, 'pill')]/text()")
    ]
