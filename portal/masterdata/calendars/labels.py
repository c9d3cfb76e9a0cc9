"""Words of calendars: whose one is, and what a day of it is."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.calendars import holidays_on_record
from portal.core.web.languages import language
from portal.masterdata.calendars.rules import HEADQUARTERS, Look

LOOK_WORDS: Mapping[Look, Any] = {
    Look.WORKED: _lp("calendar", "Working day"),
    Look.HOLIDAY: _lp("calendar", "Day off"),
    Look.WEEKEND: _lp("calendar", "Weekend"),
    Look.HALF: _lp("calendar", "Half day, until noon"),
    Look.EXTRA: _lp("calendar", "Extra working day"),
}
"""What a day is."""

WEEKDAY_WORDS: Mapping[str, Any] = {
    "mon": _lp("weekday", "Monday"),
    "tue": _lp("weekday", "Tuesday"),
    "wed": _lp("weekday", "Wednesday"),
    "thu": _lp("weekday", "Thursday"),
    "fri": _lp("weekday", "Friday"),
    "sat": _lp("weekday", "Saturday"),
    "sun": _lp("weekday", "Sunday"),
}
"""The words a file says a weekend with."""


def calendar_words(calendar: str) -> str:
    """Return whose a calendar is: headquarters, a country, or the code of a distributor or depot."""
    if calendar == HEADQUARTERS:
        return _("Headquarters")
    return formats.country(calendar, language()) if holidays_on_record(calendar) else calendar
