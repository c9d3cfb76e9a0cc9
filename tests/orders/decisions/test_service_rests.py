"""What waits longer than its customer wants lapses; what is tied to stock never does."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.allocation.service import run_allocation
from portal.audit.models import AuditRow
from portal.core.actor import SYSTEM, Turn
from portal.core.data import events
from portal.core.data.sessions import db, perform
from portal.core.errors import Refused
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.finance.service_reservations import held_by
from portal.notifications.models import Mail, Notice
from portal.orders.decisions import service_holds, service_rests
from portal.orders.decisions.jobs_rests import KIND
from portal.orders.decisions.service_rests import cancel_rest, wait_on
from portal.orders.events import RestCancelled
from portal.orders.models import OrderHistory, SalesOrder
from portal.orders.models_bought import BoughtPart
from portal.orders.queries_rests import lapsing_orders
from portal.orders.rules_rests import lapses_on, released_before
from portal.orders.service_progress import InvoicedPieces, PieceMove, mark_all_invoiced, move_all
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import OrderType
from tests import factories
from tests.conftest import ON_POSTGRESQL
from tests.masterdata.test_deactivated_races import in_turn
from tests.orders.factories import (
    NOW,
    Market,
    hq_actor,
    lines_of,
    make_market,
    make_released,
    order_of,
    sell,
    unserved,
)
from tests.stock.factories import expect, put_in_stock

LAST = NOW + timedelta(days=89)
DUE = NOW + timedelta(days=90)
STOCK: dict[str, Any] = {"order_type": OrderType.STOCK, "rest_lapses": True}


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=4)
    sell(market, "P2", price="3", stock=0)
    return market


def places(order: SalesOrder) -> list[tuple[int, int, int, int]]:
    """Return open, allocated, backordered and cancelled of each line."""
    db.session.remove()
    return [(one.open, one.allocated, one.backordered, one.cancelled) for one in lines_of(order)]


def told(model: type[Any], kind: str) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(model.kind == kind)))


def job_at(now: datetime) -> None:
    """Let the day's turn come and run it."""
    with time_machine.travel(now, tick=False):
        perform(enqueue, KIND, {}, now=now)
        run_due()
    db.session.remove()


def test_what_waits_after_its_days_is_cancelled_and_what_is_allocated_stays(market: Market) -> None:
    order = make_released(market, ("P1", 10), ("P2", 3), **STOCK)
    assert places(order) == [(0, 4, 6, 0), (0, 0, 3, 0)] and held_by(order.number) == Decimal("103.55")

    assert perform(cancel_rest, order.id, LAST) == 0
    assert perform(cancel_rest, order.id, DUE) == 9

    assert places(order) == [(0, 4, 0, 6), (0, 0, 0, 3)]
    stored = order_of(order.number)
    assert (stored.state, stored.progress) == (OrderState.RELEASED, Progress.ALLOCATED)
    assert held_by(order.number) == Decimal(38)
    assert dict(db.session.execute(sa.select(BoughtPart.part_id, BoughtPart.pieces)).all()) == {market.parts["P1"]: 4}


def test_both_sides_and_the_record_are_told_what_lapsed(market: Market) -> None:
    planner = factories.make_hq_user(role="hq_planner")
    order = make_released(market, ("P1", 10), ("P2", 3), **STOCK)

    perform(cancel_rest, order.id, DUE)

    (bought,), (planned,) = told(Notice, "order_rest_cancelled"), told(Notice, "order_rest_gone")
    facts = {"number": order.number, "lines": 2, "pieces": 9}
    assert (bought.user_id, bought.facts) == (market.buyer.id, facts | {"po_number": order.po_number})
    company = {"company": market.distributor.name, "order_type": "stock"}
    assert (planned.user_id, planned.facts) == (planner.id, facts | company)
    assert [mail.to_address for mail in told(Mail, "order_rest_cancelled")] == [market.buyer.email]
    (happened,) = told(OrderHistory, "rest_cancelled")
    record = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.rest_cancelled")).one()
    assert happened.facts == record.after == {"pieces": 9, "rest_days": 90, "short_parts": ["6 × P1", "3 × P2"]}
    assert (happened.actor_name, happened.shown) == ("system", True)


@pytest.mark.parametrize("header", [{"order_type": OrderType.STOCK}, {"rest_lapses": True}])
def test_without_the_tick_or_the_days_of_the_type_everything_waits_on(market: Market, header: dict[str, Any]) -> None:
    order = make_released(market, ("P1", 10), **header)

    assert order.rest_days is None
    assert perform(cancel_rest, order.id, NOW + timedelta(days=4_000)) == 0
    assert perform(lapsing_orders, date(2037, 1, 1)) == [] and places(order) == [(0, 4, 6, 0)]


