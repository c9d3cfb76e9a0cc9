"""What freight comes to by weight and volume, from which depot, and which rates do not stand beside each other."""

from datetime import date
from decimal import Decimal

import pytest

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.pricing.rules_freight import Estimate, Lacking, Load, Rate, RateFault, Way, estimated, rate_clashes
from portal.settings.rules import USUAL

D = Decimal
SINCE = date(2026, 1, 1)


def rate(depot: str = "CKG", from_kg: str = "0", per_kg: str = "5", **values: object) -> Rate:
    told = {"rank": 1, "own": True, "currency": "USD", "per_shipment": D(40), "valid_to": None} | values
    return Rate(depot=depot, from_kg=D(from_kg), per_kg=D(per_kg), valid_from=SINCE, **told)  # type: ignore[arg-type]


def worked(load: Load, mode: Mode, *rates: Rate) -> Estimate:
    found = estimated(load, mode, rates, USUAL)
    assert isinstance(found, Estimate)
    return found


def test_air_is_charged_by_volume_where_that_weighs_more_raised_to_half_a_kilogram() -> None:
    bulky = worked(Load(10_300, 120_000_000), Mode.AIR, rate())

    assert (bulky.gross_kg, bulky.volumetric_kg, bulky.charged_kg) == (D("10.3"), D(20), D(20))
    assert (bulky.by_weight, bulky.amount) == (D(100), D(140))
    assert worked(Load(10_300, 0), Mode.AIR, rate()).charged_kg == D("10.5")
    assert worked(Load(10_300, 120_000_000), Mode.COURIER, rate()).charged_kg == D(24)
    assert worked(Load(10_300, 120_000_000), Mode.SEA, rate()).charged_kg == D("10.3")


def test_the_heaviest_rate_not_above_the_weight_holds_and_a_currency_without_cents_has_none() -> None:
    rates = (rate(), rate(from_kg="45", per_kg="4.20"), rate(from_kg="100", per_kg="3"))

    assert worked(Load(44_400, 0), Mode.AIR, *rates).rate.from_kg == 0
    assert worked(Load(45_000, 0), Mode.AIR, *rates).amount == D("229.00")
    assert worked(Load(10_500, 0), Mode.AIR, rate(per_kg="33.33", currency="JPY")).amount == D(390)


def test_goods_leave_the_first_depot_that_has_a_rate_its_own_before_its_countrys() -> None:
    second, country, own = rate("DXB", rank=2), rate(own=False, per_kg="2"), rate(per_kg="9")

    assert worked(Load(1_000, 0), Mode.AIR, second, country, own).rate is own
    assert worked(Load(1_000, 0), Mode.AIR, second, rate("CKG", from_kg="500")).rate is second


def test_why_there_is_no_estimate_is_said() -> None:
    assert estimated(Load(0, 0, 3), Mode.AIR, [rate()], USUAL) is Lacking.WEIGHT
    assert estimated(Load(1_000, 0), Mode.AIR, [rate(from_kg="5")], USUAL) is Lacking.RATE


def way(key: str, first: str, last: str = "", *, kg: str = "0", currency: str = "USD", per_kg: str = "5") -> Way:
    ends = date.fromisoformat(last) if last else None
    return Way(key, D(kg), currency, D(per_kg), date.fromisoformat(first), ends)


@pytest.mark.parametrize(
    ("rates", "faults"),
    [
        ([way("a", "2026-01-01", "2026-06-30"), way("b", "2026-07-01")], []),
        ([way("a", "2026-01-01"), way("b", "2026-07-01")], [RateFault.OVERLAP]),
        ([way("a", "2026-01-01", "2026-06-29"), way("b", "2026-07-01")], [RateFault.GAP]),
        (
            [way("a", "2026-01-01", "2026-06-30"), way("b", "2026-02-10", "2026-02-10"), way("c", "2026-07-01")],
            [RateFault.OVERLAP],
        ),
        ([way("a", "2026-01-01"), way("b", "2026-01-01", kg="45", currency="EUR")], [RateFault.CURRENCY]),
        ([way("a", "2026-01-01"), way("b", "2026-01-01", kg="45", per_kg="5.01")], [RateFault.DEARER]),
        ([way("a", "2026-01-01", per_kg="0"), way("b", "2026-01-01", kg="45")], []),
        ([way("a", "2026-01-01", "2026-06-30"), way("b", "2026-07-01", kg="45", per_kg="9")], []),
    ],
)
def test_rates_of_one_way_stand_beside_each_other(rates: list[Way], faults: list[RateFault]) -> None:
    assert [clash.fault for clash in rate_clashes(rates)] == faults
