"""Headings that name a unit or a currency: read in it, exactly, and told; what cannot be exact is asked about."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import Part
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from portal.core.sheets.model import Kind, Sheet
from portal.masterdata.files.rules_compare import read_table
from portal.masterdata.kinds.goods.parts import PARTS
from portal.masterdata.rules_units import currency_in, times, unit_in
from portal.masterdata.words.labels_codes import codes_there_are
from tests.factories import make_distributor
from tests.masterdata.factories import apply, send, steward
from tests.web import Browser


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A steward at the browser."""
    return steward(app)


@pytest.mark.parametrize(
    ("heading", "own", "found"),
    [
        ("Weight (kg)", "g", 1_000),
        ("Weight kg", "g", 1_000),
        ("重量（公斤）", "g", 1_000),
        ("الوزن (كجم)", "g", 1_000),
        ("Вес, кг", "g", 1_000),
        ("Gewicht [g]", "g", 1),
        ("Weight", "g", 1),
        ("Weight (net)", "g", 1),
        ("Length (cm)", "mm", 10),
        ("Lead time (weeks)", "d", 7),
        ("Net quantity (g)", "kg", Decimal("0.001")),
        ("Weight (lb)", "g", None),
        ('Length (")', "mm", None),
        ("Weight (mm)", "g", None),
        ("Price (kg)", "", 1),
        ("净重kg", "g", 1_000),
        ("净重KG", "g", 1_000),
        ("净重千克", "g", 1_000),
        ("毛重克", "g", 1),
        ("长度厘米", "mm", 10),
        ("น้ำหนักกก.", "g", 1_000),
        ("الوزنkg", "g", 1_000),
        ("Вес,кг", "g", 1_000),
        ("NET_WEIGHT_KG", "g", 1_000),
        ("Net weight/kg", "g", 1_000),
        ("净重磅", "g", None),
        ("净重", "g", 1),
        ("Packkg", "g", 1),
    ],
)
def test_a_unit_in_a_heading_is_so_many_of_the_fields_own(heading: str, own: str, found: Decimal | None) -> None:
    assert times(heading, own) == found


def test_a_word_that_is_no_unit_is_none() -> None:
    said = ("Part (old)", "m", "Weight of it", "Weight (gross)", "Weight (gross, kg)")
    assert [unit_in(one) for one in said] == [None, None, None, None, "kg"]


@pytest.mark.parametrize(
    ("heading", "found"),
    [("Price (USD)", "USD"), ("USD", "USD"), ("Preis €", "EUR"), ("Price $", ""), ("USD or EUR", ""), ("MUSDA", "")],
)
def test_a_currency_in_a_heading_is_the_one_it_names(heading: str, found: str) -> None:
    assert currency_in(heading, {"USD", "EUR"}) == found


def test_kilograms_and_centimetres_are_turned_and_the_page_says_so(browser: Browser) -> None:
    head = ("Part number", "Name", "Weight (kg)", "Length cm", "Lead time (weeks)")

    page = send(browser, "parts", head, ("N1", "Nut", "1.2", 7.5, 2), ("N2", "Bolt", 12, 3, 1))

    assert page.has("“Weight (kg)” is read in kg: 1 kg is 1,000 g.")
    assert page.has("“Length cm” is read in cm: 1 cm is 10 mm.")
    apply(browser, page)
    with scoped(EVERYONE):
        rows = db.session.execute(
            sa.select(Part.weight_g, Part.length_mm, Part.lead_time_days).order_by(Part.number)
        ).all()
    assert [tuple(row) for row in rows] == [(1_200, 75, 14), (12_000, 30, 7)]


def test_grams_beside_kilograms_are_what_counts(browser: Browser) -> None:
    head = ("Part number", "Name", "Weight (kg)", "Weight (g)")

    apply(browser, send(browser, "parts", head, ("N1", "Nut", 1.2, 1_234)))

    with scoped(EVERYONE):
        assert db.session.scalar(sa.select(Part.weight_g)) == 1_234


def test_what_is_no_whole_gram_and_pounds_are_not_taken(browser: Browser) -> None:
    page = send(browser, "parts", ("Part number", "Name", "Weight (kg)"), ("N1", "Nut", "0.0005"))
    assert page.rows()[0][:2] == ["2", "Weight (g)"]

    pounds = send(browser, "parts", ("Part number", "Name", "Weight (lb)"), ("N1", "Nut", 12))
    assert pounds.has("1 column is not read: Weight (lb)")


def test_pounds_somebody_chose_are_no_grams_either() -> None:
    sheet = Sheet([["Part number", "Weight (lb)"], ["N1", "12"], ["N2", ""]], Kind.TEXT, [1, 2, 3])
    table = read_table(sheet, 0, {"number": 0, "weight_g": 1}, PARTS.fields, codes_there_are())

    assert [(one.row_number, one.field, one.code, one.facts) for one in table.wrong] == [
        (2, "weight_g", "masterdata.other_unit", {"unit": "lb", "own": "g"})
    ]


def test_a_part_of_which_nobody_told_the_origin_has_none_and_lacks_it(browser: Browser) -> None:
    apply(browser, send(browser, "parts", ("Part number", "Name"), ("N1", "Nut")))

    with scoped(EVERYONE):
        assert db.session.scalar(sa.select(Part.origin)) == ""
    assert browser.page("/hq/data/parts?gap=origin").rows()[0][0] == "N1"


def test_headings_of_new_rows_that_lack_a_column_are_asked_about_once(browser: Browser) -> None:
    rows = (("N1", "Nut"), ("N2", "Bolt"))

    asked = send(browser, "parts", ("Part number", "Wie es heisst"), *rows)

    assert asked.has("Choose the columns")
    assert not asked.has("This row is new")


def test_prices_under_a_currency_that_is_not_the_lists_are_refused(browser: Browser) -> None:
    make_distributor(locale="en")
    lists = ("Code", "Name", "Currency", "Valid from")
    apply(browser, send(browser, "price_lists", lists, ("U", "Export", "USD", "2026-01-01")))
    apply(browser, send(browser, "parts", ("Part number", "Name"), ("N1", "Nut")))

    euros = send(browser, "list_prices", ("Price list", "Part number", "Price (EUR)"), ("U", "N1", 12))
    dollars = send(browser, "list_prices", ("Price list", "Part number", "Price USD"), ("U", "N1", 12))

    assert euros.rows()[0][1] == "Currency"
    assert dollars.has("Ask for the change")


def test_countries_are_taken_as_people_call_them(browser: Browser) -> None:
    head = ("Part number", "Name", "Origin")
    said = ("阿联酋", "USA", "السعودية", "Korea", "UK")

    apply(browser, send(browser, "parts", head, *((f"N{at}", "Nut", name) for at, name in enumerate(said))))

    with scoped(EVERYONE):
        assert list(db.session.scalars(sa.select(Part.origin).order_by(Part.number))) == ["AE", "US", "SA", "KR", "GB"]
