"""Single days and weekends of calendars, as master data changes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.models_calendars import CalendarDay, CalendarWeekend, DayKind
from portal.core.data.holding import holding_changed
from portal.core.data.lists import among
from portal.core.data.sessions import db


def set_days(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add days of calendars (`calendar`, `day` as 2026-10-01, `kind`, `name`), or change what they are."""
    there = _known(CalendarDay.calendar, CalendarDay.day, [row["calendar"] for row in rows])
    for row in rows:
        key = (row["calendar"], date.fromisoformat(row["day"]))
        one = there.get(key)
        if one is None:
            one = CalendarDay(calendar=key[0], day=key[1])
            db.session.add(one)
        one.kind, one.name = DayKind(row["kind"]), row["name"]
    holding_changed()


def remove_days(keys: Sequence[tuple[str, str]]) -> None:
    """Remove days of calendars: calendar, and day as 2026-10-01."""
    _remove(CalendarDay.calendar, CalendarDay.day, keys)


def set_weekends(rows: Sequence[Mapping[str, Any]]) -> None:
    """Add weekends (`calendar`, `valid_from`, `weekend` as `fri sat`), or change them."""
    there = _known(CalendarWeekend.calendar, CalendarWeekend.valid_from, [row["calendar"] for row in rows])
    for row in rows:
        key = (row["calendar"], date.fromisoformat(row["valid_from"]))
        one = there.get(key)
        if one is None:
            one = CalendarWeekend(calendar=key[0], valid_from=key[1])
            db.session.add(one)
        one.weekdays = row["weekend"]
    holding_changed()


def remove_weekends(keys: Sequence[tuple[str, str]]) -> None:
    """Remove weekends: calendar, and the day they begin."""
    _remove(CalendarWeekend.calendar, CalendarWeekend.valid_from, keys)


def _known(calendar: Any, day: Any, calendars: Sequence[str]) -> dict[tuple[str, date], Any]:
    found = db.session.scalars(sa.select(calendar.class_).where(among(calendar, sorted(set(calendars)))))
    return {(getattr(one, calendar.key), getattr(one, day.key)): one for one in found}


def _remove(calendar: Any, day: Any, keys: Sequence[tuple[str, str]]) -> None:
    there = _known(calendar, day, [key[0] for key in keys])
    for name, text in keys:
        one = there.get((name, date.fromisoformat(text)))
        if one is not None:
            db.session.delete(one)
    holding_changed()
