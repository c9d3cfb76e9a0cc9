"""Working calendars as master data has them: what is said goes before the holidays, and costs no statement."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.accounts.companies import service_calendars, service_hours
from portal.accounts.queries_calendars import calendar_of_company, hq_calendar, working_calendar
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.orders.queries_due_clock import review_due
from portal.orders.types.states import OrderType
from tests.queries import counted

TUESDAY, SATURDAY, NATIONAL_DAY = date(2026, 3, 10), date(2026, 3, 14), date(2026, 10, 1)


def say(*days: tuple[str, str, str]) -> None:
    rows = [{"calendar": calendar, "day": day, "kind": kind, "name": "said"} for calendar, day, kind in days]
    perform(service_calendars.set_days, rows)


def weekend(calendar: str, valid_from: str, days: str) -> None:
    perform(service_calendars.set_weekends, [{"calendar": calendar, "valid_from": valid_from, "weekend": days}])


def test_nothing_said_leaves_headquarters_its_usual_days(app: Flask) -> None:
    assert hq_calendar().is_working_day(TUESDAY)
    assert not hq_calendar().is_working_day(NATIONAL_DAY)


def test_a_day_of_the_country_holds_for_everybody_in_it_and_ones_own_goes_before_it(app: Flask) -> None:
    say(("CN", "2026-03-10", "off"), ("hq", "2026-03-14", "working"), ("CN", "2026-10-01", "working"))
    say(("hq", "2026-10-01", "off"))

    assert [hq_calendar().is_working_day(day) for day in (TUESDAY, SATURDAY, NATIONAL_DAY)] == [False, True, False]
    other = working_calendar("CN", "Asia/Shanghai", "CKG")
    assert [other.is_working_day(day) for day in (TUESDAY, SATURDAY, NATIONAL_DAY)] == [False, False, True]


def test_a_half_day_ends_at_noon_and_an_extra_friday_does_not(app: Flask) -> None:
    say(("hq", "2026-03-10", "half"), ("AE", "2026-03-13", "working"))

    assert hq_calendar().working_minutes_between(
        datetime(2026, 3, 9, 16, tzinfo=UTC), datetime(2026, 3, 10, 16, tzinfo=UTC)
    ) == 3 * 60  # fmt: skip
    dubai = working_calendar("AE", "Asia/Dubai")
    assert (len(dubai.open_on(date(2026, 3, 13))), len(dubai.open_on(date(2026, 3, 20)))) == (2, 0)
    assert (len(dubai.open_on(date(2026, 3, 27))), dubai.is_half_day(date(2026, 3, 27))) == (1, True)


def test_a_weekend_that_a_law_changes_holds_from_its_day_on(app: Flask) -> None:
    weekend("EG", "2026-07-01", "sat sun")
    weekend("NILE", "2026-09-01", "fri")

    cairo, own = working_calendar("EG", "Africa/Cairo"), calendar_of_company("EG", "Africa/Cairo", "NILE")

    fridays = [date(2026, 6, 26), date(2026, 7, 3), date(2026, 9, 4)]
    sundays = [date(2026, 6, 28), date(2026, 7, 5), date(2026, 9, 6)]
    assert [cairo.is_working_day(day) for day in fridays] == [False, True, True]
    assert [cairo.is_working_day(day) for day in sundays] == [True, False, False]
    assert [own.is_working_day(day) for day in (fridays[1], fridays[2], sundays[2])] == [True, False, True]


def test_a_review_is_due_by_the_days_that_are_said(app: Flask) -> None:
    before = review_due(OrderType.DAILY, datetime(2026, 3, 9, 1, tzinfo=UTC))

    say(("CN", "2026-03-10", "off"))

    late = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert before == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert review_due(OrderType.DAILY, late) == datetime(2026, 3, 11, 9, tzinfo=UTC)


def test_clocks_cost_no_statement_once_they_are_known_and_a_change_is_seen_at_once(app: Flask) -> None:
    say(("hq", "2026-03-10", "off"))
    hq_calendar()
    db.session.remove()

    with counted() as statements:
        for _ in range(3):
            hq_calendar()
            calendar_of_company("EG", "Africa/Cairo", "NILE")

    assert len(statements) == 0, statements
    perform(service_calendars.remove_days, [("hq", "2026-03-10")])
    assert hq_calendar().is_working_day(TUESDAY)
    hours = {"calendar": "hq", "country": "CN", "zone": "Asia/Shanghai", "opens": "08:00", "closes": "12:00"}
    perform(service_hours.set_hours, [hours])
    assert len(hq_calendar().open_on(TUESDAY)) == 1


def test_what_was_rolled_back_is_counted_by_nobody(app: Flask) -> None:
    with pytest.raises(Refused), transaction():
        service_calendars.set_days([{"calendar": "hq", "day": "2026-03-10", "kind": "off", "name": ""}])
        assert not hq_calendar().is_working_day(TUESDAY)
        raise Refused("no")

    assert hq_calendar().is_working_day(TUESDAY)
