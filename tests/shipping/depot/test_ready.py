"""What stands ready is kept with every move of pieces: the rows kept are those a count of all lines gives."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue import service_parts, service_rows
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform
from portal.core.tables import ListState
from portal.orders.decisions import service_partial
from portal.orders.models import SalesOrder
from portal.shipping.depot import queries_groups, service_picking, service_ready
from portal.shipping.depot.queries_ready import ready_count
from portal.shipping.depot.service_picking import Wanted
from portal.shipping.models import ReadyOrder
from tests.conftest import Engine
from tests.race import together
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground, make_ground

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
    found: Any = queries_groups.groups(ListState()).rows
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
    assert ready_count() == 0


def test_a_shipment_that_leaves_takes_nothing_of_what_is_left() -> None:
    ground = make_ground(((10, 5), (4,)))
    made.departed(ground, plan(ground, 0, 10))

    assert (sums(), ready_count()) == ([(2, 9, 4_500)], 2)
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
    found: Any = queries_groups.groups(ListState()).rows
    assert [group.dangerous for group in found] == [True]
    db.session.remove()
    assert agrees()


def test_an_order_that_ships_only_whole_waits_from_the_moment_it_says_so() -> None:
    ground = make_ground(((10, 5), (4,)))
    made.pick_all(ground, plan(ground, 0, 6), line0=4)
    other = ground.orders[1]
    assert ready_count() == 3

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