def sent_off(order: SalesOrder) -> None:
    """Let what is allocated of an order leave."""
    ways = (("allocated", "picked"), ("picked", "packed"), ("packed", "shipped"))
    for from_, to in ways:
        moves = [PieceMove(one.id, from_, to, getattr(one, from_)) for one in lines_of(order) if getattr(one, from_)]
        db.session.remove()
        perform(move_all, moves, now=NOW)


@pytest.mark.parametrize(("order_type", "gone"), [(OrderType.INITIAL, 9), (OrderType.STOCK, 0), (OrderType.DAILY, 0)])
def test_where_nothing_is_kept_what_is_missing_goes_once_the_first_shipment_has_left(
    market: Market, order_type: OrderType, gone: int
) -> None:
    order = make_released(market, ("P1", 10), ("P2", 3), order_type=order_type, reason="Forty Lyra V5 in Cairo")
    assert perform(lapsing_orders, NOW.date()) == [] and perform(cancel_rest, order.id, NOW) == 0

    sent_off(order)
    job_at(NOW)

    assert places(order) == [(0, 0, 6, 0), (0, 0, 3, 0)] if not gone else [(0, 0, 0, 6), (0, 0, 0, 3)]
    assert [one.facts["pieces"] for one in told(Notice, "order_rest_cancelled")] == ([gone] if gone else [])
    assert [one.facts for one in told(OrderHistory, "rest_cancelled")] == (
        [{"pieces": 9, "short_parts": ["6 × P1", "3 × P2"]}] if gone else []
    )
    if gone:
        assert order_of(order.number).progress is Progress.SHIPPED
        assert perform(lapsing_orders, NOW.date()) == [] and perform(cancel_rest, order.id, NOW) == 0


def test_an_order_nothing_is_left_of_is_cancelled_and_holds_nothing(market: Market) -> None:
    order = make_released(market, ("P2", 3), **STOCK)

    perform(cancel_rest, order.id, DUE)

    stored = order_of(order.number)
    assert (stored.state, stored.progress) == (OrderState.CANCELLED, Progress.CANCELLED)
    assert held_by(order.number) == 0 and db.session.scalars(sa.select(BoughtPart.part_id)).all() == []
    assert perform(cancel_rest, order.id, DUE) == 0 and len(told(Notice, "order_rest_cancelled")) == 1


@pytest.mark.parametrize("place", ["picked", "packed", "shipped", "delivered"])
def test_what_went_on_from_the_shelf_stays_and_completes_what_has_left(market: Market, place: str) -> None:
    order = make_released(market, ("P1", 10), **STOCK)
    line = lines_of(order)[0]
    perform(move_all, [PieceMove(line.id, "allocated", place, 4)], now=NOW)
    if place in ("shipped", "delivered"):
        perform(mark_all_invoiced, [InvoicedPieces(line.id, 4, Decimal(38))])

    perform(cancel_rest, order.id, DUE)

    line = lines_of(order)[0]
    assert (getattr(line, place), line.backordered, line.cancelled) == (4, 0, 6)
    left = place in ("shipped", "delivered")
    assert order_of(order.number).state is (OrderState.COMPLETED if left else OrderState.RELEASED)
    assert held_by(order.number) == Decimal(95 - 57)


def test_a_hold_keeps_nothing_that_was_let_go(market: Market) -> None:
    with unserved():
        order = make_released(market, ("P1", 4), **STOCK)
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", hq_actor("hq_compliance"), NOW)

    assert perform(cancel_rest, order.id, DUE) == 4

    assert places(order) == [(0, 0, 0, 4)] and order_of(order.number).state is OrderState.CANCELLED


def test_an_order_that_ships_only_whole_is_whole_without_what_lapsed(market: Market) -> None:
    order = make_released(market, ("P1", 4), ("P2", 3), partial_ok=False, **STOCK)
    assert places(order) == [(0, 4, 0, 0), (0, 0, 3, 0)]

    perform(cancel_rest, order.id, DUE)

    assert places(order) == [(0, 4, 0, 0), (0, 0, 0, 3)]
    assert order_of(order.number).progress is Progress.ALLOCATED


def test_who_waits_behind_is_promised_what_comes_for_the_one_before(market: Market) -> None:
    coming = DUE.date() + timedelta(days=9)
    first = make_released(market, ("P2", 3), **STOCK)
    behind = make_released(market, ("P2", 3), now=NOW + timedelta(minutes=1))
    expect(market.depot_ids[0], market.parts["P2"], 3, coming)
    assert lines_of(behind)[0].promised_on != coming

    perform(cancel_rest, first.id, DUE)

    db.session.remove()
    assert lines_of(behind)[0].promised_on == coming


