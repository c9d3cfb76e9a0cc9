"""Keeps what stands ready to pick, order by order and depot by depot, with every move of pieces.

A list over all that is ready reads these rows and not a quarter of a million allocated lines. They are counted anew
from the lines, for the orders a transaction touched, at its end; so they are never older than the lines themselves.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.catalogue.models import DangerousGoods, Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.queries_due_clock import depot_calendar
from portal.orders.rules_rests import WAITING, goes_on
from portal.orders.types.states import BackorderRule, OrderType
from portal.orders.whole.queries import waits_to_be_whole
from portal.shipping.depot.queries_ready import READY, TERMS, ready_pieces
from portal.shipping.models import ReadyOrder, Shipment, ShipmentLine
from portal.shipping.states import ShipmentState
from portal.stock.models import Allocation
from portal.stock.queries import DepotFacts, depots

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
_PACKED = (
    sa.select(sa.func.min(Shipment.packed_at))
    .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
    .where(ShipmentLine.order_id == SalesOrder.id, Shipment.state != ShipmentState.CANCELLED)
    .scalar_subquery()
)
_RESTS = (
    ready_pieces(
        SalesOrder.id, Allocation.depot_id, SalesOrder.backorder_rule, sa.func.min(Allocation.made_at).label("there_at")
    )
    .where(SalesOrder.backorder_rule.in_(WAITING), SalesOrder.partial_ok)
    .group_by(SalesOrder.id, Allocation.depot_id)
    .having(sa.func.min(Allocation.made_at) > _PACKED)
)
"""What stands ready of orders by depot, all of it tied to stock after their first shipment was packed."""
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
    mine = among(ReadyOrder.order_id, order_ids)
    old = sa.delete(ReadyOrder).where(mine).returning(ReadyOrder.order_id, ReadyOrder.depot_id, ReadyOrder.goes_at)
    gone = db.session.execute(old, execution_options=_UNTRACKED)
    said = {(row.order_id, row.depot_id): row.goes_at for row in gone if row.goes_at}
    rows = ready_from_lines().where(among(SalesOrder.id, order_ids))
    db.session.execute(sa.insert(ReadyOrder).from_select(KEPT, rows), execution_options=_UNTRACKED)
    _let_rests_wait(order_ids, said)


def _let_rests_wait(order_ids: Collection[int], said: Mapping[tuple[int, int], datetime]) -> None:
    """Say when what was missing of an order goes by itself; what waits already goes when it was said to."""
    found = db.session.execute(_RESTS.where(among(SalesOrder.id, order_ids))).all()
    places = {depot.id: depot for depot in depots()} if found else {}
    for order_id, depot_id, rule, there_at in found:
        goes_at = said.get((order_id, depot_id)) or _goes_at(rule, there_at, places[depot_id])
        this = (ReadyOrder.order_id == order_id, ReadyOrder.depot_id == depot_id)
        db.session.execute(sa.update(ReadyOrder).where(*this).values(goes_at=goes_at), execution_options=_UNTRACKED)


def _goes_at(rule: BackorderRule, there_at: datetime, depot: DepotFacts) -> datetime | None:
    """Return the instant at which the day begins in a depot on which a rest goes that is there since an instant."""
    zone = ZoneInfo(depot.zone)
    on = goes_on(rule, there_at.astimezone(zone).date(), depot_calendar(depot))
    return datetime.combine(on, time.min, zone).astimezone(UTC) if on else None


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
