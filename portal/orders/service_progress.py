"""The only writer of line quantities: pieces move from place to place, progress is derived."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.core.actor import SYSTEM, Turn
from portal.core.data.changed import changed
from portal.core.data.lists import among, rows_given
from portal.core.data.sessions import db
from portal.core.data.touched import touched
from portal.core.data.types import SCALE, Scaled
from portal.core.errors import Refused
from portal.orders.holds.rules import Step
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.service_record import ORDERS, decide, is_held, order_locked, record
from portal.orders.states import Action, OrderState
from portal.orders.states_progress import Progress, Quantities, progress_of

PLACES = tuple(each.name for each in fields(Quantities))
IN_WAIT = {"open", "allocated", "backordered"}
"""Where pieces are that nobody has picked: what of an order stands ready changes with them, and whether it is whole."""


@dataclass(frozen=True, slots=True)
class PieceMove:
    """So many pieces of a line go from one place to another; both are fields of `Quantities`."""

    line_id: int
    from_: str
    to: str
    quantity: int


def move_all(moves: Sequence[PieceMove], *, now: datetime) -> None:
    """Move pieces of many lines in one statement, then bring their orders' progress up to date.

    Refuses `order.pieces_not_there` whole when any of them is not there.
    """
    deltas = _deltas(moves)
    if not deltas:
        return
    rows = [(line_id, *(delta[place] for place in PLACES)) for line_id, delta in sorted(deltas.items())]
    given = rows_given(rows, "line_id", *(f"d_{place}" for place in PLACES))
    columns = {place: getattr(OrderLine, place) for place in PLACES}
    after = {place: columns[place] + given.c[f"d_{place}"] for place in PLACES}
    change = (
        sa.update(OrderLine)
        .where(OrderLine.id == given.c.line_id, *(value >= 0 for value in after.values()))
        .values(after)
    )
    if changed(change) != len(deltas):
        raise Refused("order.pieces_not_there", pieces=sum(one.quantity for one in moves))
    orders = _orders_of(deltas)
    if any({one.from_, one.to} & IN_WAIT for one in moves):
        touched(ORDERS, orders)
    refresh_progress(orders, now=now)


def _deltas(moves: Iterable[PieceMove]) -> dict[int, Counter[str]]:
    deltas: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one in moves:
        if one.quantity < 1 or one.from_ not in PLACES or one.to not in PLACES or one.from_ == one.to:
            raise ValueError(f"{one} moves nothing")
        deltas[one.line_id][one.from_] -= one.quantity
        deltas[one.line_id][one.to] += one.quantity
    return dict(deltas)


def _orders_of(line_ids: Collection[int]) -> list[int]:
    query = sa.select(OrderLine.order_id).where(among(OrderLine.id, line_ids)).distinct()
    return list(db.session.scalars(query))


def refresh_progress(order_ids: Collection[int], *, now: datetime) -> None:
    """Derive the progress of these orders from their lines, and complete those with nothing left to ship."""
    sums = [sa.func.sum(getattr(OrderLine, place)).label(place) for place in PLACES]
    query = (
        sa.select(OrderLine.order_id, SalesOrder.progress, SalesOrder.state, *sums)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(among(OrderLine.order_id, order_ids))
        .group_by(OrderLine.order_id, SalesOrder.progress, SalesOrder.state)
    )
    further: defaultdict[Progress, list[int]] = defaultdict(list)
    finished = []
    for order_id, known, state, *pieces in db.session.execute(query):
        at = Quantities(*(int(each) for each in pieces))
        progress = progress_of([at])
        if progress is not known:
            further[progress].append(order_id)
        if state is OrderState.RELEASED and _nothing_left_to_ship(at):
            finished.append(order_id)
    for progress, ids in further.items():
        changed(sa.update(SalesOrder).where(among(SalesOrder.id, ids)).values(progress=progress))
    for order_id in finished:
        _complete(order_id, now)


def _nothing_left_to_ship(at: Quantities) -> bool:
    waiting = at.open + at.allocated + at.backordered + at.picked + at.packed
    return waiting == 0 and at.shipped + at.delivered > 0


def _complete(order_id: int, now: datetime) -> None:
    order = order_locked(order_id)
    if order.state is OrderState.RELEASED and not is_held(order, Step.COMPLETE):
        decide(order, Action.COMPLETE, Turn(SYSTEM, order.version, now))
        record(order, "completed", SYSTEM, now)


@dataclass(frozen=True, slots=True)
class InvoicedPieces:
    """So many pieces of a line are charged, and for how much."""

    line_id: int
    quantity: int
    amount: Decimal


def mark_all_invoiced(charged: Sequence[InvoicedPieces]) -> None:
    """Count pieces and amounts of many lines as invoiced, in one statement.

    Refuses `order.invoiced_over_ordered` whole when it would be too many of any line.
    """
    sums: dict[int, tuple[int, Decimal]] = {}
    for one in charged:
        quantity, amount = sums.get(one.line_id, (0, Decimal(0)))
        sums[one.line_id] = quantity + one.quantity, amount + one.amount
    if not sums:
        return
    rows = [(line_id, quantity, amount * SCALE) for line_id, (quantity, amount) in sorted(sums.items())]
    given = rows_given(rows, "line_id", "pieces", "amount")
    after = OrderLine.invoiced + given.c.pieces
    change = (
        sa.update(OrderLine)
        .where(OrderLine.id == given.c.line_id, after <= OrderLine.ordered)
        .values(invoiced=after, invoiced_amount=OrderLine.invoiced_amount + sa.type_coerce(given.c.amount, Scaled()))
    )
    pieces = sum(one.quantity for one in charged)
    if any(one.quantity < 1 for one in charged) or changed(change) != len(sums):
        raise Refused("order.invoiced_over_ordered", quantity=pieces)


def write_promises(told: Mapping[int, date]) -> None:
    """Keep the dates promised for lines (id to day); the first one stays the one delivery is measured by."""
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for line_id, on in told.items():
        by_day[on].append(line_id)
    for on, lines in sorted(by_day.items()):
        change = sa.update(OrderLine).where(among(OrderLine.id, lines))
        first = sa.func.coalesce(OrderLine.first_promised_on, on)
        db.session.execute(
            change.values(promised_on=on, first_promised_on=first),
            execution_options={"synchronize_session": False},
        )


def close(order_id: int, now: datetime) -> bool:
    """Close a completed order once everything is delivered and invoiced; tell whether it was."""
    order = order_locked(order_id)
    open_lines = sa.select(sa.func.count()).where(
        OrderLine.order_id == order_id,
        sa.or_(OrderLine.shipped > 0, OrderLine.invoiced < OrderLine.delivered),
    )
    if order.state is not OrderState.COMPLETED or db.session.scalar(open_lines) or is_held(order, Step.CLOSE):
        return False
    decide(order, Action.CLOSE, Turn(SYSTEM, order.version, now))
    record(order, "closed", SYSTEM, now)
    return True


def cancel_open_pieces(order: SalesOrder, now: datetime) -> None:
    """Count every piece nobody has touched yet as cancelled (an order cancelled before release)."""
    query = sa.select(OrderLine.id, OrderLine.open).where(OrderLine.order_id == order.id, OrderLine.open > 0)
    moves = [PieceMove(line_id, "open", "cancelled", pieces) for line_id, pieces in db.session.execute(query)]
    move_all(moves, now=now)
