"""What a cell of master data says, or why not; vectors of numbers as spreadsheets and people write them."""

from decimal import Decimal

import pytest

from portal.catalogue.labels import UNIT_WORDS
from portal.catalogue.rules_customs import UNITS
from portal.documents.labels_units import QUANTITIES
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.rules_cells import Known, Unreadable, read, unmistakable
from portal.masterdata.rules_fields import Field, Shape, Value

KNOWN = Known(frozenset({"EG", "CN"}), frozenset({"USD", "JPY", "KWD"}), frozenset({"Africa/Cairo"}), {
    "country": {"egypt": frozenset({"EG"}), "埃及": frozenset({"EG"}), "niger": frozenset({"NE"})},
    "roles": {"sales owner": frozenset({"owner"}), "买方": frozenset({"buyer"}),
              "either": frozenset({"owner", "buyer"})},
    "language": {"english": frozenset({"en"})},
})  # fmt: skip
PRICE = Field("price", Shape.DECIMAL, least=Decimal(0), most=Decimal(10) ** 9)
COUNT = Field("minimum", Shape.WHOLE, least=Decimal(1), most=Decimal(1_000_000))
DAY, KIND = Field("valid_from", Shape.DAY), Field("state", Shape.CHOICE, choices=("active", "gone"))
YEAR = Field("year", Shape.YEAR, least=Decimal(1900), most=Decimal(2100))
UN = Field("un_number", Shape.CODE, tidy=str.upper)
NUMBER, NAME = Field("number", Shape.CODE, longest=20), Field("name", longest=10)
MAIL, LANGUAGE = Field("email", Shape.EMAIL), Field("language", Shape.CHOICE, choices=("en", "pt-BR"))
ROLES = Field("roles", Shape.WORDS, choices=("owner", "buyer"))
YES, CLOCK = Field("use_up_old", Shape.YES_NO), Field("cut_off", Shape.CLOCK)


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (PRICE, "1234.5", "1234.5"), (PRICE, "1 234,50", "1234.5"), (PRICE, "1.234,56", "1234.56"),
        (PRICE, "1,234.56", "1234.56"), (PRICE, "٣٫٥", "3.5"), (PRICE, "0", "0"), (PRICE, "12,5", "12.5"),
        (PRICE, "0.125", "0.125"), (PRICE, "1234.125", "1234.125"), (PRICE, "380.1250", "380.125"),
        (PRICE, "0,045", "0.045"), (PRICE, ",045", "0.045"), (PRICE, "1234,567", "1234.567"),
        (YEAR, "2026", 2026), (YEAR, "2026.0", 2026), (YEAR, "", None), (UN, "un1950", "UN1950"), (UN, "", ""),
        (Field("w", Shape.WHOLE, usual=0), "", 0), (Field("k", Shape.CHOICE, choices=("a", "b"), usual="a"), "", "a"),
        (COUNT, "12", 12), (COUNT, "12.0", 12), (COUNT, " 7 ", 7),
        (DAY, "2026-11-30", "2026-11-30"), (DAY, "30.11.2026", "2026-11-30"), (DAY, "2026/1/5", "2026-01-05"),
        (DAY, "2026-11-30 00:00:00", "2026-11-30"), (DAY, "", None),
        (KIND, "Active", "active"), (NUMBER, "0048815", "0048815"), (NAME, " pad ", "pad"), (NAME, "", ""),
        (YES, "نعم", True), (YES, "否", False), (YES, "", False), (CLOCK, "9:05", "09:05"), (CLOCK, "14.30", "14:30"),
        (MAIL, " Buyer@Nile.example ", "buyer@nile.example"), (LANGUAGE, "PT-br", "pt-BR"),
        (ROLES, "buyer, Owner;buyer", "buyer owner"),
        (ROLES, "Sales Owner, 买方", "buyer owner"), (ROLES, "buyer owner", "buyer owner"), (LANGUAGE, "english", "en"),
        (Field("c", Shape.COUNTRY), "埃及", "EG"), (ROLES, "", ""),
        (Field("c", Shape.COUNTRY), "eg", "EG"), (Field("c", Shape.CURRENCY), "usd", "USD"),
        (Field("z", Shape.ZONE), "Africa/Cairo", "Africa/Cairo"),
    ],
)  # fmt: skip
def test_a_cell_is_read(field: Field, written: str, value: Value) -> None:
    assert read(field, written, KNOWN) == value


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        (PRICE, "1,234", "either_way"), (PRICE, "1.234", "either_way"), (COUNT, "1,234", "grouped"),
        (PRICE, "1.9E+18", "power_of_ten"),
        (PRICE, "-1", "out_of_range"), (PRICE, "abc", "not_a_number"), (PRICE, "2026-11-30", "day_for_number"),
        (PRICE, "0.12345", "places"), (PRICE, "#ERROR!", "formula"), (COUNT, "1.5", "not_whole"),
        (YEAR, "22", "out_of_range"), (COUNT, "0", "out_of_range"), (DAY, "11/30/2026", "not_a_day"),
        (DAY, "2026-02-30", "no_such_day"),
        (KIND, "sold", "not_a_choice"),
        (NUMBER, "1.9E+18", "power_of_ten"), (NAME, "longer than ten", "too_long"), (NAME, "a\u0007b", "unseen"),
        (MAIL, "nile.example", "not_an_email"), (ROLES, "buyer boss", "not_a_choice"), (LANGUAGE, "pt", "not_a_choice"),
        (YES, "perhaps", "not_yes_no"), (CLOCK, "25:00", "not_a_clock"),
        (Field("c", Shape.COUNTRY), "Niger", "not_a_country"),
        (ROLES, "either", "several_meant"), (Field("c", Shape.CURRENCY), "XYZ", "not_a_currency"),
        (Field("z", Shape.ZONE), "Cairo", "not_a_zone"), (Field("n", needed=True), " ", "empty"),
    ],
)  # fmt: skip
def test_a_cell_that_says_nothing_allowed_is_told_why(field: Field, written: str, code: str) -> None:
    with pytest.raises(Unreadable) as why:
        read(field, written, KNOWN)

    assert why.value.code == f"masterdata.{code}"


