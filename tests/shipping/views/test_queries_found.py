"""Shipments found by what their transport documents, containers and carriers say, over indexes on both engines."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, on_postgresql, transaction
from portal.core.scope import scope_of, scoped
from portal.core.tables import list_state
from portal.shipping.models import CarrierName, Shipment
from portal.shipping.views.queries_lists import all_shipments, shipments_list
from tests.plans import planned
from tests.shipping import factories as made
from tests.shipping.factories import make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


def found(text: str) -> list[str]:
    state = list_state({"q": text}, sorts=("-number",), filters={})
    page: Any = shipments_list(state)[0].rows
    whole: Any = list(all_shipments(state).rows())
    assert sorted(row.number for row in whole) == sorted(row.number for row in page)
    return [row.number for row in page]


def book(number: str, **values: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Shipment).where(Shipment.number == number).values(values))


@pytest.fixture
def booked(app: Flask) -> list[str]:
    """Two shipments, one by air and one by sea in two containers."""
    ground = make_ground(((2,), (3,)))
    air, sea = made.planned(ground, ground.orders[0]), made.planned(ground, ground.orders[1], mode="sea")
    book(air, carrier="Nile Air Cargo", transport_document="176-1234 5675")
    book(sea, carrier="COSCO Shipping", transport_document="COSU‑0061", containers="MSCU1234566, TGHU7654320")
    return [air, sea]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("176-12345675", [0]),
        ("17612345675", [0]),
        ("12345675", [0]),
        ("5675", [0]),
        ("cosu0061", [1]),
        ("cosu61", [1]),
        ("COSU 00 61", [1]),
        ("mscu 123456-6", [1]),
        ("7654320", [1]),
        ("123456", [1, 0]),
        ("air car", [0]),
        ("CARGO", [0]),
        ("ip", [1]),
        ("nowhere", []),
        ("%", []),
        ("_", []),
        ("-", []),
    ],
)
def test_a_shipment_is_found_by_any_part_of_its_numbers_and_its_carrier(
    booked: list[str], text: str, at: list[int]
) -> None:
    assert found(text) == [booked[one] for one in at]


def test_a_number_that_was_changed_finds_its_shipment_no_more(booked: list[str]) -> None:
    book(booked[0], transport_document="999-00000011", containers="")
    book(booked[1], containers="")

    assert (found("12345675"), found("00000011"), found("7654320"), found("cosu")) == (
        [],
        [booked[0]],
        [],
        [booked[1]],
    )


def test_nobody_finds_what_is_somebody_elses(booked: list[str]) -> None:
    with scoped(scope_of(999_999)):
        assert found("12345675") == found("air cargo") == []
    assert set(db.session.scalars(sa.select(CarrierName.name))) == {"Nile Air Cargo", "COSCO Shipping"}


@pytest.mark.parametrize("text", ["BL123", "cargo"])
def test_no_shipment_is_looked_through(booked: list[str], text: str) -> None:
    with planned() as plans:
        found(text)

    searches = [plan for plan in plans if "shipment_reference" in plan]
    assert len(searches) == 3
    for plan in searches:
        assert (
            "Seq Scan" not in plan
            if on_postgresql()
            else not {line.strip() for line in plan.splitlines() if line.startswith("SCAN shipment")}
        ), plan
