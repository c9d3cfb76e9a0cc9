"""A paper's page: the receiver's words with English beside them, Latin runs kept in their direction."""

from io import BytesIO

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from markupsafe import Markup

from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.printing.columns import Column, Widths, tabs_between
from portal.documents.printing.markup import css_string, grouped_sscc, heads_of, paper_html
from portal.documents.printing.words import Words, words_of
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.credit_note import make as make_credit_note
from tests.documents.samples.packing_list import make as make_packing_list


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
    assert '<th scope="col" class="figure">Menge<i>Quantity</i></th>' in html
    assert '<html lang="de" dir="ltr"' in html


def test_heads_of_columns_that_share_a_cell_share_one_too_where_each_stays_on_its_line():
    columns = [Column(Markup("Nr."), ("Nr.", "No.")), Column(Markup("Teilenummer"), ("Teilenummer", "Part number"))]
    roomy, narrow = Widths((12.0, 30.0), 7.4, False), Widths((12.0, 14.0), 7.4, False)

    assert tabs_between(columns, roomy.columns, 12.0) == ((1,), (1,))
    assert tabs_between(columns, (24.0, 30.0), 12.0) == ((2,), (2,))
    assert tabs_between(columns, narrow.columns, 12.0) is None
    assert heads_of(german(), columns, roomy, [(0, 2, 12.0)]) == [(2, "Nr.\tTeilenummer<i>No.\tPart number</i>")]
    assert heads_of(german(), columns, narrow, [(0, 2, 12.0)]) == [(1, "Nr."), (1, "Teilenummer")]
    assert heads_of(german(), columns, roomy, []) == [(1, "Nr."), (1, "Teilenummer")]


def test_an_english_reader_gets_each_word_once():
    html = paper_html(CREDIT_NOTE, make_credit_note(1), words_of("en"))

    assert "<h1>Credit note</h1>" in html
    assert "<i>" not in html


def test_latin_runs_are_isolated_on_papers_read_from_the_right():
    arabic = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("ar"))
    english = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("en"))

    assert 'dir="rtl"' in arabic
    assert "\u2066CIF \u2060Alexandria\u2069" in arabic
    assert "\u2066BKCHCNBJ59A\u2069" in arabic and "\u2066" not in english
    assert "bdi" not in english


def test_a_long_text_from_the_left_breaks_inside_an_element_of_its_own():
    arabic = words_of("ar")

    assert (
        str(arabic.latin("No. 18 Jinyu Avenue, Liangjiang")) == '<bdi dir="ltr">No. 18 Jinyu Avenue, Liangjiang</bdi>'
    )
    assert str(arabic.latin("a; b")) == '<bdi dir="ltr" class="kept">a; b</bdi>'


def test_two_columns_share_a_cell_where_that_keeps_them_in_line():
    english = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("en"))
    arabic = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("ar"))

    assert '<td colspan="2">1\t21029627</td><td colspan="2">8708.10 CN\tFront bumper bracket, left</td>' in english
    assert '<td colspan="2">1\t21029627</td><td>Front bumper bracket, left</td>' in arabic
    assert '<td colspan="2">\u20668708.10 CN\u2069\t\u20661 PCE\u2069</td>' in arabic
    assert '<td colspan="2">48.3750\t48.38</td></tr>' in arabic


@pytest.mark.parametrize("steady", ["21029627", "AV11", "12AB34", "48.3750", "1,048.38", "2108.10"])
def test_what_reads_from_the_left_in_any_line_needs_no_signs(steady):
    assert str(words_of("ar").in_line(steady)) == steady


@pytest.mark.parametrize(
    "turned", ["21-401A.7", "8 PCE", "AV11-8802/B", "1.", ".5", "AB.12", "A,B", "-5", "5%", "SO 1"]
)
def test_what_a_line_from_the_right_would_turn_is_isolated(turned):
    assert str(words_of("ar").in_line(turned)) == f"\u2066{turned}\u2069"


def test_a_label_is_one_text_whose_english_stays_on_its_line():
    chinese, arabic = words_of("zh"), words_of("ar")

    assert str(chinese.label("Invoice number")) == "发票号 Invoice\u00a0number"
    assert str(arabic.label("B/L or AWB number")).endswith(" \u2066B/\u2060L\u00a0or\u00a0AWB\u00a0number\u2069")
    assert str(words_of("en").label("Invoice number")) == "Invoice number"
    assert str(chinese.dated("2026年3月9日", "9 Mar 2026")) == "2026年3月9日 · 9\u00a0Mar\u00a02026"


