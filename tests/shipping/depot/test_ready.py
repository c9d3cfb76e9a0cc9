"""What stands ready is kept with every move of pieces: the rows kept are those a count of all lines gives."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.catalogue import service_parts, service_rows
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.tables import ListState
from portal.orders.decisions import service_partial
from portal.orders.models import SalesOrder
from portal.orders.service_progress import PieceMove, move_all
from portal.orders.types.states import BackorderRule
from portal.shipping.depot import queries_groups, service_picking, service_ready
from portal.shipping.depot.queries_ready import ready_count
from portal.shipping.depot.service_picking import Wanted
from portal.shipping.models import ReadyOrder
from portal.stock.service import Demand, give_back, take_stock
from tests.conftest import Engine
from tests.race import together
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground, make_ground
from tests.web import Browser, Page

pytestmark = pytest.mark.usefixtures("app")


def kept() -> list[tuple[Any, ...]]:
    table: Any = sa.inspect(ReadyOrder).local_table
    rows = [tuple(row) for row in db.session.execute(sa.select(table).order_by("order_id", "depot_id"))]
    db.session.remove()
    return rows


def agrees() -> bool:
    """Tell whether what is kept is what a count of all lines gives."""
    before = kept()
    perform(service_ready.count_anew, list(db.session.scalars(sa.select(SalesOrder.id))))
    return before == kept()


def sums() -> list[tuple[int, int, int]]:
    found: Any = queries_groups.groups(ListState(), NOW).rows
    db.session.remove()
    return [(group.lines, group.pieces, group.weight_g) for group in found]


def plan(ground: Ground, line: int, pieces: int) -> str:
    wanted = [Wanted(made.order_lines(ground.orders[0])[line].id, pieces)]
    return perform(service_picking.plan_shipment, ground.depot.id, "air", wanted, ground.warehouse, NOW)


def test_it_follows_planning_short_picks_and_what_is_called_off() -> None:
    ground = make_ground(((10, 5),))
    seen = [sums()]

    number = plan(ground, 0, 6)
    seen.append(sums())
    one = made.shipment(number)
    perform(service_picking.cancel_shipment, one.id, Turn(ground.warehouse, one.version, NOW))
    seen.append(sums())
    made.pick_all(ground, plan(ground, 0, 6), line0=4)
    seen.append(sums())
    plan(ground, 0, 6)
    plan(ground, 1, 5)
    seen.append(sums())

    assert seen == [[(2, 15, 7_500)], [(2, 9, 4_500)], [(2, 15, 7_500)], [(2, 11, 5_500)], []]
    assert agrees()
    assert ready_count(NOW) == 0


def test_a_shipment_that_leaves_takes_nothing_of_what_is_left() -> None:
    ground = make_ground(((10, 5), (4,)))
    made.departed(ground, plan(ground, 0, 10))

    assert (sums(), ready_count(NOW)) == ([(2, 9, 4_500)], 2)
    assert agrees()


FRIDAY = datetime(2026, 3, 13, 15, 59, tzinfo=UTC)
"""A minute before Saturday in Shanghai, where the depot is."""
MONDAY = datetime(2026, 3, 15, 16, 0, tzinfo=UTC)


def short_ground(rule: BackorderRule | None, **values: Any) -> Ground:
    """Make an order of ten pieces that stand ready and five that wait for stock, with a rule for what is missing."""
    ground = make_ground(((10, 5),), **values)
    line = made.order_lines(ground.orders[0])[1]
    db.session.remove()
    with transaction() as session:
        give_back(line.id, 5)
        move_all([PieceMove(line.id, "allocated", "backordered", 5)], now=NOW)
        session.execute(sa.update(SalesOrder).values(backorder_rule=rule))
    return ground


def fill(ground: Ground, pieces: int, at: datetime) -> None:
    """Tie pieces to the line that waits for stock."""
    line = made.order_lines(ground.orders[0])[1]
    db.session.remove()
    with transaction():
        take_stock([Demand(line.id, line.distributor_id, line.part_id, pieces, [ground.depot.id])], at)
        move_all([PieceMove(line.id, "backordered", "allocated", pieces)], now=at)


def left_behind(rule: BackorderRule | None) -> Ground:
    """Let the first shipment of an order be packed, and what was missing of it come on a Friday."""
    ground = short_ground(rule)
    made.packed(ground, plan(ground, 0, 10))
    fill(ground, 5, FRIDAY)
    return ground


def told(now: datetime, **filters: str) -> list[tuple[int, datetime | None]]:
    found: Any = queries_groups.groups(ListState(filters=filters), now).rows
    db.session.remove()
    return [(group.pieces, group.goes_at) for group in found]


@pytest.mark.parametrize(
    ("rule", "goes"),
    [
        (BackorderRule.WEEKLY, MONDAY),
        (BackorderRule.WITH_NEXT_ORDER, datetime(2026, 4, 11, 16, 0, tzinfo=UTC)),
        (BackorderRule.OWN_SHIPMENT, None),
        (BackorderRule.NONE, None),
        (None, None),
    ],
)
def test_what_was_missing_waits_as_its_rule_says_and_goes_by_itself_from_its_day_on(
    rule: BackorderRule | None, goes: datetime | None
) -> None:
    left_behind(rule)

    assert told(FRIDAY) == [(5, goes)]
    assert told(FRIDAY, rests="waiting") == ([(5, goes)] if goes else [])
    assert told(FRIDAY, rests="ready") == ([] if goes else [(5, None)])
    assert ready_count(FRIDAY) == (0 if goes else 1)
    if goes:
        assert (told(goes), ready_count(goes)) == ([(5, None)], 1)
        assert ready_count(goes - timedelta(seconds=1)) == 0
    assert agrees()


@pytest.mark.parametrize("rule", [BackorderRule.WEEKLY, BackorderRule.WITH_NEXT_ORDER])
def test_what_was_never_missing_does_not_wait_and_takes_what_comes_later_along(rule: BackorderRule) -> None:
    ground = short_ground(rule)
    made.departed(ground, plan(ground, 0, 6))

    assert (told(FRIDAY), ready_count(FRIDAY)) == ([(4, None)], 1)

    fill(ground, 5, FRIDAY)

    assert (told(FRIDAY), ready_count(FRIDAY)) == ([(9, None)], 2)
    assert agrees()


def test_an_order_that_ships_only_whole_has_no_rest() -> None:
    ground = short_ground(BackorderRule.WEEKLY)
    made.packed(ground, plan(ground, 0, 10))
    perform(lambda: db.session.execute(sa.update(SalesOrder).values(partial_ok=False)))
    fill(ground, 5, FRIDAY)

    assert [goes_at for _pieces, goes_at in told(FRIDAY)] == [None]


def test_what_waits_goes_with_another_order_to_the_same_place_and_no_other() -> None:
    ground = left_behind(BackorderRule.WITH_NEXT_ORDER)
    other = make_ground(((4,),))
    assert other.distributor.id != ground.distributor.id and ready_count(FRIDAY) == 1
    db.session.remove()

    with transaction():
        made.make_order(ground.distributor, ground.address, [(ground.parts[0], 3)], ground.depot)

    assert sorted(told(FRIDAY)) == [(4, None), (8, None)]
    assert ready_count(FRIDAY) == 3


def test_both_doors_are_told_on_which_day_what_was_missing_goes_by_itself(app: Flask) -> None:
    ground = short_ground(BackorderRule.WEEKLY)
    first = plan(ground, 0, 10)
    made.packed(ground, first)
    fill(ground, 5, FRIDAY)
    made.booked(ground, first)
    made.papers_ready(first)
    made.dispatched(ground, first)
    order = ground.orders[0].number
    goes = "What was missing is there. It goes with the next shipment to this place, by itself from 16 Mar 2026 on."

    def pages(at: datetime) -> list[Page]:
        with time_machine.travel(at, tick=False):
            clerk, buyer = Browser(app).sign_in(ground.logistics_user), Browser(app).sign_in(ground.buyer_user)
            return [
                clerk.page(f"/hq/orders/{order}"),
                buyer.page(f"/orders/{order}"),
                clerk.page("/hq/shipments/ready"),
            ]

    at_once, later = pages(FRIDAY), pages(MONDAY)

    assert [page.has(goes) for page in at_once[:2]] == [True, True]
    assert [page.has("What has left is expected to arrive") for page in at_once[:2]] == [True, True]
    assert at_once[2].has("Waits for another shipment, until 16 Mar 2026")
    assert [page.has("What was missing is there") for page in later[:2]] == [False, False]
    assert not later[2].has("Waits for another shipment, until")


def test_more_that_comes_meanwhile_does_not_put_off_the_day() -> None:
    ground = short_ground(BackorderRule.WEEKLY)
    made.packed(ground, plan(ground, 0, 10))
    fill(ground, 2, FRIDAY)
    fill(ground, 3, MONDAY + timedelta(days=3))

    assert told(FRIDAY) == [(5, MONDAY)]
    assert agrees()


def test_what_a_part_weighs_and_whether_it_is_dangerous_counts_from_the_change_on() -> None:
    ground = make_ground(((10, 5), (4,)))
    part = ground.parts[0]

    def heavier() -> None:
        service_parts.change_parts([{"number": part.number, "weight_g": 700}], [])

    def dangerous() -> None:
        service_rows.set_dangerous_goods(service_rows.Edited(new=[{"part": part.number, **made.BATTERY}]))

    perform(heavier)
    assert sums() == [(3, 19, 10 * 700 + 9 * 500)]
    perform(dangerous)
    found: Any = queries_groups.groups(ListState(), NOW).rows
    assert [group.dangerous for group in found] == [True]
    db.session.remove()
    assert agrees()


def test_an_order_that_ships_only_whole_waits_from_the_moment_it_says_so() -> None:
    ground = make_ground(((10, 5), (4,)))
    made.pick_all(ground, plan(ground, 0, 6), line0=4)
    other = ground.orders[1]
    assert ready_count(NOW) == 3

    perform(service_partial.change_partial, other.id, False, "On the phone", Turn(ground.logistics, other.version, NOW))

    waits = {row.order_id: row.waits for row in db.session.execute(sa.select(ReadyOrder.order_id, ReadyOrder.waits))}
    db.session.remove()
    assert waits == {ground.orders[0].id: False, other.id: False}
    assert agrees()


def begun() -> Ground:
    """Return an order of which one line is being picked, so that its progress stays when others are."""
    ground = make_ground(((10, 5, 4),))
    plan(ground, 0, 10)
    return ground


@pytest.mark.race
def test_two_who_take_lines_of_one_order_do_not_count_past_each_other(app: Flask) -> None:
    ground = begun()

    results = together(app, 2, lambda index: plan(ground, index + 1, 2))

    assert [type(result) for result in results] == [str, str]
    assert sums() == [(2, 5, 2_500)]
    assert agrees()


@pytest.mark.race
def test_without_the_lock_they_would_where_rows_are_locked_singly(
    app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, both_have_moved = begun(), threading.Barrier(2)
    alone = engine.name != "postgresql"
    monkeypatch.setattr(service_ready, "_lock", lambda _ids: alone or both_have_moved.wait(timeout=20))

    results = together(app, 2, lambda index: plan(ground, index + 1, 2))

    assert ([type(result) for result in results] == [str, str]) is alone
