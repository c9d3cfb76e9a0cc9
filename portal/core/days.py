"""Calendar days: an instant falls on a day only in some zone, and each rule says in whose."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in(instant: datetime, zone: str) -> date:
    """Return the calendar day of an aware instant in a zone (IANA)."""
    return instant.astimezone(ZoneInfo(zone)).date()
