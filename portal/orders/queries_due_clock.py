"""The clocks reviews and shipping are counted on: around the clock, or headquarters' working hours."""

from datetime import date, datetime, timedelta

from portal.accounts.queries_calendars import calendar_of_company, hq_calendar
from portal.core.calendars import AroundTheClock, Clock, WorkingCalendar
from portal.core.days import hq_day
from portal.orders.types.queries import terms_of
from portal.orders.types.states import OrderType
from portal.stock.queries import DepotFacts


def depot_calendar(depot: DepotFacts) -> WorkingCalendar:
    """Return the working days of a depot; one in a country without holidays on record counts headquarters'."""
    return calendar_of_company(depot.country, depot.zone, depot.code)


def review_clock(order_type: OrderType, handed_in: datetime) -> Clock:
    """Return the clock on which the review of an order is counted that was handed in at an instant."""
    return AroundTheClock() if terms_of(order_type, handed_in).around_the_clock else hq_calendar()


def review_due(order_type: OrderType, start: datetime, minutes: int | None = None) -> datetime:
    """Return when the review of what is handed in at `start` is due; `minutes` are those left of an interrupted one.

    It is kept with the order: terms that change later leave it as it was shown.
    """
    wanted = terms_of(order_type, start).review_minutes if minutes is None else max(minutes, 0)
    return review_clock(order_type, start).add_working_minutes(start, wanted)


def release_due(order_type: OrderType, start: datetime, minutes: int | None = None) -> datetime:
    """Return when what is handed in at `start` is to be released, on the clock of its review.

    `minutes` are those left of an interrupted one. It is kept with the order, as the due time of its review is.
    """
    wanted = terms_of(order_type, start).release_minutes if minutes is None else max(minutes, 0)
    return review_clock(order_type, start).add_working_minutes(start, wanted)


def minutes_left(order_type: OrderType, handed_in: datetime, now: datetime, due_at: datetime | None) -> int:
    """Return the minutes left of a review or a release on the clock it was begun on, 0 when late or without one."""
    if due_at is None or due_at <= now:
        return 0
    return max(review_clock(order_type, handed_in).working_minutes_between(now, due_at), 0)


class ReadyDates:
    """The day goods in stock are ready to ship, counted from now: by the terms of the order's type when it came in.

    Working days are those of the depot they lie in; where it is not known, headquarters'.
    """

    def __init__(self, now: datetime, depot: WorkingCalendar | None = None) -> None:
        self._today, self._depot = hq_day(now), depot
        self._known: dict[tuple[int | None, int | None], date | None] = {}

    def of(self, order_type: OrderType, handed_in: datetime) -> date | None:
        """Return the day for an order of a type that was handed in at an instant; None where it ships by plan."""
        terms = terms_of(order_type, handed_in)
        key = terms.ship_minutes, terms.ship_working_days
        if key not in self._known:
            self._known[key] = self._ready(*key)
        return self._known[key]

    def _ready(self, minutes: int | None, working_days: int | None) -> date | None:
        if minutes is not None:
            return self._today + timedelta(days=-(-minutes // (24 * 60)))
        if working_days is None:
            return None
        return (self._depot or hq_calendar()).add_working_days(self._today, working_days)
