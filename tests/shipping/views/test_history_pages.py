"""What happened to a shipment, as each door tells it: what was done, when, by whom, in the reader's language."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import service_packing
from tests.factories import make_dealer_user
from tests.shipping import factories as made
from tests.shipping.desks import buyer, logistics
from tests.shipping.factories import NOW, Ground, make_ground
from tests.web import Browser, Page

pytestmark = pytest.mark.usefixtures("room_alone")


def happened(page: Page) -> list[str]:
    """Return the entries of the timeline, the oldest first: what, its facts, when and who."""
    entries = page.select("//ol[@class='timeline']/li")
    return [" ".join(" ".join(entry.itertext()).split()) for entry in reversed(entries)]


def received(ground: Ground) -> str:
    """Return the number of a shipment of which three pieces were not found, and one arrived damaged."""
    number = made.planned(ground)
    made.packed(ground, number, gross_g=30_000, line0=7)
    made.booked(ground, number)
    made.papers_ready(number)
    made.dispatched(ground, number)
    one, lines = made.shipment(number), made.shipment_lines(number)
    counts = [Count(lines[0].id, 6, damaged=1), Count(lines[1].id, 5)]
    turn = Turn(ground.buyer, one.version, NOW + timedelta(days=9))
    perform(service_receipt.confirm_receipt, one.id, counts, {}, turn)
    return number


def test_each_step_is_told_with_its_facts_who_and_when(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = received(ground)

    told = happened(logistics(app, ground).page(f"/hq/shipments/{number}"))

    depot, office = ground.warehouse.name, ground.logistics.name
    part, order, day = ground.parts[0].number, ground.orders[0].number, "9 Mar 2026, 16:00 (Shanghai)"
    assert [entry for entry in told if "Paper issued" not in entry] == [
        f"Picking started Pieces: 15 · Orders: {order} {day} · {depot}",
        (
            "Picking recorded Pieces: 12 · Short: 3 · What was short: "
            f"3 × {part} · Taken off the stock: yes {day} · {depot}"
        ),
        f"Carton added Carton: 1 · Pieces: 12 · Gross weight: 30.000 kg {day} · {depot}",
        f"Packing confirmed Cartons: 1 · Pieces: 12 · Gross weight: 30.000 kg {day} · {depot}",
        (
            "Shipment booked Carrier: EgyptAir Cargo · Transport document number: 077-12345675"
            f" · Vessel or flight: MS 957 {day} · {office}"
        ),
        f"Departure · planned 11 Mar 2026, 16:00 (Shanghai) · Chongqing (CKG) recorded {day} by {office}",
        f"Arrival · planned 12 Mar 2026, 16:00 (Shanghai) · Cairo (CAI) recorded {day} by {office}",
        f"Shipment dispatched Chongqing (CKG) · Pieces: 12 11 Mar 2026, 16:00 (Shanghai) · {office}",
        f"Receipt confirmed Pieces: 12 · Damaged: 1 18 Mar 2026, 16:00 (Shanghai) · {ground.buyer.name}",
    ]
    assert sum("Paper issued" in entry for entry in told) == 2


@pytest.mark.both_engines
def test_a_distributor_is_told_in_its_language_of_headquarters_not_of_its_people_nor_of_its_stock(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = received(ground)

    page = buyer(app, ground).page(f"/shipments/{number}")
    reader = make_dealer_user(ground.distributor, locale="ar")
    arabic = happened(Browser(app, language="ar").sign_in(reader).page(f"/shipments/{number}"))

    told = happened(page)
    assert f"What was short: 3 × {ground.parts[0].number} 9 Mar 2026, 10:00 (Cairo) · Headquarters" in told[1]
    assert told[-1].endswith(ground.buyer.name) and "Damaged: 1" in told[-1]
    assert not [entry for entry in told if "Carton added" in entry or "Taken off" in entry]
    assert ground.warehouse.name not in page.main and ground.logistics.name not in page.main
    assert "بدء التجهيز" in arabic[0] and "المقر الرئيسي" in arabic[0] and len(arabic) == len(told)


def test_a_shipment_called_off_or_opened_again_says_so(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)
    one = made.shipment(number)
    perform(service_packing.reopen_packing, one.id, Turn(ground.warehouse, one.version, NOW))

    told = happened(logistics(app, ground).page(f"/hq/shipments/{number}"))

    assert told[-1] == f"Packing opened again 9 Mar 2026, 16:00 (Shanghai) · {ground.warehouse.name}"
