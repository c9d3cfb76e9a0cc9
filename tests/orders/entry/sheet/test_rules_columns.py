"""Columns are found by their headings in nine languages, or by what stands in them."""

import pytest

from portal.core.errors import Refused
from portal.core.sheets.model import Kind, Limits, Sheet
from portal.core.sheets.reader import read_sheet
from portal.orders.entry.sheet.rules_columns import column_letter, order_lines_of
from portal.orders.entry.sheet.rules_headings import Field, recognise
from tests.core.sheets import workbooks as made


def sheet_of(*rows: list[str]) -> Sheet:
    return Sheet([list(row) for row in rows], Kind.XLSX, list(range(1, len(rows) + 1)))


def pairs(*rows: list[str]) -> list[tuple[str, str]]:
    return [(line.part_text, line.quantity_text) for line in order_lines_of(sheet_of(*rows)).lines]


def refusal(*rows: list[str]) -> Refused:
    with pytest.raises(Refused) as caught:
        order_lines_of(sheet_of(*rows))
    return caught.value


@pytest.mark.parametrize(
    ("part", "quantity", "note"),
    [
        ("Part No.", "Qty", "Remarks"),
        ("P/N", "Q'ty", "Note"),
        ("PART NUMBER", "Quantity (pcs)", "Comment"),
        ("sku", "Pcs", "Memo"),
        ("Item", "Order Qty", "Notes"),
        ("零件号", "数量", "备注"),
        ("配件号 Part No.", "数量(件)", "说明"),
        ("物料编码", "订购数量", "备注"),
        ("رقم القطعة", "الكمية", "ملاحظات"),
        ("رَقْم القِطْعَة", "الكميه", "ملاحظة"),
        ("كود الصنف", "العدد", "ملاحظات"),
        ("Teilenummer", "Menge", "Bemerkung"),
        ("Teile-Nr.", "Stück", "Hinweis"),
        ("Sachnummer", "Anzahl [Stk]", "Anmerkung"),
        ("Référence", "Quantité", "Remarque"),
        ("REF.", "Qté", "Commentaire"),
        ("N° de pièce", "Qte", "Remarques"),
        ("Número de pieza", "Cantidad", "Observaciones"),
        ("N.º de parte", "Cant.", "Nota"),
        ("Codigo", "Cantidad", "Comentario"),
        ("Código da peça", "Quantidade", "Observação"),
        ("Cód. peça", "Qtd.", "Obs."),
        ("Номер детали", "Кол-во", "Примечание"),
        ("АРТИКУЛ", "Количество, шт.", "Комментарий"),
        ("№ детали", "Кол-во (шт)", "Примечания"),
        ("หมายเลขอะไหล่", "จำนวน", "หมายเหตุ"),
        ("รหัสสินค้า", "จำนวนที่สั่ง", "หมายเหตุ"),
        ("ＰａｒｔＮｏ", "ＱＴＹ", "備註"),
    ],
)
def test_headings_are_known(part: str, quantity: str, note: str) -> None:
    found = recognise(["#", quantity, part, note])

    assert found[1] is Field.QUANTITY
    assert found[2] is Field.PART
    assert found.get(3, Field.NOTE) is Field.NOTE


def test_headings_of_other_columns_are_told_apart() -> None:
    cells = [
        "Pos.",
        "Part No.",
        "Part name",
        "Unit price",
        "Currency",
        "UoM",
        "Amount",
        "VIN",
        "??",
    ]

    assert list(recognise(cells).values()) == [
        Field.LINE,
        Field.PART,
        Field.DESCRIPTION,
        Field.PRICE,
        Field.CURRENCY,
        Field.UNIT,
        Field.AMOUNT,
        Field.VIN,
    ]


def test_a_heading_with_more_words_counts_only_when_none_is_plain() -> None:
    assert recognise(["Zeekr part number", "Qty Dubai"]) == {0: Field.PART, 1: Field.QUANTITY}
    assert recognise(["Zeekr part number", "Part number"]) == {1: Field.PART}
    assert recognise(["Part no", "Min qty", "Stock qty", "Qty"]) == {
        0: Field.PART,
        3: Field.QUANTITY,
    }


def test_a_german_workbook_with_titles_above_is_read() -> None:
    data = made.xlsx(
        ["Bestellung Autohaus Müller"],
        [],
        ["Kunde:", 4711],
        ["Pos.", "Teilenummer", "Bezeichnung", "Menge", "Bemerkung"],
        [1, "0012345", "Bremsbelag", 3, "links"],
        [2, 21029627, "Filter", 1],
        [],
        [None, None, "Ende"],
    )

    found = order_lines_of(read_sheet(data, "b.xlsx"))

    assert found.header_row == 4
    assert [(line.row_number, line.part_text, line.quantity_text) for line in found.lines] == [
        (5, "0012345", "3"),
        (6, "21029627", "1"),
    ]
    assert found.lines[0].note_text == "links"
    assert found.used_columns[Field.QUANTITY] == "Menge"
    assert found.ignored_columns == ["Pos.", "Bezeichnung"]
    assert found.skipped_rows == [8]


