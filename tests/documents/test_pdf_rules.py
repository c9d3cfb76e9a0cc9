"""Which snapshots may be issued, how figures and words read, and what the fonts cover."""

import copy
from io import BytesIO

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from fontTools.ttLib import TTFont

from portal.core.config import ROOT
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing import figures
from portal.documents.printing.amount_words import amount_in_words
from portal.documents.printing.glyphs import families_for, printable_characters
from portal.documents.printing.markup import css_string, grouped_sscc, paper_html
from portal.documents.printing.words import Words, words_of
from portal.documents.rules_papers import problems_of
from tests.documents.samples import MAKERS
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.credit_note import make as make_credit_note
from tests.documents.samples.packing_list import make as make_packing_list

FONTS = ROOT / "static" / "fonts"


def without(snapshot: dict, path: str) -> dict:
    """Return the snapshot with the field of a mandatory path taken out of its first place."""
    changed = copy.deepcopy(snapshot)
    *parents, last = path.split(".")
    place = changed
    for name in parents:
        place = place[name.removesuffix("[]")]
        place = place[0] if name.endswith("[]") else place
    del place[last]
    return changed


@pytest.mark.parametrize("kind", MAKERS, ids=str)
def test_a_complete_paper_has_no_problems(kind):
    assert problems_of(kind, MAKERS[kind](7)) == []


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind in MAKERS for path in kind.mandatory], ids=str)
def test_each_mandatory_field_is_missed_by_name(kind, path):
    problems = problems_of(kind, without(MAKERS[kind](2), path))

    assert f"{path.replace('[]', '[0]')} is missing" in problems or (f"{path} is missing" in problems)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"issue_date": "09.03.2026"}, "issue_date is not an ISO date: 09.03.2026"),
        ({"taxes": [{"category": "O", "base": "1", "rate": "0"}]},
         "taxes[0].rate may not be given for category O"),
        ({"taxes": [{"category": "G", "base": "1"}]}, "seller.tax_id is missing"),
        ({"taxes": [{"category": "Z", "base": "1"}]}, "taxes: category Z is not known"),
        ({"taxes": [{"category": "O", "base": "1"}, {"category": "G", "base": "1"}]},
         "taxes: category O may not stand beside another category"),
    ],
)  # fmt: skip
def test_wrong_tax_and_dates_are_named(change, problem):
    assert problem in problems_of(COMMERCIAL_INVOICE, make_invoice(2, **change))


@pytest.mark.parametrize("kind", [COMMERCIAL_INVOICE, PACKING_LIST], ids=str)
@pytest.mark.parametrize(("mode", "named"), [("sea", True), ("air", True), ("road", False), ("courier", False)])
def test_by_sea_and_by_air_the_vessel_or_flight_is_named(kind, mode, named):
    way = {**MAKERS[kind](1)["transport"], "mode": mode, "carrier": "COSCO Shipping", "conveyance": ""}

    problems = problems_of(kind, MAKERS[kind](3, transport=way))

    assert problems == (["transport.conveyance is missing"] if named else [])


def test_an_intra_community_supply_needs_both_vat_numbers():
    snapshot = make_credit_note(1)
    snapshot["taxes"][0]["category"] = "K"
    del snapshot["buyer"]["tax_id"]

    assert problems_of(CREDIT_NOTE, snapshot) == ["buyer.tax_id is missing"]


def test_invoice_sums_are_counted_again():
    snapshot = make_invoice(3)
    total = snapshot["totals"]["total"]
    snapshot["totals"]["total"] = "1.00"

    problems = problems_of(COMMERCIAL_INVOICE, snapshot)

    assert problems == [f"totals.total is 1.00, but adds up to {total}"]


def test_a_line_is_quantity_times_price_within_its_rounding():
    right, wrong = make_invoice(3), make_invoice(3)
    wrong["lines"][2]["amount"] = "1.32"

    assert problems_of(COMMERCIAL_INVOICE, right) == []
    assert problems_of(COMMERCIAL_INVOICE, wrong)[0] == ("lines[2].amount is 1.32, but quantity x unit price is 1.3125")


