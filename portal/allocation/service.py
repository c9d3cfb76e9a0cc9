"""The release run: short stock goes round by rule, the rest is backordered with a promised date."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.allocation.queries_waiting import WaitingLine, rivals, waiting_lines
from portal.allocation.rules import scope_of
from portal.audit import service as audit
from portal.catalogue import queries as catalogue
from portal.core.actor import SYSTEM, Actor
from portal.core.data.events import publish
from portal.orders.events import LinesAllocated, LinesBackordered
from portal.orders.queries_due_clock import hq_calendar, hq_day
from portal.orders.service_progress import PieceMove, move_all, write_promises
from portal.orders.service_record import Note, note_all
from portal.orders.states_types import OrderType, terms_of
from portal.stock import queries as stock_queries
from portal.stock import service as stock
from portal.stock import service_records
from portal.stock.queries_revisions import revised_by_people
from portal.stock.rules import Decision, Demand, PromiseCause, first_promise, share_out


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A line, what the rule decided for it, and what it really got."""

    line: WaitingLine
    decision: Decision
    got: int
    served: bool = True
    """False for a line that only has its place in the queue, because it is not looked at in this run."""

    @property
    def short(self) -> int:
        return self.line.wanted - self.got

    @property
    def newly_short(self) -> int:
        """Return the pieces that were open until now and must wait."""
        return max(self.line.open - self.got, 0)


def serve_order(order_id: int, doer_id: int | None, now: datetime, *, fresh: bool = False) -> int | None:
    """Serve a released order by itself and at once; return the run's id, None where nothing of it waits.

    `doer_id` is who approved the order or lifted its hold: what is short is told to others. Nobody's turn is
    skipped: stock that lines before it wait for is left to them. `fresh` serves it only where no run has yet.
    """
    waiting = waiting_lines(order_ids=[order_id])
    if not any(line.open or not fresh for line in waiting):
        return None
    return run_allocation(SYSTEM, now, order_ids=[order_id], doer_id=doer_id)


def run_allocation(
    actor: Actor,
    now: datetime,
    part_ids: Collection[int] | None = None,
    order_ids: Collection[int] | None = None,
    *,
    doer_id: int | None = None,
) -> int:
    """Serve all lines that wait for stock (or those of some parts or orders) in their turn.

    The turn is priority, promised date, time of submission, line; it is that among all lines that wait for a
    part, also where only some orders are served. What cannot be had is backordered with a first promise.
    Every decision is kept with its rank and rule; the same lines and stock give the same result. Returns the
    run's id.
    """
    lines = waiting_lines(part_ids, order_ids)
    parts = {line.part_id for line in lines}
    others = rivals(parts, {line.id for line in lines}) if order_ids is not None else []
    free = {part: found.free for part, found in stock_queries.availability(parts, hq_day(now)).items()}
    queue = _shared(lines, others, free, now)
    outcomes = [one for one in queue if one.served]
    run_id = service_records.record_run(
        [_decided(outcome, free) for outcome in outcomes],
        actor=actor,
        now=now,
        input_hash=_input_hash([*lines, *others], free),
        scope=scope_of(part_ids, order_ids),
    )
    move_all(_moves(outcomes), now=now)
    promised = _promise(queue, parts, actor, now)
    _tell(outcomes, promised, actor, now, run_id, doer_id)
    return run_id


def _shared(
    lines: Sequence[WaitingLine], others: Sequence[WaitingLine], free: Mapping[int, int], now: datetime
) -> list[_Outcome]:
    """Return what the rule gives each line in its turn; `others` keep their place, and nothing is taken for them."""
    by_part: defaultdict[int, list[Demand]] = defaultdict(list)
    known = {line.id: line for line in (*lines, *others)}
    for line in known.values():
        by_part[line.part_id].append(_demand(line))
    own = {line.id for line in lines}
    decisions = [
        decision for part in sorted(by_part) for decision in share_out(max(free.get(part, 0), 0), by_part[part])
    ]
    depots = [depot.id for depot in stock_queries.depots()]
    wanted = [
        stock.Demand(decision.line_id, line.distributor_id, line.part_id, decision.allocated, _depots_for(line, depots))
        for decision in decisions
        if decision.allocated and decision.line_id in own
        for line in [known[decision.line_id]]
    ]
    got: Counter[int] = Counter()
    for taken in stock.take_stock(wanted, now):
        got[taken.line_id] += taken.quantity
    return [
        _Outcome(known[one.line_id], one, got[one.line_id])
        if one.line_id in own
        else _Outcome(known[one.line_id], one, one.allocated, served=False)
        for one in decisions
    ]


def _demand(line: WaitingLine) -> Demand:
    return Demand(
        line_id=line.id,
        quantity=line.wanted,
        priority=terms_of(line.order_type).priority,
        submitted_at=line.submitted_at,
        line_number=line.line_no,
        promised_on=line.promised_on,
        partial_allowed=line.partial_ok,
    )


def _depots_for(line: WaitingLine, depots: Sequence[int]) -> list[int]:
    """Return the depots a line may be served from, its order's own first."""
    return sorted(depots, key=lambda depot: depot != line.depot_id)


