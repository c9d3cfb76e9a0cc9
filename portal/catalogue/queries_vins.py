"""Finding parts by a VIN: those of its vehicle, where it is in the sold fleet, else those whose range of VINs it is in.

A range is found by the signs both its bounds begin with, over an index: a VIN has fourteen beginnings, so the same few
ranges are looked at whatever their number.
"""

from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import PartFitment, SoldVehicle
from portal.catalogue.rules_vins import CHECK_PLACE, MAKER
from portal.core.data.lists import among_given


def of_its_vehicle() -> sa.Select[int]:
    """Return the parts that fit the model, the model year and the VIN of a vehicle (parameter `vin`)."""
    years = (PartFitment.year_from <= SoldVehicle.model_year) & (
        PartFitment.year_to.is_(None) | (PartFitment.year_to >= SoldVehicle.model_year)
    )
    fits = (PartFitment.model == SoldVehicle.model) & years & _in_range(SoldVehicle.vin)
    return sa.select(PartFitment.part_id).join(SoldVehicle, fits).where(SoldVehicle.vin == sa.bindparam("vin"))


def of_a_range() -> sa.Select[int]:
    """Return the parts with a range that a VIN is in (`vin`, `vin_beginnings`), for one that is not in the fleet."""
    vin: sa.BindParameter[str] = sa.bindparam("vin", type_=SoldVehicle.vin.type)
    stranger = ~sa.exists().where(SoldVehicle.vin == vin)
    may_be = sa.text("part_fitment.vins_begin <> ''"), among_given(PartFitment.vins_begin, "vin_beginnings")
    return sa.select(PartFitment.part_id).where(*may_be, _in_range(vin), stranger)


def _in_range(vin: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    """Return `rules_vins.in_range` in SQL."""

    def counted(written: Any) -> sa.ColumnElement[str]:
        return sa.func.substr(written, 1, CHECK_PLACE).concat(sa.func.substr(written, CHECK_PLACE + 2))

    def begin(bound: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
        return sa.func.substr(counted(vin), 1, sa.func.length(bound))

    low, high = counted(PartFitment.vin_from), counted(PartFitment.vin_to)
    bound = sa.func.coalesce(sa.func.nullif(PartFitment.vin_from, ""), PartFitment.vin_to)
    maker = sa.func.substr(vin, 1, MAKER) == sa.func.substr(bound, 1, MAKER)
    within = sa.and_(maker, begin(low) >= low, begin(high) <= high)
    return sa.or_(bound == "", within)
