"""Working hours of headquarters and of distributors, as master data changes them."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import WorkingHours
from portal.core.data.holding import holding_changed
from portal.core.data.lists import among
from portal.core.data.sessions import db


def set_hours(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add spans of working days, or change those of a calendar that begin at the same time (`opens`, as `09:00`)."""
    there = _known([row["calendar"] for row in rows])
    for row in rows:
        opens, closes = time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"])
        span = there.get((row["calendar"], opens))
        if span is None:
            span = WorkingHours(calendar=row["calendar"], opens=opens)
            db.session.add(span)
        span.country, span.zone, span.closes = row["country"], row["zone"], closes
    holding_changed()


def remove_hours(keys: Sequence[tuple[str, str]]) -> None:
    """Remove spans of working days: calendar, and when they begin."""
    there = _known([calendar for calendar, _opens in keys])
    for calendar, opens in keys:
        span = there.get((calendar, time.fromisoformat(opens)))
        if span is not None:
            db.session.delete(span)
    holding_changed()


def _known(calendars: Sequence[str]) -> dict[tuple[str, time], WorkingHours]:
    found = db.session.scalars(sa.select(WorkingHours).where(among(WorkingHours.calendar, sorted(set(calendars)))))
    return {(span.calendar, span.opens): span for span in found}
