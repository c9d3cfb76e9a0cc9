"""Dangerous goods are judged by the package they travel in."""

from datetime import date

from portal.catalogue.dangerous.rules import Packing
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.shipping.rules_dangerous import (
    DangerousPieces,
    allowed_together,
    items_of,
    packing_of,
    refusals_of,
)
from tests.catalogue.dangerous.air_limits import AIR_LIMITS

DAY = date(2026, 3, 9)


def airbag(quantity: int = 1, carton: int | None = None, part: str = "A-1") -> DangerousPieces:
    return DangerousPieces(part, "UN3268", "PI961", 1_500, None, None, quantity, carton)


def battery(quantity: int = 1, carton: int | None = None) -> DangerousPieces:
    return DangerousPieces("B-1", "3480", "PI965", 20_000, 5_000, 30, quantity, carton)


def test_pieces_not_packed_count_one_by_one() -> None:
    assert [item.net_g for item in items_of([airbag(20), airbag(5)])] == [1_500]
    assert refusals_of(Mode.AIR, [airbag(20)], DAY, AIR_LIMITS) == ()


def test_goods_of_one_number_in_one_carton_are_weighed_together() -> None:
    assert [item.net_g for item in items_of([airbag(10, 1), airbag(10, 1, "A-2"), airbag(1, 2)])] == [
        30_000,
        1_500,
    ]
    (refusal,) = refusals_of(Mode.AIR, [airbag(10, 1), airbag(10, 1, "A-2")], DAY, AIR_LIMITS)
    assert (refusal.reference, refusal.found, refusal.limit) == ("A-1, A-2", 30, 25)
    assert refusals_of(Mode.AIR, [airbag(10, 1), airbag(6, 2, "A-2")], DAY, AIR_LIMITS) == ()


def test_a_weight_nobody_told_is_no_weight() -> None:
    unknown = DangerousPieces("A-1", "UN3268", "PI961", 0, None, None, 1, 1)
    assert [refusal.code for refusal in refusals_of(Mode.AIR, [unknown], DAY, AIR_LIMITS)] == [
        "catalogue.dg_weight_unknown"
    ]
    assert refusals_of(Mode.SEA, [unknown], DAY, AIR_LIMITS) == ()


def test_un3480_takes_only_modes_that_are_allowed_to_all() -> None:
    refusals = refusals_of(Mode.AIR, [battery(), airbag(20, 1)], DAY, AIR_LIMITS)

    assert allowed_together(refusals) == (Mode.SEA, Mode.ROAD, Mode.RAIL, Mode.AIR_CARGO)
    assert allowed_together(refusals_of(Mode.AIR_CARGO, [battery(2, 1)], DAY, AIR_LIMITS)) == (
        Mode.SEA,
        Mode.ROAD,
        Mode.RAIL,
    )
    assert allowed_together(()) == ()


def test_the_packing_instruction_tells_how_a_battery_travels() -> None:
    assert packing_of("PI966 II") is Packing.WITH_EQUIPMENT
    assert packing_of("pi 967") is Packing.IN_EQUIPMENT
    assert packing_of("PI965 IA") is packing_of("") is Packing.ALONE
