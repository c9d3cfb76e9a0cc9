"""Headquarters' page of a shipment, drawn the same after every step, refused or not."""

from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.core import formats
from portal.core.clock import utc_now
from portal.core.errors import Refused
from portal.core.web.languages import language, zone
from portal.core.web.pages import respond
from portal.core.web.refusals import words_of
from portal.orders.holds.labels import held_texts
from portal.orders.whole.labels import kept_texts
from portal.shipping import labels, queries
from portal.shipping.depot import labels as labels_packing
from portal.shipping.depot.forms import AddCartonForm
from portal.shipping.depot.queries_carriage import to_pack, unnamed_goods
from portal.shipping.depot.queries_contents import Contents
from portal.shipping.depot.rules_packing import packing_problems
from portal.shipping.forms import Typed
from portal.shipping.journey import labels_gate
from portal.shipping.journey.forms import DispatchForm, RecordMilestoneForm
from portal.shipping.journey.queries_gate import gate_of
from portal.shipping.journey.queries_marks import lacking_words
from portal.shipping.journey.rules_booking import acid_missing, acid_stops_loading
from portal.shipping.queries import ShipmentFacts
from portal.shipping.queries_holds import held_inside
from portal.shipping.queries_whole import kept_inside
from portal.shipping.rules_dangerous import DangerPaper
from portal.shipping.states import Basis, MilestoneKind, ShipmentState, open_actions
from portal.shipping.views.pages import detail
from portal.shipping.views.rules_next import next_of

BEFORE_BOOKING = frozenset({ShipmentState.PICKING, ShipmentState.PACKED})
BEFORE_DEPARTURE = frozenset({ShipmentState.PICKING, ShipmentState.PACKED, ShipmentState.BOOKED})
"""States in which logistics can still name what leaves."""


def hq_page(
    shipment: ShipmentFacts,
    *,
    status: int = 200,
    refusal: Refused | None = None,
    carton: AddCartonForm | None = None,
    pick: Typed | None = None,
    packed: Typed | None = None,
    milestone: RecordMilestoneForm | None = None,
    dispatch: DispatchForm | None = None,
) -> Response:
    """Draw a shipment with the forms of its state; what was typed and what was refused stay on it."""
    shown = detail(shipment, internal=True)
    held, kept = held_here(shipment), kept_here(shipment)
    context = {
        "actions": {action.value for action in open_actions(shipment.state)},
        "acid_missing": acid_missing(shipment.destination_country, shipment.acid),
        "acid_stops": acid_stops_loading(shipment.destination_country, shipment.mode, shipment.acid),
        "problem": words_of(refusal) if refusal else "",
        "reasons": reasons_of(refusal),
        "pick": pick or Typed(),
        "packed": packed or Typed(),
        "carton_form": carton or AddCartonForm(formdata=None, version=shipment.version),
        "milestone_form": milestone or milestone_form(shipment),
        "dispatch_form": dispatch or DispatchForm(formdata=None, version=shipment.version),
        "held": held,
        "kept": kept,
        "unnamed": unnamed_goods(shown["contents"]) if shipment.state in BEFORE_DEPARTURE else [],
        "undescribed": lacking_words(shipment, shown["contents"]) if shipment.state in BEFORE_BOOKING else [],
        **_standing(shipment, shown["contents"], shown["papers"], held=bool(held), kept=bool(kept)),
    }
    return respond("shipping/views/hq_detail.html", status=status, **{**shown, **context})


def milestone_form(shipment: ShipmentFacts, *, sent: bool = False) -> RecordMilestoneForm:
    """Return the form of a milestone; its times may be meant at the depot, the destination or here."""
    zones = [shipment.depot_zone, shipment.destination_zone, zone()]
    named = [(each, formats.zone_city(each, language())) for each in zones]
    if sent:
        return RecordMilestoneForm(named)
    usual = {
        "kind": MilestoneKind.ARRIVED.value,
        "basis": Basis.ESTIMATED.value,
        "zone": shipment.destination_zone,
    }
    return RecordMilestoneForm(named, formdata=None, version=shipment.version, **usual)


def held_here(shipment: ShipmentFacts) -> list[str]:
    """Return why a shipment cannot go on: a sentence for each hold of an order in it."""
    return held_texts(held_inside(shipment.id, shipment.state)) if shipment.held_orders else []


def kept_here(shipment: ShipmentFacts) -> list[str]:
    """Return why a shipment goes no further: a sentence for each order of which it holds but a part that may not go."""
    return kept_texts(kept_inside(shipment.id, shipment.state))


def _standing(shipment: ShipmentFacts, contents: Contents, papers: Any, *, held: bool, kept: bool) -> dict[str, Any]:
    """Return what is missing before the next step: reasons against packing, or items of the gate."""
    problems: Sequence[str] = ()
    gate: Sequence[Any] = ()
    danger_missing: Sequence[str] = ()
    if shipment.state is ShipmentState.PICKING:
        problems = [labels_packing.packing_text(each) for each in packing_problems(*to_pack(contents))]
    if shipment.state is ShipmentState.BOOKED:
        items = gate_of(shipment, contents, utc_now(), papers)
        locale, tones = language(), labels_gate.STANDING_TONES
        missing = [item.requirement.value for item in items if not item.met]
        danger_missing = [paper.value for paper in DangerPaper if paper.value in missing]
        gate = [
            (labels_gate.gate_text(item), tones[item.standing], formats.listed(item.about, locale), item.met)
            for item in items
        ]
    gate_open = bool(gate) and all(item[3] for item in gate)
    missing_now = bool(problems) if shipment.state is ShipmentState.PICKING else not gate_open
    return {
        "missing": problems,
        "gate": gate,
        "gate_open": gate_open,
        "waiting": any(tone == "info" and not met for _text, tone, _about, met in gate),
        "danger_missing": danger_missing,
        "next": next_of(
            shipment.state,
            missing=missing_now,
            held=held,
            kept=kept,
            asked=acid_missing(shipment.destination_country, shipment.acid),
        ),
    }


def reasons_of(refusal: Refused | None) -> list[str]:
    """Return the single reasons behind a refusal that has several: packing, dangerous goods, the gate."""
    if refusal is None:
        return []
    facts = refusal.facts
    reasons = [labels_packing.packing_text(problem) for problem in facts.get("problems", ())]
    reasons += [labels_gate.gate_text(item) for item in facts.get("items", ())]
    for each in facts.get("refusals", ()):
        allowed = _("It may go by: %(modes)s.", modes=labels.mode_names(each.allowed_modes))
        told = _("%(why)s %(allowed)s", why=labels.danger_text(each), allowed=allowed)
        reasons.append(_("%(label)s: %(text)s", label=each.reference, text=told))
    return reasons


def refused_status(refusal: Refused) -> int:
    """Return 422 for what stands beside a field, 409 for what the shipment's state says no to."""
    return 422 if hasattr(refusal, "field") else 409


def hq_shipment(number: str) -> ShipmentFacts:
    """Return a shipment for headquarters, or raise `NotVisible`."""
    return queries.shipment_for(number)
