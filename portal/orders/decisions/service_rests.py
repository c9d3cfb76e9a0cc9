"""What waits of a released order is cancelled once it waited longer than its customer wants, who may think again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.actor import SYSTEM, Turn
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.days import hq_day
from portal.core.errors import Refused
from portal.finance import service_reservations
from portal.finance.rules_invoice_share import invoice_share
from portal.orders.decisions.service_gathering import let_go_gathered
from portal.orders.decisions.service_holds import end_holds
from portal.orders.events import RestCancelled
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.rules_rests import is_not_kept, lapses_on, may_wait_on
from portal.orders.service_bought import count_anew
from portal.orders.service_progress import PieceMove, move_all
from portal.orders.service_record import decide, order_locked, own_locked, record, touch
from portal.orders.states import Action, OrderState


@dataclass(frozen=True, slots=True)
class Rest:
    """A line with pieces that wait: `open` for a run of the allocation, `backordered` for stock."""

    id: int
    line_no: int
    part_id: int
    part_number: str
    ordered: int
    open: int
    backordered: int
    gone: int
    unit_price: Decimal
    amount: Decimal
    invoiced_amount: Decimal

    @property
    def waiting(self) -> int:
        """Return the pieces that are not tied to stock."""
        return self.open + self.backordered

    def owed(self, gone: int, currency: str) -> Decimal:
        """Return what is still to be invoiced of the line when so many pieces of it never will be."""
        kept = self.ordered - gone
        if not kept:
            return Decimal(0)
        return invoice_share(kept, self.invoiced_amount, self.unit_price, self.ordered, self.amount, currency)


_REST = (
    sa.select(
        OrderLine.id,
        OrderLine.line_no,
        OrderLine.part_id,
        OrderLine.part_number,
        OrderLine.ordered,
        OrderLine.open,
        OrderLine.backordered,
        OrderLine.cancelled + OrderLine.substituted,
        OrderLine.unit_price,
        OrderLine.amount,
        OrderLine.invoiced_amount,
    )
    .where(OrderLine.order_id == sa.bindparam("order_id"), OrderLine.open + OrderLine.backordered > 0)
    .order_by(OrderLine.id)
    .with_for_update(of=OrderLine)
)


def wait_on(order_id: int, turn: Turn) -> str:
    """Let what would lapse of an order wait until it comes; return the order's number.

    What waits already is no change. Refuses `order.nothing_waits` where the order has ended or all of it has left, and
    `core.stale`.
    """
    order = own_locked(order_id, turn.actor)
    days = order.rest_days
    if days is None:
        return order.number
    if not may_wait_on(order.state, order.progress, days):
        raise Refused("order.nothing_waits", number=order.number)
    touch(order, turn.seen)
    order.rest_lapses, order.rest_days = False, None
    record(order, "rest_waits", turn.actor, turn.now, before={"rest_days": days}, after={"rest_days": None})
    return order.number


def cancel_rest(order_id: int, now: datetime) -> int:
    """Cancel what waits of an order whose customer wants it no longer, or of whose type nothing is kept back.

    Return the pieces, 0 where nothing lapses.

    What is allocated, picked, packed or shipped stays; an order nothing is left of is cancelled. Its credit is given
    back as far as it was held for these pieces. A hold stops none of it: it takes something back. Lines are locked
    before their order, as a run of the allocation does, so that of both one comes first and the other sees it.
    """
    rests = [Rest(*row) for row in db.session.execute(_REST, {"order_id": order_id})]
    order = order_locked(order_id)
    if not rests or not _lapsed(order, now):
        return 0
    move_all(_moves(rests), now=now)
    record(order, "rest_cancelled", SYSTEM, now, **_told(order, rests))
    _give_back(order, rests, now)
    lines = tuple((rest.line_no, rest.part_number, rest.waiting) for rest in rests)
    parts = frozenset(rest.part_id for rest in rests)
    publish(RestCancelled(order.id, order.number, order.distributor_id, lines, parts), now)
    return sum(rest.waiting for rest in rests)


def _lapsed(order: SalesOrder, now: datetime) -> bool:
    if is_not_kept(order.backorder_rule, order.state, order.progress):
        return True
    if order.state is not OrderState.RELEASED or order.released_at is None or order.rest_days is None:
        return False
    return lapses_on(order.released_at, order.rest_days) <= hq_day(now)


def _moves(rests: Sequence[Rest]) -> list[PieceMove]:
    return [
        PieceMove(rest.id, place, "cancelled", pieces)
        for rest in rests
        for place, pieces in (("open", rest.open), ("backordered", rest.backordered))
        if pieces
    ]


def _told(order: SalesOrder, rests: Sequence[Rest]) -> dict[str, Any]:
    return {
        "pieces": sum(rest.waiting for rest in rests),
        **({} if order.rest_days is None else {"rest_days": order.rest_days}),
        "short_parts": [f"{rest.waiting} × {rest.part_number}" for rest in rests],
    }


def _give_back(order: SalesOrder, rests: Sequence[Rest], now: datetime) -> None:
    """Give back what these pieces held of the credit, and of what counts as bought; all where nothing is left."""
    left = sa.select(sa.func.sum(OrderLine.ordered - OrderLine.cancelled - OrderLine.substituted))
    if not db.session.scalar(left.where(OrderLine.order_id == order.id)):
        decide(order, Action.CANCEL_RELEASED, Turn(SYSTEM, order.version, now))
        service_reservations.release(order.number)
        let_go_gathered(order, SYSTEM, now)
        end_holds(order, "cancelled", SYSTEM, now)
        return
    count_anew(order.distributor_id, {rest.part_id for rest in rests})
    currency = order.currency
    freed = [rest.owed(rest.gone, currency) - rest.owed(rest.gone + rest.waiting, currency) for rest in rests]
    service_reservations.release(order.number, sum(freed, Decimal(0)))
