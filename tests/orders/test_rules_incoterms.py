"""The eleven rules of Incoterms 2020, as their table says."""

import pytest

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.rules_incoterms import FACTS, Cover, Incoterm, counterpart, fits, printed

SEA_ONLY = [Incoterm.FAS, Incoterm.FOB, Incoterm.CFR, Incoterm.CIF]


def test_there_are_eleven_and_dat_is_gone() -> None:
    assert len(Incoterm) == 11
    assert "DAT" not in set(Incoterm)
    assert set(FACTS) == set(Incoterm)


def test_four_are_for_ships_alone() -> None:
    assert [rule for rule in Incoterm if FACTS[rule].sea_only] == SEA_ONLY
    for mode in Mode:
        refused = [rule for rule in Incoterm if not fits(rule, mode)]
        assert refused == ([] if mode is Mode.SEA else SEA_ONLY)


def test_the_seller_carries_under_the_c_and_d_rules() -> None:
    carries = {rule.value for rule in Incoterm if FACTS[rule].seller_carries}

    assert carries == {"CPT", "CIP", "DAP", "DPU", "DDP", "CFR", "CIF"}


def test_duties_that_only_one_or_two_rules_have() -> None:
    def having(name: str, value: object) -> list[str]:
        return [rule.value for rule in Incoterm if getattr(FACTS[rule], name) == value]

    assert having("seller_clears_export", False) == ["EXW"]
    assert having("seller_clears_import", True) == ["DDP"]
    assert having("seller_unloads", True) == ["DPU"]
    assert having("cover", Cover.ICC_A) == ["CIP"]
    assert having("cover", Cover.ICC_C) == ["CIF"]


@pytest.mark.parametrize(("rule", "instead"), [("FAS", "FCA"), ("FOB", "FCA"), ("CFR", "CPT"), ("CIF", "CIP")])
def test_each_sea_rule_has_a_sister_for_any_transport(rule: str, instead: str) -> None:
    assert FACTS[Incoterm(rule)].any_mode_instead == instead


@pytest.mark.parametrize(
    ("agreed", "mode", "right"),
    [
        ("CIF", Mode.AIR, "CIP"),
        ("FOB", Mode.COURIER, "FCA"),
        ("CFR", Mode.ROAD, "CPT"),
        ("FAS", Mode.RAIL, "FCA"),
        ("CIF", Mode.SEA, "CIF"),
        ("FCA", Mode.AIR, "FCA"),
        ("", Mode.AIR, ""),
    ],
)
def test_a_contract_for_ships_has_a_counterpart_where_none_sails(agreed: str, mode: Mode, right: str) -> None:
    assert counterpart(agreed, mode) == right


def test_papers_print_rule_place_and_year() -> None:
    assert printed(Incoterm.FCA, " Chongqing ") == "FCA Chongqing Incoterms 2020"
