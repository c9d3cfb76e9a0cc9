"""Words of shipments: states, milestones, packages, what stands in the way."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl
from flask_babel import ngettext

from portal.audit.labels import register_values
from portal.catalogue.rules_dangerous_goods import DangerCode, DangerRefusal
from portal.core import formats
from portal.core.web.languages import language
from portal.orders.labels_fields import MODE_WORDS
from portal.orders.states import Mode
from portal.shipping import labels_refusals
from portal.shipping.rules_dangerous import DangerPaper
from portal.shipping.rules_dispatch import GateItem, Requirement, Standing
from portal.shipping.rules_packing import PackingCode, PackingProblem
from portal.shipping.states import Basis, Group, MilestoneKind, PackageKind, ShipmentState

__all__ = [
    "BASIS_WORDS", "DANGER_WORDS", "GROUP_WORDS", "KIND_WORDS", "MILESTONE_WORDS", "MODE_WORDS", "STANDING_TONES",
    "STATE_TONES",
    "STATE_WORDS", "danger_text", "gate_text", "labels_refusals", "mode_names", "packing_text",
]  # fmt: skip

STATE_WORDS = {
    ShipmentState.PLANNED: _pl("shipment", "Planned"),
    ShipmentState.PICKING: _pl("shipment", "Picking"),
    ShipmentState.PACKED: _pl("shipment", "Packed"),
    ShipmentState.BOOKED: _pl("shipment", "Booked"),
    ShipmentState.DEPARTED: _pl("shipment", "Departed"),
    ShipmentState.ARRIVED: _pl("shipment", "Arrived"),
    ShipmentState.OUT_FOR_DELIVERY: _pl("shipment", "Out for delivery"),
    ShipmentState.DELIVERED: _pl("shipment", "Delivered"),
    ShipmentState.CLOSED: _pl("shipment", "Closed"),
    ShipmentState.CANCELLED: _pl("shipment", "Cancelled"),
}
STATE_TONES = {
    ShipmentState.PLANNED: "mute", ShipmentState.PICKING: "warn", ShipmentState.PACKED: "info",
    ShipmentState.BOOKED: "info", ShipmentState.DEPARTED: "info", ShipmentState.ARRIVED: "info",
    ShipmentState.OUT_FOR_DELIVERY: "info", ShipmentState.DELIVERED: "ok", ShipmentState.CLOSED: "mute",
    ShipmentState.CANCELLED: "mute",
}  # fmt: skip

GROUP_WORDS = {
    Group.ON_THE_WAY: _l("On the way"),
    Group.TO_PACK: _l("To pick and pack"),
    Group.TO_DISPATCH: _l("To book and dispatch"),
}

MILESTONE_WORDS = {
    MilestoneKind.PACKED: _pl("milestone", "Packed"),
    MilestoneKind.BOOKED: _pl("milestone", "Booked"),
    MilestoneKind.DOCUMENTS_READY: _pl("milestone", "Documents ready"),
    MilestoneKind.EXPORT_CLEARED: _pl("milestone", "Export cleared"),
    MilestoneKind.DEPARTED: _pl("milestone", "Departure"),
    MilestoneKind.ARRIVED: _pl("milestone", "Arrival"),
    MilestoneKind.IMPORT_LODGED: _pl("milestone", "Import customs: lodged"),
    MilestoneKind.IMPORT_RELEASED: _pl("milestone", "Import customs: released"),
    MilestoneKind.OUT_FOR_DELIVERY: _pl("milestone", "Out for delivery"),
    MilestoneKind.DELIVERED: _pl("milestone", "Delivered"),
}
BASIS_WORDS = {
    Basis.PLANNED: _pl("time", "planned"),
    Basis.ESTIMATED: _pl("time", "estimated"),
    Basis.ACTUAL: _pl("time", "actual"),
}
KIND_WORDS = {
    PackageKind.CARTON: _pl("package", "Carton"),
    PackageKind.CRATE: _pl("package", "Wooden crate"),
    PackageKind.PALLET: _pl("package", "Pallet"),
    PackageKind.DRUM: _pl("package", "Drum"),
    PackageKind.BAG: _pl("package", "Bag"),
}
DANGER_WORDS = {
    DangerPaper.DECLARATION: _l("Dangerous goods declaration"),
    DangerPaper.TEST_SUMMARY: _l("UN 38.3 test summary"),
    DangerPaper.APPRAISAL: _l("Packaging-use appraisal (危包证)"),
}

STANDING_TONES = {
    Standing.MET: "ok", Standing.WAITING: "info", Standing.MISSING: "warn", Standing.FAILED: "bad",
}  # fmt: skip
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


register_values(
    "shipment",
    state=lambda code: str(STATE_WORDS[ShipmentState(code)]),
    mode=lambda code: str(MODE_WORDS[Mode(code)]),
    kind=lambda code: str(MILESTONE_WORDS[MilestoneKind(code)]),
    basis=lambda code: str(BASIS_WORDS[Basis(code)]),
)


def gate_text(item: GateItem) -> str:
    """Return how one requirement of the gate stands, in a sentence."""
    return str(_GATE[item.requirement, item.standing])


def packing_text(problem: PackingProblem) -> str:
    """Return one reason why packing cannot be confirmed, in a sentence."""
    part, count = problem.reference, problem.quantity
    pieces = formats.number(count, language())
    match problem.code:
        case PackingCode.NOT_PICKED:
            return _("%(part)s: nobody has recorded what was picked.", part=part)
        case PackingCode.NOTHING_PICKED:
            return _("Nothing was picked. Cancel the shipment instead.")
        case PackingCode.NO_CARTON:
            return _("There is no carton yet.")
        case PackingCode.EMPTY_CARTON:
            return _("Carton %(number)s is empty.", number=part)
        case PackingCode.LEFT_OVER:
            return ngettext(
                "%(part)s: %(pieces)s piece lies in no carton.", "%(part)s: %(pieces)s pieces lie in no carton.",
                count, part=part, pieces=pieces,
            )  # fmt: skip
        case PackingCode.TOO_MANY_PACKED:
            return ngettext(
                "%(part)s: %(pieces)s piece more lies in cartons than was picked.",
                "%(part)s: %(pieces)s pieces more lie in cartons than were picked.",
                count, part=part, pieces=pieces,
            )  # fmt: skip
        case PackingCode.WEIGHT_MISSING:
            return _("%(part)s has no weight. Master data must add it first.", part=part)
        case PackingCode.HS_MISSING:
            return _("%(part)s has no HS code. Master data must add it first.", part=part)
        case PackingCode.ORIGIN_MISSING:
            return _("%(part)s has no country of origin. Master data must add it first.", part=part)
        case PackingCode.GROSS_BELOW_NET:
            return _("Carton %(number)s weighs less than the parts in it.", number=part)


_DANGER = {
    DangerCode.DEFECTIVE_BY_AIR: _l("%(un_number)s is damaged or defective; such goods never fly."),
    DangerCode.WASTE_BY_AIR: _l("%(un_number)s is waste; waste batteries never fly."),
    DangerCode.NOT_IN_TABLE: _l("Nobody has judged yet whether %(un_number)s may fly."),
    DangerCode.PASSENGER_FORBIDDEN: _l("%(un_number)s (%(instruction)s) never flies on passenger aircraft."),
    DangerCode.PACKAGE_TOO_HEAVY: _l(
        "One package holds %(found)s kg of %(un_number)s; at most %(limit)s kg may fly (%(instruction)s)."
    ),
    DangerCode.CHARGE_TOO_HIGH: _l(
        "%(un_number)s is charged to %(found)s %%; at most %(limit)s %% may fly."
    ),
    DangerCode.CHARGE_UNKNOWN: _l("The state of charge of %(un_number)s is not known."),
    DangerCode.WEIGHT_UNKNOWN: _l("The net weight of %(un_number)s is not known."),
    DangerCode.WATT_HOURS_UNKNOWN: _l("The watt-hours of %(un_number)s are not known."),
}  # fmt: skip


def danger_text(refusal: DangerRefusal) -> str:
    """Return why a dangerous part may not go by a mode, in a sentence with its figures."""
    figures = {name: _figure(getattr(refusal, name)) for name in ("limit", "found")}
    facts = {"un_number": refusal.un_number, "instruction": refusal.instruction, **figures}
    return str(_DANGER[refusal.code]) % facts


def _figure(value: Any) -> str:
    return "" if value is None else formats.number(value, language())


def mode_names(modes: Any) -> str:
    """Return the words of modes one may choose among, as one list."""
    return formats.listed([str(MODE_WORDS[mode.value]) for mode in modes], language(), either=True)
