"""The gate at the dock: what must be there before goods may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.catalogue.dangerous.rules import DangerRefusal
from portal.shipping.rules_dangerous import DangerPaper


class Requirement(StrEnum):
    """What the gate asks for."""

    COMMERCIAL_INVOICE = "commercial_invoice"
    PACKING_LIST = "packing_list"
    TRANSPORT_DOCUMENT = "transport_document"
    DANGEROUS_GOODS = "dangerous_goods"
    DG_DECLARATION = "dg_declaration"
    UN38_3 = "un38_3"
    PACKAGING_APPRAISAL = "packaging_appraisal"
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
    """One requirement, how it stands, and what it is about (a paper's number, orders, parts)."""

    requirement: Requirement
    standing: Standing
    about: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Tell whether nothing is left to do for it."""
        return self.standing is Standing.MET


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gate looks at; `papers` are kind to (number, state: issued, ready, failed).

    `danger_papers` are the references these dangerous goods need, empty where nobody has given one.
    """

    papers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    transport_document: str = ""
    refusals: Sequence[DangerRefusal] = ()
    danger_papers: Mapping[DangerPaper, str] = field(default_factory=dict)
    held_orders: Sequence[str] = ()
    acid_due: bool = False
    acid_wanted: bool = False


_PAPER_STATES = {"ready": Standing.MET, "issued": Standing.WAITING, "failed": Standing.FAILED}


def gate(facts: GateFacts) -> tuple[GateItem, ...]:
    """Return every requirement and how it stands; goods may leave when all are met."""
    items = [_paper(kind, facts) for kind in PAPERS]
    items.append(_needs(Requirement.TRANSPORT_DOCUMENT, bool(facts.transport_document), facts.transport_document))
    parts = dict.fromkeys(refusal.reference for refusal in facts.refusals)
    items.append(_needs(Requirement.DANGEROUS_GOODS, not facts.refusals, *parts))
    items += [_needs(Requirement(paper.value), bool(said), said) for paper, said in facts.danger_papers.items()]
    items.append(_needs(Requirement.NO_HOLD, not facts.held_orders, *facts.held_orders))
    if facts.acid_wanted:
        items.append(_needs(Requirement.ACID, not facts.acid_due))
    return tuple(items)


def _paper(kind: Requirement, facts: GateFacts) -> GateItem:
    number, state = facts.papers.get(kind.value, ("", ""))
    return GateItem(kind, _PAPER_STATES.get(state, Standing.MISSING), (number,) if number else ())


def _needs(requirement: Requirement, met: bool, *about: str) -> GateItem:
    return GateItem(requirement, Standing.MET if met else Standing.MISSING, tuple(each for each in about if each))
