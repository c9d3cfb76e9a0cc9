"""What an invoice says of freight and insurance, by its delivery term (Incoterms 2020)."""

from datetime import date

import pytest

from portal.billing.rules_terms import freight_share, printed_terms


@pytest.mark.parametrize(
    ("incoterm", "share"),
    [
        ("EXW", "buyer"),
        ("FCA", "buyer"),
        ("FAS", "buyer"),
        ("FOB", "buyer"),
        ("CPT", "included"),
        ("CFR", "included"),
        ("DAP", "included"),
        ("DPU", "included"),
        ("DDP", "included"),
        ("CIP", "with_insurance"),
        ("CIF", "with_insurance"),
    ],
)
def test_who_carries_and_who_insures_follows_from_the_delivery_term(incoterm: str, share: str) -> None:
    assert freight_share(incoterm).value == share
    assert printed_terms("net:30", incoterm, "Oslo", date(2026, 3, 9))["freight"] == share
