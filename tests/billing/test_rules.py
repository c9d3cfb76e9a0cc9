"""VAT categories by seller and route, and the sums of an EN 16931 invoice."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.billing.rules import (
    EU_COUNTRIES,
    Route,
    VatCategory,
    VatLine,
    VatTreatment,
    e_invoice_possible,
    invoice_sums,
    sum_faults,
    vat_treatment,
)
from portal.core.errors import Refused

D = Decimal

GERMAN, FRENCH = "DE136695976", "FR40303265045"
NOT_SUBJECT = vat_treatment(Route("CN", None, "CN", "NO"))
STANDARD = VatTreatment(VatCategory.EXPORT, D(19), "", "", True)


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


def test_goods_that_never_touch_the_eu_are_not_subject_whoever_sells() -> None:
    treatment = vat_treatment(Route("DE", GERMAN, "CN", "AE"))

    assert treatment.category is VatCategory.NOT_SUBJECT


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (Route("DE", GERMAN, "DE", "DE", GERMAN), "billing.vat_domestic"),
        (Route("DE", None, "DE", "NO"), "billing.seller_vat_id_missing"),
        (Route("CN", None, "NL", "NO"), "billing.seller_vat_id_missing"),
        (Route("DE", "DE123", "DE", "NO"), "billing.vat_id_invalid"),
        (Route("DE", GERMAN, "DE", "FR"), "billing.buyer_vat_id_missing"),
        (Route("DE", GERMAN, "DE", "FR", "FR123"), "billing.vat_id_invalid"),
        (Route("DE", GERMAN, "DE", "FR", GERMAN), "billing.buyer_vat_id_same_state"),
        (Route("DE", GERMAN, "CN", "DE", GERMAN), "billing.vat_import_by_seller"),
        (Route("DE", GERMAN, "de", "NO"), "billing.country_malformed"),
    ],
)
def test_what_is_taxed_somewhere_is_left_to_a_tax_adviser(route: Route, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        vat_treatment(route)

    assert refusal.value.code == code


def test_tv_16_the_sums_of_an_invoice() -> None:
    sums = invoice_sums(
        "USD",
        [D("580.50"), D("3899.70"), D("21.88")],
        NOT_SUBJECT,
        allowances=[D("90.04")],
        charges=[D("185.00")],
        paid=D("1379.11"),
    )

    assert (sums.lines_total, sums.net_total) == (D("4502.08"), D("4597.04"))
    assert (sums.gross_total, sums.due) == (D("4597.04"), D("3217.93"))
    assert sum_faults(sums) == ()


def test_tax_is_taken_of_the_summed_base_not_of_each_line() -> None:
    sums = invoice_sums("EUR", [D("0.13"), D("0.13"), D("0.13")], STANDARD)

    assert sums.vat_total == D("0.07")
    assert sum_faults(sums) == ()


@pytest.mark.parametrize(
    ("field", "rules"),
    [
        ("lines_total", ["BR-CO-10"]),
        ("allowances_total", ["BR-CO-11", "BR-CO-13"]),
        ("charges_total", ["BR-CO-12", "BR-CO-13"]),
        ("net_total", ["BR-CO-13", "BR-CO-15"]),
        ("vat_total", ["BR-CO-14", "BR-CO-15"]),
        ("gross_total", ["BR-CO-15", "BR-CO-16"]),
        ("paid", ["BR-CO-16"]),
        ("due", ["BR-CO-16"]),
    ],
)
def test_a_cent_too_much_is_found_by_its_rule(field: str, rules: list[str]) -> None:
    right = invoice_sums("EUR", [D("100.00")], STANDARD, paid=D("10.00"))

    wrong = replace(right, **{field: getattr(right, field) + D("0.01")})

    assert sum_faults(right) == ()
    assert [fault.rule for fault in sum_faults(wrong)] == rules


def test_a_wrong_tax_and_a_negative_price_are_found() -> None:
    right = invoice_sums("EUR", [D("100.00")], STANDARD)

    wrong = replace(right, vat=(VatLine(D(100), D(19), D("19.01")),), vat_total=D("19.01"))
    negative = replace(right, unit_prices=(D(5), D(-1)))

    assert "BR-CO-17" in [fault.rule for fault in sum_faults(wrong)]
    assert [fault.rule for fault in sum_faults(negative)] == ["BR-27"]


@given(
    st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=8),
    st.lists(st.decimals(0, 100, places=2), max_size=3),
    st.lists(st.decimals(0, 100, places=2), max_size=3),
    st.sampled_from([NOT_SUBJECT, STANDARD]),
)
def test_built_sums_keep_every_rule(
    lines: list[D], allowances: list[D], charges: list[D], treatment: VatTreatment
) -> None:
    sums = invoice_sums("EUR", lines, treatment, allowances=allowances, charges=charges)

    assert sum_faults(sums) == ()


def test_currencies_of_three_decimals_are_not_e_invoiced() -> None:
    assert e_invoice_possible("EUR") and e_invoice_possible("JPY")
    assert not e_invoice_possible("KWD")
