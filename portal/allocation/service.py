"""The release run: short stock goes round by rule, the rest is backordered with a promised date."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.allocation.queries_waiting import WaitingLine, waiting_lines
from portal.allocation.rules import scope_of
from portal.audit import service as audit
from portal.catalogue import queries as catalogue
from portal.core.actor import Actor
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.events import LinesAllocated, LinesBackordered
from portal.orders.models import OrderHistory, OrderLine
from portal.orders.queries_due_clock import hq_calendar, hq_day
from portal.orders.service_progress import PieceMove, move_all
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

    @property
    def short(self) -> int:
        return self.line.wanted - self.got

    @property
    def newly_short(self) -> int:
        """Return the pieces that were open until now and must wait."""
        return max(self.line.open - self.got, 0)


def release(order_id: int, actor: Actor, now: datetime) -> int:
    """Run the allocation for one released order alone; return the run's id."""
    return run_allocation(actor, now, order_ids=[order_id])


def run_allocation(
    actor: Actor,
    now: datetime,
    part_ids: Collection[int] | None = None,
    order_ids: Collection[int] | None = None,
) -> int:
    """Serve all lines that wait for stock (or those of some parts or orders) in their turn.

    The turn is priority, promised date, time of submission, line. What cannot be had is
    backordered with a first promise. Every decision is kept with its rank and rule; the same
    lines and stock give the same result. Returns the run's id.
    """
    lines = waiting_lines(part_ids, order_ids)
    parts = {line.part_id for line in lines}
    free = {part: found.free for part, found in stock_queries.availability(parts, hq_day(now)).items()}
    outcomes = _shared(lines, free, now)
    run_id = service_records.record_run(
        [_decided(outcome, free) for outcome in outcomes],
        actor=actor,
        now=now,
        input_hash=_input_hash(lines, free),
        scope=scope_of(part_ids, order_ids),
    )
    move_all(_moves(outcomes), now=now)
    promised = _promise(outcomes, parts, actor, now)
    _tell(outcomes, promised, actor, now, run_id)
    return run_id


def _shared(lines: Sequence[WaitingLine], free: Mapping[int, int], now: datetime) -> list[_Outcome]:
    by_part: defaultdict[int, list[Demand]] = defaultdict(list)
    for line in lines:
        by_part[line.part_id].append(_demand(line))
    known = {line.id: line for line in lines}
    decisions = [
        decision for part in sorted(by_part) for decision in share_out(max(free.get(part, 0), 0), by_part[part])
    ]
    depots = [depot.id for depot in stock_queries.depots()]
    wanted = [
        stock.Demand(decision.line_id, line.distributor_id, line.part_id, decision.allocated, _depots_for(line, depots))
        for decision in decisions
        if decision.allocated
        for line in [known[decision.line_id]]
    ]
    got: Counter[int] = Counter()
    for taken in stock.take_stock(wanted, now):
        got[taken.line_id] += taken.quantity
    return [_Outcome(known[one.line_id], one, got[one.line_id]) for one in decisions]


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
    by_people = revised_by_people([one.line.id for one in outcomes if one.line.promised_on])
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
        if known is not None and known >= today and line.id in by_people:
            continue
        if on is not None and _is_news(known, on, cause, today):
            promises.append(
                service_records.Promised(line.distributor_id, line.id, on, outcome.short or line.wanted, cause.value)
            )
    service_records.promise_all(promises, actor=actor, now=now)
    told = {one.line_id: one.promised_on for one in promises}
    _write_dates(told)
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


def _write_dates(told: Mapping[int, date]) -> None:
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for line_id, on in told.items():
        by_day[on].append(line_id)
    for on, lines in sorted(by_day.items()):
        change = sa.update(OrderLine).where(among(OrderLine.id, lines))
        first = sa.func.coalesce(OrderLine.first_promised_on, on)
        db.session.execute(
            change.values(promised_on=on, first_promised_on=first),
            execution_options={"synchronize_session": False},
        )


def _tell(outcomes: Sequence[_Outcome], promised: Mapping[int, date], actor: Actor, now: datetime, run_id: int) -> None:
    by_order: defaultdict[int, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_order[outcome.line.order_id].append(outcome)
    rows: list[dict[str, Any]] = []
    for order_id, group in by_order.items():
        line = group[0].line
        head = (order_id, line.order_number, line.distributor_id)
        pieces = sum(one.got for one in group)
        waiting = [one for one in group if one.newly_short]
        if pieces:
            publish(LinesAllocated(*head, pieces=pieces), now)
            facts = {"pieces": pieces, "of": sum(one.line.wanted for one in group), "run": run_id}
            rows.append(_history(line, "allocated", facts, actor, now))
        if waiting:
            lines = tuple(_waiting(one, promised) for one in waiting)
            publish(LinesBackordered(*head, lines=lines), now)
            short = {"pieces": sum(one.newly_short for one in waiting), "lines": [list(one) for one in lines]}
            rows.append(_history(line, "backordered", short, actor, now))
    if rows:
        db.session.execute(sa.insert(OrderHistory), rows)
    pieces_told = {"pieces": sum(one.got for one in outcomes), "lines": len(outcomes)}
    audit.record(actor, "allocation.run", "allocation_run", run_id, after=pieces_told, now=now)


def _waiting(outcome: _Outcome, promised: Mapping[int, date]) -> tuple[int, str, int, str]:
    line = outcome.line
    on = promised.get(line.id, line.promised_on)
    return line.line_no, line.part_number, outcome.newly_short, on.isoformat() if on else ""


def _history(line: WaitingLine, kind: str, facts: dict[str, Any], actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "distributor_id": line.distributor_id,
        "order_id": line.order_id,
        "at": now,
        "kind": kind,
        "facts": facts,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_door": actor.door.value,
        "shown": True,
    }
