"""What a company ordered before is kept beside its orders: added to with an order, counted anew when one is no more.

An order counts from when it is handed in until it is rejected, cancelled, taken back, or sent back for changes. Adding
costs what the order has of lines, however many years lie behind it.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.data.changed import changed
from portal.core.data.lists import among
from portal.core.data.sessions import db, on_postgresql
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.models_bought import BoughtPart
from portal.orders.states import NOT_BOUGHT, OrderState

_PIECES = OrderLine.ordered - OrderLine.cancelled
KEPT = ("distributor_id", "part_id", "last_order_id", "last_at", "quantity", "times", "pieces")
"""The columns of what is kept, in the order in which `bought_from_lines` gives them."""


def follow(order: SalesOrder, before: OrderState, submitted_at: datetime | None) -> None:
    """Keep what was bought in step with an order that stood at `before` and stands elsewhere now.

    Its lines are there: written before it is handed in, taken away after it is taken back.
    """
    was, is_now = before not in NOT_BOUGHT, order.state not in NOT_BOUGHT
    if is_now and not was and submitted_at is not None:
        _add(order, submitted_at)
    elif was and not is_now:
        parts = db.session.scalars(sa.select(OrderLine.part_id).where(OrderLine.order_id == order.id)).all()
        count_anew(order.distributor_id, set(parts))


def _add(order: SalesOrder, submitted_at: datetime) -> None:
    """Add the lines of an order in one statement, parts in their order, so that two orders wait and do not stop."""
    pieces = sa.func.sum(_PIECES)
    lines = (
        sa.select(
            OrderLine.distributor_id,
            OrderLine.part_id,
            sa.literal(order.id),
            sa.literal(submitted_at, type_=BoughtPart.last_at.type),
            pieces,
            sa.literal(1),
            pieces,
        )
        .where(OrderLine.order_id == order.id, _PIECES > 0)
        .group_by(OrderLine.distributor_id, OrderLine.part_id)
        .order_by(OrderLine.part_id)
    )
    insert: Any = (postgresql if on_postgresql() else sqlite).insert(BoughtPart).from_select(KEPT, lines)
    new = insert.excluded
    since = (new.last_at == BoughtPart.last_at, new.last_order_id > BoughtPart.last_order_id)
    later = sa.or_(new.last_at > BoughtPart.last_at, sa.and_(*since))
    told: dict[str, Any] = {
        name: sa.case((later, getattr(new, name)), else_=getattr(BoughtPart, name))
        for name in ("last_order_id", "last_at", "quantity")
    }
    told |= {"times": BoughtPart.times + 1, "pieces": BoughtPart.pieces + new.pieces}
    db.session.execute(insert.on_conflict_do_update(index_elements=["distributor_id", "part_id"], set_=told))


def count_anew(distributor_id: int, part_ids: Collection[int]) -> None:
    """Count what a company bought of these parts from its orders as they stand now."""
    mine = (BoughtPart.distributor_id == distributor_id, among(BoughtPart.part_id, sorted(part_ids)))
    locked = sa.select(BoughtPart.part_id).where(*mine).order_by(BoughtPart.part_id).with_for_update()
    db.session.execute(locked).all()
    changed(sa.delete(BoughtPart).where(*mine))
    which = (OrderLine.distributor_id == distributor_id, among(OrderLine.part_id, sorted(part_ids)))
    db.session.execute(sa.insert(BoughtPart).from_select(KEPT, bought_from_lines(*which)))


def bought_from_lines(*which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the statement that makes rows of `bought_part` from lines of orders, of which lines `which` says."""
    per_order = (
        sa.select(
            OrderLine.distributor_id,
            OrderLine.part_id,
            SalesOrder.id.label("order_id"),
            SalesOrder.submitted_at.label("at"),
            sa.func.sum(_PIECES).label("quantity"),
        )
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(*which, SalesOrder.state.not_in(NOT_BOUGHT), SalesOrder.submitted_at.is_not(None), _PIECES > 0)
        .group_by(OrderLine.distributor_id, OrderLine.part_id, SalesOrder.id, SalesOrder.submitted_at)
        .subquery()
    )
    each = per_order.c
    mine = (each.distributor_id, each.part_id)
    placed = sa.select(
        *mine,
        each.order_id,
        each.at,
        each.quantity,
        sa.func.count().over(partition_by=mine).label("times"),
        sa.func.sum(each.quantity).over(partition_by=mine).label("pieces"),
        sa.func.row_number().over(partition_by=mine, order_by=(each.at.desc(), each.order_id.desc())).label("place"),
    ).subquery()
    told = (placed.c[name] for name in ("distributor_id", "part_id", "order_id", "at", "quantity", "times", "pieces"))
    return sa.select(*told).where(placed.c.place == 1).order_by(placed.c.part_id)
