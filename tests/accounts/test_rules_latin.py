"""What needs a Latin form, what may stand in one, and what customs papers print of it."""

import pytest

from portal.accounts.rules_latin import (
    LONGEST,
    LatinForm,
    check_latin,
    fields_lacking,
    in_latin,
    in_other_script,
)
from portal.core.errors import FieldRefused

LOCAL = {"name": "Delta EV Service", "street": "3 طريق الحرية", "city": "سيدي جابر", "region": "Alexandria"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("", False),
        ("Av. Insurgentes Sur 1420, Méx.", False),
        ("Landsberger Straße 410 – 2. Stock", False),
        ("Đường Nguyễn Huệ № 7", False),
        ("Oʻzbekiston shoh koʻchasi", False),
        ("3 طريق الحرية", True),
        ("44 ถนนฉลองกรุง", True),
        ("重庆市", True),
        ("улица Ленина", True),
        ("Λεωφόρος", True),
        ("१५", True),
    ],
)
def test_what_is_not_written_with_latin_letters_is_in_another_script(text: str, other: bool) -> None:
    assert in_other_script(text) is other


def test_only_what_is_in_another_script_lacks_a_latin_form() -> None:
    half = LatinForm(street="3 El Horreya Road")

    assert fields_lacking(LOCAL, LatinForm()) == ("street", "city")
    assert fields_lacking(LOCAL, half) == ("city",)
    assert fields_lacking({**LOCAL, "street": "Nile 3", "city": "Giza"}, LatinForm()) == ()


def test_papers_print_the_latin_form_whole_or_not_at_all() -> None:
    form = LatinForm(street="3 El Horreya Road", city="Sidi Gaber")

    assert in_latin(LOCAL, form, "street", "city", "region") == {
        "street": "3 El Horreya Road",
        "city": "Sidi Gaber",
        "region": "Alexandria",
    }
    assert in_latin(LOCAL, LatinForm(city="Sidi Gaber"), "street", "city", "region") == {}
    assert in_latin(LOCAL, LatinForm(city="Sidi Gaber"), "name", "city") == {
        "name": "Delta EV Service",
        "city": "Sidi Gaber",
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Delta EV  Service LLC ", "Delta EV Service LLC"),
        ("Ｄｅｌｔａ　１２", "Delta 12"),
        ("\u202eDelta\u200b (Cairo) & Sons, No. 5/7", "Delta (Cairo) & Sons, No. 5/7"),
        ("Société d’Été", "Société d’Été"),
        ("", ""),
    ],
)
def test_a_latin_form_is_tidied(typed: str, kept: str) -> None:
    assert check_latin(typed, "name") == kept


@pytest.mark.parametrize(
    ("typed", "code", "character"),
    [
        ("Delta دلتا", "latin.sign", "د"),
        ("Дельта", "latin.sign", "Д"),
        ("Delta ٣", "latin.sign", "٣"),
        ("Delta <b>", "latin.sign", "<"),
        ("Delta 🚗", "latin.sign", "🚗"),
        (" - , - ", "latin.no_letter", None),
        ("W" * (LONGEST["name"] + 1), "text.too_long", None),
        (" ", "latin.needed", None),
        ("Ꞌelta", "text.unprintable", "Ꞌ"),
    ],
)
def test_what_no_customs_officer_reads_is_refused_beside_its_field(
    typed: str, code: str, character: str | None
) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_latin(typed, "name", needed=True)

    assert (refused.value.code, refused.value.field) == (code, "latin_name")
    assert refused.value.facts.get("character") == character
