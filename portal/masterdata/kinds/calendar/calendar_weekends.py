"""Weekends of calendars: which weekdays are off from a day on, where a law or a contract changes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_calendars
from portal.accounts.models_calendars import WEEKDAYS, CalendarWeekend
from portal.core.actor import Actor
from portal.masterdata.calendars.queries import named_calendar, strange_calendars
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(CalendarWeekend.calendar, CalendarWeekend.valid_from, CalendarWeekend.weekdays.label("weekend"))


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A calendar is somebody's, and some weekday is left to work on."""
    yield from strange_calendars(changes)
    for one in changes:
        if one.after and len(str(one.now["weekend"]).split()) == len(WEEKDAYS):
            yield Objection(one.key, "weekend", "masterdata.never_works")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_calendars.remove_weekends([(str(row["calendar"]), str(row["valid_from"])) for row in gone])
    service_calendars.set_weekends([one.now for one in changes if one.action is not Action.GONE])


CALENDAR_WEEKENDS = known(
    Kind(
        "calendar_weekends",
        Fields(
            (
                Field("calendar", Shape.CODE, needed=True, longest=20, tidy=named_calendar),
                Field("valid_from", Shape.DAY, needed=True),
                Field("weekend", Shape.WORDS, needed=True, choices=WEEKDAYS),
            ),
            ("calendar", "valid_from"),
        ),
        _rows,
        _write,
        _judge,
        search=("calendar",),
        may_go=True,
        whole_by_first=True,
        beside={"year": "hq_masterdata_calendars.year"},
    )
)
"""Each holds until the next one of its calendar begins; before the first, the weekend of the country holds."""
