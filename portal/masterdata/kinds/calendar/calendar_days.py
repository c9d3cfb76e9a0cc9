"""Days of calendars: days off, extra working days and half days, over the public holidays of a country."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_calendars
from portal.accounts.models_calendars import CalendarDay, DayKind
from portal.core.actor import Actor
from portal.core.clock import utc_now
from portal.core.days import hq_day
from portal.masterdata.calendars.queries import named_calendar, strange_calendars
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Field, Fields, Shape


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(CalendarDay.calendar, CalendarDay.day, CalendarDay.kind, CalendarDay.name)


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_calendars.remove_days([(str(row["calendar"]), str(row["day"])) for row in gone])
    service_calendars.set_days([one.now for one in changes if one.action is not Action.GONE])


def _ends_this_year(row: Any) -> sa.ColumnElement[bool]:
    """The last day of a calendar that says something of this year, and nothing of the next."""
    year = hq_day(utc_now()).year
    later = sa.orm.aliased(CalendarDay)
    return sa.and_(
        row.day >= date(year, 1, 1),
        row.day <= date(year, 12, 31),
        ~sa.exists().where(later.calendar == row.calendar, later.day > row.day),
    )


CALENDAR_DAYS = known(
    Kind(
        "calendar_days",
        Fields(
            (
                Field("calendar", Shape.CODE, needed=True, longest=20, tidy=named_calendar),
                Field("day", Shape.DAY, needed=True),
                Field("kind", Shape.CHOICE, needed=True, choices=tuple(one.value for one in DayKind)),
                Field("name", longest=120, printed=False),
            ),
            ("calendar", "day"),
        ),
        _rows,
        _write,
        strange_calendars,
        search=("calendar", "name"),
        gaps={"next_year": _ends_this_year},
        may_go=True,
        whole_by_first=True,
        beside={"year": "hq_masterdata_calendars.year"},
    )
)
"""What single days are, whatever the holidays of a country say; `hq` is headquarters, two letters are a country."""
