"""Packing is confirmed when everything picked lies in cartons that can be what they say."""

import pytest

from portal.core.errors import FieldRefused
from portal.shipping.depot.rules_packing import (
    CartonToPack,
    LineToPack,
    Measures,
    PackingCode,
    PackingProblem,
    check_measures,
    packing_problems,
)


def line(planned: int = 5, picked: int | None = 5, packed: int = 5, **changes: object) -> LineToPack:
    given = {"weight_g": 500, "hs_code": "870830", "origin": "CN", **changes}
    return LineToPack(1, "P-1", planned, picked, packed, **given)  # type: ignore[arg-type]


BOX = CartonToPack(1, gross_g=3000, net_g=2500, pieces=5)


def codes(lines: list[LineToPack], cartons: list[CartonToPack]) -> list[PackingCode]:
    return [problem.code for problem in packing_problems(lines, cartons)]


def test_everything_in_cartons_has_no_problem() -> None:
    assert packing_problems([line()], [BOX]) == ()


def test_each_reason_is_told() -> None:
    assert codes([line(picked=None)], [BOX]) == [PackingCode.NOT_PICKED]
    assert packing_problems([line(packed=3)], [BOX]) == (PackingProblem(PackingCode.LEFT_OVER, "P-1", 2),)
    assert codes([line(packed=6)], [BOX]) == [PackingCode.TOO_MANY_PACKED]
    assert codes([line(picked=0, packed=0)], [BOX]) == [PackingCode.NOTHING_PICKED]
    assert codes([line()], []) == [PackingCode.NO_CARTON]
    assert codes([line()], [CartonToPack(1, 3000, 0, 0)]) == [PackingCode.EMPTY_CARTON]
    assert codes([line()], [CartonToPack(1, 2499, 2500, 5)]) == [PackingCode.GROSS_BELOW_NET]
    assert codes([line(weight_g=0)], [BOX]) == [PackingCode.WEIGHT_MISSING]
    assert codes([line(hs_code="")], [BOX]) == [PackingCode.HS_MISSING]
    assert codes([line(origin="")], [BOX]) == [PackingCode.ORIGIN_MISSING]


def test_a_line_of_which_nothing_was_picked_asks_for_no_customs_data() -> None:
    assert packing_problems([line(), line(picked=0, packed=0, hs_code="", weight_g=0)], [BOX]) == ()


def test_gross_may_equal_net_and_is_checked_with_the_sides() -> None:
    assert codes([line()], [CartonToPack(1, 2500, 2500, 5)]) == []
    check_measures(Measures(1, 20_000, 1, 1))
    with pytest.raises(FieldRefused) as refusal:
        check_measures(Measures(20_001, 1, 1, 1))
    assert refusal.value.field == "length"
    with pytest.raises(FieldRefused) as heavy:
        check_measures(Measures(1, 1, 1, 30_000_001))
    assert heavy.value.field == "gross"
