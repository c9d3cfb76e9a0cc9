"""What becomes of what is missing of an order: when it lapses, by the day headquarters has, and when it goes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.core.calendars import WorkingCalendar
from portal.core.days import HQ_ZONE, hq_day
from portal.orders.states import CORRECTABLE, EDITABLE, OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import BackorderRule

_NOTHING_TO_GO = frozenset({Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED})
WAITING = (BackorderRule.WEEKLY, BackorderRule.WITH_NEXT_ORDER)
"""Rules by which what was missing of an order does not go at once."""
LONGEST_WITH_NEXT = timedelta(days=30)
"""So long a rest waits for another shipment to go with: two of the orders its type places a month would have come."""


def goes_on(rule: BackorderRule | None, there_on: date, calendar: WorkingCalendar) -> date | None:
    """Return the day of the depot on which a rest goes by itself that is there on a day; None where it goes at once.

    Once a week is the first working day of the next week by ISO 8601, of the depot's calendar.
    """
    if rule is BackorderRule.WEEKLY:
        return calendar.add_working_days(there_on + timedelta(days=6 - there_on.weekday()), 1)
    return there_on + LONGEST_WITH_NEXT if rule is BackorderRule.WITH_NEXT_ORDER else None


def is_not_kept(rule: BackorderRule | None, state: OrderState, progress: Progress) -> bool:
    """Return whether what still waits of an order is cancelled because its first shipment has left without it."""
    return rule is BackorderRule.NONE and state is OrderState.RELEASED and progress is Progress.PARTLY_SHIPPED


def may_go_unkept(rule: BackorderRule | None, state: OrderState) -> bool:
    """Return whether what waits of an order is cancelled as soon as a shipment of it leaves, promised or not."""
    return rule is BackorderRule.NONE and state is OrderState.RELEASED


def may_wait_on(state: OrderState, progress: Progress, rest_days: int | None) -> bool:
    """Return whether what would lapse of an order may still be let wait; while it is written, its form says so."""
    return rest_days is not None and state in CORRECTABLE - EDITABLE and progress not in _NOTHING_TO_GO


def lapses_on(released_at: datetime, days: int) -> date:
    """Return the day on which what still waits is cancelled."""
    return hq_day(released_at) + timedelta(days=days)


def lapse_day(released_at: datetime | None, days: int | None) -> date | None:
    """Return the day on which what still waits of an order is cancelled, where it lapses and is released."""
    return lapses_on(released_at, days) if released_at is not None and days is not None else None


def released_before(today: date, days: int) -> datetime:
    """Return the instant before which an order was released whose rest lapses by a day; `lapses_on` turned round."""
    first = today - timedelta(days=days - 1)
    return datetime.combine(first, time.min, ZoneInfo(HQ_ZONE)).astimezone(UTC)
