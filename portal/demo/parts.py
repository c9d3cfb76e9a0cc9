"""The demo's parts: real numbers, each given a kind, a model, names, weight and origin."""

from decimal import Decimal
from random import Random
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, MarketRestriction, Part, PartState, PartText
from portal.catalogue.rules_part_numbers import norm
from portal.catalogue.search.rules_words import search_words
from portal.catalogue.search.service_words import keep_words
from portal.catalogue.service_parts import named_in
from portal.core.data.sessions import db
from portal.core.money import round_half_away
from portal.demo.history import demand
from portal.demo.loading import DemoPart, Loading
from portal.demo.names import LOCALES, MODELS, Kind, kinds

FAST_SHARE, SLOW_SHARE = 0.2, 0.35
ORIGINS = ("CN",) * 17 + ("DE", "TH", "MX")
DISCONTINUED = 24
# Hazard class, packing group and air packing instruction by UN number (UN model regulations).
DANGERS = {
    "UN3480": ("9", "", "PI965"),
    "UN3481": ("9", "", "PI967"),
    "UN3268": ("9", "", "PI961"),
    "UN3164": ("2.2", "", "PI208"),
    "UN3159": ("2.2", "", "PI200"),
    "UN2794": ("8", "", "PI870"),
}
EMERGENCY_PHONE = "+86 532 5550 0119"
# Markets in which a kind is not released: refrigerant law, type approval of radio equipment.
NOT_RELEASED = {"refrigerant": ("NO",), "emergency_call": ("EG", "MX"), "front_radar": ("EG",)}


def add_parts(loading: Loading) -> None:
    """Add every part of the demand file with its names, dangers and market restrictions."""
    loading.parts = _draw_parts(loading)
    rows = [_part_row(part, kinds()[part.kind], loading.dice(f"part:{part.number}")) for part in loading.parts]
    gone = loading.dice("discontinued").sample([row for row in rows if row["minimum"] == 1], DISCONTINUED)
    for row in gone:
        row["state"] = PartState.DISCONTINUED
    db.session.execute(sa.insert(Part), rows)
    keep_words({row["words"] for row in rows})
    loading.part_ids = dict(db.session.execute(sa.select(Part.number, Part.id)).all())
    db.session.execute(sa.insert(PartText), [text for part in loading.parts for text in _texts(part, loading)])
    weights = {row["number"]: row["weight_g"] for row in rows}
    dangers = [
        _danger_row(part, loading, weights[part.number]) for part in loading.parts if kinds()[part.kind].un_number
    ]
    db.session.execute(sa.insert(DangerousGoods), dangers)
    db.session.execute(sa.insert(MarketRestriction), _restrictions(loading))


def _draw_parts(loading: Loading) -> list[DemoPart]:
    """Give each number a kind that sells about as quickly as its real demand, and its price."""
    by_demand = sorted(demand(), key=lambda number: -sum(q or 0 for q in demand()[number]))
    fast_until, slow_from = (round(len(by_demand) * share) for share in (FAST_SHARE, 1 - SLOW_SHARE))
    speeds = {
        number: "fast" if rank < fast_until else "slow" if rank >= slow_from else "normal"
        for rank, number in enumerate(by_demand)
    }
    pools = {speed: [k for k in kinds().values() if k.speed == speed] for speed in ("fast", "normal", "slow")}
    return [_draw_part(number, speeds[number], pools[speeds[number]], loading) for number in demand()]


def _draw_part(number: str, speed: str, pool: list[Kind], loading: Loading) -> DemoPart:
    dice = loading.dice(f"kind:{number}")
    kind = dice.choice(pool)
    low, high = kind.price
    price = round_half_away(low + (high - low) * Decimal(dice.randint(0, 1000)) / 1000, 2)
    return DemoPart(number, kind.code, dice.choice(MODELS), speed, price, kind.pack, kind.lead_time_days)


def names_of(part: DemoPart) -> dict[str, str]:
    """Return the names of a part by language: what it is, and for which model."""
    return {locale: f"{kinds()[part.kind].names[locale]} – {part.model}" for locale in LOCALES}


def _part_row(part: DemoPart, kind: Kind, dice: Random) -> dict[str, Any]:
    length, width, height = (round(side * dice.uniform(0.85, 1.15)) for side in kind.size_mm)
    names = names_of(part)
    minimum = kind.pack * dice.choice((1, 1, 2)) if kind.pack > 1 else 1
    return {
        "number": part.number,
        "norm": norm(part.number),
        "name": names["en"],
        "words": search_words(names.values()),
        "named_in": named_in(names),
        "state": PartState.ACTIVE,
        "unit": kind.unit,
        "minimum": minimum,
        "pack": kind.pack,
        "weight_g": dice.randint(*kind.weight_g),
        "length_mm": length,
        "width_mm": width,
        "height_mm": height,
        "hs_code": kind.hs_code,
        "system": kind.system,
        "origin": dice.choice(ORIGINS),
        "lead_time_days": kind.lead_time_days,
        "use_up_old": False,
        "version": 1,
    }


def _texts(part: DemoPart, loading: Loading) -> list[dict[str, Any]]:
    part_id = loading.part_ids[part.number]
    return [{"part_id": part_id, "locale": locale, "name": name} for locale, name in names_of(part).items()]


def _danger_row(part: DemoPart, loading: Loading, weight_g: int) -> dict[str, Any]:
    kind = kinds()[part.kind]
    hazard_class, packing_group, instruction = DANGERS[kind.un_number]
    battery = kind.un_number in ("UN3480", "UN3481")
    return {
        "part_id": loading.part_ids[part.number],
        "un_number": kind.un_number,
        "hazard_class": hazard_class,
        "packing_group": packing_group,
        "packing_instruction": instruction,
        "watt_hours": kind.watt_hours,
        "net_g": weight_g * 4 // 5 if kind.un_number == "UN3480" else weight_g // 8 or 1,
        "charge_percent": 30 if battery else None,
        "un38_reference": f"UN38.3-{part.number}" if battery else "",
        "safety_sheet": f"SDS-{part.kind}",
        "emergency_phone": EMERGENCY_PHONE,
    }


def _restrictions(loading: Loading) -> list[dict[str, Any]]:
    pairs = {(part.number, country) for part in loading.parts for country in NOT_RELEASED.get(part.kind, ())}
    pairs |= {(part.number, "TH") for part in loading.dice("restricted").sample(loading.parts, 12)}
    return [{"part_id": loading.part_ids[number], "country": country} for number, country in sorted(pairs)]
