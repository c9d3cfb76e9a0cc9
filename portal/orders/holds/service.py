"""Asked by every step of the journey, under lock, whether a hold stops it.

A hold is placed under the lock of its order. Whoever asks takes that lock first and reads afterwards, so of a hold and
a step at the same moment one comes first, and the other sees it.
"""

from collections.abc import Collection

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.orders.holds.queries import HeldOrder, held_orders
from portal.orders.holds.rules import Step
from portal.orders.models import SalesOrder


def held_locked(order_ids: Collection[int], step: Step) -> tuple[HeldOrder, ...]:
    """Return those of these orders that a hold keeps from a step; until the end none of them gets another hold.

    The orders are locked in the order of their ids; lines are locked before, stock after them.
    """
    if not order_ids:
        return ()
    locked = sa.select(SalesOrder.id).where(among(SalesOrder.id, order_ids)).order_by(SalesOrder.id)
    db.session.execute(locked.with_for_update(key_share=True)).all()
    return held_orders(order_ids, step)


def refuse_held(order_ids: Collection[int], step: Step) -> None:
    """Refuse `order.held` (which orders, by which holds) where a hold keeps one of these orders from a step."""
    held = held_locked(order_ids, step)
    if held:
        raise Refused("order.held", held=held)
