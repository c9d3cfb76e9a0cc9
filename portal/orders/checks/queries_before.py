"""What a distributor ordered before: how much of each part, and the orders one may be a repetition of."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core.data.lists import among_given
from portal.core.data.sessions import read
from portal.core.days import HQ_ZONE, hq_day
from portal.orders.checks.rules_cadence import Placed, begins
from portal.orders.checks.rules_commercial import EarlierOrder
from portal.orders.checks.rules_facts import Demand
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState
from portal.orders.types.states import Cadence

VOID = (OrderState.REJECTED, OrderState.CANCELLED)
MOST_ORDERS_REMEMBERED = 200
MOST_ORDERS_NAMED = 5

_REMEMBERED = sa.select(DemandMonth.part_id, DemandMonth.month, DemandMonth.quantity, DemandMonth.orders).where(
    DemandMonth.distributor_id == sa.bindparam("distributor_id"),
    DemandMonth.month >= sa.bindparam("since"),
    among_given(DemandMonth.part_id, "ids"),
)
_ORDERED = (
    sa.select(OrderLine.part_id, SalesOrder.submitted_at, OrderLine.ordered)
    .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
    .where(
        SalesOrder.distributor_id == sa.bindparam("distributor_id"),
        SalesOrder.id != sa.bindparam("order_id"),
        SalesOrder.submitted_at >= sa.bindparam("since"),
        SalesOrder.state.not_in((*BEFORE_HEADQUARTERS, *VOID)),
        among_given(OrderLine.part_id, "ids"),
    )
)
_RECENT = sa.and_(
    SalesOrder.submitted_at >= sa.bindparam("since"),
    SalesOrder.pieces == sa.bindparam("pieces"),
    SalesOrder.line_count == sa.bindparam("line_count"),
)
_EARLIER = (
    sa.select(
        SalesOrder.id,
        SalesOrder.number,
        SalesOrder.po_number,
        SalesOrder.submitted_at,
        SalesOrder.state,
        _RECENT.label("recent"),
    )
    .where(
        SalesOrder.distributor_id == sa.bindparam("distributor_id"),
        SalesOrder.id != sa.bindparam("order_id"),
        SalesOrder.submitted_at.is_not(None),
        SalesOrder.state.not_in(sorted(BEFORE_HEADQUARTERS)),
        sa.or_(_RECENT, sa.and_(SalesOrder.po_norm == sa.bindparam("po_norm"), SalesOrder.po_norm != "")),
    )
    .order_by(SalesOrder.id.desc())
    .limit(MOST_ORDERS_REMEMBERED)
)
_PLACED = (
    sa.select(SalesOrder.number)
    .where(
        SalesOrder.distributor_id == sa.bindparam("distributor_id"),
        SalesOrder.id != sa.bindparam("order_id"),
        SalesOrder.order_type == sa.bindparam("order_type"),
        SalesOrder.submitted_at >= sa.bindparam("since"),
        SalesOrder.submitted_at < sa.bindparam("now"),
        SalesOrder.state.not_in((*BEFORE_HEADQUARTERS, *VOID)),
    )
    .order_by(SalesOrder.id)
    .limit(MOST_ORDERS_NAMED)
)
_CONTENTS = sa.select(OrderLine.order_id, OrderLine.part_number, OrderLine.ordered).where(
    among_given(OrderLine.order_id, "order_ids")
)


def demands_of(order: SalesOrder, ids: Collection[int], today: date, count: int) -> dict[int, Demand]:
    """Return what this distributor ordered of each part: so many whole months before this one, and each order."""
    months = _months_before(today, count)
    index = {month: place for place, month in enumerate(months)}
    totals: defaultdict[int, list[int]] = defaultdict(lambda: [0] * count)
    sizes: defaultdict[int, list[int]] = defaultdict(list)
    for part_id, month, quantity, orders in _remembered(order.distributor_id, ids, months[0]):
        if month in index:
            totals[part_id][index[month]] += quantity
            sizes[part_id].extend([quantity // max(orders, 1)] * orders)
    places: dict[datetime, int | None] = {}
    for part_id, submitted_at, quantity in _ordered(order, ids, months[0]):
        if submitted_at not in places:
            places[submitted_at] = index.get(submitted_at.date().replace(day=1))
        place = places[submitted_at]
        if place is not None:
            totals[part_id][place] += quantity
        sizes[part_id].append(quantity)
    return {part: Demand(tuple(totals[part]), tuple(sizes[part])) for part in sizes}


def _months_before(today: date, count: int) -> list[date]:
    first = today.replace(day=1)
    months = []
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def _remembered(distributor_id: int, ids: Collection[int], since: date) -> Iterable[Any]:
    return read(_REMEMBERED, {"distributor_id": distributor_id, "since": since, "ids": ids}).all()


def _ordered(order: SalesOrder, ids: Collection[int], since: date) -> Iterable[Any]:
    asked = {
        "distributor_id": order.distributor_id,
        "order_id": order.id,
        "ids": ids,
        "since": datetime.combine(since, time(), UTC),
    }
    return read(_ORDERED, asked).all()


def earlier_orders(
    order: SalesOrder, pieces: int, line_count: int, now: datetime, hours: int
) -> tuple[EarlierOrder, ...]:
    """Return orders with the same purchase order number, and those of so many hours with as many pieces."""
    asked = {
        "distributor_id": order.distributor_id,
        "order_id": order.id,
        "po_norm": order.po_norm,
        "since": now - timedelta(hours=hours),
        "pieces": pieces,
        "line_count": line_count,
    }
    found = read(_EARLIER, asked).all()
    contents = _contents([row.id for row in found if row.recent])
    return tuple(
        EarlierOrder(
            row.number,
            row.po_number,
            row.submitted_at,
            frozenset(contents.get(row.id, ())),
            row.state in VOID,
        )
        for row in found
    )


def placed_before(order: SalesOrder, cadence: Cadence | None, now: datetime) -> tuple[Placed, ...]:
    """Return what was handed in of the order's type before, in headquarters' week or month; nothing without one."""
    if cadence is None:
        return ()
    since = datetime.combine(begins(cadence, hq_day(now)), time(), ZoneInfo(HQ_ZONE))
    asked = {
        "distributor_id": order.distributor_id,
        "order_id": order.id,
        "order_type": order.order_type,
        "since": since,
        "now": now,
    }
    return (Placed(tuple(read(_PLACED, asked).scalars()), cadence),)


def _contents(order_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    contents: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    if order_ids:
        for order_id, number, quantity in read(_CONTENTS, {"order_ids": order_ids}).all():
            contents[order_id].append((number, quantity))
    return contents
