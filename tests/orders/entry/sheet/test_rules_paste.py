"""Pasted lines are cut into part number and quantity, and nothing is lost on the way."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.sheets.model import Book, Limits
from portal.intake.rules_find import Doubt, Wanted, find
from portal.intake.rules_headings import Field
from portal.intake.rules_look import texts_to_ask
from portal.intake.rules_rows import Rows, rows_of
from portal.orders.entry.sheet.rules_paste import parse_paste
from tests.growth import growth

CATALOGUE = frozenset({"21029627", "10251816", "10499788"})


def read(text: str) -> Rows:
    book = Book((parse_paste(text),))
    found = find(book, Wanted(), CATALOGUE.intersection(texts_to_ask(book)))
    assert found.doubts == ()
    return rows_of(book, found.choice)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(row.text(Field.PART), row.text(Field.QUANTITY)) for row in read(text).rows]


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
        ('"10251816,2"', ["10251816", "2"]),
        ('"10251816","2"', ["10251816", "2"]),
        ("21029627\t4\x1a", ["21029627", "4"]),
    ],
)
def test_a_line_is_cut_where_a_reader_would_cut_it(line: str, cells: list[str]) -> None:
    assert parse_paste(line).rows == [cells]


def test_windows_mac_and_unix_line_ends_count_alike() -> None:
    sheet = parse_paste("A-1 1\r\nB-2 2\rC-3 3\n\nD-4 4")

    assert sheet.row_numbers == [1, 2, 3, 5]


def test_a_part_alone_has_no_quantity_taken_for_it() -> None:
    assert pairs("21029627 4\n21029628\n21029629 ٤") == [("21029627", "4"), ("21029628", ""), ("21029629", "4")]
    assert pairs("21029627\nA-100\nKURZ") == [("21029627", ""), ("A-100", ""), ("KURZ", "")]


def test_a_block_copied_from_a_spreadsheet_is_read_by_its_headings() -> None:
    text = "No.\tDescription\tQty\tPart No.\n1\tBrake pad\t2\t21029627\n2\tFilter\t5\t00123\n"

    found = read(text)

    assert [row.number for row in found.rows] == [2, 3]
    assert pairs(text) == [("21029627", "2"), ("00123", "5")]
    assert found.ignored == ["No.", "Description"]


def test_a_headed_paste_by_spaces_keeps_its_headings_out() -> None:
    found = read("Part number Qty\n21029627 4")

    assert (found.heading, len(found.rows)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1\t10251816\t2\n2\t10499788\t3",
        "\t10251816\t2\n\t10499788\t3",
        "10251816\tOil filter\t2\n10499788\tBelt\t3",
        "1\tOil filter\t10251816\t2\n2\tBelt\t10499788\t3",
        "2\t10251816\n3\t10499788\n",
        "10251816\t2\tleft\n10499788\t3\tright",
    ],
    ids=["numbered", "empty first column", "name between", "numbered and named", "quantity first", "note"],
)
def test_what_the_catalogue_knows_tells_the_columns_of_a_pasted_block(text: str) -> None:
    assert pairs(text) == [("10251816", "2"), ("10499788", "3")]


def test_of_unknown_parts_the_order_of_the_columns_tells() -> None:
    assert pairs("99251816\t2\n99499788\t3") == [("99251816", "2"), ("99499788", "3")]
    assert pairs("X-77 3\nQQ 4") == [("X-77", "3"), ("QQ", "4")]


def test_a_block_that_is_not_clear_is_asked_about() -> None:
    book = Book((parse_paste("10251816\t2\t7\t1\n10499788\t3\t1\t9"),))

    assert find(book, Wanted(), CATALOGUE).doubts == (Doubt.TWO_QUANTITIES,)


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
