"""Calendar days: an instant falls on a day only in some zone, and each rule says in whose."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HQ_ZONE = "Asia/Shanghai"
"""Where headquarters is: its decisions, and what holds from a day on, go by the day there."""


def day_in(instant: datetime, zone: str) -> date:
    """Return the calendar day of an aware instant in a zone (IANA)."""
    return instant.astimezone(ZoneInfo(zone)).date()


def hq_day(instant: datetime) -> date:
    """Return the calendar day headquarters has at an instant: its decisions are dated by it."""
    return day_in(instant, HQ_ZONE)
