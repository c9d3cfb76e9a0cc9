"""A distributor counts what arrived: as shipped, with differences, wrongly, twice."""

import pytest
from flask import Flask

from portal.core.data.sessions import db
from portal.orders.models import SalesOrder
from portal.orders.states_progress import Progress
from portal.shipping.states import ShipmentState
from tests.shipping import factories as made
from tests.shipping.desks import buyer, field
from tests.shipping.factories import make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


def test_a_receipt_as_shipped_is_one_click(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send(button="Confirm receipt")

    assert page.path.endswith(f"/shipments/{number}")
    assert "Received as shipped on" in page.main
    assert made.shipment(number).state is ShipmentState.DELIVERED
    assert [line.delivered for line in made.order_lines(ground.orders[0])] == [10, 5]


def test_a_receipt_with_differences_leads_to_a_claim(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send(
        {
            field(number, "good"): "٧",
            field(number, "damaged"): "1",
            field(number, "note"): "wet",
            field(number, "over", 1): "2",
        },
        button="Confirm receipt",
    )

    first, second = made.shipment_lines(number)
    assert (first.received_good, first.short, first.damaged, first.receipt_note) == (7, 2, 1, "wet")
    assert (second.received_good, second.over) == (7, 2)
    assert "The receipt differs from what was shipped." in page.main
    assert page.links()["File claim"] == f"/returns/new?shipment={number}"
    assert "Shortage 2" in page.main and "Over 2" in page.main


def test_a_wrong_count_comes_back_beside_its_field(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    for wrong in ("-1", "1e309", "x"):
        page = browser.send({field(number, "good"): wrong}, button="Confirm receipt", status=422)
        assert "Write a whole number, 0 or more." in page.main
        assert page.fields(id="shipping-receive")[field(number, "good")] == wrong
    assert made.shipment(number).received_at is None


def test_a_receipt_sent_twice_is_confirmed_once(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    path = f"/shipments/{number}/receive"
    fields = browser.page(path).fields(id="shipping-receive")

    first = browser.open(path, method="POST", data=fields)
    again = browser.open(path, method="POST", data=fields)
    other_key = browser.open(path, method="POST", data={**fields, "idempotency_key": "another"})

    assert (first.status_code, again.status_code, other_key.status_code) == (303, 303, 409)
    assert "version" in other_key.get_data(as_text=True)
    assert "The receipt is confirmed" in browser.page(path).main


def test_nothing_is_received_before_it_departed(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    browser = buyer(app, ground)

    assert "There is nothing to receive yet" in browser.page(f"/shipments/{number}/receive").main
    assert browser.post(f"/shipments/{number}/receive", {"version": made.shipment(number).version}).status_code == 409
    assert "Confirm receipt" not in browser.page(f"/shipments/{number}").links()


def test_all_received_makes_the_order_delivered(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    browser.send(button="Confirm receipt")

    db.session.remove()
    assert db.session.get(SalesOrder, ground.orders[0].id).progress is Progress.DELIVERED


def test_a_count_far_above_what_was_shipped_is_asked_about_once(app: Flask) -> None:
    ground = make_ground(((20,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send({field(number, "good"): "1000"}, button="Confirm receipt", status=422)
    assert page.has("1,000 counted, 20 shipped.")
    assert page.fields(button="Confirm receipt")[field(number, "good")] == "1000"
    page = browser.send({"counts_meant": "yes"}, button="Confirm receipt")

    assert page.has("is confirmed")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,5", "can be read in two ways"),
        ("1.000", "can be read in two ways"),
        ("1.5", "is not a whole number of pieces"),
        ("9999999", "is too many; at most 1,000,000"),
        ("-1", "Write a whole number, 0 or more."),
    ],
)
def test_a_wrong_count_is_told_for_what_it_is(app: Flask, typed: str, words: str) -> None:
    ground = make_ground(((20,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send({field(number, "good"): typed}, button="Confirm receipt", status=422)

    assert page.has(words)


def test_a_receipt_under_a_used_key_with_other_counts_is_at_fault_itself(app: Flask) -> None:
    ground = make_ground(((20,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    sent = {
        "idempotency_key": "k" * 20,
        "version": browser.page(f"/shipments/{number}/receive").fields(button="Confirm receipt")["version"],
    }

    first = browser.post(f"/shipments/{number}/receive", sent | {field(number, "good"): "20"})
    second = browser.post(f"/shipments/{number}/receive", sent | {field(number, "good"): "19"})

    assert (first.status_code, second.status_code) == (303, 422)
