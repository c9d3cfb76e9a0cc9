"""Orders that ship only whole give up to each other what one of them becomes whole by; see `rules_whole`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.allocation.queries_waiting import WaitingLine
from portal.allocation.queries_whole import Gathering, gathering_locked, whole_orders_around
from portal.allocation.rules_whole import Exchange, Place, exchange
from portal.allocation.service_first_promise import Outcome
from portal.core.days import hq_day
from portal.orders.service_progress import PieceMove, move_all
from portal.stock import queries as stock_queries
from portal.stock import service as stock
from portal.stock.rules import Decision, ShareRule


@dataclass(slots=True)
class Exchanged:
    """What was exchanged: the outcomes of a run with it, the parts of them, and what was freed and nobody took.

    `free` is what was free of these parts before.
    """

    outcomes: list[Outcome]
    parts: set[int] = field(default_factory=set)
    left_over: set[int] = field(default_factory=set)
    free: dict[int, int] = field(default_factory=dict)


def exchange_whole(queue: Sequence[Outcome], parts: Collection[int], now: datetime) -> Exchanged:
    """Make whole what can be by pieces of others that wait, after a run served `queue`; its pieces have moved already.

    Lines that gave pieces up wait for them again, at the place in the queue that is theirs.
    """
    orders, around = whole_orders_around(parts)
    if not orders:
        return Exchanged(list(queue))
    there = stock_queries.availability(around, hq_day(now))
    gathering = gathering_locked(orders, there)
    free = {
        Place(place.depot_id, part): max(place.free, 0) for part, found in there.items() for place in found.by_depot
    }
    found = exchange(gathering.orders, free)
    if not found.whole:
        return Exchanged(list(queue))
    done = _carried_out(queue, gathering, found, now)
    done.free = {part: stock_of.free for part, stock_of in there.items()}
    return done


def _carried_out(queue: Sequence[Outcome], gathering: Gathering, found: Exchange, now: datetime) -> Exchanged:
    freed: Counter[Place] = Counter()
    lost: Counter[int] = Counter()
    for order_id, place in found.given_up:
        for line in gathering.lines[order_id]:
            pieces = gathering.tied.get(line.id, {}).get(place.depot_id, 0) if line.part_id == place.part_id else 0
            if pieces:
                stock.give_back(line.id, pieces, depot_id=place.depot_id)
                freed[place] += pieces
                lost[line.id] += pieces
    wanted = [
        stock.Demand(line.id, line.distributor_id, line.part_id, line.wanted + lost[line.id], [depot], True)
        for order_id, depot in found.whole.items()
        for line in gathering.lines[order_id]
        if line.wanted + lost[line.id]
    ]
    for taken in stock.take_stock(wanted, now):
        freed[Place(taken.depot_id, _part_of(gathering, taken.line_id))] -= taken.quantity
    won = [line for order_id in found.whole for line in gathering.lines[order_id] if line.wanted]
    losing = [order.id for order in gathering.orders if order.id not in found.whole]
    given = [(line, lost[line.id]) for order_id in losing for line in gathering.lines[order_id] if lost[line.id]]
    move_all(_moves(won, given), now=now)
    depots = {order.id: found.whole.get(order.id, order.depots[0]) for order in gathering.orders}
    outcomes = _with(queue, gathering, depots, won, given)
    left_over = {place.part_id for place, pieces in freed.items() if pieces > 0}
    return Exchanged(outcomes, {one.line.part_id for one in outcomes}, left_over)


def _part_of(gathering: Gathering, line_id: int) -> int:
    return next(line.part_id for lines in gathering.lines.values() for line in lines if line.id == line_id)


def _moves(won: Sequence[WaitingLine], given: Sequence[tuple[WaitingLine, int]]) -> list[PieceMove]:
    filled = [(line.id, place, pieces) for line in won for place, pieces in _waiting_in(line) if pieces]
    return [
        *(PieceMove(line_id, place, "allocated", pieces) for line_id, place, pieces in filled),
        *(PieceMove(line.id, "allocated", "backordered", pieces) for line, pieces in given),
    ]


def _waiting_in(line: WaitingLine) -> tuple[tuple[str, int], ...]:
    return ("open", line.open), ("backordered", line.backordered)


def _with(
    queue: Sequence[Outcome],
    gathering: Gathering,
    depots: Mapping[int, int],
    won: Sequence[WaitingLine],
    given: Sequence[tuple[WaitingLine, int]],
) -> list[Outcome]:
    """Return the outcomes of a run with what was exchanged, each line at its place in the queue of its part."""
    known = {one.line.id: one for one in queue}
    ranks = {order.id: rank for rank, order in enumerate(gathering.orders, start=1)}

    def outcome(line: WaitingLine, got: int, rule: ShareRule) -> Outcome:
        before, short = known.get(line.id), line.wanted - got
        rank, of = (before.decision.rank, before.decision.of) if before else (ranks[line.order_id], len(ranks))
        within = before.within if before else None
        return Outcome(line, Decision(line.id, got, short, rule, rank, of), got, True, depots[line.order_id], within)

    changed = {}
    for line in won:
        asked = known[line.id].line if line.id in known else line
        changed[line.id] = outcome(asked, asked.wanted, ShareRule.IN_FULL)
    for line, pieces in given:
        before = known.get(line.id)
        asked = before.line if before else line
        tied_before = pieces - (before.got if before and before.served else 0)
        changed[line.id] = outcome(replace(asked, open=asked.open + tied_before), 0, ShareRule.GIVEN_UP)
    return sorted((known | changed).values(), key=_turn)


def _turn(one: Outcome) -> tuple[int, int, date, datetime, int, int]:
    line = one.line
    priority, promised = line.priority, line.promised_on or date.max
    return line.part_id, priority, promised, line.submitted_at, line.line_no, line.id