def test_the_days_are_those_of_headquarters_and_the_query_counts_as_the_rule() -> None:
    evening = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    assert lapses_on(evening, 90) == date(2026, 6, 7)
    assert lapses_on(evening + timedelta(seconds=1), 90) == date(2026, 6, 8)

    for released in (evening, evening + timedelta(seconds=1)):
        for today in (date(2026, 6, 6), date(2026, 6, 7), date(2026, 6, 8)):
            assert (released < released_before(today, 90)) == (lapses_on(released, 90) <= today)


def test_once_a_day_every_rest_lapses_that_is_due_whatever_became_of_others(market: Market) -> None:
    orders = [make_released(market, ("P2", count), **STOCK) for count in (1, 2, 3)]
    late = make_released(market, ("P2", 4), now=DUE, **STOCK)
    assert perform(lapsing_orders, DUE.date(), most=2) == [orders[0].id, orders[1].id]

    job_at(DUE - timedelta(days=1))
    assert [places(order)[0][3] for order in orders] == [0, 0, 0]
    job_at(DUE)
    job_at(DUE)

    assert [places(order)[0][3] for order in orders] == [1, 2, 3] and places(late)[0][3] == 0
    results = db.session.scalars(sa.select(Job.result).where(Job.kind == KIND).order_by(Job.id)).all()
    assert results == [{"orders": 0, "pieces": 0}, {"orders": 3, "pieces": 6}, {"orders": 0, "pieces": 0}]


def test_what_fails_on_the_way_has_cancelled_nothing_and_is_done_the_next_time(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_released(market, ("P1", 10), **STOCK)

    def dies(_event: RestCancelled, _now: datetime) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setitem(events._reactions, RestCancelled, [dies])
        with pytest.raises(KeyboardInterrupt):
            perform(cancel_rest, order.id, DUE)

    assert places(order) == [(0, 4, 6, 0)] and held_by(order.number) == Decimal(95)
    assert perform(cancel_rest, order.id, DUE) == 6


def short_of_what_is_there_now() -> tuple[Market, SalesOrder]:
    """Return a market and an order that waits for pieces which came in meanwhile."""
    market = make_market()
    sell(market, "P2", stock=0)
    order = make_released(market, ("P2", 3), **STOCK)
    put_in_stock(market.depot_ids[0], market.parts["P2"], 3)
    return market, order


@pytest.mark.race
@ON_POSTGRESQL
def test_of_a_run_and_a_rest_that_lapses_one_is_first_and_the_other_sees_it(app: Flask) -> None:
    _market, order = short_of_what_is_there_now()

    _run, lapsed = in_turn(app, lambda: run_allocation(SYSTEM, DUE), lambda: cancel_rest(order.id, DUE))
    assert lapsed == 0 and places(order) == [(0, 3, 0, 0)]

    _market, order = short_of_what_is_there_now()
    lapsed, run = in_turn(app, lambda: cancel_rest(order.id, DUE), lambda: run_allocation(SYSTEM, DUE))
    assert lapsed == 3 and isinstance(run, int) and places(order) == [(0, 0, 0, 3)]


@pytest.mark.race
@ON_POSTGRESQL
def test_of_a_customer_who_thinks_again_and_a_rest_that_lapses_one_is_first(app: Flask) -> None:
    market, order = short_of_what_is_there_now()
    turn = Turn(market.actor, order.version, DUE)

    _number, lapsed = in_turn(app, lambda: wait_on(order.id, turn), lambda: cancel_rest(order.id, DUE))

    assert lapsed == 0 and places(order) == [(0, 0, 3, 0)]


@pytest.mark.race
@ON_POSTGRESQL
def test_control_without_the_lock_a_rest_lapses_that_was_allocated_meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _market, order = short_of_what_is_there_now()
    locked: Any = service_rests._REST
    unlocked = sa.select(*locked.selected_columns).where(locked.whereclause)
    monkeypatch.setattr(service_rests, "_REST", unlocked)

    _run, lapsed = in_turn(app, lambda: run_allocation(SYSTEM, DUE), lambda: cancel_rest(order.id, DUE))

    assert isinstance(lapsed, Refused) and lapsed.code == "order.pieces_not_there"


def test_a_later_shelf_serves_nobody_who_let_go(market: Market) -> None:
    order = make_released(market, ("P1", 10), **STOCK)
    perform(cancel_rest, order.id, DUE)

    put_in_stock(market.depot_ids[0], market.parts["P1"], 6)
    perform(run_allocation, SYSTEM, DUE)

    assert places(order) == [(0, 4, 0, 6)]
