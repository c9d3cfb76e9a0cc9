"""Names of calendars, and what the days of a year are."""

from datetime import date

import pytest

from portal.core.calendars import WorkingCalendar
from portal.masterdata.calendars.rules import Look, Names, month_of, plain_name, tidy_calendar, working_days, year_asked


@pytest.mark.parametrize(("typed", "name"), [("HQ", "hq"), ("eg", "EG"), ("Nile", "Nile"), ("NILE", "NILE")])
def test_a_calendar_is_called_one_way(typed: str, name: str) -> None:
    assert tidy_calendar(typed) == name


@pytest.mark.parametrize(
    ("asked", "year"), [("2027", 2027), ("", 2026), ("x", 2026), ("9999", 2026), ("٢٠٢٧", 2026), ("1999", 2026)]
)
def test_a_year_there_is_no_page_of_is_this_one(asked: str, year: int) -> None:
    assert year_asked(asked, 2026) == year


def test_a_month_begins_with_the_readers_weekday_and_tells_each_day() -> None:
    said = {date(2026, 2, 11): "Founding day"}
    china = WorkingCalendar("CN", "Asia/Shanghai", days_half=frozenset(said))

    weeks = month_of(china, Names(said), 2026, 2, 6)

    days = {one.day.day: one for week in weeks for one in week if one is not None}
    assert (len(weeks), [one and one.day.day for one in weeks[0]]) == (4, [1, 2, 3, 4, 5, 6, 7])
    looks = [days[day].look for day in (10, 11, 14, 15, 17)]
    assert looks == [Look.WORKED, Look.HALF, Look.EXTRA, Look.WEEKEND, Look.HOLIDAY]
    assert (days[11].name, days[11].said, days[12].name) == ("Founding day", True, "")
    assert working_days(weeks) == 16


def test_that_a_feast_awaits_the_moon_stands_apart_from_its_name() -> None:
    assert plain_name("Eid al-Fitr (estimated)") == "Eid al-Fitr"
    assert plain_name("Islamic New Year (observed, estimated)") == "Islamic New Year (observed)"
