"""Which numbers a text stands for."""

import pytest

from portal.search.rules import key_of, numbers_meant

SERIES = ("SO-2026", "SO-2025", "SH-2026", "RMA-2026", "CI-CN01-2026")


@pytest.mark.parametrize(
    "text", ["SO-2026-000012", "so 2026 000012", "SO2026-12", " so–2026–12 ", "ＳＯ-2026-12", "so-٢٠٢٦-١٢"]
)
def test_a_whole_number_is_meant_however_it_is_spelled(text: str) -> None:
    assert numbers_meant(text, SERIES).whole == ("SO-2026-000012",)


def test_a_serial_alone_is_one_of_each_series() -> None:
    assert numbers_meant("12", SERIES).whole == (
        "SO-2026-000012",
        "SO-2025-000012",
        "SH-2026-000012",
        "RMA-2026-000012",
        "CI-CN01-2026-000012",
    )
    assert numbers_meant("000012", SERIES).whole == numbers_meant("12", SERIES).whole


def test_a_kind_and_a_serial_is_one_of_each_of_its_years() -> None:
    assert numbers_meant("SO 12", SERIES).whole == ("SO-2026-000012", "SO-2025-000012")
    assert numbers_meant("ci-cn01-12", SERIES).whole == ("CI-CN01-2026-000012",)


def test_a_year_and_a_serial_is_one_of_each_kind_of_that_year() -> None:
    assert numbers_meant("2025-3", SERIES).whole == ("SO-2025-000003",)
    assert numbers_meant("2025-000003", SERIES).whole == ("SO-2025-000003",)


def test_what_is_typed_so_far_begins_numbers() -> None:
    assert numbers_meant("SO-2026-0000", SERIES).begun == ("SO-2026-0000",)
    assert numbers_meant("SO-20", SERIES).begun == ("SO-2026-", "SO-2025-")
    assert numbers_meant("SO-2026-000012", SERIES).begun == ()


@pytest.mark.parametrize("text", ["", "  ", "-", "brake pad", "1234567", "SO-2026-0000123", "S", "2026"])
def test_other_texts_stand_for_no_whole_number_of_a_kind(text: str) -> None:
    assert [one for one in numbers_meant(text, SERIES).whole if not one.endswith("-002026")] == []


@pytest.mark.parametrize("text", ["", "brake pad", "1234567", "S"])
def test_other_texts_begin_no_number(text: str) -> None:
    assert numbers_meant(text, SERIES).begun == ()


def test_a_key_holds_letters_and_digits_alone() -> None:
    assert key_of(" so‑2026/１２ ") == "SO202612"
