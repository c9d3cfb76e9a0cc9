"""What the catalogue knows of parts: facts by id, markets, vehicles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import (
    DangerousGoods,
    ManufacturerCode,
    MarketRestriction,
    Part,
    PartState,
    PartText,
    SoldVehicle,
)
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.lists import among_given
from portal.core.data.sessions import db, read
from portal.core.references import spellings


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
    """A part as it is told.

    Name in the language asked for (else English), base unit per UN/ECE Recommendation 20, grams,
    millimetres, HS code, ISO 3166-1 origin, supplier's calendar days.
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
    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


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
        Part.weight_g,
        Part.length_mm,
        Part.width_mm,
        Part.height_mm,
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
    """Return the part of exactly this number, however punctuated, or the one that turned out to be; None for none."""
    return db.session.scalar(sa.select(sa.func.coalesce(Part.merged_into_id, Part.id)).where(Part.norm == norm(number)))


def part_ids_of(number: str) -> list[int]:
    """Return the parts of this number, however it is punctuated and with whatever zeros before its last digits."""
    return list(db.session.scalars(sa.select(Part.id).where(Part.norm.in_(spellings(norm(number)))).order_by(Part.id)))


def number_contains(text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a part's number holds a text, however punctuated, or is it with other zeros."""
    bare = norm(text)
    if not bare:
        return sa.false()
    return sa.or_(Part.norm.contains(bare, autoescape=True), Part.norm.in_(spellings(bare)))


_RESTRICTED = sa.select(MarketRestriction.part_id).where(
    MarketRestriction.country == sa.bindparam("country"), among_given(MarketRestriction.part_id, "ids")
)


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
