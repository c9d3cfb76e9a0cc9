"""Orders that ship only whole and wait: those that may hold each other's pieces, and what each has and lacks."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.allocation.queries_depots import reach_of
from portal.allocation.queries_waiting import COLUMNS, WaitingLine, waiting_line
from portal.allocation.rules_whole import Place, Waiting
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.holds.service import held_locked
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.whole.queries import waits_to_be_whole
from portal.stock.models import Allocation
from portal.stock.queries import Availability

_TO_GO = OrderLine.open + OrderLine.backordered + OrderLine.allocated


@dataclass(frozen=True, slots=True)
class Gathering:
    """Orders that ship only whole and wait, in their rank, with their lines, and the pieces tied by line and depot."""

    orders: tuple[Waiting, ...]
    lines: Mapping[int, Sequence[WaitingLine]]
    tied: Mapping[int, Mapping[int, int]]


def whole_orders_around(part_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Return the orders that ship only whole and wait, and want or have these parts, and all parts of them.

    Orders that share a part with one of those are among them, and so on. Nothing of them is being picked, and no hold
    keeps them from being allocated.
    """
    orders, parts, new = set[int](), set(part_ids), set(part_ids)
    while new:
        touching: Any = aliased(OrderLine)
        touched = sa.select(touching.order_id).where(
            among(touching.part_id, new), touching.open + touching.backordered + touching.allocated > 0
        )
        found = db.session.execute(
            sa.select(OrderLine.order_id, OrderLine.part_id)
            .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
            .where(SalesOrder.id.in_(touched), *_waits(), _TO_GO > 0)
        ).all()
        orders |= {row.order_id for row in found}
        new = {row.part_id for row in found} - parts
        parts |= new
    return orders, parts


def _waits() -> list[sa.ColumnElement[bool]]:
    picked: Any = aliased(OrderLine)
    begun = sa.select(picked.id).where(picked.order_id == SalesOrder.id, picked.picked + picked.packed > 0)
    waits = [SalesOrder.state == OrderState.RELEASED, ~stopped_at(Step.ALLOCATE), waits_to_be_whole()]
    return [*waits, ~begun.exists()]


def gathering_locked(order_ids: Collection[int], stock: Mapping[int, Availability]) -> Gathering:
    """Return those of these orders that still wait, locked as `waiting_lines` locks; `stock` is that of their parts."""
    locked = sa.select(OrderLine.id).where(among(OrderLine.order_id, order_ids)).order_by(OrderLine.id)
    db.session.execute(locked.with_for_update()).all()
    held = {one.id for one in held_locked(order_ids, Step.ALLOCATE)}
    found = db.session.execute(
        sa.select(*COLUMNS, OrderLine.allocated)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(among(SalesOrder.id, set(order_ids) - held), *_waits(), _TO_GO > 0)
        .order_by(OrderLine.id)
    )
    lines: defaultdict[int, list[WaitingLine]] = defaultdict(list)
    allocated: dict[int, int] = {}
    for row in found:
        line = waiting_line(row[:-1])
        lines[line.order_id].append(line)
        allocated[line.id] = row.allocated
    tied = _tied(allocated.keys())
    waiting = [_waiting(each, allocated, tied, stock) for each in sorted(lines.values(), key=_rank)]
    return Gathering(tuple(waiting), lines, tied)


def _rank(lines: Sequence[WaitingLine]) -> tuple[Any, ...]:
    """Return the place of an order among others: that of the release run, for the order as one."""
    first = lines[0]
    promised = min((line.promised_on for line in lines if line.promised_on), default=date.max)
    return first.priority, promised, first.submitted_at, first.order_id


def _waiting(
    lines: Sequence[WaitingLine],
    allocated: Mapping[int, int],
    tied: Mapping[int, Mapping[int, int]],
    stock: Mapping[int, Availability],
) -> Waiting:
    wanted: Counter[int] = Counter()
    places: Counter[Place] = Counter()
    for line in lines:
        wanted[line.part_id] += line.wanted + allocated[line.id]
        places.update({Place(depot, line.part_id): pieces for depot, pieces in tied.get(line.id, {}).items()})
    reach = reach_of(lines, stock)
    first = reach.depots_for(lines[0])
    return Waiting(lines[0].order_id, wanted, places, [*first, *(one for one in reach.depots if one not in first)])


def _tied(line_ids: Collection[int]) -> dict[int, dict[int, int]]:
    rows = db.session.execute(
        sa.select(Allocation.line_id, Allocation.depot_id, Allocation.quantity)
        .where(among(Allocation.line_id, line_ids), Allocation.quantity > 0)
        .order_by(Allocation.line_id, Allocation.depot_id)
    )
    tied: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for line_id, depot_id, pieces in rows:
        tied[line_id][depot_id] = pieces
    return tied