def test_parts_of_an_order_line_add_up_to_its_rounded_whole():
    snapshot = make_invoice(3)
    snapshot["lines"][2] |= {"quantity": "5", "amount": "0.44"}
    snapshot["lines"][2]["earlier"] = {"quantity": "10", "amount": "0.87"}

    right = problems_of(COMMERCIAL_INVOICE, snapshot)
    snapshot["lines"][2]["amount"] = "0.45"
    wrong = problems_of(COMMERCIAL_INVOICE, snapshot)

    assert not any("lines[2].amount" in problem for problem in right)
    assert "lines[2].amount is 1.32, but quantity x unit price is 1.3125" in wrong


def test_what_was_paid_before_is_taken_from_what_is_due():
    snapshot = make_invoice(1)
    snapshot["totals"] |= {"prepaid": "100.00", "due": "1.00"}

    assert problems_of(COMMERCIAL_INVOICE, snapshot)[0].startswith("totals.due is 1.00, but")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("gross_kg", "455.20", "packages.gross_kg is 455.20, but adds up to 455.10"),
        ("count", 4, "packages.count is 4, but adds up to 3"),
        ("volume_m3", "2.200", "packages.volume_m3 is 2.200, but adds up to 2.160"),
    ],
)
def test_packing_list_totals_are_the_sum_of_cartons(name, value, problem):
    snapshot = make_packing_list(6)
    snapshot["packages"][name] = value

    assert problems_of(PACKING_LIST, snapshot) == [problem]


def test_a_price_on_a_packing_list_is_refused():
    snapshot = make_packing_list(3)
    snapshot["cartons"][0]["lines"][0]["unit_price"] = "48.375"

    assert problems_of(PACKING_LIST, snapshot) == ["cartons[0].lines[0].unit_price may not be on a packing list"]


def test_dangerous_goods_need_a_phone_and_a_packed_carton():
    snapshot = make_packing_list(3)
    snapshot["dangerous_goods"][0]["cartons"] = [9]
    del snapshot["emergency_phone"]

    assert problems_of(PACKING_LIST, snapshot) == [
        "emergency_phone is missing",
        "dangerous_goods[0].cartons names carton 9, which is not packed",
    ]


def test_carton_sides_weights_and_labels_are_checked():
    snapshot = make_packing_list(6)
    snapshot["cartons"][0]["sscc"] = snapshot["cartons"][1]["sscc"]
    snapshot["cartons"][2] |= {"height_cm": "90"}

    assert problems_of(PACKING_LIST, snapshot) == [
        "cartons: a sscc occurs twice",
        "cartons[2].volume_m3 is 0.720, but its sides give 1.08",
    ]


def test_binary_fractions_are_refused():
    snapshot = make_invoice(1)
    snapshot["lines"][0]["amount"] = 48.38

    assert "lines[0].amount is a binary fraction, not a decimal string" in problems_of(COMMERCIAL_INVOICE, snapshot)


@pytest.mark.parametrize(
    ("locale", "amount", "day"),
    [
        ("en", "USD~1,234,567.50", "Mar 9, 2026"),
        ("de", "1.234.567,50~USD", "9. März 2026"),
        ("fr", "1\u202f234\u202f567,50~USD", "9 mars 2026"),
        ("ar_EG", "1,234,567.50~USD", "9 مارس 2026"),
        ("th", "USD~1,234,567.50", "9 มี.ค. 2026"),
        ("zh", "USD~1,234,567.50", "2026年3月9日"),
    ],
)
def test_figures_follow_the_language_in_latin_digits_and_gregorian_years(locale, amount, day):
    assert figures.money("1234567.5", "USD", locale) == amount.replace("~", "\u00a0")
    assert figures.day("2026-03-09", locale) == day


