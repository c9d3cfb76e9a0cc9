"""Part numbers compared and suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.rules_part_numbers import nearest, norm, respelled
from tests.growth import growth


@pytest.mark.parametrize(
    "written",
    [
        "AV-1102.334/A",
        "av 1102 334 a",
        "\u202aAV1102334A\u202c",
        "ＡＶ－１１０２３３４Ａ",
        "av١١٠٢٣٣٤a",
        "ÀV–1102—334−A",
        " AV\u00a01102\u200f334\tA ",
        "AV۱۱۰۲۳۳۴A",
    ],
)
def test_spellings_of_one_part_number_meet(written: str) -> None:
    assert norm(written) == "AV1102334A"


def test_different_part_numbers_stay_different() -> None:
    assert norm("AV1102334A") != norm("AV1102334B")
    assert norm("AV-110-2334") != norm("AV-110-2335")
    assert norm(" -./ ") == ""


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert norm(norm(text)) == norm(text)


def test_suggestions_come_nearest_first_and_in_a_fixed_order() -> None:
    known = ["AV1102", "AV1103", "AV1203", "BX9999", "AV1120", "AV110"]

    assert nearest("AV1102", known, limit=4) == ["AV1102", "AV110", "AV1103", "AV1120"]
    assert nearest("AV1102", reversed(known), limit=4) == nearest("AV1102", known, limit=4)


def test_swapped_neighbours_are_one_edit_and_strangers_are_not_suggested() -> None:
    assert nearest("AV1201", ["AV2101"], limit=5, farthest=1) == ["AV2101"]
    assert nearest("AV1102", ["BX9999"], limit=5) == []
    assert nearest("AV1102", ["AV1102"], limit=0) == []


def test_what_unfolds_to_more_than_a_number_is_none_and_costs_nothing() -> None:
    def unfold(signs: int) -> None:
        assert {norm(chr(0xFDFA) * signs + str(number)) for number in range(500)} == {""}

    assert growth(unfold, 100, times=400) < 8
    assert norm("A" * 64) == "A" * 64 and norm("A" * 65) == ""
    assert norm("A" * 5_000) == ""


@pytest.mark.parametrize(
    ("written", "number", "kinds"),
    [
        ("21029627", "21029627", ()),
        ("123456", "00123456", ("zeros_added",)),
        ("0021029627", "21029627", ("zeros_left_out",)),
        ("2102 9627", "21029627", ("signs",)),
        ("1-027", "10-27", ("signs",)),
        ("av11/88", "AV11-88", ("signs", "capitals")),
        ("２１０２", "2102", ("letters",)),
        ("Ä-1", "A1", ("signs", "letters")),
        ("WX-1OO-A", "WX-100-A", ("alike",)),
        ("0 ٢١٠٢", "2102", ("zeros_left_out", "signs", "letters")),
    ],
)
def test_another_spelling_says_in_what_it_differs(written: str, number: str, kinds: tuple[str, ...]) -> None:
    assert respelled(written, number) == kinds
