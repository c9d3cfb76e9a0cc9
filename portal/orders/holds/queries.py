"""Open holds that stop a step: of some orders, and as a condition of lists."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.holds.rules import Step, kinds_stopping
from portal.orders.models import OrderHold, SalesOrder
from portal.orders.states import HoldKind


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order, and the kinds of its open holds that stop what was asked for, oldest first."""

    id: int
    number: str
    kinds: tuple[HoldKind, ...]


def held_orders(order_ids: Collection[int], step: Step) -> tuple[HeldOrder, ...]:
    """Return those of these orders that an open hold keeps from a step, by number."""
    if not order_ids:
        return ()
    rows = db.session.execute(
        sa.select(SalesOrder.id, SalesOrder.number, OrderHold.kind)
        .join(OrderHold, OrderHold.order_id == SalesOrder.id)
        .where(among(SalesOrder.id, order_ids), _open(step))
        .order_by(SalesOrder.number, OrderHold.id)
    )
    found: defaultdict[tuple[int, str], list[HoldKind]] = defaultdict(list)
    for order_id, number, kind in rows:
        found[order_id, number].append(kind)
    return tuple(HeldOrder(order_id, number, tuple(kinds)) for (order_id, number), kinds in found.items())


def stopped_at(step: Step) -> sa.ColumnElement[bool]:
    """Return the condition of the orders that an open hold keeps from a step."""
    return SalesOrder.id.in_(sa.select(OrderHold.order_id).where(_open(step)))


def _open(step: Step) -> sa.ColumnElement[bool]:
    return sa.and_(OrderHold.released_at.is_(None), OrderHold.kind.in_(kinds_stopping(step)))
