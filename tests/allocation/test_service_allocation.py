"""The release run: who gets short stock, what the rest is promised, and that a re-run is the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation, serve_order
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.scope import scoped
from portal.orders.decisions import service_holds
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.service_progress import (
    PLACES,
    InvoicedPieces,
    PieceMove,
    mark_all_invoiced,
    move_all,
    refresh_progress,
)
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress, Quantities, progress_of
from portal.orders.types.states import OrderType
from tests.conftest import rows_in
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    hq_actor,
    lines_of,
    make_market,
    make_released,
    order_of,
    sell,
    sell_many,
    unserved,
)
from tests.queries import counted
from tests.race import together
from tests.stock.factories import expect, put_in_stock


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=5)
    return market


@pytest.fixture(autouse=True)
def waiting(app: Flask) -> Iterator[None]:
    """Let a released order wait for the run of the test."""
    with unserved():
        yield


def run(**options: Any) -> int:
    """Run the allocation as a planner."""
    return perform(run_allocation, hq_actor("hq_planner"), NOW, **options)


def places(order: SalesOrder) -> list[tuple[int, int, int]]:
    """Return open, allocated and backordered of each line."""
    return [(line.open, line.allocated, line.backordered) for line in lines_of(order_of(order.number))]


def test_short_stock_goes_by_priority_then_time_and_the_rest_is_backordered(market: Market) -> None:
    daily = make_released(market, ("P1", 4))
    later = make_released(market, ("P1", 3), now=NOW + timedelta(minutes=1))
    vor = make_released(market, ("P1", 2), now=NOW + timedelta(minutes=2), **VOR)

    run_id = run()

    assert (places(vor), places(daily), places(later)) == ([(0, 2, 0)], [(0, 3, 1)], [(0, 0, 3)])
    assert [order_of(one.number).progress for one in (vor, daily, later)] == [
        Progress.ALLOCATED,
        Progress.PARTLY_ALLOCATED,
        Progress.BACKORDERED,
    ]
    told = db.session.execute(
        sa.text("SELECT got, rank, rank_of, rule FROM allocation_share WHERE run_id = :r ORDER BY rank"),
        {"r": run_id},
    ).all()
    assert [tuple(row) for row in told] == [
        (2, 1, 3, "in_full"),
        (3, 2, 3, "stock_ran_out"),
        (0, 3, 3, "no_stock_left"),
    ]


def test_the_first_promise_comes_from_the_planned_receipts_after_those_ahead(market: Market) -> None:
    expect(market.depot_ids[0], market.parts["P1"], 4, date(2026, 3, 20))
    expect(market.depot_ids[0], market.parts["P1"], 9, date(2026, 4, 2))
    first = make_released(market, ("P1", 8))
    second = make_released(market, ("P1", 2), now=NOW + timedelta(minutes=1))

    run()

    assert [lines_of(order)[0].first_promised_on for order in (first, second)] == [
        date(2026, 3, 20),
        date(2026, 4, 2),
    ]


def test_a_second_run_without_new_stock_changes_nothing(market: Market) -> None:
    order = make_released(market, ("P1", 8))
    run()
    before, promises = places(order), rows_in("promise")

    run()

    assert places(order) == before == [(0, 5, 3)] and rows_in("promise") == promises


def test_new_stock_fills_the_backorder(market: Market) -> None:
    order = make_released(market, ("P1", 8))
    run()
    put_in_stock(market.depot_ids[1], market.parts["P1"], 10)

    run()

    assert places(order) == [(0, 8, 0)] and order_of(order.number).progress is Progress.ALLOCATED


def test_a_line_that_wants_all_or_nothing_leaves_the_stock_to_the_next(market: Market) -> None:
    whole = make_released(market, ("P1", 6), partial_ok=False)
    next_one = make_released(market, ("P1", 5), now=NOW + timedelta(minutes=1))

    run()

    assert (places(whole), places(next_one)) == ([(0, 0, 6)], [(0, 5, 0)])


def test_held_orders_are_left_where_they_are(market: Market) -> None:
    order = make_released(market, ("P1", 2))
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", hq_actor("hq_compliance"), NOW)

    run()

    assert places(order) == [(2, 0, 0)]


def test_one_order_or_some_parts_may_be_served_alone(market: Market) -> None:
    sell(market, "P2", stock=5)
    one, two = make_released(market, ("P1", 1), ("P2", 1)), make_released(market, ("P1", 2))

    perform(serve_order, two.id, None, NOW)
    assert (places(one), places(two)) == ([(1, 0, 0), (1, 0, 0)], [(0, 2, 0)])
    run(part_ids=[market.parts["P2"]])

    assert places(one) == [(1, 0, 0), (0, 1, 0)]


def test_lines_move_only_where_pieces_are_and_progress_follows(market: Market) -> None:
    order = make_released(market, ("P1", 5))
    run()
    (line,) = lines_of(order)
    with pytest.raises(Refused) as error:
        perform(move_all, [PieceMove(line.id, "allocated", "picked", 6)], now=NOW)
    assert error.value.code == "order.pieces_not_there"

    seen = []
    for from_, to in (
        ("allocated", "picked"),
        ("picked", "packed"),
        ("packed", "shipped"),
        ("shipped", "delivered"),
    ):
        perform(move_all, [PieceMove(line.id, from_, to, 5)], now=NOW)
        seen.append(order_of(order.number).progress.value)

    assert seen == ["picking", "packed", "shipped", "delivered"]
    assert order_of(order.number).state is OrderState.COMPLETED
    (line,) = lines_of(order)
    assert progress_of([Quantities(*(getattr(line, place) for place in PLACES))]) is order_of(order.number).progress


def test_no_more_is_invoiced_than_was_ordered(market: Market) -> None:
    (line,) = lines_of(make_released(market, ("P1", 5)))
    perform(mark_all_invoiced, [InvoicedPieces(line.id, 4, Decimal(40))])

    with pytest.raises(Refused):
        perform(mark_all_invoiced, [InvoicedPieces(line.id, 2, Decimal(20))])

    assert (lines_of(_order(line))[0].invoiced, lines_of(_order(line))[0].invoiced_amount) == (4, Decimal(40))


def test_many_lines_are_invoiced_whole_or_not_at_all(market: Market) -> None:
    sell(market, "P2", price="2.5", stock=5)
    order = make_released(market, ("P1", 5), ("P2", 3))
    first, second = lines_of(order)

    with pytest.raises(Refused):
        charged = [InvoicedPieces(first.id, 2, Decimal("20.01")), InvoicedPieces(second.id, 4, Decimal(10))]
        perform(mark_all_invoiced, charged)
    parts = [InvoicedPieces(first.id, 2, Decimal("20.01")), InvoicedPieces(first.id, 3, Decimal("29.99"))]
    perform(mark_all_invoiced, [*parts, InvoicedPieces(second.id, 1, Decimal("2.5"))])

    assert [(line.invoiced, line.invoiced_amount) for line in lines_of(order)] == [
        (5, Decimal(50)),
        (1, Decimal("2.5")),
    ]


def _order(line: OrderLine) -> SalesOrder:
    return db.session.scalars(sa.select(SalesOrder).where(SalesOrder.id == line.order_id)).one()


@pytest.mark.race
def test_runs_at_the_same_time_never_give_a_piece_twice(app: Flask, market: Market) -> None:
    orders = [make_released(market, ("P1", 2), now=NOW + timedelta(minutes=n)) for n in range(4)]

    planner = hq_actor("hq_planner")
    db.session.remove()
    answers = together(app, 6, lambda _index: perform(run_allocation, planner, NOW))

    assert all(isinstance(answer, int) for answer in answers), answers
    assert sum(places(order)[0][1] for order in orders) == 5
    assert db.session.execute(
        sa.text("SELECT on_hand, allocated FROM stock WHERE part_id = :p"), {"p": market.parts["P1"]}
    ).one() == (5, 5)


def test_two_thousand_lines_are_served_by_few_statements_an_order_and_none_a_line(app: Flask) -> None:
    market = make_market()
    numbers = sell_many(market, 100, stock=5)
    with transaction() as session:
        head = {
            "distributor_id": market.distributor.id,
            "state": OrderState.RELEASED,
            "order_type": OrderType.STOCK,
            "currency": "USD",
            "created_at": NOW,
            "submitted_at": NOW,
        }
        session.execute(sa.insert(SalesOrder), [head | {"number": f"SO-T-{n}"} for n in range(40)])
        ids = session.scalars(sa.select(SalesOrder.id)).all()
        owner = {"distributor_id": market.distributor.id, "ordered": 2, "open": 2}
        lines = [
            owner | {"order_id": order_id, "line_no": n, "part_id": market.parts[one], "part_number": one}
            for place, order_id in enumerate(ids)
            for n, one in enumerate((numbers[(place * 50 + step) % 100] for step in range(50)), 1)
        ]
        session.execute(sa.insert(OrderLine), lines)

    with counted() as statements:
        run()

    got = db.session.execute(
        sa.text("SELECT sum(allocated), sum(backordered), sum(open_quantity) FROM order_line")
    ).one()
    assert tuple(int(each) for each in got) == (500, 3_500, 0)
    assert len(statements) < 6 * len(ids), len(statements)


def test_progress_is_read_within_the_scope_of_who_asks(app: Flask, market: Market) -> None:
    other = make_market()
    order = make_released(market, ("P1", 1))

    with scoped(other.actor.scope):
        perform(refresh_progress, [order.id], now=NOW)

    assert order_of(order.number).progress is Progress.NONE
