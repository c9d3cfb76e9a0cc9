"""Working calendars: lunch, weekends, swapped days, feasts and changing clocks."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.calendars import AroundTheClock, WorkingCalendar
from portal.core.errors import Refused

HQ = WorkingCalendar("CN", "Asia/Shanghai")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WEEKENDS = {
    (SATURDAY, SUNDAY): (
        "CN", "TH", "NO", "DE", "FR", "ES", "BR", "MX", "KZ", "UZ", "RU", "TR", "MA", "VN", "ID", "MY", "AE", "NP",
    ),
    (FRIDAY, SATURDAY): (
        "EG", "SA", "QA", "KW", "BH", "OM", "JO", "IQ", "DZ", "IL", "AF", "BD", "DJ", "MR", "MV", "SD", "SY", "YE",
    ),
    (FRIDAY, SUNDAY): ("BN",),
    (FRIDAY,): ("IR",),
    (SUNDAY,): ("HK", "PY", "VE"),
}  # fmt: skip
YEAR = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365)]
OFFICE = ((dt.time(8), dt.time(16)),)


@cache
def calendar_of(country: str, zone: str) -> WorkingCalendar:
    return WorkingCalendar(country, zone)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("2026-03-09 01:00", "2026-03-09 01:10"),
        ("2026-03-09 03:55", "2026-03-09 05:35"),
        ("2026-03-13 09:55", "2026-03-16 01:05"),
        ("2026-02-14 05:00", "2026-02-14 05:40"),
        ("2026-02-14 09:58", "2026-02-24 01:08"),
        ("2026-09-30 09:58", "2026-10-08 01:08"),
    ],
)
def test_ten_minutes_of_headquarters_time(submitted: str, due: str) -> None:
    assert HQ.add_working_minutes(utc(submitted), 10) == utc(due)


def test_half_a_day_begun_on_a_sunday_ends_on_monday_afternoon() -> None:
    assert HQ.add_working_minutes(utc("2026-03-08 10:00"), 240) == utc("2026-03-09 06:30")


def test_six_swapped_weekend_days_of_2026_are_worked_and_the_others_are_not() -> None:
    weekends = [day for day in YEAR if day.weekday() >= 5 and HQ.is_working_day(day)]

    assert weekends == [
        dt.date(2026, 1, 4),
        dt.date(2026, 2, 14),
        dt.date(2026, 2, 28),
        dt.date(2026, 5, 9),
        dt.date(2026, 9, 20),
        dt.date(2026, 10, 10),
    ]


def test_a_monday_to_friday_clock_would_be_wrong_in_february() -> None:
    plain = WorkingCalendar(
        "CN",
        "Asia/Shanghai",
        days_off=frozenset({dt.date(2026, 2, 14), dt.date(2026, 2, 28)}),
        days_on=frozenset(dt.date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23)),
    )

    assert plain.add_working_minutes(utc("2026-02-14 09:58"), 10) == utc("2026-02-16 01:10")


def free_weekdays(place: WorkingCalendar, year: int) -> set[int]:
    """Return the weekdays of which fewer than ten were worked in a year."""
    new_year = dt.date(year, 1, 1)
    worked = Counter(day.weekday() for n in range(364) if place.is_working_day(day := new_year + dt.timedelta(days=n)))
    return {weekday for weekday in range(7) if worked[weekday] < 10}


@pytest.mark.parametrize(
    ("country", "free"), [(country, set(free)) for free, countries in WEEKENDS.items() for country in countries]
)
def test_weekends_are_each_countrys_own(country: str, free: set[int]) -> None:
    assert free_weekdays(calendar_of(country, "UTC"), 2026) == free


@pytest.mark.parametrize(
    ("country", "before", "since"),
    [
        ("AE", {FRIDAY, SATURDAY}, 2022),
        ("SA", {THURSDAY, FRIDAY}, 2014),
        ("OM", {THURSDAY, FRIDAY}, 2014),
    ],
)
def test_a_weekend_is_the_one_the_country_had_in_that_year(country: str, before: set[int], since: int) -> None:
    place = calendar_of(country, "UTC")

    assert free_weekdays(place, since - 2) == before
    assert free_weekdays(place, since) == set(next(free for free, those in WEEKENDS.items() if country in those))


def test_a_weekend_that_was_set_holds_in_every_year_and_keeps_the_swapped_days() -> None:
    dubai = WorkingCalendar("AE", "Asia/Dubai", weekend=frozenset({SUNDAY}))
    office = WorkingCalendar("CN", "Asia/Shanghai", weekend=frozenset({SATURDAY}))

    assert free_weekdays(dubai, 2020) == free_weekdays(dubai, 2026) == {SUNDAY}
    assert office.is_working_day(dt.date(2026, 3, 15))
    assert not office.is_working_day(dt.date(2026, 3, 14))
    assert office.is_working_day(dt.date(2026, 2, 14))
    assert not office.is_working_day(dt.date(2026, 10, 1))


def test_headquarters_and_cairo_share_four_days_a_week() -> None:
    cairo = calendar_of("EG", "Africa/Cairo")
    week = [dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(7)]

    shared = [d.isoweekday() for d in week if HQ.is_working_day(d) and cairo.is_working_day(d)]

    assert shared == [1, 2, 3, 4]


def test_friday_in_dubai_ends_at_noon() -> None:
    dubai = calendar_of("AE", "Asia/Dubai")

    assert dubai.open_on(dt.date(2026, 3, 13)) == ((utc("2026-03-13 05:00"), utc("2026-03-13 08:00")),)
    assert len(dubai.open_on(dt.date(2026, 3, 12))) == 2


def test_an_emirates_own_weekend_replaces_the_half_friday() -> None:
    sharjah = WorkingCalendar("AE", "Asia/Dubai", weekend=frozenset({4, 5, 6}))

    assert sharjah.open_on(dt.date(2026, 3, 13)) == ()
    assert sharjah.add_working_days(dt.date(2026, 3, 12), 1) == dt.date(2026, 3, 16)


def test_single_days_win_over_holidays_and_weekends() -> None:
    day_off, day_on = dt.date(2026, 3, 10), dt.date(2026, 3, 14)
    place = WorkingCalendar("CN", "Asia/Shanghai", days_off=frozenset({day_off}), days_on=frozenset({day_on}))

    assert HQ.is_working_day(day_off)
    assert not HQ.is_working_day(day_on)
    assert not place.is_working_day(day_off)
    assert place.is_working_day(day_on)


def test_the_clock_change_in_oslo_moves_the_opening_in_utc_only() -> None:
    oslo = WorkingCalendar("NO", "Europe/Oslo", hours=OFFICE)

    assert oslo.add_working_minutes(utc("2026-03-27 14:55"), 10) == utc("2026-03-30 06:05")
    assert oslo.add_working_minutes(utc("2026-10-23 13:55"), 10) == utc("2026-10-26 07:05")
    assert oslo.working_minutes_between(utc("2026-03-27 00:00"), utc("2026-03-31 00:00")) == 960


def test_hours_that_the_clock_skips_or_repeats_are_counted_as_lived() -> None:
    night = WorkingCalendar(
        "NO",
        "Europe/Oslo",
        hours=((dt.time(0), dt.time(6)),),
        weekend=frozenset(),
        days_on=frozenset({dt.date(2026, 3, 29), dt.date(2026, 10, 25)}),
    )

    assert night.working_minutes_between(utc("2026-03-28 12:00"), utc("2026-03-29 12:00")) == 300
    assert night.working_minutes_between(utc("2026-10-24 12:00"), utc("2026-10-25 12:00")) == 420


def test_a_count_ending_with_the_morning_ends_at_noon() -> None:
    assert HQ.add_working_minutes(utc("2026-03-09 03:55"), 5) == utc("2026-03-09 04:00")
    assert HQ.add_working_minutes(utc("2026-03-09 04:00"), 0) == utc("2026-03-09 05:30")
    assert HQ.add_working_minutes(utc("2026-03-09 02:00"), 0) == utc("2026-03-09 02:00")


def test_working_days_step_over_golden_week_both_ways() -> None:
    assert HQ.add_working_days(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert HQ.add_working_days(dt.date(2026, 10, 8), -1) == dt.date(2026, 9, 30)
    assert HQ.add_working_days(dt.date(2026, 10, 3), 0) == dt.date(2026, 10, 8)
    assert HQ.add_working_days(dt.date(2026, 10, 8), 2) == dt.date(2026, 10, 10)


def test_moon_sighted_feasts_are_marked_as_estimated() -> None:
    feast = calendar_of("SA", "Asia/Riyadh").holiday_on(dt.date(2028, 2, 26))
    plain = HQ.holiday_on(dt.date(2026, 10, 1))

    assert feast is not None
    assert feast.estimated
    assert plain is not None
    assert not plain.estimated
    assert HQ.holiday_on(dt.date(2026, 3, 10)) is None


@pytest.mark.parametrize("spoken", ["", "C.UTF-8", "ar_EG.UTF-8", "zh_CN.UTF-8", "de_DE"])
def test_what_a_holiday_is_does_not_depend_on_the_language_of_the_machine(
    spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, spoken)

    feast = WorkingCalendar("SA", "Asia/Riyadh").holiday_on(dt.date(2028, 2, 26))
    founded = WorkingCalendar("CN", "Asia/Shanghai").holiday_on(dt.date(2026, 10, 1))

    assert feast is not None and founded is not None
    assert (feast.name, feast.estimated) == ("Eid al-Fitr Holiday (estimated)", True)
    assert (founded.name, founded.estimated) == ("National Day", False)


def test_around_the_clock_counts_every_minute() -> None:
    clock = AroundTheClock()

    assert clock.add_working_minutes(utc("2026-02-14 09:58"), 10) == utc("2026-02-14 10:08")
    assert clock.working_minutes_between(utc("2026-02-14 09:58"), utc("2026-02-14 10:08")) == 10
    assert clock.working_minutes_between(utc("2026-02-14 10:08"), utc("2026-02-14 09:58")) == -10


def test_an_unknown_country_or_part_of_it_is_refused() -> None:
    for country, part in (("XX", None), ("CN", "nowhere"), ("HolidayBase", None), ("CHN", None)):
        with pytest.raises(Refused) as caught:
            WorkingCalendar(country, "UTC", subdivision=part)
        assert caught.value.code == "calendar.unknown_country"


def test_a_calendar_that_never_opens_says_so() -> None:
    never = WorkingCalendar("NO", "Europe/Oslo", weekend=frozenset(range(7)))

    with pytest.raises(ValueError, match="ten years"):
        never.add_working_minutes(utc("2026-03-09 01:00"), 10)
    with pytest.raises(ValueError, match="ten years"):
        never.add_working_days(dt.date(2026, 3, 9), 1)


def test_a_naive_instant_or_a_negative_count_is_an_error() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        HQ.add_working_minutes(utc("2026-03-09 01:00").replace(tzinfo=None), 10)
    with pytest.raises(ValueError, match="ten years"):
        HQ.working_minutes_between(utc("2016-01-01 00:00"), utc("2026-03-09 01:00"))
    with pytest.raises(ValueError, match="before its start"):
        HQ.add_working_minutes(utc("2026-03-09 01:00"), -1)


PLACES = st.sampled_from(
    [
        ("CN", "Asia/Shanghai"),
        ("NO", "Europe/Oslo"),
        ("EG", "Africa/Cairo"),
        ("AE", "Asia/Dubai"),
        ("MX", "America/Mexico_City"),
        ("TH", "Asia/Bangkok"),
    ]
)
MOMENTS = st.integers(0, 730 * 1_440).map(lambda n: utc("2025-06-01 00:00") + dt.timedelta(minutes=n, seconds=n % 60))
MINUTES = st.integers(min_value=0, max_value=6_000)


@settings(deadline=None)
@given(PLACES, MOMENTS, MINUTES)
def test_minutes_added_are_minutes_counted(place: tuple[str, str], start: dt.datetime, minutes: int) -> None:
    clock = calendar_of(*place)

    due = clock.add_working_minutes(start, minutes)

    assert due >= start
    assert clock.working_minutes_between(start, due) == minutes
    assert clock.working_minutes_between(due, start) == -minutes


@settings(deadline=None)
@given(PLACES, MOMENTS, MINUTES, MINUTES)
def test_a_deadline_in_two_steps_is_the_deadline_in_one(
    place: tuple[str, str], start: dt.datetime, first: int, second: int
) -> None:
    clock = calendar_of(*place)

    halfway = clock.add_working_minutes(start, first)

    if second:
        whole = clock.add_working_minutes(start, first + second)
        assert clock.add_working_minutes(halfway, second) == whole


@settings(deadline=None)
@given(PLACES, MOMENTS, MINUTES)
def test_a_deadline_falls_in_working_time(place: tuple[str, str], start: dt.datetime, minutes: int) -> None:
    clock = calendar_of(*place)

    due = clock.add_working_minutes(start, minutes)

    near = [clock.open_on(due.date() + dt.timedelta(days=n)) for n in (-1, 0, 1)]
    assert any(opens <= due <= closes for spans in near for opens, closes in spans)


@settings(deadline=None)
@given(PLACES, st.dates(dt.date(2025, 6, 1), dt.date(2027, 6, 1)), st.integers(1, 60))
def test_working_days_there_and_back(place: tuple[str, str], day: dt.date, count: int) -> None:
    clock = calendar_of(*place)
    first = clock.add_working_days(day, 0)

    later = clock.add_working_days(first, count)

    assert clock.is_working_day(later)
    assert clock.add_working_days(later, -count) == first


@contextmanager
def hasty_threads() -> Iterator[None]:
    """Let threads take turns far more often than they would, so that a race shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def threads_disagree(rounds: int, unlocked: bool) -> bool:
    """Return whether threads that meet a new year at once were ever told wrong."""
    wanted = [HQ.is_working_day(day) for day in YEAR]
    with hasty_threads(), ThreadPoolExecutor(8) as pool:
        for _ in range(rounds):
            shared = WorkingCalendar("CN", "Asia/Shanghai")
            if unlocked:
                object.__setattr__(shared, "_loading", nullcontext())
            if list(pool.map(shared.is_working_day, YEAR)) != wanted:
                return True
    return False


def test_threads_that_meet_a_new_year_at_once_agree_on_its_holidays() -> None:
    assert not threads_disagree(rounds=20, unlocked=False)


def test_without_the_lock_they_would_not() -> None:
    assert threads_disagree(rounds=500, unlocked=True)
