"""A distributor counts what arrived: carton by carton, asked about what differs, wrongly, twice."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core import formats
from portal.core.actor import Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.orders.models import SalesOrder
from portal.orders.states_progress import Progress
from portal.shipping.depot import service_packing
from portal.shipping.service_record import change, shipment_locked, tell_time
from portal.shipping.states import Basis, MilestoneKind, ShipmentState
from tests.shipping import factories as made
from tests.shipping.desks import buyer, field
from tests.shipping.factories import Ground, make_ground
from tests.web import Page

pytestmark = pytest.mark.usefixtures("room_alone")


def in_two_cartons(ground: Ground) -> str:
    """Let a shipment leave whose first line lies in the first carton, the others in the second."""
    number = made.planned(ground)
    made.pick_all(ground, number)
    first = made.shipment_lines(number)[0]
    made.add_box(ground, number, made.box({first.id: first.picked}))
    made.add_box(ground, number, made.box(rest=True))
    one = made.shipment(number)
    perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, made.NOW))
    made.booked(ground, number)
    made.papers_ready(number)
    made.dispatched(ground, number)
    return number


def left_just_now(ground: Ground, number: str, basis: Basis | None = None) -> None:
    """Let a shipment have departed a minute ago; its arrival is told anew, in two days, or that it has happened."""
    now, known = utc_now(), made.shipment(number)

    def told() -> None:
        one = shipment_locked(known.id, known.version)
        change(one, departed_at=now - timedelta(minutes=1))
        if basis:
            tell_time(one, MilestoneKind.ARRIVED, basis, now + timedelta(days=2), ground.logistics, now)

    perform(told)


def asked(page: Page) -> list[str]:
    """What a question asks, each as its words."""
    return [" ".join("".join(one.itertext()).split()) for one in page.select("//*[@class='summary']//li")]


def in_all(page: Page) -> dict[str, str]:
    """The sums beside a question."""
    told = page.select("//dl[contains(@class, 'facts')]/div")
    return {one.findtext("dt"): "".join(one.find("dd").itertext()).strip() for one in told}


def test_cartons_said_to_be_all_good_are_received_as_shipped_without_a_question(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = in_two_cartons(ground)
    browser = buyer(app, ground)
    page = browser.page(f"/shipments/{number}/receive")
    assert page.fields(id="shipping-receive")[field(number, "received")] == "10"

    page = browser.send({"carton-1": "good", "carton-2": "good"}, button="Confirm receipt")

    assert page.path.endswith(f"/shipments/{number}")
    assert "Received as shipped on" in page.main
    assert made.shipment(number).state is ShipmentState.DELIVERED
    assert [line.delivered for line in made.order_lines(ground.orders[0])] == [10, 5]


def test_a_missing_carton_is_said_once_and_named_before_it_is_confirmed(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = in_two_cartons(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send({"carton-1": "good", "carton-2": "missing"}, button="Confirm receipt", status=422)
    assert asked(page) == ["Carton 2 is missing with all of its 9 pieces."]
    assert in_all(page) == {
        "Shipped": "19", "Received": "10", "Missing": "9", "Too many": "0", "Damaged": "0", "Wrong part": "0",
    }  # fmt: skip
    assert made.shipment(number).received_at is None
    page = browser.send(button="Confirm receipt")

    assert "The receipt differs from what was shipped." in page.main
    assert [line.short for line in made.shipment_lines(number)] == [0, 5, 4]
    assert [line.received_good for line in made.shipment_lines(number)] == [10, 0, 0]


def test_each_difference_is_named_with_its_carton_its_unit_and_the_sums_in_all(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = in_two_cartons(ground)
    first, second, third = (part.number for part in ground.parts)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send(
        {
            field(number, "received"): "٩",
            field(number, "damaged"): "2",
            field(number, "received", 1, 2): "8",
            field(number, "wrong", 2, 2): "1",
            field(number, "note"): "wet",
        },
        button="Confirm receipt",
        status=422,
    )
    assert asked(page) == [
        f"Missing in carton 1: 1 piece of {first}.",
        f"Damaged in carton 1: 2 pieces of {first}.",
        f"Too many in carton 2: 3 pieces of {second} (8 counted, 5 shipped).",
        f"Wrong part in carton 2: 1 piece instead of {third}.",
    ]
    assert list(in_all(page).values()) == ["19", "21", "1", "3", "2", "1"]
    page = browser.send(button="Confirm receipt")

    lines = made.shipment_lines(number)
    assert [(one.received_good, one.short, one.over, one.damaged, one.wrong) for one in lines] == [
        (7, 1, 0, 2, 0),
        (8, 0, 3, 0, 0),
        (3, 0, 0, 0, 1),
    ]
    assert lines[0].receipt_note == "wet"
    assert page.links()["File claim"] == f"/returns/new?shipment={number}"
    assert "Shortage 1" in page.main and "Over 3" in page.main


def test_cartons_nobody_counted_are_asked_about(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = in_two_cartons(ground)
    browser = buyer(app, ground)
    path = f"/shipments/{number}/receive"
    browser.page(path)

    none = browser.send(button="Confirm receipt", status=422)
    browser.page(path)
    some = browser.send({"carton-1": "good"}, button="Confirm receipt", status=422)

    assert asked(none) == ["No carton was counted. Everything will be confirmed as shipped."]
    assert asked(some) == ["1 carton was not counted (2). It will be confirmed as shipped."]
    assert browser.send(button="Confirm receipt").has("is confirmed")


def test_back_from_the_question_everything_stands_as_it_was_typed(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    number = in_two_cartons(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")
    typed = {
        "carton-1": "missing",
        field(number, "note"): "perhaps on the next lorry",
        field(number, "received", 1, 2): "4",
        field(number, "note", 1, 2): "box <b>wet</b>",
    }

    browser.send(typed, button="Confirm receipt", status=422)
    page = browser.send(button="Back to the count")

    fields = page.fields(id="shipping-receive")
    assert {name: fields[name] for name in typed} == typed
    assert fields["carton-2"] == "count" and page.has("Nothing is confirmed yet.")
    page = browser.send({"carton-1": "good"}, button="Confirm receipt", status=422)
    assert asked(page) == [f"Missing in carton 2: 1 piece of {ground.parts[1].number}."]


def test_a_receipt_a_minute_after_departure_is_asked_about_with_both_times(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    left_just_now(ground, number)
    departed = made.shipment(number).departed_at
    assert departed is not None
    browser, told = buyer(app, ground), formats.datetime(departed, "Africa/Cairo", "en-150")
    path = f"/shipments/{number}/receive"
    assert browser.page(path).has(f"The shipment departed only {told}.")

    page = browser.send({"carton-1": "good"}, button="Confirm receipt", status=422)
    assert asked(page) == [f"The shipment departed only {told}."]
    left_just_now(ground, number, Basis.ESTIMATED)
    browser.page(path)
    page = browser.send({"carton-1": "good"}, button="Confirm receipt", status=422)

    assert asked(page)[0].startswith("The shipment departed only ") and " and is expected to arrive " in asked(page)[0]
    assert browser.send(button="Confirm receipt").has("is confirmed")


def test_a_receipt_is_not_asked_about_when_the_carrier_told_of_the_arrival(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    left_just_now(ground, number, Basis.ACTUAL)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    assert browser.send({"carton-1": "good"}, button="Confirm receipt").has("is confirmed")


def test_a_wrong_count_comes_back_beside_its_field(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    for wrong in ("-1", "1e309", "x"):
        page = browser.send({field(number, "received"): wrong}, button="Confirm receipt", status=422)
        assert "Write a whole number, 0 or more." in page.main
        assert page.fields(id="shipping-receive")[field(number, "received")] == wrong
    assert made.shipment(number).received_at is None


@pytest.mark.parametrize("typed", [{"damaged": "6", "wrong": "5"}, {"wrong": "11"}])
def test_more_damaged_and_wrong_than_arrived_is_refused(app: Flask, typed: dict[str, str]) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    fields = {field(number, name): value for name, value in typed.items()}
    page = browser.send(fields, button="Confirm receipt", status=422)

    assert page.has("More than the 10 received: count damaged and wrong pieces among them.")
    assert page.select("//*[@class='summary']//a/@href") == [f"#{next(iter(fields))}"]


def test_an_emptied_count_is_not_taken_as_shipped(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    page = browser.send({field(number, "received"): " "}, button="Confirm receipt", status=422)

    assert page.has("Write how many arrived, 0 where none did.")


def test_what_was_typed_into_a_carton_said_to_be_good_stops_nothing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    browser.page(f"/shipments/{number}/receive")

    browser.send({"carton-1": "good", field(number, "received"): "x"}, button="Confirm receipt")

    (line,) = made.shipment_lines(number)
    assert (line.received_good, line.short, line.receipt_note) == (10, 0, "")


def test_a_receipt_sent_twice_is_confirmed_once(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    path = f"/shipments/{number}/receive"
    browser.page(path)
    question = browser.send({"carton-1": "missing"}, button="Confirm receipt", status=422)
    fields = question.fields(id="shipping-question")

    unsaid = browser.open(path, method="POST", data=fields)
    first = browser.open(path, method="POST", data={**fields, "do": "confirm"})
    again = browser.open(path, method="POST", data={**fields, "do": "confirm"})
    without_answer = browser.open(path, method="POST", data=fields)
    other_key = browser.open(path, method="POST", data={**fields, "do": "confirm", "idempotency_key": "another"})

    answers = (unsaid, first, again, without_answer, other_key)
    assert [one.status_code for one in answers] == [422, 303, 303, 303, 409]
    assert "version" in other_key.get_data(as_text=True)
    assert made.shipment_lines(number)[0].short == 10
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

    browser.send({"carton-1": "good"}, button="Confirm receipt")

    db.session.remove()
    assert db.session.get(SalesOrder, ground.orders[0].id).progress is Progress.DELIVERED


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,5", "is not a whole number of pieces"),
        ("1.000", "may be 1000 or 1."),
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

    page = browser.send({field(number, "received"): typed}, button="Confirm receipt", status=422)

    assert page.has(words)


def test_a_receipt_under_a_used_key_with_other_counts_is_at_fault_itself(app: Flask) -> None:
    ground = make_ground(((20,),))
    number = made.on_its_way(ground)
    browser = buyer(app, ground)
    sent = {
        "idempotency_key": "k" * 20,
        "version": browser.page(f"/shipments/{number}/receive").fields(button="Confirm receipt")["version"],
    }

    sent["do"] = "confirm"
    first = browser.post(f"/shipments/{number}/receive", sent | {field(number, "received"): "20"})
    second = browser.post(f"/shipments/{number}/receive", sent | {field(number, "received"): "19"})

    assert (first.status_code, second.status_code) == (303, 422)
