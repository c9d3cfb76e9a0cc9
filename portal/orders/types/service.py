"""What order types mean, as master data changes it: from a day on, by rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.holding import holding_changed
from portal.core.data.sessions import db
from portal.orders.models import OrderTypeTerms
from portal.orders.types.states import BackorderRule, Cadence, OrderType, PackRule

PLAIN = (
    "priority",
    "review_minutes",
    "around_the_clock",
    "release_minutes",
    "ship_minutes",
    "ship_working_days",
    "max_pieces_per_part",
    "cancel_days",
    "proofs",
)
"""What is stored as it is said."""


def set_types(rows: Sequence[Mapping[str, Any]], gone: Sequence[Mapping[str, Any]]) -> None:
    """Add, change and remove what order types mean from a day on; every process sees it at its next request."""
    there = {(one.order_type, one.valid_from): one for one in db.session.scalars(sa.select(OrderTypeTerms))}
    for row in gone:
        db.session.delete(there.pop(_key(row)))
    for row in sorted(rows, key=_key):
        key = _key(row)
        found = there.setdefault(key, OrderTypeTerms(order_type=key[0], valid_from=key[1]))
        for name in PLAIN:
            setattr(found, name, row[name])
        found.default_mode = Mode(row["default_mode"]) if row["default_mode"] else None
        found.cadence = Cadence(row["cadence"]) if row["cadence"] else None
        found.pack_rule = PackRule(row["pack_rule"])
        found.backorder_rule = BackorderRule(row["backorder_rule"])
        db.session.add(found)
    holding_changed()


def _key(row: Mapping[str, Any]) -> tuple[OrderType, date]:
    return OrderType(row["order_type"]), date.fromisoformat(row["valid_from"])
