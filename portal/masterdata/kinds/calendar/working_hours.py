"""Working hours: the spans of a working day of headquarters, distributors and depots; holidays follow the country."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.companies import service_hours
from portal.accounts.models import WorkingHours
from portal.core.actor import Actor
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.masterdata.calendars.queries import named_calendar, strange_hours
from portal.masterdata.ports import Kind, known
from portal.masterdata.rules_changes import Action, Change, Objection
from portal.masterdata.rules_fields import Field, Fields, Shape


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        WorkingHours.calendar, WorkingHours.country, WorkingHours.zone, WorkingHours.opens, WorkingHours.closes
    )


def _judge(changes: Sequence[Change]) -> Iterable[Objection]:
    """A calendar is somebody's; its spans end after they begin, and none reaches into another."""
    yield from strange_hours(changes)
    calendars = sorted({str((one.after or one.before or {})["calendar"]) for one in changes})
    rows = sa.select(WorkingHours.calendar, WorkingHours.opens, WorkingHours.closes)
    spans: dict[str, dict[str, str]] = {calendar: {} for calendar in calendars}
    for row in db.session.execute(rows.where(among(WorkingHours.calendar, calendars))):
        spans[row.calendar][f"{row.opens:%H:%M}"] = f"{row.closes:%H:%M}"
    for one in changes:
        said = one.after or one.before or {}
        spans[str(said["calendar"])].pop(str(said["opens"]), None)
        if one.after:
            spans[str(said["calendar"])][str(said["opens"])] = str(said["closes"])
    for one in changes:
        if not one.after:
            continue
        calendar, opens, closes = (str(one.after[name]) for name in ("calendar", "opens", "closes"))
        if closes <= opens:
            yield Objection(one.key, "closes", "masterdata.closes_first")
        elif any(begins != opens and begins < closes and opens < ends for begins, ends in spans[calendar].items()):
            yield Objection(one.key, "opens", "masterdata.hours_twice")


def _write(changes: Sequence[Change], _actor: Actor, _now: datetime) -> None:
    gone = [one.before or {} for one in changes if one.action is Action.GONE]
    service_hours.remove_hours([(str(row["calendar"]), str(row["opens"])) for row in gone])
    service_hours.set_hours([one.now for one in changes if one.action is not Action.GONE])


WORKING_HOURS = known(
    Kind(
        "working_hours",
        Fields(
            (
                Field("calendar", Shape.CODE, needed=True, longest=20, tidy=named_calendar),
                Field("country", Shape.COUNTRY, needed=True),
                Field("zone", Shape.ZONE, needed=True),
                Field("opens", Shape.CLOCK, needed=True),
                Field("closes", Shape.CLOCK, needed=True),
            ),
            ("calendar", "opens"),
        ),
        _rows,
        _write,
        _judge,
        search=("calendar", "zone"),
        may_go=True,
        beside={"year": "hq_masterdata_calendars.year"},
    )
)
"""When work is done; `hq` is headquarters, any other calendar is called as the code of its distributor or depot."""
