"""Freight rates: what carriers ask from a depot to a country, by mode, weight and day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor
from portal.masterdata import queries
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection, too_fine
from portal.masterdata.rules_fields import Field, Fields, Row, Shape
from portal.masterdata.rules_keys import parts_of
from portal.pricing import service_freight
from portal.pricing.models_freight import FreightRate
from portal.pricing.rules_freight import RateClash, RateFault, Way, rate_clashes
from portal.pricing.service_terms import day
from portal.stock import queries as stock


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        FreightRate.origin.label("dispatch_from"), FreightRate.destination, FreightRate.mode, FreightRate.from_kg,
        FreightRate.currency, FreightRate.per_shipment, FreightRate.per_kg, FreightRate.valid_from,
        FreightRate.valid_to,
    )  # fmt: skip


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Goods leave from where it says, it asks something, and on each day one rate of a weight holds in one currency."""
    alone = list(_each([one for one in changes if one.after]))
    yield from alone
    wrong = {one.key for one in alone}
    there = queries.present(FREIGHT_RATES, None, {parts_of(one.key)[0] for one in changes})
    rows = {**there, **{one.key: one.now for one in changes if one.after}}
    for one in changes:
        if not one.after or one.key in wrong:
            rows.pop(one.key, None)
    by_key = {one.key: one for one in changes}
    ways: dict[tuple[str, str, str], list[Way]] = {}
    for key, row in rows.items():
        ways.setdefault((str(row["dispatch_from"]), str(row["destination"]), str(row["mode"])), []).append(
            _way(key, row)
        )
    told: set[tuple[str, str]] = set()
    for rates in ways.values():
        for clash in rate_clashes(rates):
            for against in _objection(clash, by_key):
                if (against.key, against.code) not in told:
                    told.add((against.key, against.code))
                    yield against


def _each(wanted: Sequence[Change]) -> Iterator[Objection]:
    origins = {name for depot in stock.depots() for name in (depot.code, depot.country)}
    for one in wanted:
        row = one.now
        if row["dispatch_from"] not in origins:
            yield Objection(one.key, "dispatch_from", "masterdata.no_such_origin", {"text": row["dispatch_from"]})
        if not Decimal(str(row["per_shipment"])) and not Decimal(str(row["per_kg"])):
            yield Objection(one.key, "per_kg", "masterdata.freight_nothing")
        last = day(str(row["valid_to"] or ""))
        if last is not None and last < date.fromisoformat(str(row["valid_from"])):
            yield Objection(one.key, "valid_to", "pricing.ends_before")


def _way(key: str, row: Row) -> Way:
    first, last = date.fromisoformat(str(row["valid_from"])), day(str(row["valid_to"] or ""))
    weight, per_kg = Decimal(str(row["from_kg"])), Decimal(str(row["per_kg"]))
    return Way(key, weight, str(row["currency"]), per_kg, first, last)


def _objection(clash: RateClash, changes: Mapping[str, Change]) -> Iterator[Objection]:
    """What speaks against the later of two rates, or the earlier one where only that changes."""
    at = next((one for one in (clash.later, clash.earlier) if one.key in changes), None)
    if at is None:
        return
    other = clash.earlier if at is clash.later else clash.later
    field = FIELDS[clash.fault] if changes[at.key].after else ""
    facts = {
        "kg": str(other.from_kg),
        "first": other.first.isoformat(),
        "currency": other.currency,
        "per_kg": str(other.per_kg),
    }
    yield Objection(at.key, field, CODES[clash.fault], facts)


FIELDS: Mapping[RateFault, str] = {
    RateFault.OVERLAP: "valid_from",
    RateFault.GAP: "valid_from",
    RateFault.CURRENCY: "currency",
    RateFault.DEARER: "per_kg",
}
CODES: Mapping[RateFault, str] = {
    RateFault.OVERLAP: "masterdata.freight_overlap",
    RateFault.GAP: "masterdata.freight_gap",
    RateFault.CURRENCY: "masterdata.freight_currency",
    RateFault.DEARER: "masterdata.freight_dearer",
}


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_freight.remove_rates([one.before or {} for one in changes if one.action is Action.GONE])
    service_freight.set_rates([one.now for one in changes if one.after])


FREIGHT_RATES = known(
    Kind(
        "freight_rates",
        Fields(
            (
                Field("dispatch_from", Shape.CODE, needed=True, longest=10),
                Field("destination", Shape.COUNTRY, needed=True),
                Field("mode", Shape.CHOICE, needed=True, choices=tuple(one.value for one in Mode)),
                Field("from_kg", Shape.DECIMAL, needed=True, most=Decimal(10) ** 6, places=1, usual="0", unit="kg"),
                Field("currency", Shape.CURRENCY, needed=True),
                Field("per_shipment", Shape.DECIMAL, needed=True, most=Decimal(10) ** 6, usual="0", money=True),
                Field("per_kg", Shape.DECIMAL, needed=True, most=Decimal(10) ** 5, usual="0", money=True),
                Field("valid_from", Shape.DAY, needed=True),
                Field("valid_to", Shape.DAY),
            ),
            ("dispatch_from", "destination", "mode", "from_kg", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("dispatch_from", "destination"),
        typed=lambda changes: too_fine(changes, "per_shipment"),
        may_go=True,
        whole_by_first=True,
    )
)
"""What an order's freight is estimated by; rates a paper named are not changed by it: no paper names one."""
