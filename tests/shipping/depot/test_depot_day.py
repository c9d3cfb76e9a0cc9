"""Rules of carriage change with a calendar day, and that day is the depot's, not the clock's in London."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.shipping import queries
from portal.shipping.depot import service_packing
from portal.shipping.depot.queries_contents import contents_of
from portal.shipping.journey.queries_gate import gate_of
from portal.shipping.journey.rules_gate import Requirement
from tests.shipping import factories as made
from tests.shipping.factories import Ground, make_ground

# Since 1 January 2026 batteries packed with equipment fly with 30 % of charge at most.
CHARGED = {
    "un_number": "UN3481",
    "hazard_class": "9",
    "packing_instruction": "PI966",
    "watt_hours": 60,
    "net_g": 400,
    "charge_percent": 60,
    "un38_reference": "T-1",
    "emergency_phone": "+86 532 8388 9090",
}
LATE_ON_OLD_YEARS_EVE = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
NEW_YEAR_IN_CHONGQING = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)


def packed_before_the_change() -> tuple[Ground, str]:
    ground = make_ground(((1,),), dangerous=CHARGED)
    number = made.planned(ground, now=LATE_ON_OLD_YEARS_EVE)
    made.pick_all(ground, number)
    made.add_box(ground, number, made.box(rest=True))
    return ground, number


def test_what_may_be_planned_changes_at_the_depots_midnight(app: Flask) -> None:
    before = made.planned(make_ground(((1,),), dangerous=CHARGED), now=LATE_ON_OLD_YEARS_EVE)

    with pytest.raises(Refused) as refused:
        made.planned(make_ground(((1,),), dangerous=CHARGED), now=NEW_YEAR_IN_CHONGQING)

    assert before.startswith("SH-")
    assert refused.value.code == "shipping.dangerous_goods"


def test_what_may_be_packed_changes_at_the_depots_midnight(app: Flask) -> None:
    ground, number = packed_before_the_change()
    one = made.shipment(number)

    with pytest.raises(Refused) as refused:
        perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NEW_YEAR_IN_CHONGQING))
    perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, LATE_ON_OLD_YEARS_EVE))

    assert refused.value.code == "shipping.dangerous_goods"


@pytest.mark.parametrize(("leaving", "open_"), [(LATE_ON_OLD_YEARS_EVE, True), (NEW_YEAR_IN_CHONGQING, False)])
def test_the_gate_asks_for_the_depots_day_of_the_departure(app: Flask, leaving: datetime, open_: bool) -> None:
    _ground, number = packed_before_the_change()
    shipment = queries.shipment_for(number)

    items = {item.requirement: item.met for item in gate_of(shipment, contents_of(shipment.id), leaving)}

    assert items[Requirement.DANGEROUS_GOODS] is open_
