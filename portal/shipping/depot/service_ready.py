"""Keeps what stands ready to pick, order by order and depot by depot, with every move of pieces.

A list over all that is ready reads these rows and not a quarter of a million allocated lines. They are counted anew
from the lines, for the orders a transaction touched, at its end; so they are never older than the lines themselves.
"""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.types.states import OrderType
from portal.orders.whole.queries import waits_to_be_whole
from portal.shipping.depot.queries_ready import READY, TERMS, ready_pieces
from portal.shipping.models import ReadyOrder
from portal.stock.models import Allocation

_UNTRACKED = {"synchronize_session": False}
_FLAGS = (
    sa.func.max(sa.case((DangerousGoods.part_id.is_not(None), 1), else_=0)) == 1,
    sa.func.max(sa.case((waits_to_be_whole(), 1), else_=0)) == 1,
)
_COUNTED = ready_pieces(
    SalesOrder.id,
    *TERMS,
    SalesOrder.mode,
    SalesOrder.order_type == OrderType.VOR,
    SalesOrder.released_at,
    sa.func.count(),
    sa.func.sum(READY),
    sa.func.sum(sa.cast(READY, sa.BigInteger) * Part.weight_g),
    *_FLAGS,
).group_by(SalesOrder.id, Allocation.depot_id)
KEPT = (
    "order_id",
    *(column.key for column in TERMS),
    "mode",
    "vor",
    "released_at",
    "lines",
    "pieces",
    "weight_g",
    "dangerous",
    "waits",
)
"""The columns that are kept."""


def count_anew(order_ids: Collection[int]) -> None:
    """Count anew what stands ready of these orders.

    The orders stay locked until the transaction ends, so that two who move pieces of one order at the same time do not
    count past each other.
    """
    _lock(order_ids)
    old = sa.delete(ReadyOrder).where(among(ReadyOrder.order_id, order_ids))
    db.session.execute(old, execution_options=_UNTRACKED)
    rows = ready_from_lines().where(among(SalesOrder.id, order_ids))
    db.session.execute(sa.insert(ReadyOrder).from_select(KEPT, rows), execution_options=_UNTRACKED)


def _lock(order_ids: Collection[int]) -> None:
    mine = sa.select(SalesOrder.id).where(among(SalesOrder.id, order_ids)).order_by(SalesOrder.id)
    db.session.execute(mine.with_for_update(key_share=True)).all()


def ready_from_lines() -> sa.Select[Any]:
    """Return the statement that counts what stands ready from the lines, its columns in the order of `KEPT`."""
    return _COUNTED


def parts_changed(part_ids: Collection[int]) -> None:
    """Count anew the orders these parts stand ready for: their weight, or their danger, may be another."""
    tied = among(Allocation.part_id, part_ids), Allocation.quantity > 0, OrderLine.allocated > 0
    waiting = sa.select(OrderLine.order_id).join(Allocation, Allocation.line_id == OrderLine.id).where(*tied)
    if orders := db.session.scalars(waiting.distinct()).all():
        count_anew(orders)
