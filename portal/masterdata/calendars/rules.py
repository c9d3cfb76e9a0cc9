"""Names of calendars, and a year of one: what each of its days is, month by month. Pure."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.core.calendars import WorkingCalendar

HEADQUARTERS = "hq"
FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = range(1, 13)


class Look(StrEnum):
    """What a day of a year is: worked, off as a holiday, off as a weekend, half, or worked though usually off."""

    WORKED = "worked"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    HALF = "half"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a year: what it is and is called, whether the feast awaits its date, whether master data says it."""

    day: date
    look: Look
    name: str
    estimated: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What days are called: those master data speaks of, and holidays in the reader's language where that is known."""

    said: Mapping[date, str]
    called: Mapping[date, str] = field(default_factory=dict)


Week = tuple[Day | None, ...]


def tidy_calendar(text: str) -> str:
    """Return the name of a calendar as it is written here: `hq`, a country in capitals, any other code as it stands."""
    if text.casefold() == HEADQUARTERS:
        return HEADQUARTERS
    return text.upper() if len(text) == 2 else text


def month_of(calendar: WorkingCalendar, names: Names, year: int, month: int, first_weekday: int) -> list[Week]:
    """Return the weeks of a month, beginning with a weekday; days of other months are empty."""
    weeks = Calendar(first_weekday).monthdatescalendar(year, month)
    return [tuple(_day(calendar, names, day) if day.month == month else None for day in week) for week in weeks]


def _day(calendar: WorkingCalendar, names: Names, day: date) -> Day:
    said = names.said
    holiday = calendar.holiday_on(day)
    usually_off = holiday is not None or calendar.is_weekend(day)
    if not calendar.is_working_day(day):
        plain_weekend = holiday is None and day not in said
        look = Look.WEEKEND if plain_weekend else Look.HOLIDAY
    elif calendar.is_half_day(day):
        look = Look.HALF
    else:
        look = Look.EXTRA if usually_off else Look.WORKED
    name = said.get(day, "") or (names.called.get(day) or plain_name(holiday.name) if holiday else "")
    return Day(day, look, name, holiday is not None and holiday.estimated and day not in said, day in said)


def plain_name(name: str) -> str:
    """Return the name of a holiday without the remark that its date is estimated, which stands apart."""
    return name.replace(" (estimated)", "").replace(", estimated)", ")")


def working_days(weeks: list[Week]) -> int:
    """Return how many days of some weeks are worked, half ones too."""
    off = (Look.HOLIDAY, Look.WEEKEND)
    return sum(1 for week in weeks for one in week if one is not None and one.look not in off)


def year_asked(text: str, today: int) -> int:
    """Return the year an address asks for, this one where it says none there is a page of."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today
    return asked if FIRST_YEAR <= asked <= LAST_YEAR else today
