"""Uploaded files become rows of text, or a refusal that says what is wrong."""

import datetime as dt
import io
from contextlib import ExitStack

import openpyxl
import pytest

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Kind, Limits
from portal.core.sheets.reader import GATE, read_book
from tests.core.sheets import workbooks as made
from tests.core.sheets.workbooks import read_sheet


def refusal(data: bytes, filename: str = "order.xlsx", limits: Limits = DEFAULT_LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        read_sheet(data, filename, limits)
    return caught.value


def test_an_xlsx_gives_text_with_its_row_numbers() -> None:
    sheet = read_sheet(made.xlsx(["Part No.", "Qty"], [], ["0012-AB", 3]), "order.xlsx")

    assert sheet.kind is Kind.XLSX
    assert sheet.rows == [["Part No.", "Qty"], ["0012-AB", "3"]]
    assert sheet.row_numbers == [1, 3]


def test_an_ods_gives_the_same() -> None:
    sheet = read_sheet(made.ods(["Teilenummer", "Menge"], ["00123", 4]), "order.ods")

    assert (sheet.kind, sheet.name) == (Kind.ODS, "Bestellung")
    assert sheet.rows == [["Teilenummer", "Menge"], ["00123", "4"]]


def test_an_old_xls_gives_the_same() -> None:
    sheet = read_sheet(made.xls([["Part No.", "Qty"], ["00123", 4.0], [21029627.0, 2.5]]), "o.xls")

    assert sheet.kind is Kind.XLS
    assert sheet.rows == [["Part No.", "Qty"], ["00123", "4"], ["21029627", "2.5"]]


def test_numbers_lose_point_and_exponent_but_no_digit() -> None:
    row = [21029627.0, 1.0e15, 0.1 + 0.2, 12.5, -3.0, True, 1e-7]

    sheet = read_sheet(made.xlsx(row), "order.xlsx")

    assert sheet.rows == [["21029627", "1000000000000000", "0.3", "12.5", "-3", "TRUE", "0.0000001"]]
    assert sheet.rounded == {(1, 2)}


def test_a_number_shown_with_leading_zeros_keeps_them() -> None:
    cells = {"A1": (123456, "00000000"), "B1": (123456, "0"), "C3": (7, "0000;-0000")}

    sheet = read_sheet(made.formatted_xlsx(cells), "order.xlsx")

    assert sheet.rows == [["00123456", "123456"], ["", "", "0007"]]
    assert sheet.row_numbers == [1, 3]


def test_an_ods_number_shown_with_leading_zeros_keeps_them() -> None:
    sheet = read_sheet(made.ods(["Teil"], [123456], padded=True), "order.ods")

    assert sheet.rows == [["Teil"], ["00123456"]]


def test_dates_are_iso() -> None:
    data = made.xlsx(
        [
            dt.date(2026, 3, 9),
            dt.datetime(2026, 3, 9, 14, 5),  # noqa: DTZ001 - a cell has no zone
            dt.time(8, 30),
        ]
    )

    assert read_sheet(data, "o.xlsx").rows == [["2026-03-09", "2026-03-09 14:05:00", "08:30:00"]]


def test_a_formula_gives_its_stored_value_and_an_error_says_so() -> None:
    good = read_sheet(made.formula_xlsx("=2+3", 5), "o.xlsx")
    bad = read_sheet(made.formula_xlsx("=1/0", "#DIV/0!"), "o.xlsx")

    assert good.rows[1] == ["21029627", "5"]
    assert bad.rows[1] == ["21029627", "#ERROR!"]


def test_the_filled_visible_tables_are_read_in_their_order() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    for title in ("Empty", "Order", "Notes"):
        book.create_sheet(title)
    book["Order"].append(["A-1"])
    book["Notes"].append(["n"])

    read = read_book(made.saved(book), "o.xlsx")

    assert [(sheet.name, sheet.rows) for sheet in read.sheets] == [("Order", [["A-1"]]), ("Notes", [["n"]])]
    assert read.unread == ()


def test_a_table_that_is_refused_stands_beside_those_that_are_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Stock"
    for number in range(5_030):
        book.active.append([f"P{number}", 1])
    book.create_sheet("Order").append(["A-1", 2])
    for number in range(12):
        book.create_sheet(f"More {number}").append([number])

    read = read_book(made.saved(book), "o.xlsx")

    assert read.sheets[0].rows == [["A-1", "2"]]
    assert (read.unread[0].name, read.unread[0].code) == ("Stock", "sheet.more_rows")
    assert [(one.name, one.code) for one in read.unread[1:]] == [("More 10", ""), ("More 11", "")]


def test_a_workbook_is_read_whatever_it_is_called() -> None:
    assert read_sheet(made.xlsx(["A-1", 2]), "order.csv").kind is Kind.XLSX


def test_text_that_calls_itself_a_workbook_is_refused_by_what_it_is() -> None:
    no = refusal(b"Part No.,Qty\nA-1,2\n", "order.XLSX")

    assert (no.code, no.facts) == ("sheet.not_what_it_says", {"named": "xlsx", "found": "text"})


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"<html><table><tr><td>A</td></tr></table></html>", "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "excel_xml"),
        (b"MZ\x90\x00\x03\x00", "unknown"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, found: str) -> None:
    no = refusal(data, "order.csv")

    assert (no.code, no.facts["found"]) == ("sheet.not_a_sheet", found)


def test_other_archives_are_named() -> None:
    document = made.with_part(made.xlsx(["x"]), "word/document.xml", b"<d/>")
    binary = made.with_part(empty_archive(), "xl/workbook.bin", b"x")

    assert refusal(empty_archive("readme.txt")).facts["found"] == "archive"
    assert refusal(binary).facts["found"] == "xlsb"
    assert read_sheet(document, "o.xlsx").rows == [["x"]]


def empty_archive(name: str = "a.txt") -> bytes:
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "x")
    return target.getvalue()