def test_a_number_the_spreadsheet_keeps_is_no_thousand() -> None:
    assert read(PRICE, "1.234", KNOWN, stored=True) == "1.234"


UNPRINTED = {("people", "name"), ("calendar_days", "name")}
"""What stands on no paper: people are greeted by mails, days off are told by pages."""
TEXTS = [
    (kind.name, one)
    for kind in kinds_there_are()
    for one in kind.fields.all
    if one.shape in (Shape.TEXT, Shape.CODE) and (kind.name, one.name) not in UNPRINTED
]


@pytest.mark.parametrize(("kind", "field"), TEXTS, ids=[f"{kind}-{one.name}" for kind, one in TEXTS])
@pytest.mark.parametrize("sign", ["\U0001f600", "\U00020bb7"])
def test_no_text_of_any_kind_takes_a_sign_that_papers_cannot_print(kind: str, field: Field, sign: str) -> None:
    with pytest.raises(Unreadable) as why:
        read(field, f"A{sign}", KNOWN)

    assert (why.value.code, why.value.facts["character"]) == ("text.unprintable", sign)


def test_a_text_papers_print_once_it_is_composed_is_taken_and_so_is_a_name_no_paper_shows() -> None:
    assert read(Field("name"), "Radiateur a\u0300 eau 散热器 مبرد", KNOWN) == "Radiateur à eau 散热器 مبرد"
    assert read(Field("name", printed=False), "김민준", KNOWN) == "김민준"


@pytest.mark.parametrize("shape", [Shape.TEXT, Shape.CODE, Shape.EMAIL, Shape.COUNTRY, Shape.CHOICE, Shape.DAY])
def test_signs_nobody_sees_are_cut_from_every_field(shape: Shape) -> None:
    said = {Shape.EMAIL: "a@b.example", Shape.COUNTRY: "EG", Shape.DAY: "2026-03-31"}.get(shape, "ZWX-1")
    field = Field("field", shape, choices=("ZWX-1",))
    dirty = f"\ufeff{said[:2]}\u200b{said[2:4]}\u202e\u2066{said[4:]}\u202c\u00ad"

    assert read(field, dirty, KNOWN) == said
    assert read(field, "\u200b\u202e", KNOWN) == read(field, "", KNOWN)


def test_each_unit_that_may_be_typed_has_its_words_on_pages_and_papers() -> None:
    assert set(UNITS) == set(QUANTITIES) == set(UNIT_WORDS)


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [("380.125", ".", "380.125"), ("380.125", ",", "380125"), ("1,234", ".", "1234"), ("1,234", ",", "1.234")],
)
def test_a_column_that_shows_its_decimal_sign_tells_what_three_digits_behind_a_sign_are(
    written: str, decimal: str, value: Value
) -> None:
    assert read(PRICE, written, KNOWN, decimal=decimal) == value


def test_the_advice_for_a_number_of_two_readings_gives_both_as_they_are_taken() -> None:
    with pytest.raises(Unreadable) as why:
        read(PRICE, "380.125", KNOWN)

    assert [read(PRICE, why.value.facts[name], KNOWN) for name in ("fraction", "whole")] == ["380.125", "380125"]


@pytest.mark.parametrize(
    "value", ["0", "7", "380.1", "380.12", "380.125", "999.999", "0.125", "380.1255", "1234567.125"]
)
def test_a_decimal_is_written_so_that_it_is_read_again(value: str) -> None:
    assert read(PRICE, f"{unmistakable(Decimal(value)):f}", KNOWN) == value
