"""Pasted lines are cut into part number and quantity, and nothing is lost on the way."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.sheets.model import Limits
from portal.orders.entry.sheet.rules_columns import order_lines_of
from portal.orders.entry.sheet.rules_paste import parse_paste
from tests.growth import growth


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("21029627\t4", ["21029627", "4"]),
        ("21029627;4;left side", ["21029627", "4", "left side"]),
        ("21029627, 4, left, rear", ["21029627", "4", "left, rear"]),
        ("21029627,4", ["21029627", "4"]),
        ("21029627 4", ["21029627", "4"]),
        ("210 296 27 4", ["210 296 27", "4"]),
        ("210 296 27\t4", ["210 296 27", "4"]),
        ("A-123/4 x3", ["A-123/4", "3"]),
        ("A-123 × 3", ["A-123", "3"]),
        ("A-123 3 pcs", ["A-123", "3"]),
        ("A-123 3шт", ["A-123", "3"]),
        ("A-123", ["A-123"]),
        ("21029627 1,000", ["21029627", "1,000"]),
        ("A\u00a0123\u00a05", ["A 123", "5"]),
        ("\u200e21029627\u200f \u202a4\u202c", ["21029627", "4"]),
        ("21029627  ٤", ["21029627", "٤"]),
        ("part number qty", ["part number", "qty"]),
        ("\t4", ["", "4"]),
    ],
)
def test_a_line_is_cut_where_a_reader_would_cut_it(line: str, cells: list[str]) -> None:
    assert parse_paste(line).rows == [cells]


def test_windows_mac_and_unix_line_ends_count_alike() -> None:
    sheet = parse_paste("A-1 1\r\nB-2 2\rC-3 3\n\nD-4 4")

    assert sheet.row_numbers == [1, 2, 3, 5]


def test_a_part_alone_is_one_piece_and_flagged() -> None:
    lines = order_lines_of(parse_paste("21029627 4\n21029628\n21029629 ٤")).lines

    assert [(line.quantity_text, line.quantity_missing) for line in lines] == [
        ("4", False),
        ("1", True),
        ("4", False),
    ]


def test_a_single_column_is_one_piece_each_and_flagged() -> None:
    lines = order_lines_of(parse_paste("21029627\nA-100\nKURZ")).lines

    assert [(line.part_text, line.quantity_text, line.quantity_missing) for line in lines] == [
        ("21029627", "1", True),
        ("A-100", "1", True),
        ("KURZ", "1", True),
    ]


def test_a_block_copied_from_a_spreadsheet_is_read_by_its_headings() -> None:
    text = "No.\tDescription\tQty\tPart No.\n1\tBrake pad\t2\t21029627\n2\tFilter\t5\t00123\n"

    lines = order_lines_of(parse_paste(text)).lines

    assert [(line.row_number, line.part_text, line.quantity_text) for line in lines] == [
        (2, "21029627", "2"),
        (3, "00123", "5"),
    ]


def test_a_headed_paste_by_spaces_keeps_its_headings_out() -> None:
    found = order_lines_of(parse_paste("Part number Qty\n21029627 4"))

    assert (found.header_row, len(found.lines)) == (1, 1)


def test_nothing_and_too_much_are_refusals() -> None:
    for text, limits, code in [
        (" \n\u200f\n", Limits(), "sheet.empty"),
        ("A-1 1\n" * 5_021, Limits(), "sheet.too_many_rows"),
        ("x" * 11, Limits(characters=10), "sheet.too_much_text"),
        ("x" * 32_768, Limits(), "sheet.cell_too_long"),
        ("a\t" * 201 + "b", Limits(), "sheet.too_many_columns"),
    ]:
        with pytest.raises(Refused) as caught:
            parse_paste(text, limits)
        assert caught.value.code == code


PART = st.from_regex(r"\A[A-Z0-9]{2,6}([ -][A-Z0-9]{2,5}){0,3}\Z")
LINES = st.lists(st.tuples(PART, st.integers(1, 99_999)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(
    LINES,
    st.sampled_from(["\t", ";", "|", ", ", " ", "   ", "\u00a0"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_part_and_quantity_survives(lines: list[tuple[str, int]], between: str, end: str) -> None:
    sheet = parse_paste(end.join(f"{part}{between}{quantity}" for part, quantity in lines))

    assert sheet.rows == [[part, str(quantity)] for part, quantity in lines]
    assert sheet.row_numbers == list(range(1, len(lines) + 1))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_sheet_or_a_refusal(text: str) -> None:
    try:
        sheet = parse_paste(text)
    except Refused as no:
        assert no.code.startswith("sheet.")  # noqa: PT017 - either is right: a sheet, or this
    else:
        assert all(any(cells) for cells in sheet.rows)


@pytest.mark.parametrize(
    ("one", "end"),
    [("x\n", ""), ("a ", ""), ("1,", ""), ("1.", "x"), ("  ", "x"), (";;", "")],
    ids=["lines", "words", "commas", "points", "spaces", "columns"],
)
def test_four_megabytes_of_nothing_take_no_more_than_four_times_one(one: str, end: str) -> None:
    def read(megabytes: int) -> None:
        with suppress(Refused):
            parse_paste("a " + one * (megabytes * 500_000) + end)

    assert growth(read, 1, times=4) < 8
