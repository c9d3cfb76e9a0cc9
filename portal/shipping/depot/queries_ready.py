"""What stands ready to pick: allocated pieces nobody picks yet, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.catalogue.models import DangerousGoods, Part, PartText
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.shipping.depot.queries_contents import DANGER, Danger
from portal.shipping.models import ReadyOrder, Shipment, ShipmentLine
from portal.shipping.states import IN_DEPOT
from portal.stock.models import Allocation

MOST_READY = 1_000
"""So many lines that stand ready are counted; who has more need not know how many."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the orders of one shipment must have in common, besides the mode they want."""

    distributor_id: int
    depot_id: int
    ship_to_id: int | None
    consignee_id: int | None
    notify_id: int | None
    incoterm: str
    incoterm_place: str
    currency: str
    payment_terms: str


_TIED = (
    sa.select(
        ShipmentLine.line_id.label("line_id"),
        Shipment.depot_id.label("depot_id"),
        sa.func.sum(sa.case((ShipmentLine.picked_at.is_(None), ShipmentLine.planned), else_=ShipmentLine.picked)).label(
            "pieces"
        ),
    )
    .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
    .where(Shipment.state.in_(IN_DEPOT))
    .group_by(ShipmentLine.line_id, Shipment.depot_id)
    .subquery()
)
_HELD_BACK = Allocation.quantity - sa.func.coalesce(_TIED.c.pieces, 0)
READY = sa.case((OrderLine.allocated > _HELD_BACK, _HELD_BACK), else_=OrderLine.allocated)


def ready_pieces(*columns: Any) -> sa.Select[Any]:
    """Return the statement that reads columns of the pieces nobody picks yet, part by part and depot by depot."""
    return (
        sa.select(*columns)
        .select_from(Allocation)
        .join(OrderLine, OrderLine.id == Allocation.line_id)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .join(Part, Part.id == Allocation.part_id)
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
        .outerjoin(_TIED, (_TIED.c.line_id == Allocation.line_id) & (_TIED.c.depot_id == Allocation.depot_id))
        .where(Allocation.quantity > 0, OrderLine.allocated > 0, SalesOrder.state == OrderState.RELEASED, READY > 0)
    )


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """Pieces of one order line that can be picked in one depot; weight of one piece in grams.

    `promised_on` is the day of the pieces that are `missing`, where any are.
    """

    line_id: int
    order_id: int
    order_number: str
    po_number: str
    order_type: OrderType
    line_no: int
    split: str
    part_id: int
    part_number: str
    name: str
    unit: str
    ready: int
    weight_g: int
    promised_on: date | None
    missing: int
    requested_on: date | None
    held: bool
    partial_ok: bool
    mode: str
    terms: Terms
    danger: Danger | None = None


_LINE = (
    OrderLine.id,
    SalesOrder.id,
    SalesOrder.number,
    SalesOrder.po_number,
    SalesOrder.order_type,
    OrderLine.line_no,
    OrderLine.split,
    Part.id,
    OrderLine.part_number,
    sa.func.coalesce(PartText.name, Part.name),
    Part.unit,
    READY,
    Part.weight_g,
    OrderLine.promised_on,
    OrderLine.backordered,
    SalesOrder.requested_on,
    stopped_at(Step.START_PICKING),
    SalesOrder.partial_ok,
    SalesOrder.mode,
)
TERMS = (
    SalesOrder.distributor_id,
    Allocation.depot_id,
    SalesOrder.ship_to_id,
    SalesOrder.consignee_id,
    SalesOrder.notify_id,
    SalesOrder.incoterm,
    SalesOrder.incoterm_place,
    SalesOrder.currency,
    SalesOrder.payment_terms,
)


EQUAL = (*(getattr(ReadyOrder, column.key) for column in TERMS), ReadyOrder.mode)
"""What is equal of all that one shipment may take."""


def goes(of: Any, now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that what stands ready of an order goes by itself: it is whole, and waits for no other."""
    return sa.and_(~of.waits, sa.or_(of.goes_at.is_(None), of.goes_at <= now))


def ready_count(now: datetime) -> int:
    """Return how many lines stand ready to pick, at most `MOST_READY`, without those that wait for others.

    What waits for a shipment to go with counts where there is one.
    """
    other = aliased(ReadyOrder)
    same = (column.is_not_distinct_from(getattr(other, column.key)) for column in EQUAL)
    taken = sa.exists().where(*same, goes(other, now))
    wanted = sa.or_(goes(ReadyOrder, now), sa.and_(~ReadyOrder.waits, taken))
    lines = db.session.scalar(sa.select(sa.func.sum(ReadyOrder.lines)).where(wanted))
    return min(int(lines or 0), MOST_READY)


def ready_select(locale: str) -> sa.Select[Any]:
    """Return the statement that reads lines ready to pick, to be narrowed and run; parts named in a language."""
    return ready_pieces(*_LINE, *TERMS, *DANGER).outerjoin(
        PartText, (PartText.part_id == Part.id) & (PartText.locale == locale)
    )


def ready_line(row: Any) -> ReadyLine:
    """Return the line in one row of `ready_select`."""
    values: list[Any] = list(row)
    own, rest = values[: len(_LINE)], values[len(_LINE) :]
    terms, danger = Terms(*rest[: len(TERMS)]), rest[len(TERMS) :]
    return ReadyLine(*[*own, terms, Danger(*danger) if danger[0] is not None else None])


def ready_lines(line_ids: Iterable[int], depot_id: int, locale: str = "en") -> list[ReadyLine]:
    """Return what can be picked of these lines in one depot, by order and line number."""
    wanted = ready_select(locale).where(among(OrderLine.id, line_ids), Allocation.depot_id == depot_id)
    rows = db.session.execute(wanted.order_by(SalesOrder.id, OrderLine.line_no, OrderLine.split))
    return [ready_line(row) for row in rows]
