"""A year of a calendar as its reader sees it: twelve months, what each day is, and where it is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, url_for

from portal.accounts.queries_calendars import Hours, calendar_of_company, everything_said, said_of
from portal.core import formats
from portal.core.calendars import holiday_names
from portal.core.errors import NotVisible
from portal.core.web.guards import current_actor
from portal.core.web.languages import language
from portal.core.web.page_words import reader
from portal.core.web.pages import respond
from portal.masterdata.calendars import queries
from portal.masterdata.calendars.labels import LOOK_WORDS, calendar_words
from portal.masterdata.calendars.rules import (
    FIRST_YEAR,
    HEADQUARTERS,
    LAST_YEAR,
    MONTHS,
    Day,
    Look,
    Names,
    Week,
    month_of,
    working_days,
)
from portal.masterdata.kinds.calendar.calendar_days import CALENDAR_DAYS


@dataclass(frozen=True, slots=True)
class Cell:
    """A day as it is drawn: its number, what it is, the words of that, and where it is changed (empty: nowhere)."""

    number: str
    look: str
    words: str
    name: str
    said: bool
    address: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it is drawn: its name, its weeks, how many days of it are worked, and the days that have names."""

    title: str
    weeks: list[list[Cell | None]]
    worked: int
    named: list[tuple[str, str, Any, bool]]


def year_page(calendar: str, year: int) -> Response:
    """Show a year of a calendar; `NotVisible` for one that is nobody's."""
    place = queries.place_of(calendar)
    if place is None:
        raise NotVisible(calendar)
    first = formats.weekdays(reader().local)
    months = [_month(calendar, place, year, each, first[0][0]) for each in MONTHS]
    everything = everything_said()
    return respond(
        "masterdata/calendars/hq_year.html",
        calendar=calendar,
        title=calendar_words(calendar),
        country=place.country,
        options=_options(calendar),
        year=year,
        before=year - 1 if year > FIRST_YEAR else None,
        after=year + 1 if year < LAST_YEAR else None,
        months=months,
        weekdays=[(short, whole) for _number, short, whole in first],
        worked=sum(one.worked for one in months),
        looks=[(look.value, LOOK_WORDS[look]) for look in Look if look is not Look.WORKED],
        nothing_said=not said_of(everything, place.country, calendar),
        may_edit=current_actor().may(CALENDAR_DAYS.edits),
    )


def _options(chosen: str) -> list[tuple[str, str]]:
    names = [HEADQUARTERS, *queries.codes_of_their_own()]
    if chosen not in names and len(chosen) != 2:
        names.append(chosen)
    countries = sorted({*queries.countries_in_use(), *([chosen] if len(chosen) == 2 else [])})
    told = [(name, str(calendar_words(name))) for name in names if name not in countries]
    return told + sorted(((code, str(calendar_words(code))) for code in countries), key=lambda one: one[1])


def _month(calendar: str, place: Hours, year: int, month: int, first_weekday: int) -> Month:
    counted = calendar_of_company(place.country, place.zone, calendar)
    own, of_country = everything_said().of(calendar).days, everything_said().of(place.country).days
    said = {day: name for day, (_kind, name) in {**of_country, **own}.items()}
    names = Names(said, holiday_names(place.country, year, language()))
    weeks = month_of(counted, names, year, month, first_weekday)
    actor = current_actor()
    edits = actor.may(CALENDAR_DAYS.edits)

    def address(one: Day) -> str:
        there = calendar if one.day in own else place.country if one.day in of_country else ""
        if there:
            return url_for("hq_masterdata.row", kind="calendar_days", key=f"{there}|{one.day.isoformat()}")
        if not edits:
            return ""
        return url_for("hq_masterdata.row", kind="calendar_days", calendar=calendar, day=one.day.isoformat())

    return Month(
        formats.month(date(year, month, 1), language()),
        [[None if one is None else _cell(one, address(one)) for one in week] for week in weeks],
        working_days(weeks),
        _named(weeks),
    )


def _cell(one: Day, address: str) -> Cell:
    words = "" if one.look is Look.WORKED else str(LOOK_WORDS[one.look])
    number = formats.number(one.day.day, language())
    return Cell(number, one.look.value, words, one.name, one.said, address)


def _named(weeks: Sequence[Week]) -> list[tuple[str, str, Any, bool]]:
    return [
        (reader().day(one.day), one.name, LOOK_WORDS[one.look], one.estimated)
        for week in weeks
        for one in week
        if one is not None and (one.name or one.said)
    ]
