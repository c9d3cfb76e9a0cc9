"""The clocks reviews and shipping are counted on: around the clock, or headquarters' working hours."""

from datetime import date, datetime, timedelta

from portal.accounts.queries_calendars import HQ_ZONE, calendar_of_company, hq_calendar
from portal.core.calendars import AroundTheClock, Clock, WorkingCalendar
from portal.core.days import day_in
from portal.orders.states_types import OrderType, terms_of
from portal.stock.queries import DepotFacts


def hq_day(instant: datetime) -> date:
    """Return the calendar day headquarters has at an instant: its decisions are dated by it."""
    return day_in(instant, HQ_ZONE)


def depot_calendar(depot: DepotFacts) -> WorkingCalendar:
    """Return the working days of a depot; one in a country without holidays on record counts headquarters'."""
    return calendar_of_company(depot.country, depot.zone, depot.code)


def review_clock(order_type: OrderType) -> Clock:
    """Return the clock on which the first review of an order type is counted."""
    return AroundTheClock() if terms_of(order_type).around_the_clock else hq_calendar()


def review_due(order_type: OrderType, start: datetime, minutes: int | None = None) -> datetime:
    """Return when the review is due; `minutes` are those left of an interrupted one."""
    wanted = terms_of(order_type).review_minutes if minutes is None else max(minutes, 0)
    return review_clock(order_type).add_working_minutes(start, wanted)


def minutes_left(order_type: OrderType, now: datetime, due_at: datetime | None) -> int:
    """Return the minutes left of a review on its own clock, 0 when it is late or has none."""
    if due_at is None or due_at <= now:
        return 0
    return max(review_clock(order_type).working_minutes_between(now, due_at), 0)


def ready_dates(now: datetime, depot: WorkingCalendar | None = None) -> dict[OrderType, date]:
    """Return the day goods in stock are ready to ship, per order type that has a term for it.

    Working days are those of the depot they lie in; where it is not known, headquarters'.
    """
    ready, today = {}, hq_day(now)
    for order_type in OrderType:
        terms = terms_of(order_type)
        if terms.ship_minutes is not None:
            ready[order_type] = today + timedelta(days=-(-terms.ship_minutes // (24 * 60)))
        elif terms.ship_working_days is not None:
            ready[order_type] = (depot or hq_calendar()).add_working_days(today, terms.ship_working_days)
    return ready
