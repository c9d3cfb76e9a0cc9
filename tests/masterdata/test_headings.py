"""In every language each heading of a kind stands for one field, also without its brackets."""

from collections import Counter

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.catalogue.rules_customs import UNITS
from portal.core import formats
from portal.core.locales import OFFERED, babel_locale
from portal.core.sheets.folding import folded
from portal.core.sheets.model import Book, Sheet
from portal.core.sheets.model import Kind as Kind_
from portal.masterdata.files.rules_columns import likely_heading, placed
from portal.masterdata.ports import Kind, kind_named, kinds_for
from portal.masterdata.rules_cells import Unreadable, read
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.words.labels import field_words
from portal.masterdata.words.labels_codes import codes_there_are, headings_of
from tests.orders.factories import hq_actor


def shared(kind: Kind, language: str) -> set[str]:
    """Headings of a kind that stand for several fields."""
    with force_locale(babel_locale(language)):
        counted = Counter(folded(str(field_words(one.name))) for one in kind.fields.all)
    return {heading for heading, times in counted.items() if times > 1}


@pytest.mark.parametrize("language", OFFERED)
def test_no_two_fields_of_a_kind_share_a_heading(app: Flask, language: str) -> None:
    with app.test_request_context():
        kinds = kinds_for(hq_actor(["hq_steward", "hq_admin", "hq_planner", "hq_finance"]))
        assert len(kinds) > 20
        assert {kind.name: shared(kind, language) for kind in kinds if shared(kind, language)} == {}


def test_two_fields_that_differ_in_brackets_only_would_be_found(app: Flask) -> None:
    fields = Fields((Field("Ships within (minutes)"), Field("Ships within (days)")), ())

    with app.test_request_context():
        assert shared(Kind("planted", fields, lambda: None, lambda *_: None), "en") == {"ships within"}  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("sellers", {"VAT": "vat_id", "GS1": "gs1_prefix", "Reg. no.": "registration", "Land": "country"}),
        ("stock_counts", {"Pieces": "on_hand", "Lager": "depot", "Teilenummer": "part", "库存": "on_hand"}),
        ("parts", {"Teilenummer": "number", "Bezeichnung": "name", "Ursprungsland": "origin",
                   "Référence article": "number",
                   "Артикул": "number", "Poids": "weight_g", "País de origem": "origin", "ชื่ออะไหล่": "name"}),
        ("list_prices", {"Preisliste": "price_list", "Precio": "price", "Währung": "currency", "Цена": "price"}),
        ("distributors", {"销售方": "seller", "贸易术语": "incoterm", "地点": "incoterm_place", "البائع": "seller",
                          "شروط التسليم": "incoterm", "مكان التسليم": "incoterm_place"}),
        ("people", {"经销商编号": "distributor", "姓名": "name", "رمز الموزع": "distributor"}),
        ("distributors", {"Zahlungsbedingungen": "payment_terms", "代码": "code", "الرمز": "code"}),
    ],
)  # fmt: skip
def test_headings_as_others_have_them_stand_for_their_fields(app: Flask, kind: str, headings: dict[str, str]) -> None:
    with app.test_request_context():
        known = headings_of(kind_named(kind, hq_actor(["hq_steward", "hq_admin", "hq_planner", "hq_finance"])))

    assert {heading: known.get(folded(heading)) for heading in headings} == headings


def test_a_title_above_headings_is_none_whatever_it_says() -> None:
    headings = {"price list": "price_list", "teilenummer": "part"}
    titled = Sheet([["Price list"], [], ["Teilenummer", "Betrag"], ["A1", "7"]], Kind_.XLSX, [1, 2, 3, 4])
    narrow = Sheet([["Teilenummer"], ["A1"]], Kind_.XLSX, [1, 2])

    found = placed(Book((titled,)), headings)
    assert (found.heading, dict(found.columns)) == (2, {"part": 0})
    assert likely_heading(titled) == 2 and likely_heading(narrow) == 0
    assert placed(Book((narrow,)), headings).heading == 0


@pytest.mark.parametrize(
    ("written", "expected"), [("件", "EA"), ("个", "EA"), ("套", "SET"), ("pcs", "EA"), ("قطعة", "EA"), ("h87", "H87")]
)
def test_a_word_of_several_units_is_the_usual_one(app: Flask, written: str, expected: str) -> None:
    unit = Field("unit", Shape.CHOICE, choices=UNITS, usual="EA")

    with app.test_request_context():
        assert read(unit, written, codes_there_are()) == expected


def test_a_word_of_several_choices_none_of_which_is_usual_is_told_with_them(app: Flask) -> None:
    unit = Field("unit", Shape.CHOICE, choices=UNITS)

    with app.test_request_context(), pytest.raises(Unreadable) as refused:
        read(unit, "件", codes_there_are())

    assert refused.value.code == "masterdata.several_meant"
    assert refused.value.facts["text"] == "件" and str(refused.value.facts["choices"]).startswith("EA / ")


def test_persons_have_a_name_of_persons_and_every_country_one(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert (str(field_words("name", "people")), str(field_words("name", "parts"))) == ("姓名", "名称")
        countries = codes_there_are().countries
        assert [code for code in countries if formats.country(code, "zh") in ("", code)] == []
