"""Texts for papers: what nobody sees is taken out, and the first sign that cannot be printed is named."""

import pytest

from portal.core.errors import FieldRefused
from portal.core.printed_text import check_printable, legible, shown_name, sign_facts, unprintable


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("PO 4500123", "PO 4500123"),
        ("PO\u202e3210054", "PO3210054"),
        ("\ufeffPO\u200b-1\u00ad1\x00", "PO-11"),
        ("Line one\u2028line two\r\nline three", "Line one\nline two\nline three"),
        ("Mu\u0308nchen", "München"),
        ("شركة\u200fالنيل", "شركةالنيل"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("A\u200cB", "AB"),
        ("❤\ufe0f", "❤"),
        ("tab\tstays", "tab\tstays"),
        (None, ""),
    ],
)
def test_a_text_is_taken_as_it_is_seen(typed: str | None, seen: str) -> None:
    assert legible(typed) == seen


def test_the_first_sign_that_no_paper_prints_is_found() -> None:
    assert unprintable("Nile Motors النيل 尼罗河 ชิ้นส่วน Økern") == ""
    assert unprintable("PO 주문-2026/11") == "주"


def test_a_text_that_cannot_be_printed_is_refused_beside_its_field_by_the_name_of_the_sign() -> None:
    check_printable("PO 11", "po_number")
    with pytest.raises(FieldRefused) as refused:
        check_printable("\N{ROCKET}", "po_number")

    assert (refused.value.field, refused.value.code) == ("po_number", "text.unprintable")
    assert refused.value.facts == sign_facts("\N{ROCKET}")
    assert refused.value.facts["name"] == "ROCKET"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\u202evsc.exe", "vsc.exe"),
        ("C:\\orders\\july.xlsx", "july.xlsx"),
        ("../../a\r\nb.csv", "ab.csv"),
        ("\u200f..", ""),
        ("x" * 200 + ".csv", "x" * 116 + ".csv"),
        (None, ""),
    ],
)
def test_the_name_of_a_file_is_shown_without_folders_and_unseen_signs(sent: str | None, shown: str) -> None:
    assert shown_name(sent) == shown
