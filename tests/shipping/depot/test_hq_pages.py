"""Headquarters' pages of the depot: what stands ready, picking, cartons."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, transaction
from portal.orders.models import OrderLine
from portal.shipping.depot.queries_contents import cartons
from portal.shipping.depot.queries_groups import SORTS
from portal.shipping.depot.rules_packing import Measures
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState
from tests.shipping import factories as made
from tests.shipping.desks import group_path, warehouse
from tests.shipping.factories import make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


@pytest.mark.both_engines
def test_a_battery_among_parts_by_air_is_offered_a_way_of_its_own(app: Flask) -> None:
    ground = make_ground(((2, 1),), dangerous=made.BATTERY)
    browser = warehouse(app, ground)
    browser.page(group_path(ground))

    page = browser.send(button="Start picking", status=409)

    assert "UN3480 (PI965 IA) never flies on passenger aircraft." in page.main
    assert "It may go by: Sea" in page.main
    assert "Plan them apart by: Sea" in page.buttons()
    assert "Start picking the others by: Air" in page.buttons()
    browser.send(button="Plan them apart by: Sea")
    browser.page(group_path(ground))
    browser.send(button="Start picking")
    db.session.remove()
    modes = db.session.execute(sa.select(Shipment.mode, Shipment.pieces).order_by(Shipment.id)).all()
    assert modes == [("sea", 1), ("air", 2)]


def test_a_part_of_a_line_is_taken_and_wrong_quantities_come_back(app: Flask) -> None:
    ground = make_ground(((10,),))
    line = made.order_lines(ground.orders[0])[0]
    browser = warehouse(app, ground)
    browser.page(group_path(ground))

    page = browser.send({f"quantity-{line.id}": "1e309"}, button="Start picking", status=422)
    assert "Write a whole number, 0 or more." in page.main
    assert page.fields(button="Start picking")[f"quantity-{line.id}"] == "1e309"
    page = browser.send({f"quantity-{line.id}": "11"}, button="Start picking", status=409)
    assert "only 10 pieces stand ready here, not 11" in page.main
    page = browser.send({f"quantity-{line.id}": "٤"}, button="Start picking")

    assert made.order_lines(ground.orders[0])[0].picked == 4


def test_beside_ready_pieces_a_day_says_that_it_is_that_of_the_others(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    line, _whole = made.order_lines(ground.orders[0])
    with transaction():
        short = sa.update(OrderLine).where(OrderLine.id == line.id)
        db.session.execute(short.values(ordered=13, backordered=3, promised_on=date(2026, 3, 25)))

    page = warehouse(app, ground).page(group_path(ground))

    told = [" ".join("".join(one.itertext()).split()) for one in page.select("//td[@data-label='Promised date']")]
    assert told == ["The other 3: 25 Mar 2026", "20 Mar 2026"]


def test_the_same_plan_sent_twice_makes_one_shipment(app: Flask) -> None:
    ground = make_ground(((10,),))
    browser = warehouse(app, ground)
    fields = browser.page(group_path(ground)).fields(button="Start picking")

    first = browser.open(group_path(ground), method="POST", data=fields)
    second = browser.open(group_path(ground), method="POST", data=fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert made.order_lines(ground.orders[0])[0].picked == 10


def test_a_short_pick_is_told_and_recorded(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    line = made.shipment_lines(number)[0]
    browser = warehouse(app, ground)
    browser.page(f"/hq/shipments/{number}")

    page = browser.send({f"pick-{line.id}": "7", "missing": "no"}, button="Record pick")

    assert page.has("3 pieces were short and wait again.")
    assert made.stock_of(ground, ground.parts[0]) == (100, 7)


def test_a_pick_nobody_counted_and_a_fate_nobody_offered_are_asked_about(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    line = made.shipment_lines(number)[0]
    browser = warehouse(app, ground)
    browser.page(f"/hq/shipments/{number}")

    page = browser.send({f"pick-{line.id}": " "}, button="Record pick", status=422)
    assert page.has("Write how many were picked, 0 where none were.")
    sent = page.fields(button="Record pick") | {f"pick-{line.id}": "7", "missing": "gone"}
    answer = browser.open(f"/hq/shipments/{number}/pick", method="POST", data=sent)

    assert answer.status_code == 422 and "Choose one of the answers offered." in answer.get_data(as_text=True)
    assert made.stock_of(ground, ground.parts[0]) == (100, 10)
    browser.page(f"/hq/shipments/{number}")
    browser.send({f"pick-{line.id}": "0", "missing": "yes"}, button="Record pick")
    assert made.stock_of(ground, ground.parts[0]) == (90, 0)


def test_a_wrong_carton_comes_back_with_all_that_was_typed(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    browser = warehouse(app, ground)
    browser.page(f"/hq/shipments/{number}")

    typed = {"length": "600", "width": "abc", "height": "400", "gross": "5", "unit": "mm", f"line-{line.id}": "3"}
    page = browser.send(typed, button="Add carton", status=422)
    assert "Width: Write a number, such as 60." in page.main
    assert page.fields(button="Add carton")[f"line-{line.id}"] == "3"
    page = browser.send({"width": "400", f"line-{line.id}": "11"}, button="Add carton", status=422)
    assert "only 10 pieces are left to pack" in page.main
    page = browser.send({"gross": "1", f"line-{line.id}": "3"}, button="Add carton", status=422)
    assert "The parts alone weigh 1.5 kg." in page.main
    page = browser.send({"gross": "2", f"line-{line.id}": "3"}, button="Add carton")

    (box,) = cartons(made.shipment(number).id)
    assert (box.length_mm, box.width_mm, box.height_mm, box.gross_g, box.pieces) == (600, 400, 400, 2000, 3)


def test_a_carton_is_changed_and_removed(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    sscc = made.add_box(ground, number, made.box({line.id: 3}))
    browser = warehouse(app, ground)

    page = browser.page(f"/hq/shipments/{number}/cartons/1")
    assert page.fields()["length"] == "60"
    browser.send({f"line-{line.id}": "5", "gross": "7.5"}, button="Save")
    (box,) = cartons(made.shipment(number).id)
    assert (box.sscc, box.pieces, box.gross_g) == (sscc, 5, 7500)
    browser.send(button="Remove carton 1")

    assert cartons(made.shipment(number).id) == ()
    browser.page(f"/hq/shipments/{number}/cartons/1", status=404)


def test_an_older_page_of_a_carton_shows_how_the_shipment_stands_once_it_is_packed_or_the_carton_gone(
    app: Flask,
) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    made.add_box(ground, number, made.box({line.id: 10}))
    browser = warehouse(app, ground)
    older = browser.page(f"/hq/shipments/{number}/cartons/1")
    browser.page(f"/hq/shipments/{number}")
    browser.send(button="Remove carton 1")

    browser.shown = older
    gone = browser.send({"gross": "7.5"}, button="Save", status=409)
    made.add_box(ground, number, made.box({line.id: 10}))
    browser.page(f"/hq/shipments/{number}")
    browser.send(button="Confirm packing")
    browser.shown = older
    packed = browser.send({"gross": "7.5"}, button="Save", status=409)

    assert gone.has("older version") and "Save" not in gone.buttons()
    assert "Save" not in packed.buttons() and packed.has("Packed")


def test_a_carton_sent_back_as_it_was_shown_is_the_same_carton(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    made.add_box(ground, number, replace(made.box({line.id: 3}), measures=Measures(605, 400, 1_234, 12_345)))
    browser = warehouse(app, ground)

    page = browser.page(f"/hq/shipments/{number}/cartons/1")
    assert page.fields()["gross"] == "12.3450"
    browser.send({}, button="Save")

    (box,) = cartons(made.shipment(number).id)
    assert (box.length_mm, box.width_mm, box.height_mm, box.gross_g) == (605, 400, 1_234, 12_345)


def test_an_old_page_changes_nothing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    browser = warehouse(app, ground)
    browser.page(f"/hq/shipments/{number}")
    made.pick_all(ground, number)

    page = browser.send(button="Cancel shipment", status=409)

    assert "drawn from an older version" in page.main
    assert made.shipment(number).state is ShipmentState.PICKING


def test_a_mode_nobody_offered_is_refused_beside_its_field(app: Flask) -> None:
    ground = make_ground()
    browser = warehouse(app, ground)
    browser.page(group_path(ground))

    page = browser.send({}, button="Start picking", extra={"mode": "nope"}, status=422)

    assert page.has("Choose one of the modes offered.")


@pytest.mark.both_engines
def test_what_is_ready_is_sorted_searched_and_handed_out_with_vehicles_off_the_road_in_front(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)), mode="sea")
    other = make_ground(((3,),), mode="air")
    browser = warehouse(app, ground)

    assert len(browser.page("/hq/shipments/ready").rows()) == 2
    pieces = {sort: [row[7] for row in browser.page(f"/hq/shipments/ready?sort={sort}").rows()] for sort in SORTS}
    assert (pieces["pieces"], pieces["orders"], pieces["lines"]) == (["3", "19"], ["3", "19"], ["3", "19"])
    turned = [row[7] for row in browser.page("/hq/shipments/ready?sort=-pieces").rows()]
    assert turned == ["19", "3"]
    number = other.orders[0].number
    file = browser.open(f"/hq/shipments/ready?q={number}&export=csv").get_data(as_text=True).splitlines()
    assert len(file) == 2 and other.distributor.name in file[1]
    assert "City" in file[0] and "Net weight (kg)" in file[0]
