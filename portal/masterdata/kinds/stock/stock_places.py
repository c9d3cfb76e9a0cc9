"""Stock places: the area of its depot and the bin in which each part lies."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue import service_parts
from portal.catalogue.models import Part
from portal.core.actor import Actor
from portal.core.permissions import Permission
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Change, Objection, named_in, strangers
from portal.masterdata.rules_fields import Field, Fields, Shape
from portal.stock import service_places
from portal.stock.models import HAS_PLACE, Depot, Stock
from portal.stock.queries_counts import depot_ids
from portal.stock.service_places import Standing
from portal.stock.service_shelves import Place


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Depot.code.label("depot"), Part.number.label("part"), Stock.area, Stock.bin)
        .join(Depot, Depot.id == Stock.depot_id)
        .join(Part, Part.id == Stock.part_id)
        .where(HAS_PLACE)
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """Depot and part are there, and a place has an area or a bin."""
    yield from strangers(changes, "depot", depot_ids())
    yield from strangers(changes, "part", service_parts.part_ids(named_in(changes, "part")))
    for one in changes:
        if one.after and not one.now["area"] and not one.now["bin"]:
            yield Objection(one.key, "bin", "masterdata.empty")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    rows = [(one.after or one.before or {}, bool(one.after)) for one in changes]
    depots, parts = depot_ids(), service_parts.part_ids({str(row["part"]) for row, _there in rows})
    service_places.set_places(
        [
            Standing(
                Place(depots[str(row["depot"])], parts[str(row["part"])]),
                str(row["area"]) if there else "",
                str(row["bin"]) if there else "",
            )
            for row, there in rows
        ]
    )


STOCK_PLACES = known(
    Kind(
        "stock_places",
        Fields(
            (
                Field("depot", Shape.CODE, needed=True, longest=10),
                Field("part", Shape.CODE, needed=True, longest=40, of_part=True),
                Field("area", Shape.CODE, longest=10),
                Field("bin", Shape.CODE, longest=20),
            ),
            ("depot", "part"),
        ),
        _rows,
        _write,
        _judge,
        search=("part", "depot", "area", "bin"),
        may_go=True,
        views=Permission.STOCK_VIEW,
        edits=Permission.STOCK_MOVE,
    )
)
"""Where to look for a part; count sheets are made by area and walk from bin to bin."""
