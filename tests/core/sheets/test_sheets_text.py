"""Text files: encoding, delimiter and quotes are found out, never guessed in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.sheets.model import Kind, Limits
from portal.core.sheets.writer import Column, to_csv
from portal.core.unseen import seen
from portal.intake.rules_headings import KNOWN
from tests.core.sheets.workbooks import read_sheet

GERMAN = "Teilenummer;Menge;Bemerkung\r\n0012345;3;für Tür links\r\n0012346;1;Größe prüfen\r\n"
RUSSIAN = "Артикул;Кол-во;Примечание\r\n0012345;3;колодки передние\r\n"
ARABIC = "رقم القطعة;الكمية;ملاحظات\r\n0012345;3;فرامل أمامية\r\n"
CHINESE = "零件号,数量,备注\r\n0012345,3,前制动片\r\n"
THAI = "หมายเลขอะไหล่,จำนวน,หมายเหตุ\r\n0012345,3,ผ้าเบรกหน้า\r\n"
FRENCH = "Référence;Qté;Remarque\r\n0012345;3;à vérifier\r\n"


@pytest.mark.parametrize(
    ("text", "encoding", "taken"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8"),
        (GERMAN, "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (ARABIC, "cp1256", "cp1256"),
        (CHINESE, "gb18030", "gb18030"),
        (THAI, "cp874", "cp874"),
        (ARABIC, "utf-16", "utf-16-le"),
        (CHINESE, "utf-8", "utf-8"),
    ],
)
def test_an_encoding_is_recognised(text: str, encoding: str, taken: str) -> None:
    sheet = read_sheet(text.encode(encoding), "order.csv", known=KNOWN)

    expected = [line.replace(";", ",").split(",") for line in text.splitlines()]
    assert (sheet.kind, sheet.encoding) == (Kind.TEXT, taken)
    assert sheet.rows == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("0012345;3;колодки тормозные передние\r\n0012346;1;Фильтр масляный\r\n", "cp1251"),
        ("0012345;3;КОЛОДКИ ТОРМОЗНЫЕ\r\n0012346;1;ФИЛЬТР\r\n", "cp1251"),
        ("0012345;3;فرامل أمامية\r\n0012346;1;مصفاة الزيت\r\n", "cp1256"),
        ("0012345;3;前制动片\r\n0012346;1;机油滤清器\r\n", "gb18030"),
        ("0012345;3;ผ้าเบรกหน้า\r\n0012346;1;กรองน้ำมันเครื่อง\r\n", "cp874"),
        ("0012345;3;Bremsbeläge für vorne\r\n0012346;1;Ölfilter, groß\r\n", "cp1252"),
        ("0012345;3;Pièce à contrôler\r\n0012346;1;Câble d'été\r\n", "cp1252"),
        ("0012345;3;Peça de reposição, atenção\r\n0012346;1;Pressão do óleo\r\n", "cp1252"),
        ("0012345;3;PIÈCE À CONTRÔLER\r\n0012346;1;CÂBLE D'ÉTÉ\r\n", "cp1252"),
        ("0012345;3;UBICACIÓN, DESIGNACIÓN\r\n0012346;1;PIÑÓN, CAÑERÍA, VÁLVULA\r\n", "cp1252"),
        ("0012345;3;KÜHLER FÜR GETRIEBE\r\n0012346;1;ÖLFILTER\r\n", "cp1252"),
        ("0012345;3;Łożysko koła, wąż chłodnicy\r\n0012346;1;Świeca żarowa\r\n", "cp1250"),
        ("0012345;3;オイルフィルター\r\n0012346;1;ブレーキパッド前\r\n", "cp932"),
        ("0012345;3;오일 필터\r\n0012346;1;브레이크 패드 앞\r\n", "cp949"),
        ("0012345;3;機油濾清器\r\n0012346;1;前煞車來令片\r\n", "cp950"),
    ],
)
def test_an_encoding_is_recognised_without_headings(text: str, encoding: str) -> None:
    sheet = read_sheet(text.encode(encoding), "order.csv")

    assert sheet.encoding == encoding
    assert sheet.rows[0][2] == text.splitlines()[0].split(";")[2]


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_a_delimiter_is_recognised(delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [["PN", "Qty"], ["00123", "4"]])

    sheet = read_sheet(text.encode(), "ORDER.TXT")

    assert (sheet.delimiter, sheet.rows) == (delimiter, [["PN", "Qty"], ["00123", "4"]])


def test_decimal_commas_do_not_become_columns() -> None:
    assert read_sheet(b"1,5;2,5\n3,5;4,5\n", "o.csv").rows == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_a_sep_line_names_the_delimiter_and_keeps_its_row_number() -> None:
    sheet = read_sheet(b"sep=|\r\nPN|Qty\r\nA-1|2\r\n", "o.csv")

    assert (sheet.rows, sheet.row_numbers) == ([["PN", "Qty"], ["A-1", "2"]], [2, 3])


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks() -> None:
    sheet = read_sheet(b'PN,Note\nA-1,"12"" pipe, long\nsecond line"\n\nB-2,x\n', "o.csv")

    assert sheet.rows[1] == ["A-1", '12" pipe, long\nsecond line']
    assert sheet.row_numbers == [1, 2, 4]


def test_a_quote_that_never_closes_is_refused_instead_of_eating_the_rest() -> None:
    with pytest.raises(Refused) as caught:
        read_sheet(b'PN,Qty\nA-1,1\n"B-2,2\nC-3,3\n', "o.csv")

    assert (caught.value.code, caught.value.facts) == ("sheet.quotes_do_not_close", {"row": 3})


def test_too_many_rows_are_counted_and_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_sheet(b"A-1,1\n" * 6_000, "o.csv")

    assert caught.value.facts == {"limit": 5_000, "found": 6_000}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b";" * (10 * 2**20), "sheet.line_too_long"),
        (b"x;1\n" * (10 * 2**18), "sheet.too_many_rows"),
        (b"\n" * (10 * 2**20 - 4) + b"x;1", "sheet.too_many_rows"),
        (b'"' + b"x;1\n" * 40_000, "sheet.quotes_do_not_close"),
        (b"\x89\xab\xcd\xef" * (2 * 2**20), "sheet.line_too_long"),
    ],
)
def test_ten_mebibytes_of_nothing_are_refused_within_two_seconds(data: bytes, code: str) -> None:
    limits = Limits(cpu_seconds=2)

    with pytest.raises(Refused) as caught:
        read_sheet(data, "order.csv", limits)

    assert caught.value.code == code


def test_a_cell_longer_than_the_reader_of_csv_takes_is_named_with_its_column() -> None:
    with pytest.raises(Refused) as caught:
        read_sheet(b"PN,Qty\nA-1," + b"x" * 200_000 + b"\n", "o.csv")

    assert caught.value.facts == {"limit": 32_767, "row": 2, "column": 2}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"," * 200 + b"x\n", "sheet.too_many_columns"),
        (b"A-1," + b"x" * 32_768 + b"\n", "sheet.cell_too_long"),
        (b"A-1," + b"x" * 200_000 + b"\n", "sheet.cell_too_long"),
        (b"\xff\xfeA\x00\x00\xd8,", "sheet.wrong_encoding"),
        (b"\xff\xfeA\x00\x00\x00B\x00", "sheet.not_a_sheet"),
    ],
)
def test_caps_and_torn_text_are_refusals(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_sheet(data, "o.csv")

    assert caught.value.code == code


def test_all_text_together_is_capped() -> None:
    with pytest.raises(Refused, match=r"sheet\.too_much_text"):
        read_sheet(b"A-1,12345\n" * 100, "o.csv", Limits(characters=500))


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=8))
def test_our_own_csv_reads_back_as_it_looked(rows: list[list[str]]) -> None:
    columns = [Column("Part number"), Column("Note")]

    data = b"".join(to_csv(columns, rows))
    sheet = read_sheet(data, "export.csv")

    filled = [row for row in ([seen(cell) for cell in row] for row in rows) if any(cell.strip() for cell in row)]
    width = [[*row, "", ""][:2] for row in sheet.rows[1:]]
    assert sheet.delimiter == ","
    assert [[a, b if b.strip() else ""] for a, b in filled] == [[a, b if b.strip() else ""] for a, b in width]
