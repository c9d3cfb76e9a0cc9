"""Files made to hurt: each is a refusal within seconds and megabytes, none a crash."""

import io
import resource
import struct
import zipfile

import pytest

from portal.core.errors import Refused
from portal.core.sheets.model import DEFAULT_LIMITS, Limits
from tests.core.sheets import workbooks as made
from tests.core.sheets.workbooks import read_sheet

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def refused(data: bytes, limits: Limits = DEFAULT_LIMITS, name: str = "order.xlsx") -> Refused:
    before = seconds_of_children()
    with pytest.raises(Refused) as caught:
        read_sheet(data, name, limits)
    assert seconds_of_children() - before < limits.cpu_seconds + 2
    return caught.value


def seconds_of_children() -> float:
    """Return the processor time of all children that have ended; how busy the machine is has no say in it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def plain() -> bytes:
    return made.xlsx(["Part No.", "Qty"], ["A-1", 2])


def replaced(rows: str) -> bytes:
    return made.with_part(plain(), SHEET, made.sheet_xml(rows))


def test_control_the_replaced_sheet_is_read_when_it_is_honest() -> None:
    data = replaced('<row r="1"><c r="A1"><v>5</v></c></row>')

    assert read_sheet(data, "o.xlsx").rows == [["5"]]


def test_an_entry_that_unpacks_two_hundredfold_is_refused() -> None:
    no = refused(made.with_part(plain(), STRINGS, b"<sst>" + b" " * 30_000_000 + b"</sst>"))

    assert (no.code, no.facts["entry"]) == ("sheet.unpacks_too_large", STRINGS)


def test_entries_that_unpack_to_too_much_together_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(70):
            archive.writestr(f"xl/media/{number}.bin", b"ab" * 2**19)

    assert refused(target.getvalue()).facts == {"limit": 64, "found": 70}


def test_too_many_entries_are_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(1_001):
            archive.writestr(f"{number}", b"")

    assert refused(target.getvalue()).code == "sheet.too_many_entries"


def test_a_directory_that_understates_a_size_shows_the_parser_nothing_unchecked() -> None:
    name = SHEET.encode()
    honest = made.with_part(plain(), SHEET, made.sheet_xml(" " * 2_000_000))
    body = bytearray(honest)
    place = body.rindex(b"PK\x01\x02", 0, body.rindex(name))
    struct.pack_into("<I", body, place + 24, 100)

    assert refused(bytes(body)).code == "sheet.unreadable"
    assert refused(honest).code in {"sheet.unpacks_too_large", "sheet.empty"}


def test_an_archive_within_the_archive_is_refused() -> None:
    no = refused(made.with_part(plain(), "xl/embeddings/more.bin", plain()))

    assert (no.code, no.facts["entry"]) == ("sheet.nested_archive", "xl/embeddings/more.bin")


def test_a_billion_laughs_in_the_shared_strings_are_refused() -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'

    assert refused(made.with_part(plain(), STRINGS, laughs)).code == "sheet.has_entities"


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
def test_an_outside_entity_is_refused_in_every_part(part: str) -> None:
    attack = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'

    whole = made.formula_xlsx("=1+1", 2)

    no = refused(made.with_part(whole, part, attack + made.part_of_body(whole, part)))

    assert no.code == "sheet.has_entities"


def test_an_entity_in_an_ods_is_refused() -> None:
    data = made.ods(["A-1", 2])
    attack = b'<!DOCTYPE x [<!ENTITY f "x">]>' + made.part_of_body(data, "content.xml")

    assert refused(made.with_part(data, "content.xml", attack)).code == "sheet.has_entities"


def test_a_declared_million_rows_do_not_matter_but_used_ones_do() -> None:
    declared = made.sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>', "A1:XFD1048576")
    far = replaced('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="T1048576"><v>1</v></c></row>')

    assert read_sheet(made.with_part(plain(), SHEET, declared), "o.xlsx").rows == [["5"]]
    no = refused(far)
    assert (no.code, no.facts) == ("sheet.cells_far_apart", {"row": 1_048_576, "column": 20})


def test_a_million_columns_are_refused() -> None:
    cells = "<c><v>1</v></c>" * 1_000_000

    no = refused(replaced(f'<row r="1">{cells}</row>'), Limits(ratio=10_000, wall_seconds=180))

    assert (no.code, no.facts) == ("sheet.too_many_columns", {"limit": 200, "found": 1_000_000, "row": 1})


def test_more_columns_than_the_limit_are_refused_and_styled_blanks_are_not() -> None:
    blank = replaced('<row r="1"><c r="A1"><v>5</v></c><c r="XFD1" s="0"/></row>')

    assert refused(made.xlsx(["x"] * 201)).facts == {"limit": 200, "found": 201, "row": 1}
    assert read_sheet(blank, "o.xlsx").rows == [["5"]]


def test_deep_xml_is_refused() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000

    assert refused(made.with_part(plain(), SHEET, deep), Limits(ratio=10_000)).code == "sheet.unreadable"


def test_a_long_string_used_a_thousand_times_is_too_much_text() -> None:
    strings = f"<sst><si><t>{'x' * 32_000}</t></si></sst>".encode().replace(
        b"<sst>", b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_001))

    data = made.with_part(replaced(rows), STRINGS, strings)

    assert refused(data).facts == {"limit": 8_000_000}


def test_a_cell_longer_than_a_cell_may_be_is_refused() -> None:
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"xy" * 20_000}</t></is></c></row>'

    assert refused(replaced(rows)).facts == {"limit": 32_767, "row": 1, "column": 1}


def test_repeated_ods_rows_count_and_empty_ones_do_not() -> None:
    data = made.ods(["A-1", 2])
    body = made.part_of(data, "content.xml")
    row = b"<table:table-row"
    many = body.replace(row, b'<table:table-row table:number-rows-repeated="9000"', 1)
    tail = b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    padded = body.replace(b"</table:table>", tail + b"</table:table>")

    no = refused(made.with_part(data, "content.xml", many), name="o.ods")

    assert (no.code, no.facts) == ("sheet.more_rows", {"limit": 5_000})
    assert len(read_sheet(made.with_part(data, "content.xml", padded), "o.ods").rows) == 1


@pytest.mark.parametrize("row", ["0", "-5", "x", "99999999999999999999"])
def test_nonsense_places_are_unreadable(row: str) -> None:
    assert refused(replaced(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>')).code in {
        "sheet.unreadable",
        "sheet.cells_far_apart",
    }


def test_a_reader_out_of_memory_or_time_is_a_refusal() -> None:
    rows = [[f"P{i}", i] for i in range(4_000)]
    data = made.xlsx(*rows)

    wide = replaced('<row r="1"><c r="A1"><v>1</v></c></row><row r="19000"><c r="GR19000"><v>1</v></c></row>')

    assert refused(wide, Limits(memory_mib=64)).code == "sheet.too_heavy"
    assert len(read_sheet(wide, "o.xlsx", Limits(wall_seconds=180)).rows) == 2
    assert refused(data, Limits(cpu_seconds=0)).code == "sheet.too_heavy"
    assert refused(data, Limits(wall_seconds=0)).code == "sheet.too_heavy"
    assert len(read_sheet(data, "o.xlsx").rows) == 4_000


def test_an_old_xls_full_of_noise_is_unreadable() -> None:
    good = bytearray(made.xls([["A-1", 2.0]]))
    good[1536:1600] = b"\xff" * 64

    assert refused(bytes(good), name="o.xls").code in {"sheet.unreadable", "sheet.empty"}


def test_four_million_empty_cells_cost_little_and_count_for_nothing() -> None:
    styled = "".join(f'<c r="{letters}{{n}}" s="1"/>' for letters in made.COLUMNS[:200])
    empty = "".join(f'<row r="{n}">{styled.format(n=n)}</row>' for n in range(3, 14_003))
    data = replaced('<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><v>6</v></c></row>' + empty)
    assert len(data) < 10 * 2**20

    before = seconds_of_children()
    sheet = read_sheet(data, "o.xlsx", Limits(ratio=100_000))

    assert sheet.rows == [["5"], ["6"]]
    assert seconds_of_children() - before < 2.5


def test_rows_of_empty_cells_without_names_count_for_nothing_either() -> None:
    cells = '<c s="1"/>' * 200
    many = "".join(f'<row r="{n}">{cells}</row>' for n in range(3, 20_003))
    data = replaced('<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><v>6</v></c></row>' + many)
    assert len(data) < 200_000

    before = seconds_of_children()
    assert read_sheet(data, "o.xlsx", Limits(ratio=100_000)).rows == [["5"], ["6"]]
    assert seconds_of_children() - before < 1.5


def test_a_blank_in_a_far_column_counts_for_nothing() -> None:
    blank = '<c r="ZZ1" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>'

    assert read_sheet(replaced(f'<row r="1"><c r="A1"><v>5</v></c>{blank}</row>'), "o.xlsx").rows == [["5"]]


def test_forty_three_thousand_rows_are_refused_before_they_are_walked() -> None:
    row = "".join(f'<c r="{letters}{{n}}"><v>{{n}}</v></c>' for letters in made.COLUMNS[:12])
    data = replaced("".join(f'<row r="{n}">{row.format(n=n)}</row>' for n in range(1, 43_502)))

    before = seconds_of_children()
    no = refused(data, Limits(ratio=100_000))

    assert (no.code, no.facts) == ("sheet.more_rows", {"limit": 5_000})
    assert seconds_of_children() - before < 2
