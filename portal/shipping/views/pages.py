"""The pages of shipments, the same at both doors: the list, and everything one shipment's page shows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from portal.accounts.labels_contacts import CONTACT_ROLE_WORDS
from portal.accounts.queries_contacts import contacts_of_depot
from portal.catalogue.labels import quantity_text
from portal.catalogue.rules_sizes import GRAMS_PER_KG, chargeable_kg, charged_by_volume
from portal.core import formats
from portal.core.clock import utc_now
from portal.core.web.languages import language, zone
from portal.core.web.page_words import ltr, reader
from portal.documents.labels import KIND_WORDS as PAPER_WORDS
from portal.documents.labels import STATE_TONES as PAPER_TONES
from portal.documents.labels import STATE_WORDS as PAPER_STATES
from portal.documents.pages import readable
from portal.orders import labels_fields
from portal.orders.labels import TYPE_TONES, TYPE_WORDS
from portal.orders.whole.labels import WAYS_OUT
from portal.settings.queries import figures_at
from portal.shipping import labels, queries
from portal.shipping.depot.queries_contents import PackedCarton, contents_of
from portal.shipping.journey.queries_gate import papers
from portal.shipping.journey.rules_milestones import Statement, Step, reached, steps_of
from portal.shipping.queries import MilestoneFacts, ShipmentFacts
from portal.shipping.views.labels_next import KEEPER_WORDS, NEXT_WORDS
from portal.shipping.views.pages_history import timeline_items
from portal.shipping.views.queries_lists import Told
from portal.shipping.views.rules_next import next_of


def kg(grams: int | Decimal) -> Markup:
    """Return grams as kilograms with three decimals and the unit, isolated."""
    return reader().weight(grams)


def sides(carton: PackedCarton) -> Markup:
    """Return length, width and height in centimetres, isolated."""
    each = (carton.length_mm, carton.width_mm, carton.height_mm)
    return ltr(" × ".join(formats.number(Decimal(side) / 10, language()) for side in each) + f"{formats.NBSP}cm")


def grouped(sscc: str) -> str:
    """Return an SSCC as people read it, with its application identifier."""
    return f"(00) {sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17:]}"


def words() -> dict[str, Any]:
    """Return the words and figures that templates need to tell of shipments."""
    return {
        "state_words": labels.STATE_WORDS,
        "group_words": labels.GROUP_WORDS,
        "state_tones": labels.STATE_TONES,
        "mode_words": labels_fields.MODE_WORDS,
        "milestone_words": labels.MILESTONE_WORDS,
        "basis_words": labels.BASIS_WORDS,
        "package_words": labels.KIND_WORDS,
        "type_words": TYPE_WORDS,
        "type_tones": TYPE_TONES,
        "paper_words": PAPER_WORDS,
        "paper_states": PAPER_STATES,
        "paper_tones": PAPER_TONES,
        "kg": kg,
        "sides": sides,
        "grouped": grouped,
        "told": told_text,
        "quantity_text": quantity_text,
        "kept_ways_out": WAYS_OUT,
        "danger_paper_words": [(paper.value, words) for paper, words in labels.DANGER_WORDS.items()],
    }


def told_text(told: Told | None, in_zone: str) -> str:
    """Return a time with its worth (`planned`, `estimated`), in a zone; a fact stands alone."""
    if told is None:
        return ""
    at = reader().moment(told.at, in_zone)
    return at if told.basis == "actual" else f"{at} · {labels.BASIS_WORDS[told.basis]}"


def other_zone(shipment: ShipmentFacts) -> str:
    """Return the zone shown beside the reader's own: the depot's, else the destination's, else none."""
    here = zone()
    for each in (shipment.depot_zone, shipment.destination_zone):
        if _differs(each, here):
            return each
    return ""


def _differs(one: str, other: str) -> bool:
    now = utc_now()
    return one != other and now.astimezone(ZoneInfo(one)).utcoffset() != now.astimezone(ZoneInfo(other)).utcoffset()


def milestone_items(shipment: ShipmentFacts, told: list[MilestoneFacts]) -> list[dict[str, Any]]:
    """Return the steps of the journey as the milestones component takes them: what is still to come in both zones."""
    steps = steps_of(Statement(one.kind, one.basis, one.at) for one in told)
    last, second = reached(steps), other_zone(shipment)
    return [_item(step, index, last, second) for index, step in enumerate(steps)]


def _item(step: Step, index: int, last: int, second: str) -> dict[str, Any]:
    state = "current" if index == last else "done" if index < last else "open"
    item = {"label": labels.MILESTONE_WORDS[step.kind], "state": state, "sub": "", "sub2": ""}
    if step.told is None:
        return item
    at, basis = step.told
    item["sub"] = told_text(Told(at, basis), zone())
    item["sub2"] = reader().moment(at, second) if second and at > utc_now() else ""
    return item


def detail(shipment: ShipmentFacts, *, internal: bool) -> Mapping[str, Any]:
    """Return what the page of a shipment shows at either door; `internal` adds what distributors do not see."""
    (stated, done), issued = queries.told_of(shipment.id), readable(papers(shipment.number))
    contents = contents_of(shipment.id, language())
    packages = [each.package for each in contents.cartons]
    figures = figures_at(shipment.departed_at or utc_now())
    return {
        "shipment": shipment,
        "contacts": [] if internal or shipment.received_at else contacts_of_depot(shipment.depot_id),
        "contact_roles": CONTACT_ROLE_WORDS,
        "contents": contents,
        "chargeable_g": GRAMS_PER_KG * chargeable_kg(packages, shipment.mode, figures),
        "by_volume": charged_by_volume(shipment.mode),
        "milestones": milestone_items(shipment, stated),
        "next": next_of(shipment.state, missing=True),
        "next_words": NEXT_WORDS,
        "keeper_words": KEEPER_WORDS,
        "timeline": timeline_items(done, stated, issued, internal=internal),
        "papers": issued,
        **words(),
    }
