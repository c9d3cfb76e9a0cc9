"""Words of shipments: states, milestones, packages, what stands in the way."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

from portal.accounts.kept.labels import Named, name_typed
from portal.audit.labels_facts import register_values
from portal.catalogue.dangerous.rules import DangerCode, DangerRefusal
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core import formats
from portal.core.web.languages import language
from portal.orders.labels_fields import MODE_WORDS
from portal.shipping.rules_dangerous import DangerPaper
from portal.shipping.states import Basis, Group, MilestoneKind, PackageKind, ShipmentState

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
    ShipmentState.PLANNED: "mute",
    ShipmentState.PICKING: "warn",
    ShipmentState.PACKED: "info",
    ShipmentState.BOOKED: "info",
    ShipmentState.DEPARTED: "info",
    ShipmentState.ARRIVED: "info",
    ShipmentState.OUT_FOR_DELIVERY: "info",
    ShipmentState.DELIVERED: "ok",
    ShipmentState.CLOSED: "mute",
    ShipmentState.CANCELLED: "mute",
}

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


name_typed(
    "portal.shipping",
    Named(
        choices={
            ("missing", "yes"): _l("Not found or damaged: take them off the stock"),
            ("missing", "no"): _l("Still good on the shelf: leave them to others"),
        }
    ),
)
register_values(
    "shipment",
    state=lambda code: str(STATE_WORDS[ShipmentState(code)]),
    mode=lambda code: str(MODE_WORDS[Mode(code)]),
    kind=lambda code: str(MILESTONE_WORDS[MilestoneKind(code)]),
    basis=lambda code: str(BASIS_WORDS[Basis(code)]),
)


_DANGER = {
    DangerCode.DEFECTIVE_BY_AIR: _l("%(un_number)s is damaged or defective; such goods never fly."),
    DangerCode.WASTE_BY_AIR: _l("%(un_number)s is waste; waste batteries never fly."),
    DangerCode.NOT_IN_TABLE: _l("Nobody has judged yet whether %(un_number)s may fly."),
    DangerCode.PASSENGER_FORBIDDEN: _l("%(un_number)s (%(instruction)s) never flies on passenger aircraft."),
    DangerCode.CARGO_FORBIDDEN: _l("%(un_number)s (%(instruction)s) flies on no aircraft."),
    DangerCode.PACKAGE_TOO_HEAVY: _l(
        "One package holds %(found)s kg of %(un_number)s; at most %(limit)s kg may fly (%(instruction)s)."
    ),
    DangerCode.CHARGE_TOO_HIGH: _l("%(un_number)s is charged to %(found)s %%; at most %(limit)s %% may fly."),
    DangerCode.CHARGE_UNKNOWN: _l("The state of charge of %(un_number)s is not known."),
    DangerCode.WEIGHT_UNKNOWN: _l("The net weight of %(un_number)s is not known."),
    DangerCode.WATT_HOURS_UNKNOWN: _l("The watt-hours of %(un_number)s are not known."),
}


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
