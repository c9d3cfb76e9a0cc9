"""Headquarters' pages of the journey: booking, dispatch and what it waits for, milestones."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Address
from portal.catalogue.models import Part, PartText
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.documents.models import PaperState
from portal.shipping import queries
from portal.shipping.journey.queries_papers import packing_facts
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import ShipmentState
from portal.shipping.views.rules_next import NextTask, next_of
from tests.shipping import factories as made
from tests.shipping.desks import group_path, logistics, warehouse
from tests.shipping.factories import make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


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
    page = desk.page(f"/hq/shipments/{number}")
    assert page.has("Egypt's customs number (ACID) is missing.") and not page.has("Everything is there.")
    assert page.has("Fill in Egypt's customs number (ACID), or dispatch the shipment without it.")
    page = desk.send(button="Dispatch")
    assert page.has("The shipment has departed; the distributor is told.")
    assert made.shipment(number).state is ShipmentState.DEPARTED
    assert made.shipment(number).transport_document == "077-12345675"


def test_an_older_booking_page_shows_how_the_shipment_stands_and_books_nothing_again(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    desk = logistics(app, ground)
    desk.page(f"/hq/shipments/{number}/book")
    older = desk.shown
    desk.send(booking_fields())

    desk.shown = older
    page = desk.send(booking_fields(carrier="Nile Air"), status=409)

    assert page.has("older version") and "Book" not in page.buttons() and "Dispatch" in page.buttons()
    assert page.has("EgyptAir Cargo") and not page.has("Nile Air")


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


def test_a_wrong_waybill_names_the_right_digit_beside_its_field(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    desk = logistics(app, ground)
    desk.page(f"/hq/shipments/{number}/book")

    page = desk.send(booking_fields(transport_document="077-12345676"), status=422)

    assert "An air waybill with these digits ends in 5." in page.main
    assert page.fields()["carrier"] == "EgyptAir Cargo"


def test_marks_are_proposed_in_latin_letters_and_refused_beside_their_field_in_others(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    thai = {"name": "สยามยานยนต์", "city": "กรุงเทพ"}
    with transaction() as session:
        session.execute(sa.update(Address).values(latin_name="Siam Auto", latin_city="Bangkok", **thai))
    desk = logistics(app, ground)

    proposed = desk.page(f"/hq/shipments/{number}/book").fields()["marks"]
    page = desk.send(booking_fields(marks="SIAM AUTO\nกรุงเทพ"), status=422)

    assert proposed.splitlines()[0].startswith("SIAM AUTO / ") and proposed.splitlines()[1] == "BANGKOK"
    assert page.has("is no Latin letter, digit or ordinary sign")
    assert page.select("//textarea[@name='marks']/@aria-invalid") == ["true"]
    assert page.fields()["marks"].endswith("กรุงเทพ") and made.shipment(number).state is ShipmentState.PACKED
    with transaction() as session:
        session.execute(sa.update(Address).values(latin_name="", latin_city=""))
    page = desk.page(f"/hq/shipments/{number}/book")
    told = "Customs papers and marks need Latin letters of: สยามยานยนต์. Give them under Companies, then book."
    assert page.fields()["marks"].isascii() and page.has(told)

    refused = desk.send(booking_fields(), status=409)

    assert refused.has(told) and made.shipment(number).state is ShipmentState.PACKED
    with transaction() as session:
        session.execute(sa.update(Address).values(latin_name="Siam Auto", latin_city="Bangkok"))
    desk.page(f"/hq/shipments/{number}/book")
    assert desk.send(booking_fields()).has("The shipment is booked")


@pytest.mark.both_engines
def test_goods_that_customs_cannot_read_are_not_booked_until_they_have_an_english_name(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    with transaction() as session:
        session.execute(sa.update(Part).values(name="制动片 1"))
        session.execute(sa.delete(PartText).where(PartText.locale == "en"))
        first = session.scalars(sa.select(Part).order_by(Part.id)).first()
        part_id, part_number = first.id, first.number
    desk = logistics(app, ground)
    told = f"Customs papers need a description in Latin letters of: {part_number}."

    assert desk.page(f"/hq/shipments/{number}").has(told)
    assert desk.page(f"/hq/shipments/{number}/book").has(told)
    assert desk.send(booking_fields(), status=409).has(told)
    assert made.shipment(number).state is ShipmentState.PACKED

    with transaction() as session:
        session.add(PartText(part_id=part_id, locale="en", name="Brake pad"))
    assert not desk.page(f"/hq/shipments/{number}/book").has(told)
    assert desk.send(booking_fields()).has("The shipment is booked")
    assert [line.name for line in packing_facts(made.shipment(number).id, "ar").lines] == ["Brake pad"]


def test_the_next_step_is_the_number_customs_ask_for_where_nothing_else_is_missing() -> None:
    assert next_of(ShipmentState.BOOKED, asked=True).task is NextTask.ASK_ACID
    assert next_of(ShipmentState.BOOKED).task is NextTask.DISPATCH
    assert next_of(ShipmentState.BOOKED, missing=True, asked=True).task is NextTask.COMPLETE


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


def test_goods_without_a_proper_shipping_name_are_named_to_logistics_until_they_leave(app: Flask) -> None:
    """Nothing is stopped by it: papers are issued, and say that the declaration has the name."""
    ground = make_ground(((2,),), dangerous={**made.BATTERY, "un_number": "UN1993"}, mode="sea")
    number = made.planned(ground, mode="sea")
    made.packed(ground, number)
    part = db.session.scalars(sa.select(ShipmentLine.part_number)).one()
    asked = "UN1993 has no proper shipping name here, so the packing list refers to the dangerous goods declaration"
    desk = logistics(app, ground)

    seen = [desk.page(f"/hq/shipments/{number}").main, desk.page(f"/hq/shipments/{number}/book").main]
    desk.send(booking_fields(transport_document="COSU1", acid="1234567890123456789", dg_declaration="DGD 9"))
    made.papers_ready(number)
    seen.append(desk.page(f"/hq/shipments/{number}").main)
    left = desk.send({"packaging_appraisal": "CQ26-1"}, button="Dispatch").main

    assert [f"{asked}: write the name there. Parts: {part}" in text for text in seen] == [True, True, True]
    assert "The goods are on their way." in left and "no proper shipping name" not in left


@pytest.mark.parametrize(("state", "asks"), [(PaperState.ISSUED, ["every 2s"]), (PaperState.READY, [])])
def test_the_gate_looks_by_itself_while_papers_are_printed(app: Flask, state: PaperState, asks: list[str]) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.packed(ground, number)
    made.booked(ground, number)
    made.papers_ready(number, state=state)

    page = logistics(app, ground).page(f"/hq/shipments/{number}")

    assert page.select("//*[@id='shipping-standing']/@hx-trigger") == asks
    assert page.select("//*[@id='shipping-papers']/@hx-trigger") == asks
    assert ("is being printed" in page.main) is bool(asks)
