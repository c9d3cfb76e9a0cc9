"""VAT categories by seller and route, and what an electronic invoice can carry."""

from decimal import Decimal

import pytest

from portal.accounts.rules_registrations import vat_id_of
from portal.billing.rules import (
    EU_COUNTRIES,
    Route,
    VatCategory,
    e_invoice_possible,
    vat_treatment,
)
from portal.core.errors import Refused

D = Decimal

GERMAN, FRENCH = "DE136695976", "FR40303265045"


def test_the_eu_has_27_members() -> None:
    assert len(EU_COUNTRIES) == 27
    assert {"DE", "GR", "HR"} <= EU_COUNTRIES
    assert not {"NO", "GB", "XI", "CH", "EL"} & EU_COUNTRIES


@pytest.mark.parametrize("ship_to", ["NO", "AE", "EG", "DE"])
def test_goods_out_of_china_by_a_seller_without_eu_vat_id_are_not_subject(ship_to: str) -> None:
    treatment = vat_treatment(Route("CN", None, "CN", ship_to, buyer_vat_id=GERMAN))

    assert treatment.category is VatCategory.NOT_SUBJECT
    assert (treatment.rate, treatment.reason_code) == (None, "VATEX-EU-O")
    assert not treatment.names_vat_ids


@pytest.mark.parametrize("ship_to", ["NO", "AE", "EG"])
def test_goods_leaving_the_eu_are_an_export(ship_to: str) -> None:
    treatment = vat_treatment(Route("DE", GERMAN, "DE", ship_to))

    assert (treatment.category, treatment.rate) == (VatCategory.EXPORT, D(0))
    assert (treatment.reason_code, treatment.reason) == ("VATEX-EU-G", "Export outside the EU")


def test_goods_to_another_eu_state_are_an_intra_community_supply() -> None:
    treatment = vat_treatment(Route("DE", GERMAN, "DE", "FR", FRENCH))

    assert treatment.category is VatCategory.INTRA_COMMUNITY
    assert (treatment.reason_code, treatment.names_vat_ids) == ("VATEX-EU-IC", True)


@pytest.mark.parametrize(
    ("country", "number", "found"),
    [
        ("PL", "5260250995", "PL5260250995"),
        ("PL", "PL 526-025-09-95", "PL5260250995"),
        ("GR", "094259216", "EL094259216"),
        ("DE", GERMAN, GERMAN),
        ("PL", "5260250996", None),
        ("EG", "100200300", None),
    ],
)
def test_a_number_is_known_for_vat_with_or_without_the_letters_of_its_state(
    country: str, number: str, found: str | None
) -> None:
    assert vat_id_of(country, number) == found


def test_a_buyer_whose_number_is_written_as_at_home_is_supplied_within_the_eu() -> None:
    treatment = vat_treatment(Route("DE", GERMAN, "DE", "PL", "5260250995", "PL"))

    assert treatment.category is VatCategory.INTRA_COMMUNITY


def test_goods_that_never_touch_the_eu_are_not_subject_whoever_sells() -> None:
    treatment = vat_treatment(Route("DE", GERMAN, "CN", "AE"))

    assert treatment.category is VatCategory.NOT_SUBJECT


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (Route("DE", GERMAN, "DE", "DE", GERMAN), "billing.vat_domestic"),
        (Route("DE", None, "DE", "NO"), "billing.seller_vat_id_missing"),
        (Route("CN", None, "NL", "NO"), "billing.seller_vat_id_missing"),
        (Route("DE", "DE123", "DE", "NO"), "billing.seller_vat_id_invalid"),
        (Route("DE", GERMAN, "DE", "FR"), "billing.buyer_vat_id_missing"),
        (Route("DE", GERMAN, "DE", "FR", "FR123"), "billing.buyer_vat_id_invalid"),
        (Route("DE", GERMAN, "DE", "FR", GERMAN), "billing.buyer_vat_id_same_state"),
        (Route("DE", GERMAN, "CN", "DE", GERMAN), "billing.vat_import_by_seller"),
        (Route("DE", GERMAN, "de", "NO"), "billing.country_malformed"),
    ],
)
def test_what_is_taxed_somewhere_is_left_to_a_tax_adviser(route: Route, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        vat_treatment(route)

    assert refusal.value.code == code


def test_currencies_of_three_decimals_are_not_e_invoiced() -> None:
    assert e_invoice_possible("EUR") and e_invoice_possible("JPY")
    assert not e_invoice_possible("KWD")
