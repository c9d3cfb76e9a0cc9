"""Figures of settings as master data changes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.data.holding import holding_changed
from portal.core.data.sessions import db
from portal.settings.models import SettingValue

Values = Mapping[str, Any]


def set_values(rows: Sequence[Values], gone: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Add, change and remove figures: setting, first day, value; `people` are who asked and who agreed.

    Every process goes by them from its next request on.
    """
    there = {(one.name, one.valid_from): one for one in db.session.scalars(sa.select(SettingValue))}
    for row in gone:
        db.session.delete(there[row["setting"], date.fromisoformat(row["valid_from"])])
    for row in rows:
        key = row["setting"], date.fromisoformat(row["valid_from"])
        found = there.get(key) or SettingValue(name=key[0], valid_from=key[1])
        found.value = Decimal(row["value"])
        found.changed_by, found.approved_by = people
        db.session.add(found)
    holding_changed()
