"""The depot's pages of an order that ships only whole: what waits is shown, and a part goes no further."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, transaction
from portal.orders.service_progress import PieceMove, move_all
from portal.shipping.models import Shipment
from tests.shipping import factories as made
from tests.shipping.desks import buyer, group_path, logistics, warehouse
from tests.shipping.factories import NOW, Ground, make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


def let_wait(ground: Ground) -> None:
    """Let the second line of the first order wait for stock."""
    line = made.order_lines(ground.orders[0])[1]
    with transaction():
        move_all([PieceMove(line.id, "allocated", "backordered", line.allocated)], now=NOW)


def test_the_planner_sees_why_an_order_waits_and_takes_the_others(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)), partial_ok=False)
    let_wait(ground)
    browser = warehouse(app, ground)
    waiting, other = ground.orders[0], made.order_lines(ground.orders[1])[0]

    assert browser.page("/hq/shipments/ready").has("Not whole yet")
    page = browser.page(group_path(ground))
    assert page.has(f"{waiting.number} ships only whole and waits until it is: 1 of 2 lines are allocated.")
    assert page.select("//input[@name='line']/@value") == [str(other.id)]
    browser.send(button="Start picking")

    assert made.order_lines(ground.orders[1])[0].picked == 4
    assert [line.picked for line in made.order_lines(waiting)] == [0, 0]


def test_a_line_unticked_of_a_whole_order_is_refused_and_all_of_it_goes(app: Flask) -> None:
    ground = make_ground(((10, 5),), partial_ok=False)
    first = made.order_lines(ground.orders[0])[0]
    browser = warehouse(app, ground)
    page = browser.page(group_path(ground))
    assert page.has("Ships only whole")

    page = browser.send({"line": [str(first.id)]}, button="Start picking", status=409)
    assert page.has("ships only whole: all of it goes into one shipment, from one depot. Nothing was changed.")
    browser.page(group_path(ground))
    browser.send(button="Start picking")

    assert [line.picked for line in made.order_lines(ground.orders[0])] == [10, 5]


def test_dangerous_goods_of_a_whole_order_are_not_offered_a_way_of_their_own(app: Flask) -> None:
    ground = make_ground(((2, 1),), dangerous=made.BATTERY, partial_ok=False)
    browser = warehouse(app, ground)
    browser.page(group_path(ground))

    page = browser.send(button="Start picking", status=409)
    assert page.has("It may go by: Sea") and "Plan them apart by: Sea" not in page.buttons()
    browser.send({"mode": "sea"}, button="Start picking")

    assert [line.picked for line in made.order_lines(ground.orders[0])] == [2, 1]


def test_a_short_pick_closes_the_way_on_and_says_the_ways_out(app: Flask) -> None:
    ground = make_ground(((10, 5),), partial_ok=False)
    number, order = made.planned(ground), ground.orders[0]
    made.pick_all(ground, number, line1=3)
    made.add_box(ground, number, made.box(rest=True))
    browser = warehouse(app, ground)

    page = browser.page(f"/hq/shipments/{number}")
    assert page.has(f"{order.number} ships only whole, and 2 pieces of it are not in this shipment.")
    assert page.has("An order that ships only whole is here in part.")
    assert page.select("//button[normalize-space()='Confirm packing']/@disabled")
    assert not page.select("//button[normalize-space()='Record pick']/@disabled")
    assert (
        buyer(app, ground)
        .page(f"/orders/{order.number}")
        .has("The order ships only whole: 1 of 2 lines are allocated.")
    )
    browser.send(button="Cancel shipment")

    assert [(line.allocated, line.backordered) for line in made.order_lines(order)] == [(10, 0), (3, 2)]


def test_a_packed_shipment_with_a_part_is_not_booked(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    line = made.order_lines(ground.orders[0])[0]
    browser = warehouse(app, ground)
    browser.page(group_path(ground))
    browser.send({"line": [str(line.id)]}, button="Start picking")
    number = db.session.scalars(sa.select(Shipment.number)).one()
    made.packed(ground, number)
    with transaction() as session:
        session.merge(ground.orders[0]).partial_ok = False
    own = logistics(app, ground)

    page = own.page(f"/hq/shipments/{number}")

    assert page.has("5 pieces of it are not in this shipment.")
    assert page.select("//button[normalize-space()='Book']/@disabled")
    assert own.page(f"/hq/shipments/{number}/book").select("//button[normalize-space()='Book']/@disabled")
