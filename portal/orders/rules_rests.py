"""When what waits of an order lapses: so many days after its release, by the day headquarters has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core.days import HQ_ZONE, hq_day


def lapses_on(released_at: datetime, days: int) -> date:
    """Return the day on which what still waits is cancelled."""
    return hq_day(released_at) + timedelta(days=days)


def released_before(today: date, days: int) -> datetime:
    """Return the instant before which an order was released whose rest lapses by a day; `lapses_on` turned round."""
    first = today - timedelta(days=days - 1)
    return datetime.combine(first, time.min, ZoneInfo(HQ_ZONE)).astimezone(UTC)
