"""Orders that ship only whole in the release run: none waits for pieces another one holds, and who gives up is told."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.companies import service_calendars
from portal.allocation.service import run_allocation
from portal.core.data.sessions import db, perform
from portal.notifications.models import Notice
from portal.orders.models import OrderHistory, OrderLine, SalesOrder
from portal.stock.models import Allocation, Share, Stock
from tests.orders.factories import NOW, VOR, Market, hq_actor, lines_of, make_market, make_released, sell, unserved
from tests.queries import counted
from tests.race import together
from tests.stock.factories import put_in_stock

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for part in ("P1", "P2", "P3"):
        sell(market, part, stock=0)
    return market


def arrives(market: Market, **pieces: int) -> None:
    for part, count in pieces.items():
        put_in_stock(market.depot_ids[0], market.parts[part], count)


def run() -> int:
    return perform(run_allocation, hq_actor("hq_planner"), NOW)


def had(*orders: SalesOrder) -> list[list[int]]:
    """Return the pieces tied to each line of some orders, which are the same in stock and on the lines."""
    db.session.remove()
    for order in orders:
        tied = sa.select(Allocation.line_id, sa.func.sum(Allocation.quantity)).group_by(Allocation.line_id)
        kept = dict(db.session.execute(tied).all())
        assert [line.allocated for line in lines_of(order)] == [kept.get(line.id, 0) for line in lines_of(order)]
    assert db.session.scalar(sa.select(sa.func.sum(Stock.allocated))) == db.session.scalar(
        sa.select(sa.func.sum(OrderLine.allocated))
    )
    return [[line.allocated for line in lines_of(order)] for order in orders]


def test_two_whole_orders_that_stand_crosswise_do_not_hold_half_of_each_other(market: Market) -> None:
    arrives(market, P1=1, P2=1)
    with unserved():
        first = make_released(market, ("P1", 1), ("P2", 1), partial_ok=False)
        second = make_released(market, ("P2", 1), ("P1", 1), partial_ok=False)

    run_id = run()

    assert had(first, second) == [[1, 1], [0, 0]]
    told = sa.select(Share.wanted, Share.got, Share.rule).where(Share.run_id == run_id).order_by(Share.line_id)
    assert [tuple(row) for row in db.session.execute(told)] == [
        (1, 1, "in_full"),
        (1, 1, "in_full"),
        (1, 0, "given_up"),
        (1, 0, "no_stock_left"),
    ]
    assert run() != run_id and had(first, second) == [[1, 1], [0, 0]]


def test_who_comes_first_takes_what_a_later_rank_holds_and_that_one_is_told_it_waits(market: Market) -> None:
    arrives(market, P1=1)
    daily = make_released(market, ("P1", 1), ("P2", 1), partial_ok=False)
    vor = make_released(market, ("P1", 1), ("P2", 1), now=LATER, partial_ok=False, **VOR)
    assert had(daily, vor) == [[1, 0], [0, 0]]
    before = db.session.scalar(sa.select(sa.func.count(Notice.id)).where(Notice.kind == "order_waits_whole"))

    arrives(market, P2=1)
    run()

    assert had(daily, vor) == [[0, 0], [1, 1]]
    assert [line.backordered for line in lines_of(daily)] == [1, 1]
    after = db.session.scalar(sa.select(sa.func.count(Notice.id)).where(Notice.kind == "order_waits_whole"))
    assert after is not None and before is not None and after > before
    kinds = db.session.scalars(sa.select(OrderHistory.kind).where(OrderHistory.order_id == daily.id)).all()
    assert kinds.count("backordered") == 2


def test_an_order_that_cannot_be_whole_does_not_keep_the_next_from_being(market: Market) -> None:
    arrives(market, P1=1)
    first = make_released(market, ("P1", 1), ("P3", 1), partial_ok=False)
    arrives(market, P2=1)

    second = make_released(market, ("P1", 1), ("P2", 1), now=LATER, partial_ok=False)

    assert had(first, second) == [[0, 0], [1, 1]]


def test_what_an_exchange_leaves_over_goes_round_at_once(market: Market) -> None:
    arrives(market, P1=5)
    first = make_released(market, ("P1", 5), ("P3", 1), partial_ok=False)
    parts = make_released(market, ("P1", 4), now=LATER)
    arrives(market, P2=1)

    second = make_released(market, ("P1", 3), ("P2", 1), now=LATER + timedelta(minutes=1), partial_ok=False)

    assert had(first, parts, second) == [[0, 0], [2], [3, 1]]


def test_an_order_moves_to_the_depot_that_has_all_of_it(market: Market) -> None:
    arrives(market, P1=1)
    order = make_released(market, ("P1", 1), ("P2", 1), partial_ok=False)
    for part in ("P1", "P2"):
        put_in_stock(market.depot_ids[1], market.parts[part], 1)

    run()

    assert had(order) == [[1, 1]]
    assert set(db.session.scalars(sa.select(Allocation.depot_id).where(Allocation.quantity > 0))) == {
        market.depot_ids[1]
    }


def test_a_run_reads_the_same_however_many_whole_orders_wait_for_other_parts(market: Market) -> None:
    for count in range(4):
        make_released(market, ("P3", 1), now=NOW + timedelta(minutes=count), partial_ok=False)
    statements = []
    for _round in range(3):
        with unserved():
            make_released(market, ("P1", 1))
        with counted() as seen:
            perform(run_allocation, hq_actor("hq_planner"), NOW, part_ids=[market.parts["P1"]])
        statements.append(len(seen))
        for count in range(4):
            make_released(market, ("P3", 1), ("P2", 1), now=NOW + timedelta(minutes=count), partial_ok=False)

    assert statements[1] == statements[2]


@pytest.mark.race
def test_runs_at_once_leave_one_order_whole_and_nothing_tied_twice(app: Flask, market: Market) -> None:
    with unserved():
        orders = [
            make_released(market, *lines, partial_ok=False)
            for lines in ((("P1", 1), ("P2", 1)), (("P2", 1), ("P1", 1)), (("P1", 1), ("P2", 1)))
        ]
    arrives(market, P1=1, P2=1)
    planner, ids = hq_actor("hq_planner"), [order.id for order in orders]
    db.session.remove()

    together(app, 3, lambda index: perform(run_allocation, planner, NOW, order_ids=[ids[index]]))

    assert sorted(had(*orders)) == [[0, 0], [0, 0], [1, 1]]


def test_a_whole_order_is_promised_by_the_days_of_its_depot_and_others_by_headquarters(market: Market) -> None:
    day_off = {"calendar": "CKG", "day": "2026-03-11", "kind": "off", "name": "Stock count"}
    perform(service_calendars.set_days, [day_off])
    arrives(market, P1=2, P2=2)

    whole = make_released(market, ("P1", 1), ("P2", 1), partial_ok=False)
    parts = make_released(market, ("P1", 1), ("P2", 1))

    assert [line.promised_on for line in lines_of(whole)] == [date(2026, 3, 13)] * 2
    assert [line.promised_on for line in lines_of(parts)] == [date(2026, 3, 12)] * 2