def test_figures_are_never_cut():
    assert figures.unit_price("0.08755", "en") == "0.08755"
    assert figures.quantity("12.500", "en") == "12.5"
    assert figures.quantity("100", "en") == "100"
    assert figures.weight("1234.5", "en") == "1,234.50"
    assert figures.amount("500", "JPY", "en") == "500"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "Four thousand, five hundred and ninety-seven US dollars and 04/100"),
        ("de", "Viertausendfünfhundertsiebenundneunzig US-Dollar 04/100"),
        ("ru", "Четыре тысячи пятьсот девяносто семь долларов США 04/100"),
        ("pt_BR", "Quatro mil, quinhentos e noventa e sete dólares americanos 04/100"),
        ("zh", "美元 肆仟伍佰玖拾柒元零肆分"),
        ("kk", None),
    ],
)
def test_amounts_in_words(locale, words):
    spoken = amount_in_words("4597.04", "USD", Locale.parse(locale))

    assert spoken == words or (spoken or "").lower() == (words or "").lower()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "美元 零元整"), ("10.00", "美元 壹拾元整"), ("1001.50", "美元 壹仟零壹元伍角"),
        ("20005.00", "美元 贰万零伍元整"), ("100000000.00", "美元 壹亿元整"),
        ("105000.00", "美元 壹拾万伍仟元整"), ("100020003.00", "美元 壹亿零贰万零叁元整"),
    ],
)  # fmt: skip
def test_chinese_capital_numerals(amount, words):
    assert amount_in_words(amount, "USD", Locale("zh")) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1.00", "USD", "دولار أمريكي واحد و00/100 فقط لا غير"),
        ("2.00", "USD", "دولاران أمريكيان و00/100 فقط لا غير"),
        ("3.50", "USD", "ثلاثة دولارات أمريكية و50/100 فقط لا غير"),
        ("11.00", "USD", "أحد عشر دولارًا أمريكيًا و00/100 فقط لا غير"),
        ("2000.00", "USD", "ألفا دولار أمريكي و00/100 فقط لا غير"),
        ("2167.20", "USD", "ألفان ومائة وسبعة وستون دولارًا أمريكيًا و20/100 فقط لا غير"),
        ("105.00", "EUR", "مائة وخمسة يورو و00/100 فقط لا غير"),
    ],
)
def test_arabic_declines_what_it_counts(amount, currency, words):
    assert amount_in_words(amount, currency, Locale("ar")) == words


def german() -> Words:
    """Return German words as far as these tests need them."""
    catalog = Catalog(locale="de")
    catalog.add("Credit note", "Rechnungskorrektur", context="paper title")
    catalog.add("Quantity", "Menge")
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Words(Locale("de"), Translations(compiled))


def test_words_stand_in_the_receivers_language_with_english_beside():
    html = paper_html(CREDIT_NOTE, make_credit_note(1), german())

    assert "<h1>Rechnungskorrektur <i>Credit note</i></h1>" in html
    assert "<th>Menge <i>Quantity</i></th>" in html
    assert '<html lang="de" dir="ltr"' in html


def test_an_english_reader_gets_each_word_once():
    html = paper_html(CREDIT_NOTE, make_credit_note(1), words_of("en"))

    assert "<h1>Credit note</h1>" in html
    assert "<i>" not in html


def test_latin_runs_are_isolated_on_papers_read_from_the_right():
    arabic = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("ar"))
    english = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("en"))

    assert 'dir="rtl"' in arabic
    assert '<bdi dir="ltr">CIF Alexandria</bdi>' in arabic
    assert '<bdi dir="ltr">BKCHCNBJ59A</bdi>' in arabic
    assert "bdi" not in english


def test_an_sscc_is_grouped_and_css_strings_cannot_end():
    assert grouped_sscc("080020080000012346") == "(00)\u00a00\u00a08002008\u00a0000001234\u00a06"
    assert css_string('a"</style>\\') == '"a\\22 \\3c /style\\3e \\5c "'


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
    held = [set(TTFont(FONTS / f"{family}-{weight}.ttf").getBestCmap())
            for weight in ("Regular", "Bold")]  # fmt: skip

    assert {chr(point) for point in held[0] & held[1]} <= printable_characters()
    assert held[0] == held[1]
    assert all("glyf" in TTFont(FONTS / f"{family}-{weight}.ttf") for weight in ("Regular", "Bold"))


def test_only_the_fonts_that_a_text_needs_are_loaded():
    assert families_for("Packing list 12") == ["NotoSans"]
    assert families_for("قائمة 装箱单") == ["NotoSans", "NotoSansArabic", "NotoSansCJKsc"]
    assert families_for("ใบ") == ["NotoSans", "NotoSansThai"]


def test_every_language_of_the_portal_has_its_alphabet():
    words = ("ёйщЁ", "ñ¿áü", "çãõ", "œæÿ", "ßẞ", "ğışİ", "ơưđế", "әғқңөұүһі", "oʻgʻ", "øåæ")

    for word in words:
        assert set(word) <= printable_characters(), word


def test_fonts_come_with_their_licence():
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence
    for file in FONTS.glob("*.ttf"):
        assert file.name in licence
