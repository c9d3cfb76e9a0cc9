"""Finding parts by a VIN: those of its vehicle, where it is in the sold fleet, else those whose range of VINs it is in.

A range is found by the signs both its bounds begin with, over an index: a VIN has fourteen beginnings, so the same few
ranges are looked at whatever their number.
"""

from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import PartFitment, SoldVehicle
from portal.catalogue.vehicles.rules_vins import CHECK_PLACE, MAKER
from portal.core.data.lists import among_given

_VIN: sa.BindParameter[str] = sa.bindparam("vin", type_=SoldVehicle.vin.type)
_NOTHING = sa.literal_column("''", sa.String)


def of_its_vehicle() -> sa.Select[int]:
    """Return the parts that fit the model, the model year and the VIN of a vehicle (parameter `vin`), in their order.

    An index has a model's parts in this order, so no more are read than are handed out.
    """
    model, year = _of_the_vehicle(SoldVehicle.model), _of_the_vehicle(SoldVehicle.model_year)
    years = (PartFitment.year_from <= year) & (PartFitment.year_to.is_(None) | (PartFitment.year_to >= year))
    fits = sa.select(PartFitment.part_id).where(PartFitment.model == model, years, _in_range())
    return fits.order_by(PartFitment.part_id)


def _of_the_vehicle(column: Any) -> sa.ScalarSelect[Any]:
    return sa.select(column).where(SoldVehicle.vin == _VIN).scalar_subquery()


def of_a_range() -> sa.Select[int]:
    """Return the parts with a range that a VIN is in (`vin`, `vin_beginnings`), for one that is not in the fleet."""
    stranger = ~sa.exists().where(SoldVehicle.vin == _VIN)
    may_be = sa.text("part_fitment.vins_begin <> ''"), among_given(PartFitment.vins_begin, "vin_beginnings")
    return sa.select(PartFitment.part_id).where(*may_be, _in_range(), stranger)


def _in_range() -> sa.ColumnElement[bool]:
    """Return `rules_vins.in_range` in SQL."""

    def cut(written: Any, start: int, signs: Any = None) -> sa.ColumnElement[str]:
        rest = () if signs is None else (signs,)
        return sa.func.substr(written, _plain(start), *rest, type_=sa.String)

    def counted(written: Any) -> sa.ColumnElement[str]:
        return cut(written, 1, _plain(CHECK_PLACE)).concat(cut(written, CHECK_PLACE + 2))

    def begin(bound: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
        return cut(counted(_VIN), 1, sa.func.length(bound))

    low, high = counted(PartFitment.vin_from), counted(PartFitment.vin_to)
    bound = sa.func.coalesce(sa.func.nullif(PartFitment.vin_from, _NOTHING), PartFitment.vin_to)
    maker = cut(_VIN, 1, _plain(MAKER)) == cut(bound, 1, _plain(MAKER))
    within = sa.and_(maker, begin(low) >= low, begin(high) <= high)
    return sa.or_(bound == _NOTHING, within)


def _plain(number: int) -> sa.ColumnElement[int]:
    """Return a number as it stands: of forty parameters that never change each would be handed over anew."""
    return sa.literal_column(str(number), sa.Integer)