def test_an_element_of_one_text_lies_from_the_left_and_signs_turn_what_is_read_from_the_right():
    english, arabic = words_of("en"), words_of("ar")

    assert str(arabic.whole("p", "Depot & Co", "name")) == '<p class="name level">Depot &amp; Co</p>'
    assert str(arabic.whole("p", "مستودع قطع")) == '<p class="level">مستودع قطع</p>'
    assert str(arabic.whole("p", "مستودع 7")) == '<p class="level">مستودع \u200f\u20667\u2069\u200f</p>'
    assert str(arabic.whole("p", "مستودع.")) == '<p class="level">\u200fمستودع.\u200f</p>'
    assert str(english.whole("td", "Depot", "value")) == '<td class="value">Depot</td>'
    assert str(english.whole("th", "Sum", columns=2)) == '<th scope="row" colspan="2">Sum</th>'


def test_runs_from_the_left_alone_keep_their_order_from_the_right():
    arabic = words_of("ar")

    shown = arabic.whole("p", arabic.latin("Li Wei") + " · " + arabic.latin("+86"))

    runs = ["\u200f\u2066Li \u2060Wei\u2069\u200f", "\u200f·\u200f", "\u200f\u2066+86\u2069\u200f"]
    assert str(shown) == '<p class="level">' + " ".join(runs) + "</p>"


def test_what_holds_an_element_is_read_as_the_paper_is():
    arabic = words_of("ar")

    assert str(arabic.whole("p", arabic.both("Unit price"))) == f"<p>{arabic.both('Unit price')}</p>"
    assert str(arabic.whole("td", arabic.here("Net"), below="Net 1")).endswith("<i>Net 1</i></td>")


def test_a_head_has_its_unit_beside_it_and_its_english_below():
    chinese, arabic = words_of("zh"), words_of("ar")

    assert str(chinese.headed("Unit price", "USD")) == "单价 USD<i>Unit price</i>"
    assert str(arabic.headed("Amount", "USD")).endswith(" \u200f\u2066USD\u2069\u200f<i>Amount</i>")
    assert str(words_of("en").headed("Amount")) == "Amount"


def test_an_sscc_is_grouped_and_css_strings_cannot_end():
    assert grouped_sscc("080020080000012346") == "(00)\u00a00\u00a08002008\u00a0000001234\u00a06"
    assert css_string('a"</style>\\') == '"a\\22 \\3c /style\\3e \\5c "'


def test_a_heading_read_from_the_right_lies_from_the_left_with_its_english_first():
    assert str(words_of("ar").heading("h2", "Buyer", "next")) == '<h2 class="next level"><i>Buyer</i> المشتري</h2>'
    assert str(words_of("zh").heading("h2", "Buyer")) == "<h2>买方 <i>Buyer</i></h2>"
    assert str(words_of("en").heading("h2", "Buyer", "next")) == '<h2 class="next">Buyer</h2>'


@pytest.mark.parametrize(
    ("locale", "cells"),
    [
        ("en", ["1\t21029627", "8708.10 CN\tFront bumper bracket, left", "SO-2026-000123, PO 4500123\t\u20071 PCE"]),
        (
            "ar",
            [
                "1\t21029627",
                "Front bumper bracket, left",
                "\u20668708.10 CN\u2069\t\u2066SO-2026-000123, PO 4500123\u2069\t\u20661 PCE\u2069",
            ],
        ),
    ],
)
def test_a_row_of_a_packing_list_is_three_cells(locale, cells):
    html = paper_html(PACKING_LIST, make_packing_list(3), words_of(locale))

    row = html.partition("21029627")[0].rpartition("<tr")[2] + html.partition("21029627")[2].partition("</tr>")[0]
    assert row.count("<td") == 3
    for cell in cells:
        assert f">{cell}</td>" in html


def test_a_short_order_leaves_its_second_step_empty_and_a_broken_code_has_a_cell_of_its_own():
    short, broken = make_packing_list(2), make_packing_list(2)
    short["cartons"][0]["lines"][0].pop("po_number")
    broken["cartons"][0]["lines"][0]["part_number"] = "W" * 60

    arabic, english = words_of("ar"), words_of("en")

    assert "\u2066SO-2026-000123\u2069\t\t\u20661 PCE\u2069</td>" in paper_html(PACKING_LIST, short, arabic)
    assert "<td>SO-2026-000123, PO 4500123</td><td>1 PCE</td>" in paper_html(PACKING_LIST, broken, english)
    assert "<td>\u20661 PCE\u2069</td>" in paper_html(PACKING_LIST, broken, arabic)
