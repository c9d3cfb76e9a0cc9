"""What goes out opens as it was meant: text is text, numbers are numbers, nothing is a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.sheets.guard import guarded, unguarded
from portal.core.sheets.writer import Column, ColumnKind, Rows, to_csv, write_xlsx

ATTACKS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "＝1+1", "'=1",
    '=HYPERLINK("http://x.example","y")', "=cmd|' /C calc'!A0", "https://x.example", "{=1}",
]  # fmt: skip
COLUMNS = [
    Column("Part number", width=20),
    Column("Quantity", ColumnKind.INTEGER),
    Column("Unit price", ColumnKind.MONEY),
    Column("Currency", width=6),
    Column("Share", ColumnKind.NUMBER),
    Column("Due date", ColumnKind.DATE),
    Column("Submitted", ColumnKind.INSTANT, 20),
]
ROW = [
    "0012345",
    -3,
    Decimal("-1299.9000"),
    "USD",
    Decimal("0.125"),
    date(2026, 3, 9),
    datetime(2026, 3, 9, 1, 10, tzinfo=UTC),
]
DUBAI = ZoneInfo("Asia/Dubai")


def to_xlsx(columns: Sequence[Column], rows: Rows, **options: Any) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, columns, rows, **options)
    return target.getvalue()


def opened(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def csv_rows(chunks: Iterator[bytes], delimiter: str = ",") -> list[list[str]]:
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_cells_are_typed_by_their_column() -> None:
    sheet = opened(to_xlsx(COLUMNS, [ROW], sheet_title="Orders", zone=DUBAI))

    values = [cell.value for cell in sheet[2]]
    days = [datetime(2026, 3, 9), datetime(2026, 3, 9, 5, 10)]  # noqa: DTZ001 - a cell has no zone
    assert values == ["0012345", -3, -1299.9, "USD", 0.125, *days]
    assert [cell.number_format for cell in sheet[2]] == [
        "@",
        "0",
        "#,##0.0000",
        "@",
        "General",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm:ss",
    ]
    assert sheet["G1"].value == "Submitted (Asia/Dubai)"
    assert sheet.title == "Orders"


def test_headings_are_frozen_and_filtered_and_the_sheet_can_run_right_to_left() -> None:
    sheet = opened(to_xlsx(COLUMNS, [ROW, ROW], rtl=True))

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G3")
    assert sheet.sheet_view.rightToLeft is True
    assert opened(to_xlsx(COLUMNS, [])).sheet_view.rightToLeft is not True
    assert sheet.column_dimensions["A"].width == pytest.approx(20.7, abs=0.1)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_a_workbook(attack: str) -> None:
    sheet = opened(to_xlsx([Column(attack)], [[attack]], sheet_title=attack))

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A2"].hyperlink is None
    assert sheet["A2"].value.replace("_x000D_", "\r") == attack or "\r" in attack


def test_control_a_naive_writer_would_have_made_formulas() -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    target = io.BytesIO()
    book.save(target)

    assert opened(target.getvalue())["A1"].data_type == "f"


@pytest.mark.parametrize("attack", [text for text in ATTACKS if not text.startswith(("h", "{"))])
def test_text_in_csv_is_guarded(attack: str) -> None:
    rows = csv_rows(to_csv([Column(attack)], [[attack]]))

    assert rows == [["'" + attack], ["'" + attack]]


def test_control_harmless_text_is_not_touched() -> None:
    harmless = ["0012345", "A-1", "a=b", "O'Neill", "'quoted'", "https://x.example", ""]

    assert [guarded(text) for text in harmless] == harmless


@given(st.text())
def test_a_guard_can_always_be_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@"))


def test_csv_keeps_negative_numbers_zeros_and_zones() -> None:
    rows = csv_rows(to_csv(COLUMNS, [ROW, [None] * 7], delimiter=";", zone=DUBAI), ";")

    assert rows[0][6] == "Submitted (Asia/Dubai)"
    assert rows[1] == ["0012345", "-3", "-1299.9000", "USD", "0.125", "2026-03-09", "2026-03-09T05:10:00+04:00"]
    assert rows[2] == [""] * 7


def test_csv_streams_in_chunks_and_starts_with_the_mark() -> None:
    chunks = list(to_csv([Column("PN")], ([f"P{i}"] for i in range(1_200))))

    assert len(chunks) == 3
    assert chunks[0].startswith(b"\xef\xbb\xbfPN\r\nP0\r\n")
    assert b"".join(chunks).count(b"\r\n") == 1_201


def test_a_number_too_long_to_stay_exact_is_written_as_text() -> None:
    columns = [Column("Id", ColumnKind.INTEGER), Column("Sum", ColumnKind.MONEY)]

    sheet = opened(to_xlsx(columns, [[12345678901234567, Decimal("1234567890123456.78")]]))

    assert [cell.value for cell in sheet[2]] == ["12345678901234567", "1234567890123456.78"]


def test_money_shows_the_decimals_it_carries() -> None:
    rows = [[Decimal(1500)], [Decimal("21.88")], [Decimal("0.0875")], [Decimal("1E+3")]]

    sheet = opened(to_xlsx([Column("Amount", ColumnKind.MONEY)], rows))

    formats = [sheet.cell(row, 1).number_format for row in range(2, 6)]
    assert formats == ["#,##0", "#,##0.00", "#,##0.0000", "#,##0"]
    assert csv_rows(to_csv([Column("A", ColumnKind.MONEY)], rows))[4] == ["1000"]


def test_text_longer_than_a_cell_is_refused_and_never_cut() -> None:
    with pytest.raises(Refused) as caught:
        to_xlsx([Column("Note")], [["ok"], ["x" * 32_768]])

    assert (caught.value.code, caught.value.facts) == (
        "export.cell_too_long",
        {"limit": 32_767, "row": 3, "column": 1},
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ColumnKind.TEXT, 5),
        (ColumnKind.MONEY, 1.5),
        (ColumnKind.MONEY, Decimal("NaN")),
        (ColumnKind.NUMBER, float("inf")),
        (ColumnKind.NUMBER, True),
        (ColumnKind.INTEGER, "5"),
        (ColumnKind.DATE, datetime(2026, 3, 9, tzinfo=UTC)),
        (ColumnKind.INSTANT, datetime(2026, 3, 9)),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_a_value_of_the_wrong_type_is_a_programming_error(kind: ColumnKind, value: object) -> None:
    with pytest.raises(TypeError):
        to_xlsx([Column("X", kind)], [[value]])
    with pytest.raises(TypeError):
        list(to_csv([Column("X", kind)], [[value]]))


def test_a_row_of_the_wrong_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        to_xlsx([Column("X")], [["a", "b"]])


def test_sheet_titles_are_made_fit() -> None:
    title = "Orders: [all] / *?" + "x" * 40

    assert opened(to_xlsx([Column("X")], [], sheet_title=title)).title.startswith("Orders   all")
    assert opened(to_xlsx([Column("X")], [], sheet_title="''")).title == "Sheet1"


def test_amounts_carry_the_decimals_of_their_rows_currency_and_headings_a_capital() -> None:
    columns = [Column("currency", ColumnKind.CURRENCY), Column("amount", ColumnKind.AMOUNT)]
    rows = [("USD", Decimal("63159.1500")), ("JPY", Decimal("1200.0000")), ("KWD", Decimal("1.5000")), ("EUR", None)]

    written = csv_rows(to_csv(columns, rows))

    assert written == [["Currency", "Amount"], ["USD", "63159.15"], ["JPY", "1200"], ["KWD", "1.500"], ["EUR", ""]]
