"""Limits of dangerous goods by air as master data changes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.dangerous.models import AirLimitRow
from portal.core.data.holding import holding_changed
from portal.core.data.sessions import db

Values = Mapping[str, Any]
Key = tuple[str, str, Decimal, date]
FIGURES = ("passenger_kg", "cargo_kg", "charge_limit", "charge_above_wh", "indicated_limit")


def set_air_limits(rows: Sequence[Values], gone: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Add, change and remove limits by UN number, packing, energy and first day; `people` asked and agreed.

    Every process goes by them from its next request on.
    """
    there = {_key_of(one): one for one in db.session.scalars(sa.select(AirLimitRow))}
    for row in gone:
        db.session.delete(there[_key(row)])
    for row in rows:
        un_number, packing, above_wh, valid_from = _key(row)
        found = there.get(_key(row)) or AirLimitRow(
            un_number=un_number, packing=packing, above_wh=above_wh, valid_from=valid_from
        )
        found.packing_instruction, found.source = row["packing_instruction"], row["source"]
        for name in FIGURES:
            setattr(found, name, None if row[name] is None else Decimal(row[name]))
        found.changed_by, found.approved_by = people
        db.session.add(found)
    holding_changed()


def _key(row: Values) -> Key:
    return row["un_number"], row["packing"], Decimal(row["above_wh"]), date.fromisoformat(row["valid_from"])


def _key_of(one: AirLimitRow) -> Key:
    return one.un_number, one.packing, one.above_wh, one.valid_from