def test_merged_title_rows_do_not_hide_the_headings() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Spare parts order"], ["March"], ["Part No.", "Qty"], ["A-100", 2]):
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.active.merge_cells("A2:F2")

    found = order_lines_of(read_sheet(made.saved(book), "o.xlsx"))

    assert (found.header_row, len(found.lines)) == (3, 1)


def test_arabic_headings_and_digits_are_read() -> None:
    assert pairs(["رقم القطعة", "الكمية"], ["٠٠١٢٣", "٤"], ["Ａ１２３", "٥"]) == [
        ("00123", "4"),
        ("A123", "5"),
    ]


def test_without_headings_the_cells_decide() -> None:
    rows = [["1", "21029627", "Brake pad", "2"], ["2", "A-10045", "Filter", "7"], ["3", "00123456", "Bolt", "7"]]

    found = order_lines_of(sheet_of(*rows))

    assert found.header_row is None
    assert [(line.part_text, line.quantity_text) for line in found.lines] == [
        ("21029627", "2"),
        ("A-10045", "7"),
        ("00123456", "7"),
    ]
    assert found.used_columns == {Field.PART: "B", Field.QUANTITY: "D"}


def test_headings_in_a_tongue_we_do_not_know_are_not_taken_for_a_line() -> None:
    found = order_lines_of(sheet_of(["Onderdeel", "Aantal"], ["21029627", "2"], ["21029628", "5"]))

    assert (found.header_row, len(found.lines)) == (1, 2)


def test_words_of_unit_and_kind_beside_numbers_are_data_not_headings() -> None:
    rows = [["21029627", "Teil", "5", "Stück"], ["21029628", "Teil", "6", "Stück"]]

    assert pairs(*rows) == [("21029627", "5"), ("21029628", "6")]


def test_one_line_without_headings_is_enough() -> None:
    assert pairs(["21029627", "3"]) == [("21029627", "3")]


def test_two_quantity_columns_are_refused_by_name() -> None:
    no = refusal(["Part No.", "Qty", "Order qty"], ["A-1", "1", "2"])

    assert (no.code, no.facts) == ("sheet.two_quantity_columns", {"headings": ["Qty", "Order qty"]})


def test_two_part_columns_are_refused_by_name() -> None:
    assert refusal(["Part No.", "SKU", "Qty"], ["A-1", "B", "2"]).facts == {"headings": ["Part No.", "SKU"]}


def test_no_part_column_is_refused_with_the_headings_found() -> None:
    no = refusal(["Beschreibung", "Menge"], ["Bremse", "2"])

    assert (no.code, no.facts) == (
        "sheet.no_part_column",
        {"headings": ["Beschreibung", "Menge"]},
    )


def test_two_unnamed_columns_of_small_numbers_are_refused() -> None:
    no = refusal(["21029627", "3", "9"], ["21029628", "5", "1"])

    assert (no.code, no.facts) == ("sheet.two_quantity_columns", {"headings": ["B", "C"]})


def test_a_column_of_numbers_with_an_unknown_name_is_not_ignored() -> None:
    no = refusal(["Part No.", "Hoeveelheid"], ["A-1", "5"])

    assert (no.code, no.facts) == (
        "sheet.no_quantity_column",
        {"headings": ["Part No.", "Hoeveelheid"]},
    )


def test_a_bare_list_of_part_numbers_is_one_piece_each_and_flagged() -> None:
    lines = order_lines_of(sheet_of(["Part No."], ["21029627"], ["21029628"])).lines

    assert [(line.quantity_text, line.quantity_missing) for line in lines] == [("1", True)] * 2


def test_an_empty_quantity_cell_stays_empty_and_flagged() -> None:
    lines = order_lines_of(sheet_of(["Part No.", "Qty"], ["A-1"], ["", "4"])).lines

    assert [(line.part_text, line.quantity_text, line.quantity_missing) for line in lines] == [
        ("A-1", "", True),
        ("", "4", False),
    ]


def test_headings_alone_are_refused() -> None:
    assert refusal(["Part No.", "Qty"]).facts == {"headings": ["Part No.", "Qty"]}


def test_the_limit_is_on_data_rows_exactly() -> None:
    rows = [[f"P{i:05d}", "1"] for i in range(5_001)]

    assert len(order_lines_of(sheet_of(["Part No.", "Qty"], *rows[:5_000])).lines) == 5_000
    no = refusal(["Part No.", "Qty"], *rows)
    assert (no.code, no.facts) == ("sheet.too_many_rows", {"limit": 5_000, "found": 5_001})
    assert len(order_lines_of(sheet_of(*rows[:10]), Limits(rows=10)).lines) == 10


def test_a_part_number_that_lost_its_end_is_flagged() -> None:
    data = made.xlsx(["Part No.", "Qty"], [1234567890123456789, 1], [21029627, 1])

    lines = order_lines_of(read_sheet(data, "o.xlsx")).lines

    assert [line.rounded for line in lines] == [True, False]


def test_an_apostrophe_typed_to_keep_zeros_is_taken_off() -> None:
    assert pairs(["Part No.", "Qty"], ["'00123", "2"]) == [("00123", "2")]


def test_column_letters_follow_the_spreadsheet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
