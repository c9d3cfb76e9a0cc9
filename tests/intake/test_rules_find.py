"""Columns are found by what the catalogue knows, by headings in nine languages, or they are asked for."""

from dataclasses import replace

import pytest

from portal.core.errors import Refused
from portal.core.sheets.model import Book, Kind, Limits, Sheet
from portal.intake.rules_find import Doubt, Found, Wanted, find
from portal.intake.rules_headings import Field, Strength, is_total, meanings_of
from portal.intake.rules_look import texts_to_ask
from portal.intake.rules_rows import Rows, Why, column_letter, rows_of
from tests.core.sheets import workbooks as made
from tests.core.sheets.workbooks import read_sheet

CATALOGUE = frozenset({"21029627", "21029628", "0012345", "10251816", "10499788", "A-10045", "00123456", "E5CW"})


def sheet_of(*rows: list[str], kind: Kind = Kind.XLSX) -> Sheet:
    return Sheet([list(row) for row in rows], kind, list(range(1, len(rows) + 1)))


def found_in(*sheets: Sheet) -> Found:
    book = Book(sheets)
    return find(book, Wanted(), CATALOGUE.intersection(texts_to_ask(book)))


def read(*sheets: Sheet, limits: Limits | None = None) -> Rows:
    found = found_in(*sheets)
    assert found.doubts == ()
    return rows_of(Book(sheets), found.choice, limits or Limits())


def pairs(*rows: list[str]) -> list[tuple[str, str]]:
    return texts(read(sheet_of(*rows)))


def texts(rows: Rows) -> list[tuple[str, str]]:
    return [(row.text(Field.PART), row.text(Field.QUANTITY)) for row in rows.rows]


def doubts(*rows: list[str]) -> tuple[Doubt, ...]:
    return found_in(sheet_of(*rows)).doubts


def fields(*headings: str) -> list[Field | None]:
    return [said[0][0] if (said := meanings_of(heading)) else None for heading in headings]


