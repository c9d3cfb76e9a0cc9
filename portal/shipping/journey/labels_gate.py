"""Words of the gate at the dock: what each requirement is, and how it stands."""

from flask_babel import lazy_gettext as _l

from portal.shipping.journey.rules_gate import GateItem, Requirement, Standing

STANDING_TONES = {
    Standing.MET: "ok",
    Standing.WAITING: "info",
    Standing.MISSING: "warn",
    Standing.FAILED: "bad",
}
_GATE = {
    (Requirement.COMMERCIAL_INVOICE, Standing.MET): _l("The commercial invoice is ready."),
    (Requirement.COMMERCIAL_INVOICE, Standing.WAITING): _l("The commercial invoice is being printed."),
    (Requirement.COMMERCIAL_INVOICE, Standing.MISSING): _l("The commercial invoice has not been issued."),
    (Requirement.COMMERCIAL_INVOICE, Standing.FAILED): _l("The commercial invoice could not be printed."),
    (Requirement.PACKING_LIST, Standing.MET): _l("The packing list is ready."),
    (Requirement.PACKING_LIST, Standing.WAITING): _l("The packing list is being printed."),
    (Requirement.PACKING_LIST, Standing.MISSING): _l("The packing list has not been issued."),
    (Requirement.PACKING_LIST, Standing.FAILED): _l("The packing list could not be printed."),
    (Requirement.TRANSPORT_DOCUMENT, Standing.MET): _l("The transport document has a number."),
    (Requirement.TRANSPORT_DOCUMENT, Standing.MISSING): _l("The transport document has no number."),
    (Requirement.DANGEROUS_GOODS, Standing.MET): _l("Nothing dangerous stands against this mode."),
    (Requirement.DANGEROUS_GOODS, Standing.MISSING): _l("Dangerous goods may not travel this way."),
    (Requirement.DG_DECLARATION, Standing.MET): _l("The dangerous goods declaration is there."),
    (Requirement.DG_DECLARATION, Standing.MISSING): _l("The dangerous goods declaration is missing."),
    (Requirement.UN38_3, Standing.MET): _l("The UN 38.3 test summary is there."),
    (Requirement.UN38_3, Standing.MISSING): _l("The UN 38.3 test summary is missing."),
    (Requirement.PACKAGING_APPRAISAL, Standing.MET): _l("The packaging-use appraisal (危包证) is there."),
    (Requirement.PACKAGING_APPRAISAL, Standing.MISSING): _l(
        "The packaging-use appraisal (危包证) is missing; dangerous goods do not leave China without it."
    ),
    (Requirement.NO_HOLD, Standing.MET): _l("No order is on hold."),
    (Requirement.NO_HOLD, Standing.MISSING): _l("An order is on hold."),
    (Requirement.ACID, Standing.MET): _l("Egypt's customs number (ACID) is there."),
    (Requirement.ACID, Standing.MISSING): _l("Egypt's customs number (ACID) is missing."),
}


def gate_text(item: GateItem) -> str:
    """Return how one requirement of the gate stands, in a sentence."""
    return str(_GATE[item.requirement, item.standing])
