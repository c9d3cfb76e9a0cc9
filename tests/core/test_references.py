"""One number in every way people write it: case, spacing, dashes, width, script and padding do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.references import MOST_ZEROS, Meant, numbers_meant, plain_key, reference_key, spellings

THEIRS = ("SO-2026", "SO-2025", "SH-2026", "RMA-2026", "CI-CN01-2026")
SERIES = ("SO-2025", "SO-2026", "SH-2026", "CI-CN01-2026", "SSCC-690123")


@pytest.mark.parametrize(
    "text",
    [
        "SO-2026-000042",
        "so-2026-42",
        "SO 2026 000042",
        "so2026000042",
        "so 2026 0042",
        "SO–2026–000042",
        "\u200eSO-2026-000042 ",
        "ＳＯ－２０２６－４２",
        "SO ٢٠٢٦ ٤٢",
        "so\u00a02026\u202f42",
        "SO\u22122026\u201142",
    ],
)
def test_an_own_number_is_known_in_every_spelling(text: str) -> None:
    assert numbers_meant(text, SERIES).whole == ("SO-2026-000042",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("so 42", ("SO-2025-000042", "SO-2026-000042")),
        ("cn01 2026 7", ("CI-CN01-2026-000007",)),
        ("CI CN01 7", ("CI-CN01-2026-000007",)),
        ("2026-42", ("SO-2026-000042", "SH-2026-000042", "CI-CN01-2026-000042")),
        ("ci 7", ("CI-CN01-2026-000007",)),
        ("000042", ("SO-2025-000042", "SO-2026-000042", "SH-2026-000042", "CI-CN01-2026-000042")),
        ("9999999", ()),
        ("0" * 190 + "7 so", ()),
        ("horn", ()),
        ("", ()),
        (" – ", ()),
    ],
)
def test_a_part_of_a_number_means_all_it_may_be_of(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_meant(text, SERIES).whole == numbers


def test_a_series_or_its_beginning_means_all_of_it() -> None:
    assert numbers_meant("SO", SERIES) == Meant((), ("SO-2025-", "SO-2026-"))
    assert numbers_meant("so 2026", SERIES).begun == ("SO-2026-",)
    assert numbers_meant("ci-cn", SERIES) == Meant((), ("CI-CN01-2026-",))


def test_digits_alone_are_a_serial_of_any_year_and_a_year_with_a_serial() -> None:
    assert numbers_meant("202642", SERIES[:2]).whole == ("SO-2025-202642", "SO-2026-000042", "SO-2026-202642")


@pytest.mark.parametrize("text", ["PO-77", "po 77", "Po77", " p o — 7 7", "ＰＯ－７７", "po\u00ad77", "PO ٧٧"])
def test_others_numbers_share_a_key_in_every_spelling(text: str) -> None:
    assert reference_key(text) == "po77"


def test_what_is_more_than_spacing_keeps_two_numbers_apart() -> None:
    assert len({reference_key(text) for text in ("A/1", "A1", "A.1", "B1")}) == 4


def test_zeros_that_pad_are_put_and_left_out() -> None:
    assert {"po42", "po0042"} <= set(spellings("po042")) and len(spellings("po42")) == MOST_ZEROS + 1
    assert "42" in spellings("0042") and "a7b" in spellings("a007b")
    assert (spellings("abc"), spellings("")) == (("abc",), ())


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_and_never_breaks(text: str) -> None:
    key = reference_key(text)

    assert reference_key(key) == key
    assert all(reference_key(each) == each for each in spellings(key))
    numbers_meant(text, SERIES)


@pytest.mark.parametrize(
    "text", ["SO-2026-000012", "so 2026 000012", "SO2026-12", " so–2026–12 ", "ＳＯ-2026-12", "so-٢٠٢٦-١٢"]
)
def test_a_whole_number_is_meant_however_it_is_spelled(text: str) -> None:
    assert numbers_meant(text, THEIRS).whole == ("SO-2026-000012",)


def test_a_serial_alone_is_one_of_each_series() -> None:
    assert numbers_meant("12", THEIRS).whole == (
        "SO-2026-000012",
        "SO-2025-000012",
        "SH-2026-000012",
        "RMA-2026-000012",
        "CI-CN01-2026-000012",
    )
    assert numbers_meant("000012", THEIRS).whole == numbers_meant("12", THEIRS).whole


def test_a_kind_and_a_serial_is_one_of_each_of_its_years() -> None:
    assert numbers_meant("SO 12", THEIRS).whole == ("SO-2026-000012", "SO-2025-000012")
    assert numbers_meant("ci-cn01-12", THEIRS).whole == ("CI-CN01-2026-000012",)


def test_a_year_and_a_serial_is_one_of_each_kind_of_that_year() -> None:
    assert numbers_meant("2025-3", THEIRS).whole == ("SO-2025-000003",)
    assert numbers_meant("2025-000003", THEIRS).whole == ("SO-2025-000003",)


def test_what_is_typed_so_far_begins_numbers() -> None:
    assert numbers_meant("SO-2026-0000", THEIRS).begun == ("SO-2026-0000",)
    assert numbers_meant("SO-20", THEIRS).begun == ("SO-2026-", "SO-2025-")
    assert numbers_meant("SO-2026-000012", THEIRS).begun == ()


@pytest.mark.parametrize("text", ["", "  ", "-", "brake pad", "1234567", "SO-2026-1000123", "S", "2026"])
def test_other_texts_stand_for_no_whole_number_of_a_kind(text: str) -> None:
    assert [one for one in numbers_meant(text, THEIRS).whole if not one.endswith("-002026")] == []


@pytest.mark.parametrize("text", ["", "brake pad", "1234567", "S"])
def test_other_texts_begin_no_number(text: str) -> None:
    assert numbers_meant(text, THEIRS).begun == ()


def test_a_key_holds_letters_and_digits_alone() -> None:
    assert plain_key(" so‑2026/１２ ") == "SO202612"
