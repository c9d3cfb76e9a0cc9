"""Lines that wait for stock, as the release run takes them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.holds.service import held_locked
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.queries import terms_of
from portal.orders.types.states import OrderType


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line of a released order with pieces that are not tied to stock yet."""

    id: int
    distributor_id: int
    order_id: int
    order_number: str
    line_no: int
    part_id: int
    part_number: str
    open: int
    backordered: int
    promised_on: date | None
    order_type: OrderType
    submitted_at: datetime
    partial_ok: bool
    depot_id: int | None
    priority: int = 0

    @property
    def wanted(self) -> int:
        """Return the pieces that want stock."""
        return self.open + self.backordered


COLUMNS: tuple[Any, ...] = (
    OrderLine.id,
    OrderLine.distributor_id,
    OrderLine.order_id,
    SalesOrder.number,
    OrderLine.line_no,
    OrderLine.part_id,
    OrderLine.part_number,
    OrderLine.open,
    OrderLine.backordered,
    OrderLine.promised_on,
    SalesOrder.order_type,
    SalesOrder.submitted_at,
    SalesOrder.partial_ok,
    SalesOrder.depot_id,
)
"""What a `WaitingLine` is made of, in its order, but for its priority."""


def waiting_lines(
    part_ids: Collection[int] | None = None, order_ids: Collection[int] | None = None
) -> list[WaitingLine]:
    """Return the lines that wait, locked (two runs come one after the other), in the order of ids.

    Orders that a hold keeps from being allocated are left where they are; nobody holds the others until the end.
    """
    query = _waiting().with_for_update(of=OrderLine)
    if part_ids is not None:
        query = query.where(among(OrderLine.part_id, part_ids))
    if order_ids is not None:
        query = query.where(among(OrderLine.order_id, order_ids))
    lines = _rows(query)
    held = {one.id for one in held_locked({line.order_id for line in lines}, Step.ALLOCATE)}
    return [line for line in lines if line.order_id not in held]


def rivals(part_ids: Collection[int], line_ids: Collection[int]) -> list[WaitingLine]:
    """Return the lines that wait for these parts besides some lines, not locked: who else stands in the queue."""
    return [line for line in _rows(_waiting().where(among(OrderLine.part_id, part_ids))) if line.id not in line_ids]


def promised_before(today: date, part_ids: Collection[int]) -> list[int]:
    """Return those of these parts that lines wait for whose promised day has passed."""
    overdue = _waiting().where(among(OrderLine.part_id, part_ids), OrderLine.promised_on < today)
    return sorted({line.part_id for line in _rows(overdue)})


def _rows(query: sa.Select[Any]) -> list[WaitingLine]:
    return [waiting_line(row) for row in db.session.execute(query)]


def waiting_line(found: Sequence[Any]) -> WaitingLine:
    """Return a line as `COLUMNS` found it, with the priority its order's type had when it was handed in."""
    line = WaitingLine(*found)
    return replace(line, priority=terms_of(line.order_type, line.submitted_at).priority)


def _waiting() -> sa.Select[Any]:
    return (
        sa.select(*COLUMNS)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            SalesOrder.state == OrderState.RELEASED,
            OrderLine.open + OrderLine.backordered > 0,
            ~stopped_at(Step.ALLOCATE),
        )
        .order_by(OrderLine.id)
    )
