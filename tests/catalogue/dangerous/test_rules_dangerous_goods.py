"""Dangerous goods by mode and day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from portal.catalogue.dangerous.rules import (
    AirLimit,
    Condition,
    DangerCode,
    DangerousItem,
    LimitFault,
    Packing,
    air_limit,
    dangerous_goods_refusals,
    limit_faults,
)
from portal.catalogue.dangerous.rules_carriage import Mode
from tests.catalogue.dangerous.air_limits import AIR_LIMITS

D = Decimal

TODAY = date(2026, 3, 9)
SURFACE = (Mode.SEA, Mode.ROAD, Mode.RAIL)


def item(un: str = "UN3480", **facts: Any) -> DangerousItem:
    """Return a sound item that flies on a cargo aircraft unless the facts say otherwise."""
    usual: dict[str, Any] = {"net_g": 8_000, "watt_hours": 90, "charge_percent": 30}
    return DangerousItem("line 10", un, **(usual | facts))


def codes(mode: Mode, goods: DangerousItem, day: date = TODAY) -> list[DangerCode]:
    """Return the codes of the refusals."""
    return [refusal.code for refusal in dangerous_goods_refusals(mode, [goods], day, AIR_LIMITS)]


def test_a_loose_battery_never_flies_with_passengers() -> None:
    (refusal,) = dangerous_goods_refusals(Mode.AIR, [item()], TODAY, AIR_LIMITS)

    assert refusal.code is DangerCode.PASSENGER_FORBIDDEN
    assert (refusal.reference, refusal.un_number) == ("line 10", "UN3480")
    assert refusal.allowed_modes == (*SURFACE, Mode.AIR_CARGO)
    assert codes(Mode.COURIER, item()) == [DangerCode.PASSENGER_FORBIDDEN]


def test_a_loose_battery_flies_on_a_cargo_aircraft_when_small_and_empty_enough() -> None:
    assert codes(Mode.AIR_CARGO, item()) == []
    assert codes(Mode.AIR_CARGO, item(charge_percent=31)) == [DangerCode.CHARGE_TOO_HIGH]
    assert codes(Mode.AIR_CARGO, item(charge_percent=None)) == [DangerCode.CHARGE_UNKNOWN]
    assert codes(Mode.AIR_CARGO, item(charge_percent=80, state_approval=True)) == []


def test_package_limits_of_the_two_sections_of_pi965() -> None:
    small: dict[str, Any] = {"watt_hours": 90}
    large: dict[str, Any] = {"watt_hours": 4000}

    assert codes(Mode.AIR_CARGO, item(net_g=10_000, **small)) == []
    assert codes(Mode.AIR_CARGO, item(net_g=10_001, **small)) == [DangerCode.PACKAGE_TOO_HEAVY]
    assert codes(Mode.AIR_CARGO, item(net_g=35_000, **large)) == []
    assert codes(Mode.AIR_CARGO, item(net_g=35_001, **large)) == [DangerCode.PACKAGE_TOO_HEAVY]
    assert codes(Mode.AIR_CARGO, item(net_g=60_000, state_approval=True, **large)) == []


def test_a_refusal_carries_limit_and_finding() -> None:
    (refusal,) = dangerous_goods_refusals(Mode.AIR_CARGO, [item(net_g=12_500)], TODAY, AIR_LIMITS)

    assert (refusal.instruction, refusal.limit, refusal.found) == ("PI965 IB", D(10), D("12.5"))
    assert refusal.allowed_modes == SURFACE


def test_missing_facts_refuse_rather_than_pass() -> None:
    unknown = item(net_g=None, watt_hours=None, charge_percent=None)

    assert codes(Mode.AIR_CARGO, unknown) == [
        DangerCode.WATT_HOURS_UNKNOWN,
        DangerCode.WEIGHT_UNKNOWN,
        DangerCode.CHARGE_UNKNOWN,
    ]


def test_batteries_packed_with_equipment_from_2026_need_a_low_charge() -> None:
    packed = item("UN3481", packing=Packing.WITH_EQUIPMENT, net_g=5_000, charge_percent=50)

    assert codes(Mode.AIR, packed, date(2025, 12, 31)) == []
    assert codes(Mode.AIR, packed, date(2026, 1, 1)) == [DangerCode.CHARGE_TOO_HIGH]


def test_tiny_cells_and_batteries_in_equipment_keep_their_charge() -> None:
    tiny = item("UN3481", packing=Packing.WITH_EQUIPMENT, net_g=100, watt_hours=D("2.7"), charge_percent=90)
    inside = item("UN3481", packing=Packing.IN_EQUIPMENT, net_g=5_000, charge_percent=90)

    assert codes(Mode.AIR, tiny) == []
    assert codes(Mode.AIR, inside) == []


def test_equipment_batteries_are_limited_to_5_kg_with_passengers_and_35_kg_on_cargo() -> None:
    for packing in (Packing.WITH_EQUIPMENT, Packing.IN_EQUIPMENT):
        heavy = item("UN3481", packing=packing, net_g=5_001)
        heavier = item("UN3481", packing=packing, net_g=35_001)

        assert codes(Mode.AIR, heavy) == [DangerCode.PACKAGE_TOO_HEAVY]
        assert codes(Mode.AIR_CARGO, heavy) == []
        assert codes(Mode.AIR_CARGO, heavier) == [DangerCode.PACKAGE_TOO_HEAVY]


def test_vehicles_from_2026_need_a_low_charge_or_a_low_indication() -> None:
    full = item("UN3556", watt_hours=75_000, charge_percent=60)
    indicated = item("UN3556", watt_hours=75_000, charge_percent=None, indicated_percent=25)
    above = item("UN3556", watt_hours=75_000, charge_percent=None, indicated_percent=26)

    assert codes(Mode.AIR_CARGO, full, date(2025, 6, 1)) == []
    assert codes(Mode.AIR_CARGO, full) == [DangerCode.CHARGE_TOO_HIGH]
    assert codes(Mode.AIR_CARGO, indicated) == []
    assert codes(Mode.AIR_CARGO, above) == [DangerCode.CHARGE_TOO_HIGH]
    assert codes(Mode.AIR_CARGO, item("UN3556", watt_hours=100, charge_percent=90)) == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition.DEFECTIVE, DangerCode.DEFECTIVE_BY_AIR),
        (Condition.WASTE, DangerCode.WASTE_BY_AIR),
    ],
)
def test_defective_and_waste_batteries_never_fly(condition: Condition, code: DangerCode) -> None:
    approved = item(condition=condition, state_approval=True)

    for mode in (Mode.AIR, Mode.AIR_CARGO, Mode.COURIER):
        (refusal,) = dangerous_goods_refusals(mode, [approved], TODAY, AIR_LIMITS)
        assert (refusal.code, refusal.allowed_modes) == (code, SURFACE)


def test_surface_modes_are_not_refused() -> None:
    worst = item(condition=Condition.DEFECTIVE, net_g=500_000, charge_percent=100)

    assert [codes(mode, worst) for mode in SURFACE] == [[], [], []]


def test_what_the_table_does_not_know_does_not_fly() -> None:
    assert codes(Mode.AIR, item("UN1263")) == [DangerCode.NOT_IN_TABLE]
    assert codes(Mode.AIR_CARGO, item(), date(2016, 3, 31)) == [DangerCode.NOT_IN_TABLE]
    assert codes(Mode.AIR, item("UN3481")) == [DangerCode.NOT_IN_TABLE]


def test_the_un_number_is_read_however_it_is_written() -> None:
    for written in ("3480", "un 3480", "UN3480", " un3480"):
        assert codes(Mode.AIR, item(written)) == [DangerCode.PASSENGER_FORBIDDEN]


def test_each_bad_item_is_named_and_good_ones_are_not() -> None:
    goods = [item(), DangerousItem("line 20", "UN3268", net_g=20_000)]

    refusals = dangerous_goods_refusals("air", goods, TODAY, AIR_LIMITS)

    assert [refusal.reference for refusal in refusals] == ["line 10"]


def test_an_unknown_mode_is_an_error() -> None:
    with pytest.raises(ValueError):
        dangerous_goods_refusals("teleport", [item()], TODAY, AIR_LIMITS)


def test_a_limit_holds_until_the_next_one_like_it_and_what_is_forbidden_everywhere_says_so() -> None:
    airbag, change = item("UN3268", net_g=20_000), date(2027, 1, 1)
    limits = (*AIR_LIMITS, AirLimit("UN3268", change, "PI961", D(0), D(0)))

    def refused(mode: Mode, day: date) -> list[DangerCode]:
        return [one.code for one in dangerous_goods_refusals(mode, [airbag], day, limits)]

    assert refused(Mode.AIR, change - timedelta(days=1)) == []
    assert refused(Mode.AIR, change) == refused(Mode.AIR_CARGO, change) == [DangerCode.CARGO_FORBIDDEN]


def test_a_limit_of_one_way_of_packing_goes_before_one_for_any_of_the_same_day() -> None:
    limits = [AirLimit("UN3481", TODAY, way, D(1), D(1), packing=packing) for way, packing in PACKINGS]

    found = [air_limit(item("UN3481", packing=packing), TODAY, limits) for packing in Packing]

    assert [one and one.instruction for one in found] == ["any", "with", "any"]


PACKINGS = (("any", None), ("with", Packing.WITH_EQUIPMENT))


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, ()),
        ({"passenger_kg": None}, (LimitFault.PASSENGERS_TAKE_MORE,)),
        ({"passenger_kg": D("35.001")}, (LimitFault.PASSENGERS_TAKE_MORE,)),
        ({"passenger_kg": None, "cargo_kg": None}, ()),
        ({"indicated_limit": D(25)}, (LimitFault.INDICATED_ALONE,)),
        ({"charge_above_wh": D(100)}, (LimitFault.ENERGY_ALONE,)),
        ({"indicated_limit": D(25), "charge_above_wh": D(100), "charge_limit": D(30)}, ()),
    ],
)
def test_a_limit_that_contradicts_itself_is_found(changes: dict[str, Any], faults: tuple[LimitFault, ...]) -> None:
    sound = AirLimit("UN3481", TODAY, "PI966", D(5), D(35))

    assert limit_faults(replace(sound, **changes)) == faults
