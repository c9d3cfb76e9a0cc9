"""Numbers on packages, weights, and differences of a receipt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.rules_sizes import Package, cbm, chargeable_kg, volumetric_kg
from portal.core.errors import Refused
from portal.settings.rules import USUAL
from portal.shipping.arrival.rules_differences import ReceiptDifference, receipt_differences
from portal.shipping.depot.rules_sscc import gs1_check_digit, sscc, sscc_valid
from portal.shipping.journey.rules_waybills import (
    awb_check_digit,
    awb_number,
    awb_valid,
    container_valid,
)

D = Decimal

PALLET = Package(1200, 1000, 900, gross_g=150_000, net_g=140_000)


def test_tv_3_sscc_check_digits() -> None:
    assert gs1_check_digit("08002008000001234") == "6"
    assert gs1_check_digit("37610425002123456") == "9"
    assert sscc(0, "8002008", 1234) == "080020080000012346"
    assert sscc_valid("080020080000012346")


def test_a_wrong_sscc_is_not_valid() -> None:
    for wrong in ("080020080000012345", "80020080000012346", "08002008000001234X", "", "٠" * 18):
        assert not sscc_valid(wrong)


@given(st.integers(0, 9), st.integers(10**3, 10**12 - 1), st.data())
def test_every_built_sscc_is_valid_and_one_changed_digit_is_seen(
    extension: int, company: int, data: st.DataObject
) -> None:
    prefix = str(company)
    code = sscc(extension, prefix, data.draw(st.integers(0, 10 ** (16 - len(prefix)) - 1)))
    place = data.draw(st.integers(0, 17))
    other = str((int(code[place]) + data.draw(st.integers(1, 9))) % 10)

    assert sscc_valid(code)
    assert not sscc_valid(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    ("extension", "prefix", "serial", "code"),
    [
        (10, "8002008", 1, "shipping.sscc_malformed"),
        (0, "80A2008", 1, "shipping.sscc_malformed"),
        (0, "", 1, "shipping.sscc_malformed"),
        (0, "800", 1, "shipping.sscc_serial_exhausted"),
        (0, "8002008", 10**9, "shipping.sscc_serial_exhausted"),
        (0, "8002008", -1, "shipping.sscc_serial_exhausted"),
    ],
)
def test_an_impossible_sscc_is_refused(extension: int, prefix: str, serial: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        sscc(extension, prefix, serial)

    assert refusal.value.code == code


def test_tv_5_air_waybill() -> None:
    assert awb_check_digit("1234567") == "5"
    assert awb_number("176", "1234567") == "176-12345675"
    assert awb_valid("176-1234 5675")
    assert not awb_valid("176-12345676")
    assert not awb_valid("17612345")


def test_tv_4_container_number() -> None:
    assert container_valid("CSQU3054383")
    assert container_valid("csqu 3054383")
    for wrong in ("CSQU3054384", "CSQX3054383", "CSQU305438", "ÇSQU3054383", "1SQU3054383", ""):
        assert not container_valid(wrong)


def test_malformed_numbers_are_refused() -> None:
    for ask in (
        lambda: awb_check_digit("123456"),
        lambda: awb_number("17", "1234567"),
        lambda: gs1_check_digit(""),
    ):
        with pytest.raises(Refused):
            ask()


def test_tv_22_volume_and_volumetric_weight_of_two_pallets() -> None:
    assert cbm([PALLET, PALLET]) == D("2.160")
    assert volumetric_kg([PALLET, PALLET], Mode.AIR, USUAL) == D("360.000")
    assert volumetric_kg([PALLET], Mode.COURIER, USUAL) == D("216.000")
    assert volumetric_kg([PALLET], "sea", USUAL) == 0


def test_the_chargeable_weight_is_the_greater_raised_to_half_a_kilogram() -> None:
    heavy = Package(200, 200, 200, gross_g=20_100)

    assert chargeable_kg([PALLET, PALLET], Mode.AIR, USUAL) == D("360")
    assert chargeable_kg([heavy], Mode.AIR_CARGO, USUAL) == D("20.5")
    assert chargeable_kg([PALLET, heavy], Mode.COURIER, USUAL) == D("236.5")
    assert chargeable_kg([PALLET, heavy], Mode.AIR, USUAL) == D("181.5")
    assert chargeable_kg([PALLET, heavy], Mode.SEA, USUAL) == D("170.1")
    assert chargeable_kg([], Mode.AIR, USUAL) == 0


def test_an_impossible_package_is_refused() -> None:
    for sizes in ((0, 1, 1, 1, 0), (1, 1, 1, 0, 0), (1, 1, 1, 5, 6), (1, 1, 1, 5, -1)):
        with pytest.raises(Refused):
            Package(*sizes)


def test_a_receipt_tells_short_over_damaged_and_wrong() -> None:
    assert receipt_differences(10, 10) == ReceiptDifference(0, 0, 0, 0)
    assert receipt_differences(10, 8) == ReceiptDifference(2, 0, 0, 0)
    assert receipt_differences(10, 12) == ReceiptDifference(0, 2, 0, 0)
    assert receipt_differences(10, 7, damaged=2, wrong=1) == ReceiptDifference(0, 0, 2, 1)
    assert not receipt_differences(10, 10).any
    assert receipt_differences(10, 9).any


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        receipt_differences(10, -1)

    assert refusal.value.code == "shipping.count_negative"


COUNT = st.integers(0, 1000)


@given(COUNT, COUNT, COUNT, COUNT)
def test_every_shipped_piece_is_accounted_for(shipped: int, good: int, damaged: int, wrong: int) -> None:
    found = receipt_differences(shipped, good, damaged, wrong)

    assert shipped + found.over == good + found.damaged + found.wrong + found.short
    assert found.short == 0 or found.over == 0