def test_an_encrypted_workbook_is_refused_as_such() -> None:
    assert refusal(made.compound_file("EncryptedPackage", b"\x01" * 5000)).code == "sheet.encrypted"


@pytest.mark.parametrize("data", [b"", b"\r\n \r\n", b"\xef\xbb\xbf", b",,,\n,,\n"])
def test_an_empty_file_is_refused_as_empty(data: bytes) -> None:
    assert refusal(data, "order.csv").code == "sheet.empty"


def test_an_empty_workbook_is_refused_as_empty() -> None:
    assert refusal(made.xlsx()).code == "sheet.empty"


def test_a_torn_workbook_is_unreadable() -> None:
    data = made.xlsx(["A-1", 2])

    assert refusal(data[: len(data) // 2]).code == "sheet.unreadable"
    assert refusal(b"PK\x03\x04" + b"\x00" * 100).code == "sheet.unreadable"


def test_a_file_above_the_size_cap_is_refused_unread() -> None:
    no = refusal(b"A" * (2**20 + 1), "o.csv", Limits(file_mib=1))

    assert (no.code, no.facts) == ("sheet.too_large", {"limit": 1, "found": 2**20 + 1})


def test_five_thousand_rows_pass_and_more_do_not() -> None:
    lines = [[f"P{i:05d}", 1] for i in range(5_021)]

    assert len(read_sheet(made.xlsx(made.HEADINGS, *lines[:5_000]), "o.xlsx").rows) == 5_001
    no = refusal(made.xlsx(*lines))
    assert (no.code, no.facts) == ("sheet.more_rows", {"limit": 5_000})


def test_numbers_nobody_writes_out_keep_their_exponent_and_cost_their_row_only() -> None:
    sheet = read_sheet(made.xlsx(["Part No.", "Qty"], ["A-1", 1e300], ["A-2", 1e-300], ["A-3", 2]), "order.xlsx")

    assert [row[1] for row in sheet.rows[1:]] == ["1E+300", "1E-300", "2"]


def test_cells_stored_as_a_number_with_a_fraction_are_known_as_such() -> None:
    sheet = read_sheet(made.xlsx(["Part No.", "Qty"], ["A-1", 1.125], ["A-2", "1.125"], ["A-3", 2.0]), "order.xlsx")

    assert sheet.fractions == {(2, 2)}
    assert [row[1] for row in sheet.rows[1:]] == ["1.125", "1.125", "2"]


def test_cells_merged_over_rows_are_named() -> None:
    book = openpyxl.Workbook()
    for row in (["Part No.", "Qty"], ["A-1", 7], ["", 3], ["A-2", 2]):
        book.active.append(row)
    for place in ("A2:A3", "A3:A4", "B4:B9", "C1:D1"):
        book.active.merge_cells(place)

    sheet = read_sheet(made.saved(book), "order.xlsx")

    assert sheet.merged == ((2, 3, 1),)
    assert type(sheet).of_plain(sheet.plain()).merged == ((2, 3, 1),)


def test_cells_merged_over_rows_are_named_in_an_open_document_too() -> None:
    spanned = made.ods(["Part No.", "Qty"], ["A-1", 7], ["", 3])
    cell, more = b'<table:table-cell office:value-type="string"><text:p>A-1<', b' table:number-rows-spanned="2"'
    body = made.part_of(spanned, "content.xml").replace(cell, cell.replace(b" ", more + b" ", 1))

    assert read_sheet(made.with_part(spanned, "content.xml", body), "order.ods").merged == ((2, 3, 1),)


def test_hidden_rows_are_read_and_named() -> None:
    book = openpyxl.Workbook()
    for row in (["Part No.", "Qty"], ["A-1", 1], ["A-2", 2]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True

    sheet = read_sheet(made.saved(book), "order.xlsx")

    assert (len(sheet.rows), sheet.hidden) == (3, (3,))


def test_a_formula_without_a_stored_result_says_so_in_whatever_column() -> None:
    found = read_sheet(made.xlsx(["Part No.", "Stock", "Qty"], ["A-1", 2, "=5-B2"], ['="A-"&"2"', 1, 4]), "o.xlsx")

    assert found.rows[1:] == [["A-1", "2", "#FORMULA!"], ["#FORMULA!", "1", "4"]]


def test_days_percentages_amounts_and_struck_cells_are_marked() -> None:
    cells = {
        "A1": (dt.date(2026, 12, 10), "yyyy-mm-dd"),
        "B1": (0.25, "0%"),
        "C1": (4.5, '#,##0.00 "€"'),
        "D1": (4.5, "[$-409]0.0"),
        "E1": (12, '"$"0'),
    }
    data = made.formatted_xlsx(cells)
    struck = made.struck_xlsx(["Part No.", "Qty"], ["A-1", 1], ["A-2", 2], line=3)

    sheet = read_sheet(data, "o.xlsx")

    assert sheet.rows == [["2026-12-10", "25%", "4.5", "4.5", "12"]]
    assert (sheet.days, sheet.money) == ({(1, 1)}, {(1, 3), (1, 5)})
    assert read_sheet(struck, "o.xlsx").struck == {(3, 1), (3, 2)}


def test_an_old_xls_is_read_by_the_text_of_its_formats_not_by_their_place() -> None:
    data = made.xls(
        [["Part No.", "Day"], [2193312.0, 46000.0]], formats={(1, 0): (50, "0000000"), (1, 1): (51, "yyyy-mm-dd")}
    )

    sheet = read_sheet(data, "o.xls")

    assert sheet.rows[1] == ["2193312", "2025-12-09"]
    assert sheet.days == {(2, 2)}


def test_whole_lines_in_one_cell_are_cut_at_their_delimiter() -> None:
    quoted = read_sheet(b'"Part number,Qty"\r\n"10251816,2"\r\n"10499788,3"\r\n', "o.csv")
    column = read_sheet(made.xlsx(["Part number;Qty"], ["10251816;2"], ["10499788;3"]), "o.xlsx")
    words = read_sheet(made.xlsx(["Note"], ["pads, discs, hoses"], ["please call"], ["soon"]), "o.xlsx")

    assert quoted.rows == column.rows == [["Part number", "Qty"], ["10251816", "2"], ["10499788", "3"]]
    assert [len(cells) for cells in words.rows] == [1, 1, 1, 1]


def test_a_file_that_finds_too_many_waiting_is_told_to_come_again() -> None:
    with ExitStack() as others:
        for _turn in range(2):
            others.enter_context(GATE.passed(0))
        with pytest.raises(Refused, match=r"sheet\.busy"):
            read_book(b"A-1,2\n", "o.csv", patience=0)

    assert read_sheet(b"A-1,2\n", "o.csv").rows == [["A-1", "2"]]