@pytest.mark.parametrize(
    ("part", "quantity", "note"),
    [
        ("Part No.", "Qty", "Remarks"),
        ("P/N", "Q'ty", "Note"),
        ("PART NUMBER", "Quantity (pcs)", "Comment"),
        ("sku", "Pcs", "Memo"),
        ("Item", "Order Qty", "Notes"),
        ("零件号", "数量", "备注"),
        ("料號", "數量", "備註"),
        ("部品番号", "数量", "備考"),
        ("부품번호", "수량", "비고"),
        ("Codice articolo", "Quantità", "Note"),
        ("Artikelnummer", "Aantal", "Opmerking"),
        ("Parça no", "Miktar", "Not"),
        ("Références", "Quantités", "Remarques"),
        ("Bestellnummer", "Menge", "Hinweise"),
        ("Код товара", "Количество", "Примечание"),
        ("Model", "Quantity per", "Note"),
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
    assert fields(part, quantity, note)[:2] == [Field.PART, Field.QUANTITY]
    assert fields(note)[0] in (Field.NOTE, None)


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
        "Min qty",
        "Stock qty",
        "??",
    ]

    assert fields(*cells) == [
        Field.LINE,
        Field.PART,
        Field.DESCRIPTION,
        Field.PRICE,
        Field.CURRENCY,
        Field.UNIT,
        Field.AMOUNT,
        Field.VIN,
        Field.PACK,
        Field.STOCK,
        None,
    ]


def test_a_heading_of_more_words_says_it_less_plainly() -> None:
    assert meanings_of("Zeekr part number") == ((Field.PART, Strength.NEAR),)
    assert meanings_of("Qty Dubai") == ((Field.QUANTITY, Strength.NEAR),)
    assert meanings_of("本次物料数量") == ((Field.QUANTITY, Strength.NEAR),)
    assert meanings_of("整车零件号") == ((Field.PART, Strength.NEAR),)
    assert meanings_of("Qty per pack") == meanings_of("包装零件号") == ()
    assert pairs(["Part no", "Min qty", "Stock qty", "Qty"], ["21029627", "5", "9", "2"]) == [("21029627", "2")]


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

    found = read(read_sheet(data, "b.xlsx"))

    assert found.heading == 4
    assert [row.number for row in found.rows] == [5, 6]
    assert texts(found) == [("0012345", "3"), ("21029627", "1")]
    assert found.rows[0].text(Field.NOTE) == "links"
    assert found.used[Field.QUANTITY] == "Menge"
    assert found.ignored == ["Pos.", "Bezeichnung"]
    assert found.left_out == {Why.BLANK: (8,)}


def test_merged_title_rows_do_not_hide_the_headings() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Spare parts order"], ["March"], ["Part No.", "Qty"], ["A-100", 2]):
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.active.merge_cells("A2:F2")

    found = read(read_sheet(made.saved(book), "o.xlsx"))

    assert (found.heading, len(found.rows)) == (3, 1)


def test_arabic_headings_and_digits_are_read_and_a_part_number_stays_as_it_was_written() -> None:
    assert pairs(["رقم القطعة", "الكمية"], ["٠٠١٢٣", "٤"], ["Ａ１２３", "٥"]) == [
        ("٠٠١٢٣", "4"),
        ("Ａ１２３", "5"),
    ]


def test_without_headings_known_parts_and_the_only_pieces_decide() -> None:
    rows = [["1", "21029627", "Brake pad", "2"], ["2", "A-10045", "Filter", "7"], ["3", "00123456", "Bolt", "7"]]

    found = read(sheet_of(*rows))

    assert found.heading is None
    assert texts(found) == [("21029627", "2"), ("A-10045", "7"), ("00123456", "7")]
    assert found.used == {Field.PART: "B", Field.QUANTITY: "D"}
    assert pairs(["21029627", "3"]) == [("21029627", "3")]


def test_a_guess_without_headings_is_asked_back_where_the_catalogue_knows_nothing() -> None:
    assert doubts(["99029627", "3"], ["99029628", "5"]) == (Doubt.PART_BY_LOOK,)


def test_a_quantity_is_never_guessed_where_headings_say_something_else() -> None:
    assert doubts(["Onderdelen", "Voorr."], ["21029627", "2"], ["21029628", "5"]) == (Doubt.QUANTITY_BY_LOOK,)
    assert doubts(["", "after", "status"], ["0", "21029627", "ok"], ["1", "21029628", "ok"]) == (Doubt.NO_QUANTITY,)
    assert doubts(["code", "name", "price"], ["21029627", "Pad", "41"], ["21029628", "Disc", "7"]) == (
        Doubt.NO_QUANTITY,
    )
    assert doubts(["Part No.", "Weekday"], ["21029627", "Monday"]) == (Doubt.NO_QUANTITY,)


def test_words_of_unit_and_kind_beside_numbers_are_data_not_headings() -> None:
    rows = [["21029627", "Teil", "5", "Stück"], ["21029628", "Teil", "6", "Stück"]]

    assert pairs(*rows) == [("21029627", "5"), ("21029628", "6")]


def test_two_columns_that_claim_the_same_are_asked_about() -> None:
    assert doubts(["Part No.", "Qty", "Order qty"], ["A-1", "1", "2"]) == (Doubt.TWO_QUANTITIES,)
    assert doubts(["Part No.", "SKU", "Qty"], ["A-11", "B-22", "2"]) == (Doubt.TWO_PARTS,)
    assert doubts(["21029627", "3", "9"], ["21029628", "5", "1"]) == (Doubt.TWO_QUANTITIES,)
    assert doubts(["Beschreibung", "Menge"], ["Bremse", "2"]) == (Doubt.NO_PART,)


def test_of_two_columns_of_known_parts_the_heading_tells_which_is_ordered() -> None:
    assert pairs(["Old part number", "Part No.", "Qty"], ["21029628", "21029627", "2"]) == [("21029627", "2")]
    assert pairs(["Part No.", "Substitute", "Qty"], ["99999999", "21029627", "2"]) == [("99999999", "2")]
    assert pairs(["Code", "Referencia", "Cantidad"], ["21029627", "21029627", "2"]) == [("21029627", "2")]


def test_what_the_catalogue_knows_counts_more_than_a_heading() -> None:
    rows = (
        ["Item", "Qty", "Reference(s)", "Part no. of maker"],
        ["1", "4", "C2, C4", "21029627"],
        ["2", "1", "C3", "21029628"],
    )

    assert pairs(*rows) == [("21029627", "4"), ("21029628", "1")]
    assert pairs(["part", "code", "quantity"], ["pump 0", "21029627", "2"]) == [("21029627", "2")]


def test_a_word_of_two_meanings_is_decided_by_the_cells_and_the_other_headings() -> None:
    assert pairs(["Código", "Nombre", "Cantidad"], ["21029627", "M8", "2"]) == [("21029627", "2")]
    assert pairs(["Référence", "Nombre"], ["21029627", "2"], ["21029628", "4"]) == [
        ("21029627", "2"),
        ("21029628", "4"),
    ]
    assert doubts(["codigo", "nombre", "stock"], ["21029627", "Arandela", "0"]) == (Doubt.NO_QUANTITY,)
    assert pairs(["Part No.", "Pcs", "Qty"], ["21029627", "box", "2"]) == [("21029627", "2")]


def test_a_known_quantity_counts_even_where_it_rises_by_one() -> None:
    rows = [["XY", "QUANTITE"], *(["21029627", str(number)] for number in (1, 2, 3))]

    assert [quantity for _part, quantity in pairs(*rows)] == ["1", "2", "3"]


def test_needed_counts_only_where_nothing_says_quantity() -> None:
    assert pairs(["Part No.", "Needed", "Qty"], ["21029627", "5", "3"]) == [("21029627", "3")]
    assert pairs(["Part No.", "Needed", "Name"], ["21029627", "5", "Pad"]) == [("21029627", "5")]


def test_the_last_row_of_texts_before_the_data_is_the_heading_below_titles() -> None:
    titles = ["MACHINE LIST"], ["Fill in one row each"], ["Maschine", "Kennung", "Ort"]

    found = found_in(sheet_of(*titles, ["MAQ-001", "Press 1", "Hall 1"], ["MAQ-002", "Press 2", "Hall 1"]))

    assert (found.choice.heading, found.sure) == (2, False)
    assert found_in(sheet_of(["Order"], ["Part No.", "Qty"], ["21029627", "2"])).choice.heading == 1


def test_every_table_is_tried_and_the_one_that_is_clear_is_read() -> None:
    cost = sheet_of(["Parts, front", "3031"], ["Parts, rear", "11787"], ["Total", "16518"])
    order = sheet_of(["Part number", "Qty"], ["21029627", "2"])

    found = found_in(cost, cost, cost, cost, order)

    assert (found.choice.sheet, found.sure) == (4, True)


def test_of_several_tables_that_are_clear_none_is_taken_without_being_asked() -> None:
    one = sheet_of(["Part", "Qty"], ["21029627", "2"])
    other = sheet_of(["Part", "Qty"], ["21029628", "3"])

    found = found_in(sheet_of(["Dear", "colleagues"]), one, other)

    assert (found.choice.sheet, found.doubts) == (1, (Doubt.TWO_TABLES,))


def test_a_quantity_of_two_readings_is_read_as_its_column_shows_and_told() -> None:
    rows = read(sheet_of(["Part", "Menge"], ["21029627", "2,00"], ["21029628", "1.500 Stk"], ["0012345", "3,000"]))

    assert [text for _part, text in texts(rows)] == ["2,00", "1500", "3"]
    assert [row.decided for row in rows.rows] == ["", "1.500 Stk", "3,000"]


def test_a_column_that_shows_no_sign_or_two_decides_nothing() -> None:
    alone = read(sheet_of(["Part", "Qty"], ["21029627", "1.500"], ["21029628", "2"]))
    torn = read(sheet_of(["Part", "Qty"], ["21029627", "1.500"], ["21029628", "2,00"], ["0012345", "2.00"]))
    stored = Sheet([["Part", "Qty"], ["21029627", "2.5"], ["21029628", "1.500"]], Kind.XLSX, [1, 2, 3])

    assert texts(alone)[0] == texts(torn)[0] == ("21029627", "1.500")
    assert texts(read(replace(stored, fractions=frozenset({(2, 2)}))))[1] == ("21029628", "1.500")
    assert texts(read(stored))[1] == ("21029628", "1.5")


def test_a_merged_part_number_counts_for_every_row_but_a_merged_quantity_once() -> None:
    rows = [
        ["Part", "Qty", "Note"],
        ["21029627", "7"],
        ["", "3"],
        ["21029628", "4"],
        ["0012345"],
        ["", "", "see above"],
    ]
    sheet = replace(sheet_of(*rows), merged=((2, 3, 1), (4, 5, 2), (5, 6, 1)))

    found = read(sheet)

    assert texts(found) == [("21029627", "7"), ("21029627", "3"), ("21029628", "4"), ("0012345", "")]
    assert found.merged == (5,)
    assert found.left_out == {Why.BLANK: (6,)}


def test_headings_that_go_on_in_a_second_row_are_left_out_and_told() -> None:
    found = read(sheet_of(["Part", "Qty (pcs)"], ["number", "ordered"], ["21029627", "2"], ["", "ordered"]))

    assert texts(found) == [("21029627", "2"), ("", "ordered")]
    assert found.left_out == {Why.UNDER_HEADINGS: (2,)}
    assert texts(read(sheet_of(["Part", "Qty"], ["21029627", "two"]))) == [("21029627", "two")]


def test_a_bare_list_of_part_numbers_has_no_quantity_taken_for_it() -> None:
    assert pairs(["Part No."], ["21029627"], ["21029628"]) == [("21029627", ""), ("21029628", "")]


def test_an_empty_quantity_cell_stays_empty() -> None:
    assert pairs(["Part No.", "Qty"], ["21029627"], ["", "4"]) == [("21029627", ""), ("", "4")]


def test_rows_of_a_form_without_a_quantity_are_left_out_and_told() -> None:
    rows = [["Part No.", "Qty"], ["21029627"], ["21029628", "3"], ["0012345", "0"], ["E5CW"]]

    found = read(sheet_of(*rows))

    assert texts(found) == [("21029628", "3")]
    assert found.left_out == {Why.NO_QUANTITY: (2, 4, 5)}


def test_sums_headings_again_and_titles_are_left_out_and_told() -> None:
    rows = [
        ["No", "Name", "Part number", "Qty"],
        ["", "", "BRAKES"],
        ["1", "Hose", "21029627", "20"],
        ["2", "Hose", "21029628", "20"],
        ["", "", "", "40"],
        ["", "", "Total of the page", "40"],
        ["No", "Name", "Part number", "Qty"],
        ["3", "Belt", "0012345", "41"],
        ["", "Total", "", "81"],
    ]

    found = read(sheet_of(*rows))

    assert [row.number for row in found.rows] == [3, 4, 8]
    assert found.left_out == {Why.GROUP: (2,), Why.TOTAL: (5, 6, 9), Why.HEADINGS: (7,)}


def test_rows_nobody_sees_are_left_out_unless_they_are_wanted() -> None:
    rows = [["Part No.", "Qty"], ["21029627", "1"], ["21029628", "2"], ["0012345", "3"]]
    sheet = Sheet(rows, Kind.XLSX, [1, 2, 3, 4], struck=frozenset({(3, 1)}), hidden=(4,))
    choice = found_in(sheet).choice

    found = rows_of(Book((sheet,)), choice)
    wanted = rows_of(Book((sheet,)), type(choice)(0, 0, choice.columns, unseen=True))

    assert texts(found) == [("21029627", "1")]
    assert found.left_out == {Why.STRUCK: (3,), Why.HIDDEN: (4,)}
    assert len(wanted.rows) == 3


def test_whoever_imports_something_else_says_which_columns_are_wanted() -> None:
    prices = Wanted(needed=(Field.PRICE, Field.CURRENCY), more=(Field.DATE,))
    rows = [["Currency", "Part number", "Price", "Valid from"], ["USD", "21029627", "4.50", "2026-01-01"]]

    found = find(Book((sheet_of(*rows),)), prices, CATALOGUE)
    lacking = find(Book((sheet_of(*[row[1:] for row in rows]),)), prices, CATALOGUE)
    double = find(Book((sheet_of([*rows[0], "Net price"], [*rows[1], "4.10"]),)), prices, CATALOGUE)

    assert found.choice.columns == {Field.PART: 1, Field.PRICE: 2, Field.CURRENCY: 0}
    assert (found.doubts, lacking.doubts, double.doubts) == ((), (Doubt.MISSING,), (Doubt.SEVERAL,))


def test_days_amounts_and_fractions_are_no_part_numbers() -> None:
    days = Sheet([["2026-01-12", "Oil"], ["2026-01-13", "Belt"]], Kind.XLSX, [1, 2], days=frozenset({(1, 1), (2, 1)}))
    amounts = Sheet([["3031", "Oil"], ["11787", "Belt"]], Kind.XLSX, [1, 2], money=frozenset({(1, 1), (2, 1)}))
    weights = sheet_of(["1250.25", "Oil"], ["1187.5", "Belt"])

    for sheet in (days, amounts, weights):
        assert Field.PART not in found_in(sheet).choice.columns


def test_headings_alone_are_refused() -> None:
    sheet = sheet_of(["Part No.", "Qty"])

    with pytest.raises(Refused) as caught:
        rows_of(Book((sheet,)), found_in(sheet).choice)

    assert (caught.value.code, caught.value.facts) == ("sheet.no_lines", {"headings": ["Part No.", "Qty"]})


def test_the_limit_is_on_data_rows_exactly() -> None:
    rows = [[f"P{i:05d}", "1"] for i in range(5_001)]

    assert len(read(sheet_of(["Part No.", "Qty"], *rows[:5_000])).rows) == 5_000
    with pytest.raises(Refused) as caught:
        read(sheet_of(["Part No.", "Qty"], *rows))
    assert (caught.value.code, caught.value.facts) == ("sheet.too_many_rows", {"limit": 5_000, "found": 5_001})
    assert len(read(sheet_of(["Part No.", "Qty"], *rows[:10]), limits=Limits(rows=10)).rows) == 10


def test_a_part_number_that_lost_its_end_is_flagged() -> None:
    data = made.xlsx(["Part No.", "Qty"], [1234567890123456789, 1], [21029627, 1])

    assert [row.rounded for row in read(read_sheet(data, "o.xlsx")).rows] == [True, False]


def test_a_quantity_stored_as_a_fraction_is_known_as_such() -> None:
    data = made.xlsx(["Part No.", "Qty"], ["A-1", 1.125], ["A-2", "1.125"], ["A-3", 2.0])

    found = [
        (row.text(Field.QUANTITY), Field.QUANTITY in row.fractions) for row in read(read_sheet(data, "o.xlsx")).rows
    ]

    assert found == [("1.125", True), ("1.125", False), ("2", False)]


def test_an_apostrophe_typed_to_keep_zeros_is_taken_off() -> None:
    assert pairs(["Part No.", "Qty"], ["'00123", "2"]) == [("00123", "2")]


def test_a_row_begins_as_a_sum_in_any_language() -> None:
    assert all(
        map(is_total, ["Total", "Total of the page", "合计", "小计：", "الإجمالي", "Итого:", "Zwischensumme", "รวม"])
    )
    assert not any(map(is_total, ["", "Totally new hose", "21029627", "Somma"[:3]]))


def test_column_letters_follow_the_spreadsheet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
