"""Ranges of VINs: whole ones and beginnings, one maker, the check digit left out."""

import pytest

from portal.catalogue.vehicles.rules_fitment import Fitment, fits
from portal.catalogue.vehicles.rules_vins import in_range, is_bound, is_range

FIRST, SECOND = "LZZABCDE7SA000001", "LZZABCDE9SA000002"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (FIRST, True), ("LZZ", True), ("LZZABCDE7SA", True), ("LZ", False), (FIRST + "1", False), ("LZZO", False),
        ("LZZI", False), ("LZZQ", False), ("lzz", False), ("", False), ("LZZ-A", False),
    ],
)  # fmt: skip
def test_a_bound_is_a_vin_or_its_beginning(text: str, right: bool) -> None:
    assert is_bound(text) is right


@pytest.mark.parametrize(
    ("low", "high", "right"),
    [
        (FIRST, SECOND, True), (SECOND, FIRST, False), (FIRST, FIRST, True), ("LZZAB", "LZZ", True), ("", FIRST, True),
        (FIRST, "", True), ("LZZAB", "LX7CD", False), ("LZZB", "LZZA", False), ("", "", True),
    ],
)  # fmt: skip
def test_a_range_is_of_one_maker_and_goes_forward(low: str, high: str, right: bool) -> None:
    assert is_range(low, high) is right


@pytest.mark.parametrize(
    ("vin", "low", "high", "right"),
    [
        (FIRST, FIRST, SECOND, True), (SECOND, FIRST, FIRST, False), ("LZZABCDE0SA000001", FIRST, FIRST, True),
        (FIRST, "LZZABCDE", "LZZABCDE", True), ("LZZABCDF7SA000001", "LZZABCDE", "LZZABCDE", False),
        (SECOND, SECOND, "", True), (FIRST, SECOND, "", False), ("LZYABCDE7SA000001", "LZZ", "", False),
        ("MZZABCDE7SA000001", "LZZ", "", False), (FIRST, "", SECOND, True), ("LZYABCDE7SA000001", "", SECOND, False),
        ("WX712345678901234", "", "", True),
    ],
)  # fmt: skip
def test_a_vin_is_in_a_range_by_its_beginning_and_not_by_its_check_digit(
    vin: str, low: str, high: str, right: bool
) -> None:
    assert in_range(vin, low, high) is right


def test_a_part_fits_the_vehicles_of_its_range_and_any_where_the_vin_is_not_known() -> None:
    some = (Fitment("E5", 2022, None, SECOND, ""),)

    assert [fits(some, "E5", 2023, vin) for vin in (FIRST, SECOND, "")] == [False, True, True]
    assert some[0].text == f"E5 2022– {SECOND}–"
