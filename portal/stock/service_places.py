"""Where in their depots shelves stand, as master data sets it: many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.stock.models import Stock
from portal.stock.service_shelves import Place, make_shelves


@dataclass(frozen=True, slots=True)
class Standing:
    """A shelf, its area and its bin; both may be empty."""

    place: Place
    area: str = ""
    bin: str = ""


def set_places(standing: Sequence[Standing]) -> None:
    """Say where shelves stand, also those that are not there yet: they are made, empty."""
    if not standing:
        return
    make_shelves(one.place for one in standing)
    found = (Stock.depot_id == sa.bindparam("at_depot"), Stock.part_id == sa.bindparam("at_part"))
    set_to = sa.update(Stock).where(*found).values(area=sa.bindparam("to_area"), bin=sa.bindparam("to_bin"))
    rows = [
        {"at_depot": one.place.depot_id, "at_part": one.place.part_id, "to_area": one.area, "to_bin": one.bin}
        for one in sorted(standing, key=lambda each: (each.place.part_id, each.place.depot_id))
    ]
    db.session.connection().execute(set_to, rows)
