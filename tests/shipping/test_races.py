"""Two people at once: a line in one depot is planned once, a shipment received once."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.orders.models import OrderLine
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import service_picking
from portal.shipping.depot import service_picking as shipping_service_picking
from portal.shipping.models import Milestone
from portal.shipping.states import MilestoneKind
from portal.stock.service import Demand, take_stock
from tests.conftest import Engine
from tests.race import together
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground, make_ground

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("room_alone")]


def line_in_two_depots() -> tuple[Ground, int]:
    """Return a line of ten pieces: four tied in the ground's depot, six in another."""
    ground = make_ground(((4,),))
    line = made.order_lines(ground.orders[0])[0]
    with transaction() as session:
        second = made.make_depot()
        made.make_stock(second, ground.parts[0], 50)
        take_stock([Demand(line.id, ground.distributor.id, ground.parts[0].id, 6, [second.id])], NOW)
        session.execute(sa.update(OrderLine).where(OrderLine.id == line.id).values(ordered=10, allocated=10))
    return ground, line.id


def plan_twice(app: Flask, ground: Ground, line_id: int) -> list[Any]:
    wanted = [shipping_service_picking.Wanted(line_id, 4)]

    def plan(_index: int) -> str:
        return perform(shipping_service_picking.plan_shipment, ground.depot.id, "air", wanted, ground.warehouse, NOW)

    return together(app, 2, plan)


def test_pieces_in_a_depot_are_planned_by_one_of_two(app: Flask) -> None:
    ground, line_id = line_in_two_depots()

    results = plan_twice(app, ground, line_id)

    refused = [result for result in results if isinstance(result, Refused)]
    assert [refusal.code for refusal in refused] == ["shipping.no_longer_ready"]
    assert made.order_lines(ground.orders[0])[0].picked == 4


def test_without_the_lock_they_would_be_planned_twice_where_rows_are_locked_singly(
    app: Flask, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, line_id = line_in_two_depots()
    monkeypatch.setattr(service_picking, "_lock_lines", lambda _ids: None)
    if engine.name == "postgresql":
        both_have_looked = threading.Barrier(2)
        monkeypatch.setattr(service_picking, "_check_ready", lambda *_args: both_have_looked.wait(timeout=20))

    results = plan_twice(app, ground, line_id)

    planned = [result for result in results if isinstance(result, str)]
    assert len(planned) == (2 if engine.name == "postgresql" else 1)


def test_a_receipt_confirmed_by_four_at_once_happens_once(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.departed(ground, number)
    one, line = made.shipment(number), made.shipment_lines(number)[0]

    def receive(_index: int) -> bool:
        counts = [Count(line.id, 10)]
        return perform(service_receipt.confirm_receipt, one.id, counts, {}, Turn(ground.buyer, one.version, NOW))

    results = together(app, 4, receive)

    assert sorted(map(type, results), key=str).count(bool) == 1
    assert made.order_lines(ground.orders[0])[0].delivered == 10
    db.session.remove()
    told = sa.select(sa.func.count()).where(Milestone.kind == MilestoneKind.DELIVERED)
    assert db.session.scalar(told) == 1
