"""The due clock of the queue: how far a due time is away, and its time on the clocks that matter."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_skeleton
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from portal.core import formats
from portal.core.days import day_in

DUE_WORDS = {"late": _lp("due", "Late"), "soon": _l("Due soon")}


def due_words(due_at: datetime, now: datetime, soon: int, locale: str) -> tuple[str, str]:
    """Return how far a due time is away, and its tone: late, within `soon` minutes, or calm."""
    away = due_at - now
    told = formats.duration(away, locale)
    if away < timedelta(0):
        return _late(told, locale), "text-bad"
    return told, "text-warn" if away <= timedelta(minutes=soon) else ""


@lru_cache(maxsize=4_096)
def _late(told: str, _locale: str) -> str:
    return _("late %(time)s", time=told)


def due_clock(due_at: datetime, told: date, zone: str, locale: str) -> str:
    """Return the clock time of a due instant in a zone; with day and month unless it is the day `told`."""
    there = day_in(due_at, zone)
    clock = formats.time(due_at, zone, locale)
    return clock if there == told else f"{_day_and_month(there, locale)} {clock}"


@lru_cache(maxsize=1_024)
def _day_and_month(day: date, locale: str) -> str:
    return format_skeleton("MMMd", day, locale=formats.babel_of(locale))
