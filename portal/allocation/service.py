"""The release run: short stock goes round by rule, the rest is backordered with a promised date."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from portal.allocation.queries_depots import Reach, reach_of
from portal.allocation.queries_waiting import WaitingLine, rivals, waiting_lines
from portal.allocation.rules import scope_of
from portal.allocation.service_first_promise import Outcome, promise_first
from portal.allocation.service_whole import exchange_whole
from portal.audit import service as audit
from portal.core.actor import SYSTEM, Actor
from portal.core.data.events import publish
from portal.core.days import hq_day
from portal.orders.events import LinesAllocated, LinesBackordered, PromisesMoved
from portal.orders.service_progress import PieceMove, move_all
from portal.orders.service_record import Note, note_all
from portal.stock import queries as stock_queries
from portal.stock import service as stock
from portal.stock import service_records
from portal.stock.queries import Availability
from portal.stock.rules import Decision, Demand, ShareRule, share_out


def serve_order(order_id: int, doer_id: int | None, now: datetime, *, fresh: bool = False) -> int | None:
    """Serve a released order by itself and at once; return the run's id, None where nothing of it waits.

    `doer_id` is who approved the order or lifted its hold: what is short is told to others. Nobody's turn is
    skipped: stock that lines before it wait for is left to them. `fresh` serves it only where no run has yet.
    """
    waiting = waiting_lines(order_ids=[order_id])
    if not any(line.open or not fresh for line in waiting):
        return None
    return run_allocation(SYSTEM, now, order_ids=[order_id], doer_id=doer_id)


def serve_parts(part_ids: Collection[int], now: datetime) -> int | None:
    """Serve by itself what waits for these parts, and promise anew; return the run's id, None where nothing waits."""
    return run_allocation(SYSTEM, now, part_ids=part_ids) if waiting_lines(part_ids) else None


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
    Orders that ship only whole then give up to each other what one becomes whole by (`exchange_whole`), and what that
    leaves over goes round in a run of its own. Every decision is kept with its rank and rule; the same lines and stock
    give the same result. Returns the run's id.
    """
    lines = waiting_lines(part_ids, order_ids)
    parts = {line.part_id for line in lines}
    others = rivals(parts, {line.id for line in lines}) if order_ids is not None else []
    there = stock_queries.availability(parts, hq_day(now))
    free = {part: found.free for part, found in there.items()}
    served = _shared(lines, others, there, now)
    move_all(_moves([one for one in served if one.served]), now=now)
    exchanged = exchange_whole(served, parts, now)
    queue, parts, free = exchanged.outcomes, parts | exchanged.parts, exchanged.free | free
    outcomes = [one for one in queue if one.served]
    run_id = service_records.record_run(
        [_decided(outcome, free) for outcome in outcomes],
        actor=actor,
        now=now,
        input_hash=_input_hash([*lines, *others], free),
        scope=scope_of(part_ids, order_ids),
    )
    promised = promise_first(queue, parts, actor, now)
    _tell(outcomes, promised, actor, now, run_id, doer_id)
    if exchanged.left_over:
        run_allocation(actor, now, part_ids=exchanged.left_over, doer_id=doer_id)
    return run_id


def _shared(
    lines: Sequence[WaitingLine], others: Sequence[WaitingLine], there: Mapping[int, Availability], now: datetime
) -> list[Outcome]:
    """Return what the rule gives each line in its turn; `others` keep their place, and nothing is taken for them."""
    by_part: defaultdict[int, list[Demand]] = defaultdict(list)
    known = {line.id: line for line in (*lines, *others)}
    reach = reach_of(known.values(), there)
    for line in known.values():
        by_part[line.part_id].append(_demand(line, reach))
    own = {line.id for line in lines}
    decisions = [
        decision for part in sorted(by_part) for decision in share_out(max(there[part].free, 0), by_part[part])
    ]
    wanted = [
        _wanted(decision, line, reach)
        for decision in decisions
        if decision.allocated and decision.line_id in own
        for line in [known[decision.line_id]]
    ]
    got: Counter[int] = Counter()
    for taken in stock.take_stock(wanted, now):
        got[taken.line_id] += taken.quantity

    def outcome(one: Decision) -> Outcome:
        line, served = known[one.line_id], one.line_id in own
        pieces = got[one.line_id] if served else one.allocated
        decision = _as_served(one, line, pieces) if served else one
        return Outcome(line, decision, pieces, served, reach.gathering.get(line.order_id), reach.within(line))

    return [outcome(one) for one in decisions]


def _wanted(decision: Decision, line: WaitingLine, reach: Reach) -> stock.Demand:
    depots, whole = reach.depots_for(line), not line.partial_ok
    return stock.Demand(line.id, line.distributor_id, line.part_id, decision.allocated, depots, whole)


def _as_served(decision: Decision, line: WaitingLine, got: int) -> Decision:
    """Return a decision as it came out: a whole line whose depot others emptied before its turn got nothing."""
    if not line.partial_ok and got < decision.allocated:
        return replace(decision, allocated=got, rule=ShareRule.WHOLE_LINE_ONLY)
    return decision


def _demand(line: WaitingLine, reach: Reach) -> Demand:
    return Demand(
        line_id=line.id,
        quantity=line.wanted,
        priority=line.priority,
        submitted_at=line.submitted_at,
        line_number=line.line_no,
        promised_on=line.promised_on,
        partial_allowed=line.partial_ok,
        within=reach.within(line),
    )


def _decided(outcome: Outcome, free: Mapping[int, int]) -> service_records.Decided:
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
            "priority": line.priority,
            "promised_on": line.promised_on.isoformat() if line.promised_on else "",
            "submitted_at": line.submitted_at.isoformat(),
            **({} if outcome.within is None else {"one_depot": outcome.within}),
        },
    )


def _input_hash(lines: Sequence[WaitingLine], free: Mapping[int, int]) -> str:
    text = repr((sorted((line.id, line.wanted) for line in lines), sorted(free.items())))
    return hashlib.sha256(text.encode()).hexdigest()


def _moves(outcomes: Sequence[Outcome]) -> list[PieceMove]:
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


def _tell(
    outcomes: Sequence[Outcome],
    promised: Mapping[int, date],
    actor: Actor,
    now: datetime,
    run_id: int,
    doer_id: int | None,
) -> None:
    unasked, doer = actor.user_id is None, doer_id if actor.user_id is None else actor.user_id
    by_order: defaultdict[int, list[Outcome]] = defaultdict(list)
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
        moved = tuple(_moved(group, promised))
        if moved:
            publish(PromisesMoved(*head, moved), now)
            notes.append(Note(order_id, line.distributor_id, "promises_moved", {"lines": [list(one) for one in moved]}))
    note_all(notes, actor, now)
    pieces_told = {"pieces": sum(one.got for one in outcomes), "lines": len(outcomes)}
    audit.record(actor, "allocation.run", "allocation_run", run_id, after=pieces_told, now=now)


def _moved(group: Iterable[Outcome], promised: Mapping[int, date]) -> Iterator[tuple[int, str, str, str]]:
    """Yield the lines that had a promise and have another now; of what is short anew its first wait is told."""
    for one in group:
        line, on = one.line, promised.get(one.line.id)
        if on is not None and line.promised_on is not None and on != line.promised_on and not one.newly_short:
            yield line.line_no, line.part_number, line.promised_on.isoformat(), on.isoformat()


def _waiting(outcome: Outcome, promised: Mapping[int, date]) -> tuple[int, str, int, str]:
    line = outcome.line
    on = promised.get(line.id, line.promised_on)
    return line.line_no, line.part_number, outcome.newly_short, on.isoformat() if on else ""
