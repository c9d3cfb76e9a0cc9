"""What the catalogue knows of parts: facts by id, numbers resolved, markets, vehicles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import (
    DangerousGoods,
    ManufacturerCode,
    MarketRestriction,
    Part,
    PartAlias,
    PartState,
    PartText,
    SoldVehicle,
)
from portal.catalogue.queries_nearest import nearest_numbers
from portal.catalogue.queries_supersession import Supersede, supersession_of
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.lists import among_given
from portal.core.data.sessions import db, read

__all__ = [
    "DangerousFacts",
    "Match",
    "PartFacts",
    "PartTerms",
    "Resolution",
    "Supersede",
    "VehicleFacts",
    "known_makers",
    "names_by_id",
    "nearest_numbers",
    "part_id_of",
    "parts_by_id",
    "resolve",
    "restricted_in",
    "supersession_of",
    "terms_by_id",
    "vehicle",
]

MOST_LOST_ZEROS = 6


@dataclass(frozen=True, slots=True)
class DangerousFacts:
    """What carriers must know: grams of dangerous goods in one piece, charge in percent."""

    un_number: str
    hazard_class: str
    packing_group: str
    packing_instruction: str
    watt_hours: int | None
    net_g: int
    charge_percent: int | None
    un38_reference: str
    safety_sheet: str
    emergency_phone: str


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part as it is told: name in the language asked for (else English), base unit per UN/ECE
    Recommendation 20, grams, millimetres, HS code, ISO 3166-1 origin, supplier's calendar days.
    """

    id: int
    number: str
    norm: str
    name: str
    state: PartState
    unit: str
    minimum: int
    pack: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    hs_code: str
    origin: str
    lead_time_days: int
    use_up_old: bool
    dangerous: DangerousFacts | None = None


_DANGER = (
    DangerousGoods.un_number,
    DangerousGoods.hazard_class,
    DangerousGoods.packing_group,
    DangerousGoods.packing_instruction,
    DangerousGoods.watt_hours,
    DangerousGoods.net_g,
    DangerousGoods.charge_percent,
    DangerousGoods.un38_reference,
    DangerousGoods.safety_sheet,
    DangerousGoods.emergency_phone,
)
NAME = sa.func.coalesce(PartText.name, Part.name)
_FACTS = (
    Part.id,
    Part.number,
    Part.norm,
    NAME,
    Part.state,
    Part.unit,
    Part.minimum,
    Part.pack,
    Part.weight_g,
    Part.length_mm,
    Part.width_mm,
    Part.height_mm,
    Part.hs_code,
    Part.origin,
    Part.lead_time_days,
    Part.use_up_old,
)


@lru_cache(maxsize=32)
def facts_select(locale: str) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that reads parts with names in one language, to be narrowed and run."""
    return (
        sa.select(*_FACTS, *_DANGER)
        .select_from(Part)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
    )


@lru_cache(maxsize=32)
def _facts_by_id(locale: str) -> sa.Select[*tuple[Any, ...]]:
    return facts_select(locale).where(among_given(Part.id, "ids"))


def facts_from(row: Sequence[Any]) -> PartFacts:
    """Return the facts in one row of `facts_select`."""
    plain, danger = row[: len(_FACTS)], row[len(_FACTS) : len(_FACTS) + len(_DANGER)]
    dangerous = DangerousFacts(*danger) if danger[0] is not None else None
    return PartFacts(*(*plain, dangerous))


@dataclass(frozen=True, slots=True)
class PartTerms:
    """What decides how a part may be ordered: pack, supplier's days, state, and what carriers must know."""

    id: int
    number: str
    state: PartState
    minimum: int
    pack: int
    lead_time_days: int
    use_up_old: bool
    un_number: str | None = None
    """Of dangerous goods only, as are the following."""
    packing_instruction: str | None = None
    watt_hours: int | None = None
    net_g: int | None = None
    charge_percent: int | None = None


_TERMS = (
    sa.select(
        Part.id,
        Part.number,
        Part.state,
        Part.minimum,
        Part.pack,
        Part.lead_time_days,
        Part.use_up_old,
        DangerousGoods.un_number,
        DangerousGoods.packing_instruction,
        DangerousGoods.watt_hours,
        DangerousGoods.net_g,
        DangerousGoods.charge_percent,
    )
    .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
    .where(among_given(Part.id, "ids"))
)


def terms_by_id(ids: Collection[int]) -> dict[int, PartTerms]:
    """Return the terms of these parts in one statement; for checks of thousands, where no name is told."""
    return {row[0]: PartTerms(*row) for row in read(_TERMS, {"ids": ids}).all()} if ids else {}


def parts_by_id(ids: Collection[int], locale: str) -> dict[int, PartFacts]:
    """Return the facts of these parts in one statement; an id that does not exist is missing."""
    if not ids:
        return {}
    return {facts.id: facts for facts in map(facts_from, read(_facts_by_id(locale), {"ids": ids}).all())}


