"""Working calendars as master data has them: hours, single days and weekends over the holidays of a country.

All of them are kept by the process under the mark of what holds, so that a clock costs no statement of its own.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from portal.accounts.models import WorkingHours
from portal.accounts.models_calendars import WEEKDAYS, CalendarDay, CalendarWeekend, DayKind
from portal.core.calendars import HQ_HOURS, Span, Weekend, WorkingCalendar
from portal.core.data.holding import mark_now
from portal.core.data.sessions import read
from portal.core.days import HQ_ZONE
from portal.core.errors import Refused

HEADQUARTERS = "hq"
HQ_COUNTRY = "CN"


@dataclass(frozen=True, slots=True)
class Hours:
    """The spans of a working day of one calendar, with its country and zone; headquarters' usual ones if not told."""

    country: str = HQ_COUNTRY
    zone: str = HQ_ZONE
    spans: tuple[Span, ...] = HQ_HOURS


@dataclass(slots=True)
class Said:
    """What master data says of one calendar: what single days are and are called, and weekends from a day on."""

    days: dict[date, tuple[DayKind, str]] = field(default_factory=dict)
    weekends: list[Weekend] = field(default_factory=list)


_NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Everything:
    """What all calendars say, in one version."""

    hours: Mapping[str, Hours] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)

    def of(self, calendar: str) -> Said:
        """Return what one calendar says."""
        return self.said.get(calendar, _NOTHING)


@lru_cache(maxsize=8)
def _all(version: str) -> Everything:
    if not version:
        return Everything()
    spans: defaultdict[tuple[str, str, str], list[Span]] = defaultdict(list)
    listed = sa.select(
        WorkingHours.calendar, WorkingHours.country, WorkingHours.zone, WorkingHours.opens, WorkingHours.closes
    )
    for calendar, country, zone, opens, closes in read(listed.order_by(WorkingHours.opens)):
        spans[calendar, country, zone].append((opens, closes))
    said: defaultdict[str, Said] = defaultdict(Said)
    for calendar, day, kind, name in read(
        sa.select(CalendarDay.calendar, CalendarDay.day, CalendarDay.kind, CalendarDay.name)
    ):
        said[calendar].days[day] = (kind, name)
    weekends = sa.select(CalendarWeekend.calendar, CalendarWeekend.valid_from, CalendarWeekend.weekdays)
    for calendar, first, weekdays in read(weekends.order_by(CalendarWeekend.valid_from)):
        said[calendar].weekends.append((first, frozenset(map(WEEKDAYS.index, weekdays.split()))))
    hours = {calendar: Hours(country, zone, tuple(each)) for (calendar, country, zone), each in spans.items()}
    return Everything(hours, dict(said))


@lru_cache(maxsize=512)
def _built(version: str, country: str, zone: str, own: str, hours: tuple[Span, ...]) -> WorkingCalendar:
    everything = _all(version)
    days = {day: kind for day, (kind, _name) in said_of(everything, country, own).items()}
    by_kind = {kind: frozenset(day for day, each in days.items() if each is kind) for kind in DayKind}
    return WorkingCalendar(
        country,
        zone,
        hours,
        days_off=by_kind[DayKind.OFF],
        days_on=by_kind[DayKind.WORKING],
        days_half=by_kind[DayKind.HALF],
        weekends=_weekends(everything.of(country).weekends, everything.of(own).weekends),
    )


def said_of(everything: Everything, country: str, own: str) -> dict[date, tuple[DayKind, str]]:
    """Return what is said of single days, by a country and before it by a calendar of one's own."""
    return {**everything.of(country).days, **everything.of(own).days}


def _weekends(country: list[Weekend], own: list[Weekend]) -> tuple[Weekend, ...]:
    """The weekends of a country until one's own begin."""
    before = [one for one in country if not own or one[0] < own[0][0]]
    return (*before, *own)


def everything_said() -> Everything:
    """Return what all calendars say, as it holds now."""
    return _all(mark_now())


def working_calendar(country: str, zone: str, own: str = "", hours: tuple[Span, ...] = HQ_HOURS) -> WorkingCalendar:
    """Return the working calendar of a place: its country's, and before it that of a code of its own.

    Refuses `calendar.unknown_country`.
    """
    return _built(mark_now(), country, zone, own, hours)


def calendar_of_company(country: str, zone: str, code: str) -> WorkingCalendar:
    """Return the calendar of a distributor or depot; in a country without holidays on record, by headquarters' days."""
    try:
        return working_calendar(country, zone, code)
    except Refused:
        return working_calendar(HQ_COUNTRY, zone, code)


def hq_calendar() -> WorkingCalendar:
    """Return headquarters' working calendar as it is set, or the usual one where none is."""
    hours = everything_said().hours.get(HEADQUARTERS, Hours())
    return working_calendar(hours.country, hours.zone, HEADQUARTERS, hours.spans)
