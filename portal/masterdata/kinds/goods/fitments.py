"""Fitments: which models, model years and VINs parts were made for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts, service_rows
from portal.catalogue.models import Part, PartFitment
from portal.catalogue.vehicles.rules_vins import is_bound, is_range, written
from portal.core.actor import Actor
from portal.core.data.plans import not_by
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, rows_by_action, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import FIRST_YEAR, LAST_YEAR, LONGEST_VIN


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Part.number.label("part"),
        PartFitment.model,
        PartFitment.year_from,
        PartFitment.year_to,
        PartFitment.vin_from,
        PartFitment.vin_to,
    ).join(Part, not_by(Part.id) == PartFitment.part_id)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A part there is, years in their order, and a range of VINs of one maker."""
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))
    for one in changes:
        if not one.after:
            continue
        if one.now["year_to"] is not None and int(one.now["year_to"]) < int(one.now["year_from"] or 0):
            yield Objection(one.key, "year_to", "masterdata.years_backward", {"year": str(one.now["year_from"])})
        yield from _vins(one)


def _vins(one: Change) -> Iterable[Objection]:
    low, high = str(one.now["vin_from"]), str(one.now["vin_to"])
    odd = [name for name, vin in (("vin_from", low), ("vin_to", high)) if vin and not is_bound(vin)]
    for name in odd:
        yield Objection(one.key, name, "masterdata.not_a_vin")
    if not odd and not is_range(low, high):
        yield Objection(one.key, "vin_to", "masterdata.not_a_vin_range", {"vin": low})


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_rows.set_fitments(service_rows.Edited(*rows_by_action(changes)))


FITMENTS = known(
    Kind(
        "fitments",
        Fields(
            (
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("model", Shape.CODE, needed=True, longest=40),
                Field("year_from", Shape.YEAR, needed=True, least=FIRST_YEAR, most=LAST_YEAR),
                Field("year_to", Shape.YEAR, least=FIRST_YEAR, most=LAST_YEAR),
                Field("vin_from", Shape.CODE, longest=LONGEST_VIN, tidy=written),
                Field("vin_to", Shape.CODE, longest=LONGEST_VIN, tidy=written),
            ),
            ("part", "model", "year_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "model"),
        may_go=True,
    )
)
"""The vehicles a part fits, a row for each model and span of years; without a range of VINs all of them."""
