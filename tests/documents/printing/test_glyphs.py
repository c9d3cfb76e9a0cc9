"""What the fonts of papers cover, and which of them a text needs."""

import pytest
from fontTools.ttLib import TTFont

from portal.core.config import ROOT
from portal.core.printed_text import printable_characters
from portal.documents.printing.glyphs import families_for
from portal.documents.printing.pdf import font_faces

FONTS = ROOT / "static" / "fonts"


def test_every_character_of_gb2312_and_every_mark_of_number_formats_is_printable():
    ideographs = {
        bytes((row + 0xA0, cell + 0xA0)).decode("gb2312")
        for row in range(16, 88)
        for cell in range(1, 95)
        if not (row == 55 and cell > 89)
    }

    assert len(ideographs) == 6763
    assert ideographs <= printable_characters()
    assert set("\u00a0\u202f\u200e\u200f،؛؟٪฿¥€£₽₺№×²³≤−") <= printable_characters()
    assert set("，。；：（）！？、《》") <= printable_characters()
    assert "\N{ROCKET}" not in printable_characters()


@pytest.mark.parametrize("family", ["NotoSans", "NotoSansArabic", "NotoSansThai", "NotoSansCJKsc"])
def test_the_list_of_printable_characters_is_what_both_weights_hold(family):
    held = [set(TTFont(FONTS / f"{family}-{weight}.ttf").getBestCmap()) for weight in ("Regular", "Bold")]

    assert {chr(point) for point in held[0] & held[1]} <= printable_characters()
    assert held[0] == held[1]
    assert all("glyf" in TTFont(FONTS / f"{family}-{weight}.ttf") for weight in ("Regular", "Bold"))


def test_rare_chinese_signs_of_gbk_are_printable_from_a_font_loaded_only_for_them():
    rare = {bytes((first, second)).decode("gbk") for first in (0x81, 0xA0) for second in range(0x40, 0x7F)}

    assert rare | set("镕喆堃玥") <= printable_characters()
    assert families_for("王喆") == ["NotoSans", "NotoSansCJKsc", "NotoSansCJKscRare"]
    assert "NotoSansCJKscRare" not in families_for("尼罗河")
    assert font_faces("喆").count("NotoSansCJKscRare-Regular.ttf") == 2


def test_only_the_fonts_that_a_text_needs_are_loaded():
    assert families_for("Packing list 12") == ["NotoSans"]
    assert families_for("قائمة 装箱单") == ["NotoSans", "NotoSansArabic", "NotoSansCJKsc"]
    assert families_for("ใบ") == ["NotoSans", "NotoSansThai"]


def test_a_paper_names_the_families_its_text_needs_and_no_other():
    assert font_faces("12").endswith("@page{font-family:PaperNotoSans}html{font-family:PaperNotoSans}\n")
    assert font_faces("قائمة").endswith("html{font-family:PaperNotoSans,PaperNotoSansArabic}\n")


def test_every_language_of_the_portal_has_its_alphabet():
    words = ("ёйщЁ", "ñ¿áü", "çãõ", "œæÿ", "ßẞ", "ğışİ", "ơưđế", "әғқңөұүһі", "oʻgʻ", "øåæ")

    for word in words:
        assert set(word) <= printable_characters(), word


def test_fonts_come_with_their_licence():
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence
    for file in FONTS.glob("*.ttf"):
        assert file.name in licence