def _decided(outcome: _Outcome, free: Mapping[int, int]) -> service_records.Decided:
    line, decision = outcome.line, outcome.decision
    return service_records.Decided(
        line.distributor_id,
        line.id,
        line.part_id,
        line.wanted,
        outcome.got,
        decision.rank,
        decision.of,
        decision.rule.value,
        {
            "order": line.order_number,
            "line_no": line.line_no,
            "part": line.part_number,
            "stock": free.get(line.part_id, 0),
            "priority": terms_of(line.order_type).priority,
            "promised_on": line.promised_on.isoformat() if line.promised_on else "",
            "submitted_at": line.submitted_at.isoformat(),
        },
    )


def _input_hash(lines: Sequence[WaitingLine], free: Mapping[int, int]) -> str:
    text = repr((sorted((line.id, line.wanted) for line in lines), sorted(free.items())))
    return hashlib.sha256(text.encode()).hexdigest()


def _moves(outcomes: Sequence[_Outcome]) -> list[PieceMove]:
    moves = []
    for outcome in outcomes:
        line = outcome.line
        from_open = min(outcome.got, line.open)
        for from_, to, pieces in (
            ("open", "allocated", from_open),
            ("backordered", "allocated", outcome.got - from_open),
            ("open", "backordered", line.open - from_open),
        ):
            if pieces:
                moves.append(PieceMove(line.id, from_, to, pieces))
    return moves


def _promise(outcomes: Sequence[_Outcome], parts: Collection[int], actor: Actor, now: datetime) -> dict[int, date]:
    """Promise a date where a line has none yet or its date can no longer hold; return line to date.

    A date a person revised stays until it has passed: whoever did knew more than the planned receipts.
    """
    today = hq_day(now)
    receipts = stock_queries.receipts_of(parts, today)
    lead_times = {part.id: part.lead_time_days for part in catalogue.parts_by_id(parts, "en").values()}
    ready = _ready_dates(now)
    queue: Counter[int] = Counter()
    by_people = revised_by_people([one.line.id for one in outcomes if one.line.promised_on and one.served])
    promises = []
    for outcome in outcomes:
        line = outcome.line
        on, cause = ready.get(line.order_type), PromiseCause.IN_STOCK
        if outcome.short:
            on, cause = first_promise(
                today, receipts[line.part_id], outcome.short, queue[line.part_id], lead_times.get(line.part_id)
            )
            queue[line.part_id] += outcome.short
        known = line.promised_on
        if not outcome.served:
            continue
        if known is not None and known >= today and line.id in by_people:
            continue
        if on is not None and _is_news(known, on, cause, today):
            promises.append(
                service_records.Promised(line.distributor_id, line.id, on, outcome.short or line.wanted, cause.value)
            )
    service_records.promise_all(promises, actor=actor, now=now)
    told = {one.line_id: one.promised_on for one in promises}
    write_promises(told)
    return told


def _is_news(known: date | None, on: date, cause: PromiseCause, today: date) -> bool:
    """Tell whether a date is worth a promise: the first, a better founded one, or after one that passed."""
    if known is None or known < today:
        return True
    return cause is PromiseCause.PLANNED_RECEIPT and on != known


def _ready_dates(now: datetime) -> dict[OrderType, date]:
    """Return the day goods in stock are ready to ship, per order type that has a term for it."""
    ready = {}
    for order_type in OrderType:
        terms = terms_of(order_type)
        if terms.ship_minutes is not None:
            days = -(-terms.ship_minutes // (24 * 60))
            ready[order_type] = date.fromordinal(hq_day(now).toordinal() + days)
        elif terms.ship_working_days is not None:
            ready[order_type] = hq_calendar().add_working_days(hq_day(now), terms.ship_working_days)
    return ready


def _tell(
    outcomes: Sequence[_Outcome],
    promised: Mapping[int, date],
    actor: Actor,
    now: datetime,
    run_id: int,
    doer_id: int | None,
) -> None:
    unasked, doer = actor.user_id is None, doer_id if actor.user_id is None else actor.user_id
    by_order: defaultdict[int, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_order[outcome.line.order_id].append(outcome)
    notes: list[Note] = []
    for order_id, group in by_order.items():
        line = group[0].line
        head = (order_id, line.order_number, line.distributor_id)
        pieces = sum(one.got for one in group)
        waiting = [one for one in group if one.newly_short]
        if pieces:
            publish(LinesAllocated(*head, pieces=pieces), now)
            facts = {"pieces": pieces, "of": sum(one.line.wanted for one in group), "run": run_id}
            notes.append(Note(order_id, line.distributor_id, "allocated", facts))
        if waiting:
            lines = tuple(_waiting(one, promised) for one in waiting)
            publish(LinesBackordered(*head, lines, unasked, doer), now)
            short = {"pieces": sum(one.newly_short for one in waiting), "lines": [list(one) for one in lines]}
            notes.append(Note(order_id, line.distributor_id, "backordered", short))
    note_all(notes, actor, now)
    pieces_told = {"pieces": sum(one.got for one in outcomes), "lines": len(outcomes)}
    audit.record(actor, "allocation.run", "allocation_run", run_id, after=pieces_told, now=now)


def _waiting(outcome: _Outcome, promised: Mapping[int, date]) -> tuple[int, str, int, str]:
    line = outcome.line
    on = promised.get(line.id, line.promised_on)
    return line.line_no, line.part_number, outcome.newly_short, on.isoformat() if on else ""
