"""Working time: which days and hours count, in a country, in its own zone.

Public holidays, weekends (as they were on the day asked for) and China's substituted working
weekends come from the `holidays` library; what master data says of days and weekends goes before it. Instants are
aware and in UTC; a minute is an elapsed minute, so a change of clocks inside working hours is counted as it was lived.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import holidays
from holidays.groups.islamic import IslamicHolidays

from portal.core.days import day_in
from portal.core.errors import Refused

Span = tuple[dt.time, dt.time]
Interval = tuple[dt.datetime, dt.datetime]
Weekend = tuple[dt.date, frozenset[int]]
"""From which day on which weekdays (Monday 0) are the weekend."""

HQ_HOURS: tuple[Span, ...] = ((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(18)))
NOON = dt.time(12)
FRIDAY = 4
HALF_DAYS: Mapping[str, frozenset[int]] = MappingProxyType({"AE": frozenset({FRIDAY})})
LONGEST_WAIT_DAYS = 3_660
LANGUAGE = "en_US"
"""Of the library's names, which it would else take from the environment of the process."""


class Clock(Protocol):
    """What a deadline is counted on: a working calendar, or around the clock."""

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """Return the instant at which so many minutes have been counted."""

    def working_minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Return the whole minutes counted between two instants."""


class AroundTheClock:
    """Every minute counts: the clock of vehicle-off-road and urgent reviews."""

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """Return the instant so many minutes later, in UTC."""
        return _instant(start) + dt.timedelta(minutes=_not_negative(minutes))

    def working_minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Return the whole minutes between two instants; negative when `end` comes first."""
        return _whole_minutes(_instant(end) - _instant(start))


@dataclass(frozen=True)
class Holiday:
    """A day off: its name, and whether it still awaits the sighting of the moon."""

    name: str
    estimated: bool


