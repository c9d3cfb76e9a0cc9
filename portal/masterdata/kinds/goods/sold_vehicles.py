"""Sold vehicles: the fleet, by which a VIN finds its parts and an order's VIN is looked up."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_rows
from portal.catalogue.models import SoldVehicle
from portal.catalogue.vehicles.rules_vins import is_whole, written
from portal.core.actor import Actor
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, rows_by_action
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.masterdata.rules_limits import FIRST_YEAR, LAST_YEAR, LONGEST_VIN


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(SoldVehicle.vin, SoldVehicle.model, SoldVehicle.model_year, SoldVehicle.country)


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A whole VIN; its check digit is not judged, since many real vehicles have none."""
    for one in changes:
        if one.after and not is_whole(str(one.now["vin"])):
            yield Objection(one.key, "vin", "masterdata.not_a_whole_vin")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    service_rows.set_sold_vehicles(service_rows.Edited(*rows_by_action(changes)))


SOLD_VEHICLES = known(
    Kind(
        "sold_vehicles",
        Fields(
            (
                Field("vin", Shape.CODE, needed=True, longest=LONGEST_VIN, tidy=written),
                Field("model", Shape.CODE, needed=True, longest=40),
                Field("model_year", Shape.YEAR, needed=True, least=FIRST_YEAR, most=LAST_YEAR),
                Field("country", Shape.COUNTRY, needed=True),
            ),
            ("vin",),
        ),
        _rows,
        _write,
        _judge,
        search=("vin", "model"),
        may_go=True,
    )
)
"""The vehicles sold, each with its model, model year and the country it was sold to."""
