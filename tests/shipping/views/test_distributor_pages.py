"""A distributor's pages of shipments: the list, following one, and seeing nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.shipping.depot import service_picking
from portal.shipping.depot.queries_contents import contents_of
from tests.factories import make_dealer_user
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.desks import buyer
from tests.shipping.factories import NOW, make_ground, shipment
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("room_alone")


def test_a_shipment_is_followed_with_what_is_to_come_in_both_zones(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = made.on_its_way(ground)
    with time_machine.travel(NOW + timedelta(days=2, hours=1)):
        browser = buyer(app, ground)
        assert [row[0].split()[0] for row in browser.page("/shipments").rows()] == [number]
        page = browser.page(f"/shipments/{number}")

    assert "Departed" in page.main and "Next step: The goods are on their way." in page.main
    assert "11 Mar 2026, 10:00 (Cairo)" in page.main and "11 Mar 2026, 16:00 (Shanghai)" not in page.main
    assert "12 Mar 2026, 10:00 (Cairo)" in page.main and "12 Mar 2026, 16:00 (Shanghai)" in page.main
    assert all(page.select(f"//a[@href='/orders/{order}']") for order in contents_of(shipment(number).id).orders)
    assert "077-12345675" in page.main and "MS 957" in page.main
    assert "60 × 40 × 40 cm" in page.main and "200.000 kg" in page.main
    assert ground.parts[0].number in page.main
    assert "Commercial invoice" in page.main and "Packing list" in page.main


def test_the_page_stands_in_arabic_from_right_to_left(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.on_its_way(ground)
    browser = Browser(app, language="ar").sign_in(make_dealer_user(ground.distributor, locale="ar"))

    for path in ("/shipments", f"/shipments/{number}", f"/shipments/{number}/receive"):
        page = browser.page(path)
        assert page.tree.getroot().get("dir") == "rtl"


@pytest.mark.both_engines
def test_another_distributors_shipment_is_not_found_anywhere(app: Flask) -> None:
    ground, stranger = make_ground(((10,),)), make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, stranger)

    for path in (f"/shipments/{number}", f"/shipments/{number}/receive"):
        assert browser.open(path).status_code == 404
    assert browser.post(f"/shipments/{number}/receive", {"version": "9"}).status_code == 404
    assert "No shipments yet" in browser.page("/shipments").main
    assert "No shipment fits this search" in browser.page(f"/shipments?q={number}").main
    assert number not in browser.open("/shipments?export=csv").get_data(as_text=True)
    assert made.shipment(number).received_at is None
    assert buyer(app, ground).open(f"/shipments/{number}").status_code == 200


def test_a_cancelled_shipment_is_headquarters_own_affair(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    one = made.shipment(number)
    perform(service_picking.cancel_shipment, one.id, Turn(ground.warehouse, one.version, NOW))
    browser = buyer(app, ground)

    assert browser.open(f"/shipments/{number}").status_code == 404
    assert "No shipments yet" in browser.page("/shipments").main


def test_finance_looks_but_receives_nothing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = Browser(app).sign_in(make_dealer_user(ground.distributor, role="dealer_finance"))

    assert "Confirm receipt" not in browser.page(f"/shipments/{number}").links()
    assert browser.open(f"/shipments/{number}/receive").status_code == 403


def test_pages_take_a_constant_number_of_statements(app: Flask) -> None:
    ground = make_ground(((10, 5, 6), (4,)))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)

    for path in ("/shipments", f"/shipments/{number}", f"/shipments/{number}/receive"):
        with counted() as statements:
            browser.page(path)
        assert len(statements) <= 8, f"{path}\n{statements}"
