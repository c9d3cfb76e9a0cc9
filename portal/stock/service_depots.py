"""Depots as master data changes them."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.stock.models import Depot


def set_depots(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add depots, or change those with these codes: name, country, zone, cut-off (`14:30`), rank, address, use."""
    there = {depot.code: depot for depot in db.session.scalars(sa.select(Depot))}
    for row in rows:
        depot = there.get(row["code"])
        if depot is None:
            depot = Depot(code=row["code"])
            db.session.add(depot)
        depot.name, depot.country, depot.zone = row["name"], row["country"], row["zone"]
        depot.cut_off, depot.rank = time.fromisoformat(row["cut_off"]), row["rank"]
        depot.address_lines = row["address"]
        depot.active, depot.inactive_because = row["active"], row["inactive_because"]


def remove_depots(codes: Sequence[str]) -> None:
    """Remove depots nothing refers to; the database refuses any other."""
    if codes:
        db.session.execute(sa.delete(Depot).where(Depot.code.in_(codes)))
