"""Addresses as each country writes them."""

import pytest

from portal.accounts.labels_addresses import address_problems, format_address, postal_code_example, used_fields


def problems(country: str, **fields: str) -> list[tuple[str, str]]:
    return [(one.field, one.problem.value) for one in address_problems(country, fields)]


@pytest.mark.parametrize(
    ("country", "city", "region", "postal_code"),
    [
        ("CN", "Yubei", "Chongqing", "401120"),
        ("CN", "渝北区", "重庆市", "401120"),
        ("AE", "", "Dubai", ""),
        ("QA", "Doha", "", ""),
        ("TH", "Bang Rak", "Bangkok", "10500"),
        ("EG", "Cairo", "Cairo", "11511"),
        ("EG", "القاهرة", "القاهرة", "١١٥١١"),
        ("NO", "Oslo", "", "0150"),
        ("DE", "München", "", "80331"),
        ("FR", "Paris", "", "75001"),
        ("BR", "São Paulo", "SP", "01310-100"),
        ("MX", "Ciudad de México", "CDMX", "06000"),
        ("KZ", "Almaty", "", "050000"),
        ("SA", "Riyadh", "", "11564"),
        ("JO", "Amman", "", "11937"),
        ("ES", "Madrid", "Madrid", "28013"),
        ("RU", "Москва", "Москва", "101000"),
    ],
)
def test_a_complete_address_has_no_problem(country: str, city: str, region: str, postal_code: str) -> None:
    assert problems(country, street="Street 1", city=city, region=region, postal_code=postal_code) == []


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("NO", "015"),
        ("DE", "8033"),
        ("CN", "40112"),
        ("RU", "10100"),
        ("BR", "0131"),
        ("FR", "7500"),
        ("EG", "1151"),
        ("TH", "1050"),
        ("SA", "1156"),
        ("JO", "119"),
    ],
)
def test_a_postal_code_of_another_shape_is_invalid(country: str, code: str) -> None:
    found = problems(country, street="a", city="b", region="", postal_code=code)

    assert ("postal_code", "invalid") in found


def test_an_emirate_is_required_and_a_postal_code_is_not() -> None:
    assert problems("AE", street="Sheikh Zayed Road 1") == [("region", "required")]


def test_a_region_off_the_list_is_only_unknown() -> None:
    assert problems("AE", street="a", region="Atlantis") == [("region", "unknown")]


def test_what_is_missing_is_named_in_the_forms_order() -> None:
    assert problems("DE") == [
        ("street", "required"),
        ("city", "required"),
        ("postal_code", "required"),
    ]


@pytest.mark.parametrize("country", ["XX", "", "de", "DEU", "ZZ", "..", "A/"])
def test_what_is_no_country_is_said_so(country: str) -> None:
    assert problems(country, street="a") == [("country", "invalid")]


def test_lines_stand_in_the_countrys_order_and_end_with_its_english_name() -> None:
    fields = {
        "name": "Ola Nordmann",
        "company": "Nordic Parts AS",
        "street": "Storgata 1",
        "city": "Oslo",
        "postal_code": "0150",
    }

    assert format_address("NO", fields) == (
        "Ola Nordmann",
        "Nordic Parts AS",
        "Storgata 1",
        "0150 OSLO",
        "NORWAY",
    )


def test_chinese_order_is_big_to_small_and_latin_order_small_to_big() -> None:
    fields = {"name": "王芳", "street": "江北街1号", "city": "渝北区", "region": "重庆市"}

    own = format_address("CN", fields, latin=False)
    latin = format_address("CN", fields)

    assert own[0] == "重庆市渝北区"
    assert own[-1] == "王芳"
    assert latin[0] == "王芳"
    assert latin[-1] == "CHINA"


def test_an_address_without_a_known_country_is_still_printed_whole() -> None:
    assert format_address("XX", {"street": "a", "city": "b"}) == ("a", "b")


def test_forms_show_what_the_country_uses() -> None:
    assert "postal_code" not in used_fields("AE")
    assert "region" in used_fields("AE")
    assert postal_code_example("AE") is None
    assert postal_code_example("NO") == "0025"


@pytest.mark.parametrize("latin", [True, False])
def test_a_city_is_printed_where_a_countrys_order_has_no_place_for_it(latin: bool) -> None:
    fields = {"street": "Al Quoz 3", "city": "Jebel Ali", "region": "Dubai"}

    printed = format_address("AE", fields, latin=latin)

    assert printed[:3] == ("Al Quoz 3", "Jebel Ali", "Dubai")
    assert format_address("AE", fields | {"city": "Dubai"}, latin=latin)[:2] == ("Al Quoz 3", "Dubai")
    assert sum("CAIRO" in line.upper() for line in format_address("EG", fields | {"city": "Cairo", "region": ""})) == 1
