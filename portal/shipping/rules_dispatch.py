"""The gate at the dock: what must be there before goods may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.catalogue.rules_dangerous_goods import DangerRefusal


class Requirement(StrEnum):
    """What the gate asks for."""

    COMMERCIAL_INVOICE = "commercial_invoice"
    PACKING_LIST = "packing_list"
    TRANSPORT_DOCUMENT = "transport_document"
    DANGEROUS_GOODS = "dangerous_goods"
    NO_HOLD = "no_hold"
    ACID = "acid"


PAPERS = (Requirement.COMMERCIAL_INVOICE, Requirement.PACKING_LIST)


class Standing(StrEnum):
    """How a requirement stands: there, on its way (a paper being set), missing, or failed."""

    MET = "met"
    WAITING = "waiting"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class GateItem:
    """One requirement, how it stands, and what it is about (paper number, orders, part)."""

    requirement: Requirement
    standing: Standing
    detail: str = ""

    @property
    def met(self) -> bool:
        """Tell whether nothing is left to do for it."""
        return self.standing is Standing.MET


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gate looks at; `papers` are kind to (number, state: issued, ready, failed)."""

    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    transport_document: str = ""
    refusals: Sequence[DangerRefusal] = ()
    held_orders: Sequence[str] = ()
    acid_due: bool = False
    acid_wanted: bool = False


_PAPER_STATES = {"ready": Standing.MET, "issued": Standing.WAITING, "failed": Standing.FAILED}


def gate(facts: GateFacts) -> tuple[GateItem, ...]:
    """Return every requirement and how it stands; goods may leave when all are met."""
    items = [_paper(kind, facts) for kind in PAPERS]
    items.append(_needs(Requirement.TRANSPORT_DOCUMENT, bool(facts.transport_document), facts.transport_document))
    parts = ", ".join(dict.fromkeys(refusal.reference for refusal in facts.refusals))
    items.append(_needs(Requirement.DANGEROUS_GOODS, not facts.refusals, parts))
    items.append(_needs(Requirement.NO_HOLD, not facts.held_orders, ", ".join(facts.held_orders)))
    if facts.acid_wanted:
        items.append(_needs(Requirement.ACID, not facts.acid_due))
    return tuple(items)


def _paper(kind: Requirement, facts: GateFacts) -> GateItem:
    number, state = facts.papers.get(kind.value, ("", ""))
    return GateItem(kind, _PAPER_STATES.get(state, Standing.MISSING), number)


def _needs(requirement: Requirement, met: bool, detail: str = "") -> GateItem:
    return GateItem(requirement, Standing.MET if met else Standing.MISSING, detail)
