"""A distributor's pages of shipments: following one, counting it, and seeing nobody else's."""

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data import events
from portal.core.data.sessions import db, perform
from portal.orders.models import SalesOrder
from portal.orders.states_progress import Progress
from portal.shipping.depot import service_picking
from portal.shipping.states import ShipmentState
from tests.factories import make_dealer_user
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground, make_ground
from tests.web import Browser


@pytest.fixture(autouse=True)
def room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing follow from events: papers are put in place by the tests."""
    monkeypatch.setattr(events, "_reactions", {})


def buyer(app: Flask, ground: Ground, language: str = "en") -> Browser:
    return Browser(app, language=language).sign_in(ground.buyer_user)


def on_its_way(ground: Ground) -> str:
    number = made.planned(ground)
    made.departed(ground, number)
    return number


def field(number: str, name: str, line: int = 0, carton: int = 1) -> str:
    return f"{name}-{carton}-{made.shipment_lines(number)[line].id}"


def test_a_shipment_is_followed_with_times_in_both_zones(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = on_its_way(ground)
    browser = buyer(app, ground)

    assert [row[0].split()[0] for row in browser.page("/shipments").rows()] == [number]
    page = browser.page(f"/shipments/{number}")

    assert "Departed" in page.main
    assert "Mar 11, 2026, 10:00 AM (Cairo)" in page.main.replace("\u202f", " ")
    assert "Mar 11, 2026, 4:00 PM (Shanghai)" in page.main.replace("\u202f", " ")
    assert "077-12345675" in page.main and "MS 957" in page.main
    assert "60 × 40 × 40 cm" in page.main and "200.000 kg" in page.main
    assert ground.parts[0].number in page.main
    assert "Commercial invoice" in page.main and "Packing list" in page.main


def test_the_page_stands_in_arabic_from_right_to_left(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = on_its_way(ground)
    browser = Browser(app, language="ar").sign_in(make_dealer_user(ground.distributor, locale="ar"))

    for path in ("/shipments", f"/shipments/{number}", f"/shipments/{number}/receive"):
        page = browser.page(path)
        assert page.tree.getroot().get("dir") == "rtl"


def test_a_receipt_as_shipped_is_one_click(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send(button="Confirm receipt")

    assert page.path.endswith(f"/shipments/{number}")
    assert "Received as shipped on" in page.main
    assert made.shipment(number).state is ShipmentState.DELIVERED
    assert [line.delivered for line in made.order_lines(ground.orders[0])] == [10, 5]


def test_a_receipt_with_differences_leads_to_a_claim(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = on_its_way(ground)
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
    number = on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    for wrong in ("-1", "1e309", "x"):
        page = browser.send({field(number, "good"): wrong}, button="Confirm receipt", status=422)
        assert "Write a whole number, 0 or more." in page.main
        assert page.fields(id="shipping-receive")[field(number, "good")] == wrong
    assert made.shipment(number).received_at is None


def test_a_receipt_sent_twice_is_confirmed_once(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = on_its_way(ground)
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


@pytest.mark.both_engines
def test_another_distributors_shipment_is_not_found_anywhere(app: Flask) -> None:
    ground, stranger = make_ground(((10,),)), make_ground(((10,),))
    number = on_its_way(ground)
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
    number = on_its_way(ground)
    browser = Browser(app).sign_in(make_dealer_user(ground.distributor, role="dealer_finance"))

    assert "Confirm receipt" not in browser.page(f"/shipments/{number}").links()
    assert browser.open(f"/shipments/{number}/receive").status_code == 403


def test_pages_take_a_constant_number_of_statements(app: Flask) -> None:
    ground = make_ground(((10, 5, 6), (4,)))
    number = on_its_way(ground)
    browser = buyer(app, ground)

    for path in ("/shipments", f"/shipments/{number}", f"/shipments/{number}/receive"):
        with counted() as statements:
            browser.page(path)
        assert len(statements) <= 8, f"{path}\n{statements}"


def test_all_received_makes_the_order_delivered(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    browser.send(button="Confirm receipt")

    db.session.remove()
    assert db.session.get(SalesOrder, ground.orders[0].id).progress is Progress.DELIVERED


def test_a_count_far_above_what_was_shipped_is_asked_about_once(app: Flask) -> None:
    ground = make_ground(((20,),))
    number = on_its_way(ground)
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
    number = on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send({field(number, "good"): typed}, button="Confirm receipt", status=422)

    assert page.has(words)


def test_a_receipt_under_a_used_key_with_other_counts_is_at_fault_itself(app: Flask) -> None:
    ground = make_ground(((20,),))
    number = on_its_way(ground)
    browser = buyer(app, ground)
    sent = {
        "idempotency_key": "k" * 20,
        "version": browser.page(f"/shipments/{number}/receive").fields(button="Confirm receipt")["version"],
    }

    first = browser.post(f"/shipments/{number}/receive", sent | {field(number, "good"): "20"})
    second = browser.post(f"/shipments/{number}/receive", sent | {field(number, "good"): "19"})

    assert (first.status_code, second.status_code) == (303, 422)
