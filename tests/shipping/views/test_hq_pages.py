"""Headquarters' pages of shipments, in a browser without script."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.rules_carriage import Mode
from portal.core.clock import utc_now
from portal.core.data import events
from portal.core.data.sessions import db
from portal.shipping import queries
from portal.shipping.depot.queries_contents import cartons
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState
from tests.factories import make_hq_user
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.factories import Ground, make_ground
from tests.web import Browser


@pytest.fixture(autouse=True)
def room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing follow from events: papers are put in place by the tests."""
    monkeypatch.setattr(events, "_reactions", {})


def warehouse(app: Flask, ground: Ground) -> Browser:
    return Browser(app).sign_in(ground.warehouse_user)


def logistics(app: Flask, ground: Ground) -> Browser:
    return Browser(app).sign_in(ground.logistics_user)


def group_path(ground: Ground) -> str:
    return f"/hq/shipments/ready/{ground.orders[0].id}/{ground.depot.id}"


def only_number() -> str:
    db.session.remove()
    return db.session.scalars(sa.select(Shipment.number)).one()


def local(instant, hours: int) -> str:
    return (instant + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def booking_fields(**changes: str) -> dict[str, str]:
    now = utc_now()
    return {
        "carrier": "EgyptAir Cargo",
        "transport_document": "077-1234 5675",
        "vessel_flight": "MS 957",
        "port_loading": "Chongqing",
        "port_discharge": "Cairo",
        "departure": local(now, 30),
        "arrival": local(now, 40),
        **changes,
    }


@pytest.mark.both_engines
def test_the_warehouse_packs_and_logistics_dispatches_two_orders(app: Flask) -> None:
    ground = make_ground()
    browser = warehouse(app, ground)
    page = browser.page("/hq/shipments/ready")
    assert ground.distributor.name in page.main
    assert page.rows()[0][5:8] == ["2", "3", "19"]

    browser.page(group_path(ground))
    page = browser.send(button="Start picking")
    number = only_number()
    assert f"Shipment {number} is being picked." in page.text
    assert "nobody has recorded what was picked" in page.main

    page = browser.send(button="Record pick")
    assert page.has("Everything was picked.")
    sizes = {"length": "60", "width": "40", "height": "35.5", "gross": "12.345"}
    page = browser.send(sizes, button="Pack everything left into this carton")
    assert "60 × 40 × 35.5 cm" in page.main
    assert "12.345 kg" in page.main
    assert "9.500 kg" in page.main
    assert "Everything picked lies in cartons." in page.main
    page = browser.send(button="Confirm packing")
    assert "Packed" in page.main and page.has("Packing is confirmed.")

    desk = logistics(app, ground)
    page = desk.page(f"/hq/shipments/{number}/book")
    assert "HARBOUR MOTORS" in page.fields()["marks"]
    assert page.fields()["marks"].endswith("C/NO. 1-1\nMADE IN CHINA")
    assert "Time in Shanghai (the depot)." in page.main and "Time in Cairo (the destination)." in page.main
    page = desk.send(booking_fields())
    assert page.has("The shipment is booked; its papers are being issued.")
    assert page.has("Egypt's customs number (ACID) is missing.")
    page = desk.send(button="Dispatch", status=409)
    assert "The commercial invoice has not been issued." in page.main
    assert made.shipment(number).state is ShipmentState.BOOKED

    made.papers_ready(number)
    desk.page(f"/hq/shipments/{number}")
    page = desk.send(button="Dispatch")
    assert page.has("The shipment has departed; the distributor is told.")
    assert made.shipment(number).state is ShipmentState.DEPARTED
    assert made.shipment(number).transport_document == "077-12345675"


def test_times_are_read_in_the_depots_and_the_destinations_zone(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    desk = logistics(app, ground)
    desk.page(f"/hq/shipments/{number}/book")
    day = (utc_now() + timedelta(days=3)).date()

    desk.send(booking_fields(departure=f"{day}T12:00", arrival=f"{day}T20:00"))

    told = {one.kind.value: one.at for one in queries.milestones(made.shipment(number).id) if one.basis == "planned"}
    assert told["departed"].hour == 4
    assert told["arrived"].hour in (17, 18)


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
    assert "The parts alone weigh 1,500 g." in page.main
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


def test_an_old_page_changes_nothing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    browser = warehouse(app, ground)
    browser.page(f"/hq/shipments/{number}")
    made.pick_all(ground, number)

    page = browser.send(button="Cancel shipment", status=409)

    assert "drawn from an older version" in page.main
    assert made.shipment(number).state is ShipmentState.PICKING


def test_a_wrong_waybill_names_the_right_digit_beside_its_field(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    desk = logistics(app, ground)
    desk.page(f"/hq/shipments/{number}/book")

    page = desk.send(booking_fields(transport_document="077-12345676"), status=422)

    assert "An air waybill with these digits ends in 5." in page.main
    assert page.fields()["carrier"] == "EgyptAir Cargo"


def test_milestones_are_added_in_a_chosen_zone(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.departed(ground, number)
    desk = logistics(app, ground)
    desk.page(f"/hq/shipments/{number}")

    page = desk.send({"at": "nonsense"}, button="Record", status=422)
    assert "Time:" in page.main
    fields = {
        "kind": "arrived",
        "basis": "estimated",
        "at": local(utc_now(), 50),
        "zone": "Africa/Cairo",
        "place": "Cairo",
    }
    page = desk.send(fields, button="Record")

    assert page.has("The milestone is recorded.")
    assert "Arrival · estimated" in page.main


@pytest.mark.both_engines
def test_the_list_is_searched_filtered_sorted_and_exported(app: Flask) -> None:
    ground = make_ground(((2,), (3,)))
    first = made.planned(ground, ground.orders[0])
    second = made.planned(ground, ground.orders[1], mode="sea")
    desk = logistics(app, ground)

    assert [row[0].split()[0] for row in desk.page("/hq/shipments").rows()] == [second, first]
    assert [row[0].split()[0] for row in desk.page("/hq/shipments?sort=number").rows()] == [first, second]
    assert [row[0].split()[0] for row in desk.page("/hq/shipments?mode=sea").rows()] == [second]
    found = desk.page(f"/hq/shipments?q={ground.orders[0].number}").rows()
    assert [row[0].split()[0] for row in found] == [first]
    assert "No shipment fits this search" in desk.page("/hq/shipments?q=nowhere&depot=99999999999").main
    csv = desk.open("/hq/shipments?export=csv").get_data(as_text=True)
    assert csv.startswith("\ufeffShipment,State,Distributor") and f"\r\n{second},Picking" in csv
    assert desk.open("/hq/shipments?export=xlsx").data[:2] == b"PK"


def test_an_empty_list_says_what_to_do(app: Flask) -> None:
    user = make_hq_user(role="hq_warehouse")
    browser = Browser(app).sign_in(user)

    assert "Shipments begin with lines that stand ready to pick." in browser.page("/hq/shipments").main
    assert "Lines appear here as soon as stock is allocated to them." in browser.page("/hq/shipments/ready").main


def test_who_only_looks_packs_and_dispatches_nothing(app: Flask) -> None:
    ground = make_ground(((2,),), mode=Mode.AIR)
    number = made.planned(ground)
    clerk = Browser(app).sign_in(make_hq_user(role="hq_clerk"))

    page = clerk.page(f"/hq/shipments/{number}")

    assert "Record pick" not in page.buttons() and "Record" not in page.buttons()
    for path in ("pick", "cartons", "confirm", "cancel", "reopen", "book", "dispatch", "milestones"):
        assert clerk.post(f"/hq/shipments/{number}/{path}").status_code == 403
    assert warehouse(app, ground).post(f"/hq/shipments/{number}/dispatch").status_code == 403


def test_numbers_that_do_not_exist_are_not_found(app: Flask) -> None:
    ground = make_ground(((2,),))
    browser = warehouse(app, ground)

    for path in (
        "/hq/shipments/SH-2026-999999",
        "/hq/shipments/ready/999999/1",
        "/hq/shipments/ready/99999999999999/1",
    ):
        assert browser.open(path).status_code == 404
    assert browser.post("/hq/shipments/SH-2026-999999/confirm").status_code == 404


def test_pages_take_a_constant_number_of_statements(app: Flask) -> None:
    ground = make_ground(((2, 3, 4, 5), (6, 7)))
    number = made.planned(ground)
    browser = warehouse(app, ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    made.add_box(ground, number, made.box({line.id: 2}))

    for path in (
        "/hq/shipments",
        f"/hq/shipments/{number}",
        "/hq/shipments/ready",
        f"/hq/shipments/{number}/cartons/1",
    ):
        with counted() as statements:
            browser.page(path)
        assert len(statements) <= 8, f"{path}\n{statements}"


@pytest.mark.both_engines
def test_dangerous_goods_leave_with_the_references_of_their_papers_only(app: Flask) -> None:
    ground = make_ground(((2,),), dangerous={**made.BATTERY, "un38_reference": "UN38-77"}, mode="sea")
    number = made.planned(ground, mode="sea")
    made.packed(ground, number)
    desk = logistics(app, ground)
    page = desk.page(f"/hq/shipments/{number}/book")
    assert page.fields(button="Book")["un38_3"] == "UN38-77"
    desk.send(booking_fields(transport_document="COSU1", acid="1234567890123456789", dg_declaration=" DGD  9 "))
    made.papers_ready(number)
    page = desk.page(f"/hq/shipments/{number}")
    assert "The dangerous goods declaration is there. DGD 9" in page.main
    assert "The packaging-use appraisal (危包证) is missing" in page.main

    page = desk.send(button="Dispatch", status=409)
    assert "dangerous goods do not leave China without it" in page.main
    assert made.shipment(number).state is ShipmentState.BOOKED
    desk.send({"packaging_appraisal": "CQ26-1"}, button="Dispatch")

    one = made.shipment(number)
    assert (one.state, one.dg_declaration, one.un38_3) == (ShipmentState.DEPARTED, "DGD 9", "UN38-77")
    assert one.packaging_appraisal == "CQ26-1"


def test_a_mode_nobody_offered_is_refused_beside_its_field(app: Flask) -> None:
    ground = make_ground()
    browser = warehouse(app, ground)
    browser.page(group_path(ground))

    page = browser.send({}, button="Start picking", extra={"mode": "nope"}, status=422)

    assert page.has("Choose one of the modes offered.")
