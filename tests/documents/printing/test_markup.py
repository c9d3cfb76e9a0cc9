"""A paper's page: the receiver's words with English beside them, Latin runs kept in their direction."""

from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.printing.markup import css_string, grouped_sscc, paper_html
from portal.documents.printing.words import Words, words_of
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.documents.samples.credit_note import make as make_credit_note


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
    assert '<th scope="col">Menge <i>Quantity</i></th>' in html
    assert '<html lang="de" dir="ltr"' in html


def test_an_english_reader_gets_each_word_once():
    html = paper_html(CREDIT_NOTE, make_credit_note(1), words_of("en"))

    assert "<h1>Credit note</h1>" in html
    assert "<i>" not in html


def test_latin_runs_are_isolated_on_papers_read_from_the_right():
    arabic = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("ar"))
    english = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("en"))

    assert 'dir="rtl"' in arabic
    assert '<bdi dir="ltr" class="kept">CIF Alexandria</bdi>' in arabic
    assert "\u2066BKCHCNBJ59A\u2069" in arabic and "\u2066" not in english
    assert "bdi" not in english


def test_two_columns_share_a_cell_where_that_keeps_them_in_line():
    english = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("en"))
    arabic = paper_html(COMMERCIAL_INVOICE, make_invoice(1), words_of("ar"))

    assert '<td colspan="2">1\t21029627</td><td colspan="2">8708.10 CN\tFront bumper bracket, left</td>' in english
    assert '<td colspan="2">\u20661\u2069\t\u206621029627\u2069</td><td>Front bumper bracket, left</td>' in arabic
    assert '<td colspan="2">\u206648.3750\u2069\t\u206648.38\u2069</td></tr>' in arabic


def test_a_label_is_one_text_whose_english_stays_on_its_line():
    chinese, arabic = words_of("zh"), words_of("ar")

    assert str(chinese.label("Invoice number")) == "发票号 Invoice\u00a0number"
    assert str(arabic.label("B/L or AWB number")).endswith(" \u2066B/\u2060L\u00a0or\u00a0AWB\u00a0number\u2069")
    assert str(words_of("en").label("Invoice number")) == "Invoice number"
    assert str(chinese.dated("2026年3月9日", "Mar 9, 2026")) == "2026年3月9日 · Mar\u00a09,\u00a02026"


def test_a_text_in_latin_letters_is_read_from_the_left_without_an_element_inside():
    assert str(words_of("ar").whole("p", "Depot & Co", "name")) == '<p class="name latin">Depot &amp; Co</p>'
    assert str(words_of("ar").whole("p", "مستودع")) == "<p>مستودع</p>"
    assert str(words_of("en").whole("td", "Depot", "value")) == '<td class="value">Depot</td>'


def test_an_sscc_is_grouped_and_css_strings_cannot_end():
    assert grouped_sscc("080020080000012346") == "(00)\u00a00\u00a08002008\u00a0000001234\u00a06"
    assert css_string('a"</style>\\') == '"a\\22 \\3c /style\\3e \\5c "'