@lru_cache(maxsize=32)
def _names(locale: str) -> sa.Select[int, Any]:
    named = (PartText.part_id == Part.id) & (PartText.locale == locale)
    return sa.select(Part.id, NAME).outerjoin(PartText, named).where(among_given(Part.id, "ids"))


def names_by_id(ids: Collection[int], locale: str) -> dict[int, str]:
    """Return the names of these parts in a language (else English), in one statement."""
    return dict(read(_names(locale), {"ids": ids}).all()) if ids else {}


def part_id_of(number: str) -> int | None:
    """Return the part of exactly this number, however it is punctuated; None when there is none."""
    return db.session.scalar(sa.select(Part.id).where(Part.norm == norm(number)))


class Match(StrEnum):
    """How a typed number led to a part, or why it did not."""

    NUMBER = "number"
    OWN_NUMBER = "own_number"
    ZEROS = "zeros"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a typed number means; `part_id` None where nothing, or more than one part, is meant.

    `number` is the part's own; `candidates` are the numbers an ambiguous text may mean.
    """

    match: Match
    part_id: int | None = None
    number: str = ""
    candidates: tuple[str, ...] = ()


_UNKNOWN = Resolution(Match.UNKNOWN)
_BY_NUMBER = sa.select(Part.norm, Part.id, Part.number).where(among_given(Part.norm, "norms"))
_BY_OWN_NUMBER = (
    sa.select(PartAlias.norm, Part.id, Part.number)
    .join(Part, Part.id == PartAlias.part_id)
    .where(PartAlias.distributor_id == sa.bindparam("distributor_id"), among_given(PartAlias.norm, "norms"))
)
_RESTRICTED = sa.select(MarketRestriction.part_id).where(
    MarketRestriction.country == sa.bindparam("country"), among_given(MarketRestriction.part_id, "ids")
)


def resolve(numbers: Iterable[str], distributor_id: int) -> dict[str, Resolution]:
    """Return what each typed number means, every text answered, in at most three statements.

    In this order: the maker's number in any punctuation, the distributor's own number, and the
    number with leading zeros lost or added (spreadsheets do that), when that means one part only.
    """
    norms = {text: norm(text) for text in numbers}
    wanted = {value for value in norms.values() if value}
    found = _by_number(wanted)
    found |= _by_own_number(wanted - found.keys(), distributor_id)
    found |= _by_zeros({value for value in wanted - found.keys() if value.isascii() and value.isdigit()})
    return {text: found.get(value, _UNKNOWN) for text, value in norms.items()}


def _by_number(wanted: set[str]) -> dict[str, Resolution]:
    if not wanted:
        return {}
    found = read(_BY_NUMBER, {"norms": wanted}).all()
    return {value: Resolution(Match.NUMBER, part_id, number) for value, part_id, number in found}


def _by_own_number(wanted: set[str], distributor_id: int) -> dict[str, Resolution]:
    if not wanted:
        return {}
    found = read(_BY_OWN_NUMBER, {"norms": wanted, "distributor_id": distributor_id}).all()
    return {value: Resolution(Match.OWN_NUMBER, part_id, number) for value, part_id, number in found}


def _by_zeros(wanted: set[str]) -> dict[str, Resolution]:
    spellings = {
        value: {"0" * zeros + value.lstrip("0") for zeros in range(MOST_LOST_ZEROS + 1)}
        for value in wanted
        if value.lstrip("0")
    }
    there = _by_number(set().union(*spellings.values()))
    found = {}
    for value, spelled in spellings.items():
        meant = [there[one] for one in sorted(spelled & there.keys())]
        if len(meant) == 1:
            found[value] = Resolution(Match.ZEROS, meant[0].part_id, meant[0].number)
        elif meant:
            found[value] = Resolution(Match.AMBIGUOUS, candidates=tuple(one.number for one in meant))
    return found


def restricted_in(part_ids: Collection[int], country: str) -> frozenset[int]:
    """Return which of these parts are not released in a country (ISO 3166-1 alpha-2)."""
    if not part_ids:
        return frozenset()
    return frozenset(read(_RESTRICTED, {"country": country, "ids": part_ids}).scalars())


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """A vehicle the maker sold: its VIN, model, model year and country of sale."""

    vin: str
    model: str
    model_year: int
    country: str


def vehicle(vin: str) -> VehicleFacts | None:
    """Return the sold vehicle with this VIN (as written, upper case), or None."""
    sold = sa.select(SoldVehicle.vin, SoldVehicle.model, SoldVehicle.model_year, SoldVehicle.country)
    row = db.session.execute(sold.where(SoldVehicle.vin == vin)).one_or_none()
    return None if row is None else VehicleFacts(*row)


def known_makers() -> frozenset[str]:
    """Return the world manufacturer identifiers (first three of a VIN) this maker uses."""
    return frozenset(db.session.scalars(sa.select(ManufacturerCode.code)))
