"""Words of what was done to a shipment: those of the record, with the facts each reader is told."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.audit.labels import action_text
from portal.audit.labels_facts import fact_text, value_text
from portal.core import formats
from portal.core.web.languages import language

_PACKING = ("position", "pieces", "gross_g")
_PAPERS = ("dg_declaration", "un38_3", "packaging_appraisal")
TOLD: Mapping[str, tuple[str, ...]] = {
    "picking_started": ("pieces", "orders"),
    "picked": ("pieces", "short", "short_parts", "written_off"),
    "carton_added": _PACKING,
    "carton_changed": _PACKING,
    "carton_removed": _PACKING,
    "packed": ("cartons", "pieces", "gross_g"),
    "packing_reopened": (),
    "booked": ("carrier", "transport_document", "vessel_flight", "containers"),
    "dispatched": ("pieces", "acid", *_PAPERS),
    "received": ("pieces", "short", "over", "damaged", "wrong"),
    "cancelled": ("pieces",),
}
"""What was done, and the facts told of it; what is missing, nothing or no is left out."""
HQ_ONLY = frozenset({"carton_added", "carton_changed", "carton_removed", "written_off"})
"""What the depot does on the way, and what became of its stock."""
PAPER_ISSUED = _l("Paper issued")


def is_told(kind: str, *, internal: bool) -> bool:
    """Tell whether a reader is told of what was done; times of milestones are told by themselves."""
    return kind in TOLD and (internal or kind not in HQ_ONLY)


def told(kind: str, facts: Mapping[str, Any], *, internal: bool) -> tuple[str, list[str]]:
    """Return what was done to a shipment, and its facts, each with its name."""
    named = [name for name in TOLD[kind] if facts.get(name) and (internal or name not in HQ_ONLY)]
    return action_text(f"shipment.{kind}"), [_fact(name, facts[name]) for name in named]


def _fact(name: str, value: Any) -> str:
    if name == "gross_g":
        return _("%(label)s: %(text)s", label=_("Gross weight"), text=_kilograms(int(value)))
    return _("%(label)s: %(text)s", label=fact_text(name), text=value_text("shipment", name, value))


def _kilograms(grams: int) -> str:
    return f"{formats.number(Decimal(grams) / 1000, language(), places=3)}{formats.NBSP}kg"
