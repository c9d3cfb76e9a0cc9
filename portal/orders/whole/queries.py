"""Orders that ship only whole: how far they are gathered, and as a condition of lists."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.whole.rules import Gathered

_MISSING = OrderLine.open + OrderLine.backordered
_TO_GO = _MISSING + OrderLine.allocated + OrderLine.picked + OrderLine.packed


def gathered_of(order_ids: Collection[int]) -> dict[int, Gathered]:
    """Return those of these orders that ship only whole and have pieces still to go, by id, in one statement."""
    if not order_ids:
        return {}
    rows = db.session.execute(
        sa.select(
            SalesOrder.id,
            SalesOrder.number,
            sa.func.count(),
            sa.func.sum(sa.case((_MISSING == 0, 1), else_=0)),
            sa.func.sum(_TO_GO),
            sa.func.sum(_MISSING),
            sa.case((sa.func.count() == sa.func.count(OrderLine.promised_on), sa.func.max(OrderLine.promised_on))),
        )
        .join(OrderLine, OrderLine.order_id == SalesOrder.id)
        .where(among(SalesOrder.id, order_ids), ~SalesOrder.partial_ok, _TO_GO > 0)
        .group_by(SalesOrder.id, SalesOrder.number)
    )
    return {
        order_id: Gathered(order_id, number, lines, int(ready), int(pieces), int(missing), promised_on)
        for order_id, number, lines, ready, pieces, missing, promised_on in rows
    }


def waits_to_be_whole() -> sa.ColumnElement[bool]:
    """Return the condition of the orders that ship only whole while something of them waits for stock."""
    other: Any = aliased(OrderLine)
    some = (
        sa.select(other.id).where(other.order_id == SalesOrder.id, at > 0) for at in (other.open, other.backordered)
    )
    return sa.and_(~SalesOrder.partial_ok, sa.or_(*(one.exists() for one in some)))
