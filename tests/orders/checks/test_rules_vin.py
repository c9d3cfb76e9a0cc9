"""VINs: published samples, and which regions may be held to the check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.vehicles.rules_vins import written
from portal.orders.checks.rules_vin import (
    VALUES,
    VinProblem,
    check_digit,
    digit_is_mandatory,
    judge_vin,
    weighted_sum,
)


@pytest.mark.parametrize(
    ("vin", "total", "digit"),
    [("1M8GDM9AXKP042788", 351, "X"), ("1G4AH59H45G118341", 411, "4")],
)
def test_published_sums_and_digits(vin: str, total: int, digit: str) -> None:
    assert weighted_sum(vin) == total
    assert check_digit(vin) == digit
    assert judge_vin(vin).problem is None


@pytest.mark.parametrize(
    "vin",
    ["11111111111111111", "5GZCZ43D13S812715", "LZZABCDE7SA000001", "LZZABCDE9SA000002"],
)
def test_sound_vins_pass(vin: str) -> None:
    assert judge_vin(vin).problem is None


@pytest.mark.parametrize("vin", ["WP0ZZZ99ZTS392124", "KLATF08Y1VB363636", "SGZCZ43D13S812715"])
def test_a_wrong_digit_outside_china_and_north_america_is_only_a_hint(vin: str) -> None:
    verdict = judge_vin(vin)

    assert verdict.problem is VinProblem.CHECK_DIGIT
    assert not verdict.certain


@pytest.mark.parametrize("vin", ["LZZABCDE8SA000001", "1M8GDM9A1KP042788", "5GZCZ43D23S812715"])
def test_a_wrong_digit_in_china_and_north_america_is_certain(vin: str) -> None:
    verdict = judge_vin(vin)

    assert verdict.problem is VinProblem.CHECK_DIGIT
    assert verdict.certain


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", VinProblem.LENGTH),
        ("1M8GDM9AXKP04278", VinProblem.LENGTH),
        ("1M8GDM9AXKP0427888", VinProblem.LENGTH),
        ("1M8GDM9AXKP04278O", VinProblem.LETTERS),
        ("IM8GDM9AXKP042788", VinProblem.LETTERS),
        ("1Q8GDM9AXKP042788", VinProblem.LETTERS),
        ("1M8GDM9AXKP04278É", VinProblem.LETTERS),
        ("1M8GDM9AXKP04278٣", VinProblem.LETTERS),
    ],
)
def test_shape_is_judged_first(text: str, problem: VinProblem) -> None:
    assert judge_vin(text).problem is problem


def test_a_vin_is_read_however_it_was_typed() -> None:
    assert written(" 1m8gdm9a-xkp 042788 ") == "1M8GDM9AXKP042788"
    assert written("１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８") == "1M8GDM9AXKP042788"


def test_regions_with_a_mandatory_digit() -> None:
    assert [first for first in "L12345" if not digit_is_mandatory(first)] == []
    assert [first for first in "WKSVJ69" if digit_is_mandatory(first)] == []


@given(st.text("".join(VALUES), min_size=17, max_size=17))
def test_the_right_digit_always_passes_and_a_changed_one_never(text: str) -> None:
    right = check_digit(text)
    sound = text[:8] + right + text[9:]
    spoilt = text[:8] + ("0" if right != "0" else "1") + text[9:]

    assert judge_vin(sound).problem is None
    assert judge_vin(spoilt).problem is VinProblem.CHECK_DIGIT
