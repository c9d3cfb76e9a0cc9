"""Freight rates as master data changes them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.pricing.models_freight import FreightRate
from portal.pricing.service_terms import day

Key = tuple[str, str, str, Decimal, date]


def set_rates(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rates, or change those of the same origin, destination, mode, weight and first day."""
    there = _known(rows)
    for row in rows:
        key = _key(row)
        rate = there.get(key)
        if rate is None:
            rate = FreightRate(origin=key[0], destination=key[1], mode=key[2], from_kg=key[3], valid_from=key[4])
            db.session.add(rate)
        rate.currency, rate.valid_to = row["currency"], day(row["valid_to"])
        rate.per_shipment, rate.per_kg = Decimal(row["per_shipment"]), Decimal(row["per_kg"])


def remove_rates(rows: Sequence[Mapping[str, Any]]) -> None:
    """Remove rates by what identifies them; no order keeps one."""
    there = _known(rows)
    for row in rows:
        rate = there.get(_key(row))
        if rate is not None:
            db.session.delete(rate)


def _key(row: Mapping[str, Any]) -> Key:
    weight, first = Decimal(row["from_kg"]), date.fromisoformat(row["valid_from"])
    return row["dispatch_from"], row["destination"], row["mode"], weight, first


def _known(rows: Iterable[Mapping[str, Any]]) -> dict[Key, FreightRate]:
    origins = sorted({row["dispatch_from"] for row in rows})
    found = db.session.scalars(sa.select(FreightRate).where(among(FreightRate.origin, origins)))
    return {(one.origin, one.destination, one.mode, one.from_kg, one.valid_from): one for one in found}