@dataclass(frozen=True)
class WorkingCalendar:
    """The working hours of one place.

    `country` is ISO 3166-1 alpha-2, `zone` an IANA name, `weekend` weekday numbers (Monday 0) in
    place of the country's own, `weekends` those that hold from a day on, in order of their days; before the first,
    `weekend` holds. `days_off`, `days_on` and `days_half` (worked until noon) are single days that win over everything
    else, `days_on` last. An unknown country is refused with `calendar.unknown_country`.
    """

    country: str
    zone: str
    hours: tuple[Span, ...] = HQ_HOURS
    weekend: frozenset[int] | None = None
    days_off: frozenset[dt.date] = frozenset()
    days_on: frozenset[dt.date] = frozenset()
    days_half: frozenset[dt.date] = frozenset()
    weekends: tuple[Weekend, ...] = ()
    subdivision: str | None = None
    _public: holidays.HolidayBase = field(init=False, repr=False, compare=False)
    _worked: dict[dt.date, bool] = field(init=False, repr=False, compare=False, default_factory=dict)
    _days: dict[dt.date, tuple[Interval, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    _loading: Lock = field(init=False, repr=False, compare=False, default_factory=Lock)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_public", _public_holidays(self.country, self.subdivision))

    def holiday_on(self, day: dt.date) -> Holiday | None:
        """Return the public holiday of a day, in the library's English words, or None."""
        with self._loading:
            name = self._public.get(day)
        return Holiday(name, "estimated" in name.lower()) if name else None

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether any hour of this day is worked."""
        known = self._worked.get(day)
        if known is None:
            known = self._worked[day] = self._judged(day)
        return known

    def _judged(self, day: dt.date) -> bool:
        if day in self.days_on or day in self.days_half or day in self.days_off:
            return day in self.days_on or (day in self.days_half and day not in self.days_off)
        weekend = self._weekend_on(day)
        with self._loading:  # the library fills a year on first sight, visibly to other threads
            if weekend is None:
                return self._public.is_working_day(day)
            public = day in self._public
            return day in self._public.weekend_workdays if day.weekday() in weekend else not public

    def _weekend_on(self, day: dt.date) -> frozenset[int] | None:
        """Return the weekend that holds on a day, None for the country's own."""
        held = self.weekend
        for first, weekend in self.weekends:
            if first <= day:
                held = weekend
        return held

    def is_weekend(self, day: dt.date) -> bool:
        """Return whether a day lies in the weekend, worked or not."""
        weekend = self._weekend_on(day)
        if weekend is not None:
            return day.weekday() in weekend
        with self._loading:
            return self._public.is_weekend(day)

    def is_half_day(self, day: dt.date) -> bool:
        """Return whether a day is worked until noon, by law or because it is said of this day."""
        if not self.is_working_day(day) or day in self.days_on:
            return False
        return day in self.days_half or (
            self._weekend_on(day) is None and day.weekday() in HALF_DAYS.get(self.country, ())
        )

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the day `count` working days later (earlier when negative).

        Zero gives the day itself, or the next working day when it is off.
        """
        step = dt.timedelta(days=-1 if count < 0 else 1)
        left = abs(count)
        for _ in range(LONGEST_WAIT_DAYS):
            if self.is_working_day(day) and left == 0:
                return day
            day += step
            if left and self.is_working_day(day):
                left -= 1
        raise ValueError("no working day within ten years")

    def add_working_minutes(self, start: dt.datetime, minutes: int) -> dt.datetime:
        """Return the instant (UTC) at which so many working minutes have passed since `start`.

        Zero gives the first working instant at or after `start`; a count that ends with the
        morning ends at the morning's end, not after lunch.
        """
        start = _instant(start)
        left = dt.timedelta(minutes=_not_negative(minutes))
        for opens, closes in self._open_from(start):
            begins = max(opens, start)
            if closes - begins >= left and (left or begins < closes):
                return begins + left
            left -= closes - begins
        raise ValueError("no working time within ten years")

    def working_minutes_between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Return the whole working minutes between two instants; negative when `end` comes first."""
        start, end = _instant(start), _instant(end)
        if end < start:
            return -self.working_minutes_between(end, start)
        if end - start > dt.timedelta(days=LONGEST_WAIT_DAYS - 1):
            raise ValueError("more than ten years apart")
        worked = dt.timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            worked += max(dt.timedelta(), min(closes, end) - max(opens, start))
        return _whole_minutes(worked)

    def _open_from(self, start: dt.datetime) -> Iterator[Interval]:
        """Yield the open intervals that end after `start`, in order, for ten years."""
        day = day_in(start, self.zone)
        for offset in range(LONGEST_WAIT_DAYS):
            for interval in self.open_on(day + dt.timedelta(days=offset)):
                if interval[1] > start:
                    yield interval

    def open_on(self, day: dt.date) -> tuple[Interval, ...]:
        """Return the intervals (UTC) in which this local day is worked, in order."""
        known = self._days.get(day)
        if known is None:
            known = tuple(self._intervals(day)) if self.is_working_day(day) else ()
            self._days[day] = known
        return known

    def _intervals(self, day: dt.date) -> Iterator[Interval]:
        half = self.is_half_day(day)
        zone = ZoneInfo(self.zone)
        for begins, ends in self.hours:
            ended = min(ends, NOON) if half else ends
            if begins < ended:
                opens = dt.datetime.combine(day, begins, zone).astimezone(dt.UTC)
                closes = dt.datetime.combine(day, ended, zone).astimezone(dt.UTC)
                if opens < closes:
                    yield opens, closes


def _country_class(country: str) -> Any:
    """Return the library's class of one country by its ISO code, loading no other country."""
    if len(country) != 2 or not (country.isascii() and country.isupper()):
        return None
    return getattr(holidays, country, None)


def holidays_on_record(country: str) -> bool:
    """Return whether the holidays of a country (ISO 3166-1 alpha-2) are known."""
    return _country_class(country) is not None


def _public_holidays(country: str, subdivision: str | None) -> holidays.HolidayBase:
    known: type[holidays.HolidayBase] | None = _country_class(country)
    if known is None or (subdivision is not None and subdivision not in known.subdivisions):
        raise Refused("calendar.unknown_country", country=country, subdivision=subdivision)
    if issubclass(known, IslamicHolidays):
        return known(subdiv=subdivision, language=LANGUAGE, islamic_show_estimated=True)  # type: ignore[call-arg]
    return known(subdiv=subdivision, language=LANGUAGE)


@lru_cache(maxsize=256)
def holiday_names(country: str, year: int, locale: str) -> Mapping[dt.date, str]:
    """Return what the holidays of a year are called in a language (`ar`, `zh`); nothing where the library lacks it."""
    known: type[holidays.HolidayBase] | None = _country_class(country)
    spoken = known.supported_languages if known is not None else ()
    wanted = locale.replace("-", "_")
    told = next((one for one in spoken if one == wanted or one.partition("_")[0] == wanted), None)
    if known is None or told is None:
        return {}
    if issubclass(known, IslamicHolidays):
        return dict(known(years=year, language=told, islamic_show_estimated=False))  # type: ignore[call-arg]
    return dict(known(years=year, language=told))


def _instant(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("an instant without a zone")
    return moment.astimezone(dt.UTC)


def _not_negative(minutes: int) -> int:
    if minutes < 0:
        raise ValueError("a deadline cannot lie before its start")
    return minutes


def _whole_minutes(length: dt.timedelta) -> int:
    whole = abs(length) // dt.timedelta(minutes=1)
    return -whole if length < dt.timedelta() else whole
