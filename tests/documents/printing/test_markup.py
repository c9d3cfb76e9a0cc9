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


def test_an_sscc_is_grouped_and_css_strings_cannot_end():
    assert grouped_sscc("080020080000012346") == "(00)\u00a00\u00a08002008\u00a0000001234\u00a06"
    assert css_string('a"</style>\\') == '"a\\22 \\3c /style\\3e \\5c "'
