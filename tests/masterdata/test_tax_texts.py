"""What papers say of VAT is master data with a first day: it goes by the day of supply and stays on the paper."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.billing import service, service_tax_texts
from portal.billing.models_tax_texts import TaxText
from portal.billing.queries_tax_texts import tax_sentence
from portal.billing.rules_tax_texts import Sentence, sentence_on, unsaid
from portal.core.data.sessions import db, perform
from portal.core.dated import Dated
from portal.core.errors import Refused
from portal.core.locales import OFFERED
from portal.core.web.refusals import words_of as told_in_words
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.credit_note import CREDIT_NOTE
from portal.documents.models import Document
from portal.documents.printing.markup import paper_html
from portal.documents.printing.words import words_of
from portal.documents.rules_kinds import PaperKind
from portal.finance.models import LedgerEntry
from portal.masterdata.kinds.trade.tax_texts import TAX_TEXTS
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Row
from tests.billing.factories import NOW, Trade, make_order, make_trade, part, ship
from tests.billing.test_credit_notes import claim, credit, credited
from tests.documents.samples.commercial_invoice import make as make_invoice
from tests.factories import make_hq_user, next_number
from tests.masterdata.factories import agree, ask, send, sign_in, steward
from tests.masterdata.test_catalogue_kinds import comes_in_again
from tests.masterdata.test_prices import problems
from tests.web import Page

pytestmark = pytest.mark.both_engines
HEADINGS = ("VAT category", "Language", "Valid from", "Sentence on papers", "Source")
FIRST = "2026-03-10"
NEW = {
    "en": "Outside the scope of EU VAT (Article 2)",
    "zh": "不在欧盟增值税范围内（第 2 条）",
    "ar": "خارج نطاق ضريبة القيمة المضافة للاتحاد (المادة 2)",
}


def rows(**sentences: str) -> list[tuple[str, ...]]:
    """Return rows of category O from 10 March on."""
    return [("O", language, FIRST, sentence, "Directive 2026/1, Article 2") for language, sentence in sentences.items()]


def set_texts(app: Flask) -> Page:
    """Let the steward ask for new texts of category O, and finance agree to them."""
    browser = steward(app)
    page = ask(browser, send(browser, "tax_texts", HEADINGS, *rows(**NEW)))
    return agree(sign_in(app, make_hq_user(role="hq_finance")), page)


def invoiced(departs: datetime, trade: Trade | None = None) -> tuple[Trade, Any]:
    """Issue the invoice of a shipment that leaves at an instant; return who bought, and the shipment."""
    trade = trade or make_trade(locale="ar")
    text = f"V{next_number()}"
    line = make_order(trade, (part(text), text, 2, "10"))[0]
    shipment = ship(trade, (line, 2), departs=departs)
    perform(service.issue_papers_for, shipment.id, None, NOW)
    return trade, shipment


def taxes(kind: PaperKind) -> list[dict[str, str]]:
    """Return what the papers of a kind say of VAT, in the order in which they were issued."""
    found = db.session.scalars(sa.select(Document.snapshot).where(Document.kind == kind).order_by(Document.id))
    return [snapshot["taxes"][0] for snapshot in found]


def test_a_new_database_begins_with_what_papers_said_so_far(app: Flask) -> None:
    said = [tax_sentence(category, "en", date(2007, 1, 1)).english for category in "OGK"]

    assert said == [
        "Not subject to VAT",
        "Export outside the EU, exempt from VAT under Article 146 of Directive 2006/112/EC",
        "Intra-community supply, exempt from VAT under Article 138 of Directive 2006/112/EC",
    ]
    assert tax_sentence("O", "ar", NOW.date()) == Sentence("غير خاضع لضريبة القيمة المضافة", said[0])
    assert tax_sentence("O", "zh", NOW.date()).local == "不属于增值税征收范围"
    assert tax_sentence("O", "th", NOW.date()) == Sentence(said[0], said[0]), "Thai is not offered yet"
    with pytest.raises(Refused) as refused:
        tax_sentence("O", "en", date(2006, 12, 31))
    assert (refused.value.code, refused.value.facts["category"]) == ("billing.no_tax_text", "O")


def test_an_invoice_goes_by_the_day_of_supply_and_its_credit_note_by_that_same_day(app: Flask) -> None:
    assert "Applied" in set_texts(app).main

    trade, before = invoiced(datetime(2026, 3, 9, 6, tzinfo=NOW.tzinfo))
    invoiced(datetime(2026, 3, 10, 6, tzinfo=NOW.tzinfo), trade)
    credit(trade, claim(trade, before, credited(before, 1, "10.00")))

    old = {"text": "غير خاضع لضريبة القيمة المضافة", "text_en": "Not subject to VAT"}
    new = {"text": NEW["ar"], "text_en": NEW["en"]}
    assert taxes(COMMERCIAL_INVOICE) == [{"category": "O", "base": "20.00", **each} for each in (old, new)]
    assert taxes(CREDIT_NOTE) == [{"category": "O", "base": "10.00", **old}]


def test_without_a_sentence_nothing_is_issued_and_no_number_is_taken(app: Flask) -> None:
    gone = {"vat_category": "O", "language": "en", "valid_from": "2007-01-01"}
    perform(service_tax_texts.set_tax_texts, [], [gone], (None, None))

    with app.app_context(), pytest.raises(Refused) as refused:
        invoiced(NOW)

    assert refused.value.code == "billing.no_tax_text"
    assert [len(db.session.scalars(sa.select(each)).all()) for each in (Document, LedgerEntry)] == [0, 0]


def test_what_an_issued_paper_says_stays_when_the_law_changes(app: Flask) -> None:
    invoiced(NOW)
    before = taxes(COMMERCIAL_INVOICE)

    set_texts(app)
    db.session.remove()

    assert taxes(COMMERCIAL_INVOICE) == before
    assert before[0]["text_en"] == "Not subject to VAT"


@pytest.mark.parametrize(("language", "beside"), [("ar", True), ("zh", True), ("en", False)])
def test_the_paper_prints_the_sentence_in_its_language_and_in_english(language: str, beside: bool) -> None:
    said = {"category": "O", "base": "1", "text": NEW[language], "text_en": NEW["en"]}

    html = paper_html(COMMERCIAL_INVOICE, make_invoice(1, language, taxes=[said]), words_of(language))

    assert html.count(NEW["en"]) == 1
    assert (f"<i>{NEW['en']}</i>" in html) is beside
    assert "VATEX" in html
    assert language == "ar" or NEW[language] in html


def test_every_language_of_papers_is_said_on_one_day(app: Flask) -> None:
    browser = steward(app)

    page = send(browser, "tax_texts", HEADINGS, *rows(en=NEW["en"], ar=NEW["ar"]))

    ((row, column, why),) = problems(page)
    assert (row, column) == ("2", "Language")
    assert why.startswith("From this day on nothing is said in: Chinese. Send all languages in one file")


def test_signs_no_paper_prints_and_categories_nobody_has_are_row_errors(app: Flask) -> None:
    browser, texts = steward(app), rows(**NEW)
    texts[0] = ("O", "en", FIRST, "Not subject 🚗", "")
    texts[1] = ("E", *texts[1][1:])

    found = problems(send(browser, "tax_texts", HEADINGS, *texts))

    assert [(row, column) for row, column, _why in found] == [
        ("2", "Sentence on papers"),
        ("2", "Source"),
        ("3", "VAT category"),
        ("4", "Language"),
    ]


def test_a_sentence_is_mended_by_its_form_and_the_first_one_never_goes(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/tax_texts/row?key=O%7Cen%7C2007-01-01")
    page = browser.send({"sentence": "Not subject to EU VAT", "reason": "clearer"}, button="Ask for the change")
    assert "waits for a second person" in page.text
    agree(sign_in(app, make_hq_user(role="hq_finance")), browser.page("/hq/data-changes/1"))
    assert tax_sentence("O", "en", NOW.date()).english == "Not subject to EU VAT"
    row = db.session.scalars(sa.select(TaxText).where(TaxText.approved_by.is_not(None))).one()
    assert row.changed_by != row.approved_by

    comes_in_again(browser, "tax_texts", 9)
    browser.page("/hq/data/tax_texts/row?key=O%7Cen%7C2007-01-01")
    refused = browser.send({"reason": "not needed"}, button="Remove", status=422)

    told = "nothing is said in: English"
    assert told in refused.main and refused.fields(button="Remove")["reason"] == "not needed"
    (changes, removes) = refused.select("//main//form[@method='post']")
    assert [told in "".join(form.itertext()) for form in (changes, removes)] == [False, True]


def test_the_beginning_of_a_category_never_goes(app: Flask) -> None:
    set_texts(app)
    first = [Change(f"O|{each}|2007-01-01", Action.GONE, _row(each, "2007-01-01"), None) for each in OFFERED]
    later = [Change(f"O|{each}|{FIRST}", Action.GONE, _row(each, FIRST), None) for each in OFFERED]

    told = {one.code: one.facts for one in TAX_TEXTS.judge(first)}

    assert told == {"masterdata.unsaid_since": {"day": "2007-01-01"}}
    with app.test_request_context():
        words = told_in_words(Refused("masterdata.unsaid_since", day="2007-01-01"))
    assert words == "Papers of what is supplied from 1 Jan 2007 on would say nothing of VAT."
    assert list(TAX_TEXTS.judge(later)) == []


def _row(language: str, first: str) -> Row:
    return {"vat_category": "O", "language": language, "valid_from": first, "sentence": "x", "source": "y"}


def test_what_is_missing_is_found_by_category_and_day() -> None:
    first, second = date(2026, 1, 1), date(2026, 3, 10)
    texts = [("O", each, first) for each in OFFERED] + [("O", "en", second), ("G", "ar", second)]

    assert unsaid(texts, OFFERED) == {("O", second): ["zh", "ar"], ("G", second): ["en", "zh"]}


def test_a_sentence_holds_until_the_next_one_begins() -> None:
    said = Dated([("O|en", date(2026, 1, 1), "old"), ("O|en", date(2026, 3, 10), "new")])

    told = [sentence_on(said, "O", "ar", date(2026, 3, day)).english for day in (9, 10)]
    assert told == ["old", "new"]
