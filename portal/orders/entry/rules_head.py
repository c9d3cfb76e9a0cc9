"""What the head of an order must say before it can be handed in, by its type."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from portal.core.errors import FieldRefused
from portal.core.printed_text import sign_facts, unprintable
from portal.orders.types.states import Proof, TypeTerms

PRINTED = ("po_number", "incoterm_place")
"""What papers say of the head in the distributor's own words."""
FURTHEST_WISH = timedelta(days=365)
"""How far ahead a day of delivery may be asked for; beyond it a year was mistyped."""
_ALWAYS = ("po_number", "ship_to_id", "incoterm", "incoterm_place")


class Head(Protocol):
    """The head of an order, a row or a form alike."""

    @property
    def requested_on(self) -> date | None:
        """The day they are wanted."""

    @property
    def stopped_on(self) -> date | None:
        """The day the vehicle stopped."""


@dataclass(frozen=True, slots=True)
class HeadFault:
    """One field of the head and why it will not do."""

    field: str
    code: str
    facts: Mapping[str, Any] = made(default_factory=dict)


def needed_for(terms: TypeTerms) -> tuple[str, ...]:
    """Return the fields of the head an order whose type means this cannot be handed in without."""
    proofs = (PROOF_FIELDS[proof] for proof in terms.proofs)
    return tuple(dict.fromkeys((*_ALWAYS, *proofs)))


def head_faults(head: Head, terms: TypeTerms, today: date) -> tuple[HeadFault, ...]:
    """Return what the terms of its type miss in the head, what no paper can print, and dates that cannot be."""
    needed = needed_for(terms)
    faults = [HeadFault(name, "order.field_missing") for name in needed if _blank(getattr(head, name))]
    signs = {name: unprintable(getattr(head, name)) for name in PRINTED}
    faults += [HeadFault(name, "text.unprintable", sign_facts(sign)) for name, sign in signs.items() if sign]
    if head.stopped_on is not None and head.stopped_on > today:
        faults.append(HeadFault("stopped_on", "order.stopped_in_future"))
    if head.requested_on is not None and head.requested_on < today:
        faults.append(HeadFault("requested_on", "order.requested_in_past"))
    if head.requested_on is not None and head.requested_on > today + FURTHEST_WISH:
        faults.append(HeadFault("requested_on", "order.requested_too_far"))
    return tuple(faults)


def check_head(head: Head, terms: TypeTerms, today: date) -> None:
    """Refuse the first fault of the head, beside its field."""
    for fault in head_faults(head, terms, today):
        raise FieldRefused(fault.code, field=fault.field, **fault.facts)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


PROOF_FIELDS: Mapping[Proof, str] = MappingProxyType(
    {
        Proof.VIN: "vin",
        Proof.REPAIR_ORDER: "repair_order",
        Proof.ODOMETER: "odometer_km",
        Proof.STOPPED_ON: "stopped_on",
        Proof.CAMPAIGN_NUMBER: "campaign",
        Proof.REASON: "reason",
        Proof.MODEL_BASIS: "reason",
    }
)
