"""What a run promises: a date where a line has none yet, or where the one it has can no longer hold."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.allocation.queries_waiting import WaitingLine
from portal.catalogue import queries as catalogue
from portal.core.actor import Actor
from portal.core.days import hq_day
from portal.orders.queries_due_clock import ReadyDates, depot_calendar
from portal.orders.service_progress import write_promises
from portal.stock import queries as stock_queries
from portal.stock import service_records
from portal.stock.queries_revisions import causes_of
from portal.stock.rules import Decision, Promise, PromiseCause, first_promise
from portal.stock.rules_revision import RevisionCause


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line, what the rule decided for it, and what it really got."""

    line: WaitingLine
    decision: Decision
    got: int
    served: bool = True
    """False for a line that only has its place in the queue, because it is not looked at in this run."""
    depot_id: int | None = None
    """The one depot it is served from, where its order ships only whole."""
    within: int | None = None
    """What was free of its part in that depot before the run."""

    @property
    def short(self) -> int:
        """Return the pieces it did not get."""
        return self.line.wanted - self.got

    @property
    def newly_short(self) -> int:
        """Return the pieces that were open until now and must wait."""
        return max(self.line.open - self.got, 0)


def promise_first(outcomes: Sequence[Outcome], parts: Collection[int], actor: Actor, now: datetime) -> dict[int, date]:
    """Promise a date where a line has none yet or its date can no longer hold; return line to date.

    The lines of an order that ships only whole are all promised for the day of the last of them. A date a person
    revised stays until it has passed: whoever did knew more than the planned receipts. One that rests on a planned
    receipt stands no longer than the receipt.
    """
    today = hq_day(now)
    had = _as_whole(outcomes, _had(outcomes, parts, now))
    causes = causes_of([one.line.id for one in outcomes if one.line.promised_on and one.served])
    promises = []
    for outcome in outcomes:
        line, (on, cause) = outcome.line, had[outcome.line.id]
        known, rests_on = line.promised_on, causes.get(line.id, "")
        if not outcome.served or (known is not None and known >= today and rests_on in _BY_PEOPLE):
            continue
        if on is not None and _is_news(known, rests_on, Promise(on, cause), today):
            pieces = outcome.short or line.wanted
            promises.append(service_records.Promised(line.distributor_id, line.id, on, pieces, cause.value))
    service_records.promise_all(promises, actor=actor, now=now)
    told = {one.line_id: one.promised_on for one in promises}
    write_promises(told)
    return told


def _had(outcomes: Sequence[Outcome], parts: Collection[int], now: datetime) -> dict[int, Promise]:
    """Return when each line can be had: ready from stock, or once those ahead in the queue were served.

    Of an order that ships only whole, only what its own depot receives helps a line.
    """
    today = hq_day(now)
    receipts = stock_queries.receipts_of(parts, today)
    lead_times = {part.id: part.lead_time_days for part in catalogue.parts_by_id(parts, "en").values()}
    ready = _ready_by_depot({outcome.depot_id for outcome in outcomes}, now)
    queue: Counter[int] = Counter()
    had = {}
    for outcome in outcomes:
        line = outcome.line
        had[line.id] = Promise(ready[outcome.depot_id].of(line.order_type, line.submitted_at), PromiseCause.IN_STOCK)
        if outcome.short:
            had[line.id] = first_promise(
                today,
                [(one.on, one.quantity) for one in receipts[line.part_id] if outcome.depot_id in (None, one.depot_id)],
                outcome.short,
                queue[line.part_id],
                lead_times.get(line.part_id),
            )
            queue[line.part_id] += outcome.short
    return had


def _ready_by_depot(depot_ids: Collection[int | None], now: datetime) -> dict[int | None, ReadyDates]:
    """Return when goods in stock are ready, by the days of the depot they lie in; without one, headquarters'."""
    ready: dict[int | None, ReadyDates] = {None: ReadyDates(now)}
    if any(depot_ids):
        ready |= {depot.id: ReadyDates(now, depot_calendar(depot)) for depot in stock_queries.depots_in_use()}
    return ready


def _as_whole(outcomes: Sequence[Outcome], had: dict[int, Promise]) -> dict[int, Promise]:
    """Return the same, the lines of an order that ships only whole on the last day of them, where all have one."""
    together: defaultdict[int, list[int]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.line.partial_ok:
            together[outcome.line.order_id].append(outcome.line.id)
    last: dict[int, Promise] = {}
    for line_ids in together.values():
        each = [had[line_id] for line_id in line_ids]
        latest = max(each, key=lambda one: one.on or date.max)
        last |= dict.fromkeys(line_ids, latest)
    return had | last


_BY_PEOPLE = frozenset(cause.value for cause in RevisionCause)


def _is_news(known: date | None, rests_on: str, found: Promise, today: date) -> bool:
    """Tell whether a date is worth a promise: the first, a better founded one, or after one that passed.

    So is one in place of a date whose planned receipt is gone, or comes to too little; and what lies in stock sooner
    than it was waited for.
    """
    if known is None or known < today:
        return True
    if found.cause is PromiseCause.PLANNED_RECEIPT:
        return found.on != known
    if found.cause is PromiseCause.IN_STOCK:
        return rests_on != PromiseCause.IN_STOCK and found.on is not None and found.on < known
    return rests_on == PromiseCause.PLANNED_RECEIPT
