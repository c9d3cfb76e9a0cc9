"""Incoterms 2020: the eleven rules, who carries and clears, and which fit which transport."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.catalogue.dangerous.rules_carriage import Mode


class Incoterm(StrEnum):
    """A rule of Incoterms 2020; print it with the named place and the year."""

    EXW = "EXW"
    FCA = "FCA"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"


class RiskPoint(StrEnum):
    """Where the risk of loss passes from seller to buyer."""

    SELLERS_PREMISES = "sellers_premises"
    FIRST_CARRIER = "first_carrier"
    READY_TO_UNLOAD = "ready_to_unload"
    UNLOADED = "unloaded"
    CLEARED_AT_DESTINATION = "cleared_at_destination"
    ALONGSIDE_SHIP = "alongside_ship"
    ON_BOARD = "on_board"


class Cover(StrEnum):
    """The seller's duty to insure: none, Institute Cargo Clauses (A), or (C) as the least."""

    NONE = "none"
    ICC_A = "icc_a"
    ICC_C = "icc_c"


@dataclass(frozen=True)
class IncotermFacts:
    """What a rule puts on the seller; all the rest is the buyer's."""

    risk: RiskPoint
    sea_only: bool = False
    seller_carries: bool = False
    seller_unloads: bool = False
    cover: Cover = Cover.NONE
    seller_clears_export: bool = True
    seller_clears_import: bool = False
    any_mode_instead: Incoterm | None = None


INSURED_PERCENT = 110
"""A seller who must insure covers the contract price plus ten percent."""

FACTS: Mapping[Incoterm, IncotermFacts] = MappingProxyType(
    {
        Incoterm.EXW: IncotermFacts(RiskPoint.SELLERS_PREMISES, seller_clears_export=False),
        Incoterm.FCA: IncotermFacts(RiskPoint.FIRST_CARRIER),
        Incoterm.CPT: IncotermFacts(RiskPoint.FIRST_CARRIER, seller_carries=True),
        Incoterm.CIP: IncotermFacts(RiskPoint.FIRST_CARRIER, seller_carries=True, cover=Cover.ICC_A),
        Incoterm.DAP: IncotermFacts(RiskPoint.READY_TO_UNLOAD, seller_carries=True),
        Incoterm.DPU: IncotermFacts(RiskPoint.UNLOADED, seller_carries=True, seller_unloads=True),
        Incoterm.DDP: IncotermFacts(RiskPoint.CLEARED_AT_DESTINATION, seller_carries=True, seller_clears_import=True),
        Incoterm.FAS: IncotermFacts(RiskPoint.ALONGSIDE_SHIP, sea_only=True, any_mode_instead=Incoterm.FCA),
        Incoterm.FOB: IncotermFacts(RiskPoint.ON_BOARD, sea_only=True, any_mode_instead=Incoterm.FCA),
        Incoterm.CFR: IncotermFacts(
            RiskPoint.ON_BOARD, sea_only=True, seller_carries=True, any_mode_instead=Incoterm.CPT
        ),
        Incoterm.CIF: IncotermFacts(
            RiskPoint.ON_BOARD,
            sea_only=True,
            seller_carries=True,
            cover=Cover.ICC_C,
            any_mode_instead=Incoterm.CIP,
        ),
    }
)


def fits(rule: Incoterm, mode: Mode) -> bool:
    """Return whether the rule may be used with this transport (four are for ships alone)."""
    return mode is Mode.SEA or not FACTS[rule].sea_only


def printed(rule: Incoterm, place: str) -> str:
    """Return the term as papers must print it: rule, named place, year."""
    return f"{rule.value} {place.strip()} Incoterms 2020"


def counterpart(agreed: str, mode: Mode) -> str:
    """Return the rule an agreed one becomes for a transport: its counterpart where it is for ships and none sails.

    FAS and FOB become FCA, CFR becomes CPT, CIF becomes CIP, as the ICC advises; anything else stays as it is.
    """
    if agreed not in set(Incoterm) or fits(Incoterm(agreed), mode):
        return agreed
    instead = FACTS[Incoterm(agreed)].any_mode_instead
    return instead.value if instead else agreed
