"""Headquarters' pages of shipments: the list, and who may do what where."""

import pytest
from flask import Flask

from portal.catalogue.dangerous.rules_carriage import Mode
from tests.factories import make_hq_user
from tests.queries import counted
from tests.shipping import factories as made
from tests.shipping.desks import logistics, warehouse
from tests.shipping.factories import make_ground
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("room_alone")


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
        browser.page(path)  # what is kept in memory is read once
        with counted() as statements:
            browser.page(path)
        assert len(statements) <= 9, f"{path}\n{statements}"
