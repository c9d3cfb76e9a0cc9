"""The gate opens when every requirement is met, and names those that are not."""

from portal.shipping.rules_dispatch import GateFacts, Requirement, Standing, gate

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
