"""The gate opens when every requirement is met, and names those that are not."""

import pytest

from portal.shipping.journey.rules_gate import GateFacts, Requirement, Standing, gate
from portal.shipping.rules_dangerous import DangerousPieces, DangerPaper, papers_wanted

READY = {"commercial_invoice": ("CI-1", "ready"), "packing_list": ("PL-1", "ready")}


def open_ones(facts: GateFacts) -> dict[Requirement, Standing]:
    return {item.requirement: item.standing for item in gate(facts) if not item.met}


def test_everything_there_opens_the_gate() -> None:
    assert open_ones(GateFacts(READY, "077-12345675")) == {}


def test_each_thing_missing_keeps_it_closed() -> None:
    assert open_ones(GateFacts({}, "X")) == {
        Requirement.COMMERCIAL_INVOICE: Standing.MISSING,
        Requirement.PACKING_LIST: Standing.MISSING,
    }
    printing = {**READY, "packing_list": ("PL-1", "issued")}
    assert open_ones(GateFacts(printing, "X")) == {Requirement.PACKING_LIST: Standing.WAITING}
    failed = {**READY, "commercial_invoice": ("CI-1", "failed")}
    assert open_ones(GateFacts(failed, "X")) == {Requirement.COMMERCIAL_INVOICE: Standing.FAILED}
    assert open_ones(GateFacts(READY, "")) == {Requirement.TRANSPORT_DOCUMENT: Standing.MISSING}
    assert open_ones(GateFacts(READY, "X", held_orders=("SO-1",))) == {Requirement.NO_HOLD: Standing.MISSING}
    assert open_ones(GateFacts(READY, "X", acid_due=True, acid_wanted=True)) == {Requirement.ACID: Standing.MISSING}


@pytest.mark.parametrize(
    ("un_number", "country", "wanted"),
    [
        ("UN3480", "CN", ("dg_declaration", "un38_3", "packaging_appraisal")),
        ("3481", "DE", ("dg_declaration", "un38_3")),
        ("UN3268", "CN", ("dg_declaration", "packaging_appraisal")),
        ("UN3268", "DE", ("dg_declaration",)),
    ],
)
def test_dangerous_goods_need_their_papers_by_substance_and_country(
    un_number: str, country: str, wanted: tuple[str, ...]
) -> None:
    pieces = [DangerousPieces("A-1", un_number, "PI965", 100, None, None)]

    assert papers_wanted(pieces, country) == wanted
    assert papers_wanted([], country) == ()


def test_a_reference_not_given_keeps_the_gate_closed() -> None:
    papers = {DangerPaper.DECLARATION: "DGD-1", DangerPaper.APPRAISAL: ""}

    assert open_ones(GateFacts(READY, "X", danger_papers=papers)) == {Requirement.PACKAGING_APPRAISAL: Standing.MISSING}
    assert open_ones(GateFacts(READY, "X", danger_papers={**papers, DangerPaper.APPRAISAL: "CQ26-1"})) == {}
