"""When what waits of an order lapses: so many days after its release, by the day headquarters has."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core.days import HQ_ZONE, hq_day
from portal.orders.states import CORRECTABLE, EDITABLE, OrderState
from portal.orders.states_progress import Progress

_NOTHING_TO_GO = frozenset({Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED})


def may_wait_on(state: OrderState, progress: Progress, rest_days: int | None) -> bool:
    """Return whether what would lapse of an order may still be let wait; while it is written, its form says so."""
    return rest_days is not None and state in CORRECTABLE - EDITABLE and progress not in _NOTHING_TO_GO


def lapses_on(released_at: datetime, days: int) -> date:
    """Return the day on which what still waits is cancelled."""
    return hq_day(released_at) + timedelta(days=days)


def released_before(today: date, days: int) -> datetime:
    """Return the instant before which an order was released whose rest lapses by a day; `lapses_on` turned round."""
    first = today - timedelta(days=days - 1)
    return datetime.combine(first, time.min, ZoneInfo(HQ_ZONE)).astimezone(UTC)
