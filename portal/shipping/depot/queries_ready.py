"""What stands ready to pick: allocated pieces nobody picks yet, grouped as one shipment may take them.

What one set of papers can say only once must be equal in a group: distributor, depot, addresses,
Incoterm with place, currency and terms of payment. The mode is part of the group, because that is
how the orders want it, and may be changed where goods may not travel by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Address, Distributor
from portal.allocation.models import Allocation, Depot
from portal.catalogue.models import DangerousGoods, Part, PartText
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.core.numerals import whole_number
from portal.core.tables import ListState, Page
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.states import HOLD_TERMS, HoldKind, OrderState, OrderType
from portal.shipping.depot.queries_contents import Danger
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import IN_DEPOT

MOST_LINES = 500
COUNTED = 10_000
STOPS_PICKING = tuple(kind for kind in HoldKind if HOLD_TERMS[kind].stops_release)

_KEY = (
    SalesOrder.distributor_id,
    Allocation.depot_id,
    SalesOrder.ship_to_id,
    SalesOrder.consignee_id,
    SalesOrder.notify_id,
    SalesOrder.mode,
    SalesOrder.incoterm,
    SalesOrder.incoterm_place,
    SalesOrder.currency,
    SalesOrder.payment_terms,
)


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


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that may leave together: (anchor order, depot) is its address; weight in grams."""

    anchor_id: int
    depot_id: int
    distributor_name: str
    depot_name: str
    ship_to: str
    ship_to_city: str
    mode: str
    incoterm: str
    incoterm_place: str
    currency: str
    orders: int
    lines: int
    pieces: int
    weight_g: int
    oldest: datetime | None
    vor: bool
    dangerous: bool


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
_HELD = (
    sa.select(OrderHold.id)
    .where(
        OrderHold.order_id == SalesOrder.id,
        OrderHold.released_at.is_(None),
        OrderHold.kind.in_(STOPS_PICKING),
    )
    .correlate(SalesOrder)
    .exists()
)


def _ready(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Allocation)
        .join(OrderLine, OrderLine.id == Allocation.line_id)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .join(Part, Part.id == Allocation.part_id)
        .outerjoin(DangerousGoods, DangerousGoods.part_id == Part.id)
        .outerjoin(_TIED, (_TIED.c.line_id == Allocation.line_id) & (_TIED.c.depot_id == Allocation.depot_id))
        .where(Allocation.quantity > 0, SalesOrder.state == OrderState.RELEASED, READY > 0)
    )


def groups(state: ListState) -> Page:
    """Return one page of groups, vehicles off the road first, then the longest waiting.

    Filters: `depot` and `mode`; the search looks into the names of distributors and order numbers.
    """
    grouped = _grouped(state)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(grouped.limit(COUNTED).subquery())) or 0
    state, inner = state.within(total), grouped.subquery()
    ship_to = aliased(Address)
    rows = db.session.execute(
        sa.select(
            inner.c.anchor_id,
            inner.c.depot_id,
            Distributor.name,
            Depot.name,
            sa.func.coalesce(ship_to.name, ""),
            sa.func.coalesce(ship_to.city, ""),
            inner.c.mode,
            inner.c.incoterm,
            inner.c.incoterm_place,
            inner.c.currency,
            inner.c.orders,
            inner.c.lines,
            inner.c.pieces,
            inner.c.weight_g,
            inner.c.oldest,
            inner.c.vor,
            inner.c.dangerous,
        )
        .join(Distributor, Distributor.id == inner.c.distributor_id)
        .join(Depot, Depot.id == inner.c.depot_id)
        .outerjoin(ship_to, ship_to.id == inner.c.ship_to_id)
        .order_by(inner.c.vor.desc(), inner.c.oldest, inner.c.anchor_id, inner.c.depot_id)
        .offset(state.offset)
        .limit(state.size)
    )
    found = [Group(*[*row[:-2], bool(row.vor), bool(row.dangerous)]) for row in rows]
    return Page(found, state, total, total >= COUNTED)


def _grouped(state: ListState) -> sa.Select[Any]:
    vor = sa.case((SalesOrder.order_type == OrderType.VOR, 1), else_=0)
    dangerous = sa.case((DangerousGoods.part_id.is_not(None), 1), else_=0)
    wanted = _ready(
        *_KEY,
        sa.func.min(SalesOrder.id).label("anchor_id"),
        sa.func.count(sa.distinct(SalesOrder.id)).label("orders"),
        sa.func.count().label("lines"),
        sa.func.sum(READY).label("pieces"),
        sa.func.sum(READY * Part.weight_g).label("weight_g"),
        sa.func.min(SalesOrder.released_at).label("oldest"),
        sa.func.max(vor).label("vor"),
        sa.func.max(dangerous).label("dangerous"),
    ).group_by(*_KEY)
    depot, mode = state.filters.get("depot", ""), state.filters.get("mode", "")
    if depot:
        key = whole_number(depot)
        wanted = wanted.where(sa.false() if key is None else Allocation.depot_id == key)
    if mode:
        wanted = wanted.where(SalesOrder.mode == mode)
    return wanted.where(_named(state.search)) if state.search else wanted


def _named(search: str) -> sa.ColumnElement[bool]:
    text = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    of_distributor = sa.select(Distributor.id).where(Distributor.name.ilike(text, escape="\\"))
    return sa.or_(SalesOrder.number.ilike(text, escape="\\"), SalesOrder.distributor_id.in_(of_distributor))


def ready_count() -> int:
    """Return how many lines stand ready to pick (at most 10,000 are counted)."""
    counted = _ready(Allocation.id).limit(COUNTED).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(counted)) or 0


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """Pieces of one order line that can be picked in one depot; weight of one piece in grams."""

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
    held: bool
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
    _HELD,
    SalesOrder.mode,
)
_TERMS = (
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
_DANGER = (
    DangerousGoods.un_number,
    DangerousGoods.hazard_class,
    DangerousGoods.packing_group,
    DangerousGoods.packing_instruction,
    DangerousGoods.watt_hours,
    DangerousGoods.net_g,
    DangerousGoods.charge_percent,
    DangerousGoods.un38_reference,
    DangerousGoods.emergency_phone,
)


def _lines(locale: str) -> sa.Select[Any]:
    return _ready(*_LINE, *_TERMS, *_DANGER).outerjoin(
        PartText, (PartText.part_id == Part.id) & (PartText.locale == locale)
    )


def _ready_line(row: Any) -> ReadyLine:
    values: list[Any] = list(row)
    own, rest = values[: len(_LINE)], values[len(_LINE) :]
    terms, danger = Terms(*rest[: len(_TERMS)]), rest[len(_TERMS) :]
    return ReadyLine(*[*own, terms, Danger(*danger) if danger[0] is not None else None])


def ready_lines(line_ids: Iterable[int], depot_id: int, locale: str = "en") -> list[ReadyLine]:
    """Return what can be picked of these lines in one depot, by order and line number."""
    wanted = _lines(locale).where(among(OrderLine.id, line_ids), Allocation.depot_id == depot_id)
    rows = db.session.execute(wanted.order_by(SalesOrder.id, OrderLine.line_no, OrderLine.split))
    return [_ready_line(row) for row in rows]


@dataclass(frozen=True, slots=True)
class GroupOfLines:
    """One group with its lines (at most `MOST_LINES`; `more` tells that there are others)."""

    anchor_id: int
    depot_id: int
    depot_name: str
    depot_zone: str
    distributor_name: str
    ship_to: str
    ship_to_city: str
    mode: str
    incoterm: str
    incoterm_place: str
    currency: str
    lines: Sequence[ReadyLine]
    more: bool


def group_of(anchor_id: int, depot_id: int, locale: str = "en") -> GroupOfLines:
    """Return the group an order belongs to in a depot; `NotVisible` where nobody may look.

    A group that has been picked meanwhile comes back without lines.
    """
    ship_to = aliased(Address)
    head = db.session.execute(
        sa.select(
            SalesOrder,
            Depot.name,
            Depot.zone,
            Distributor.name,
            sa.func.coalesce(ship_to.name, ""),
            sa.func.coalesce(ship_to.city, ""),
        )
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .join(Depot, Depot.id == depot_id)
        .outerjoin(ship_to, ship_to.id == SalesOrder.ship_to_id)
        .where(SalesOrder.id == anchor_id)
    ).one_or_none()
    if head is None:
        raise NotVisible
    order = head[0]
    same = [column.is_not_distinct_from(getattr(order, column.key)) for column in _KEY if column.key != "depot_id"]
    wanted = _lines(locale).where(*same, Allocation.depot_id == depot_id)
    rows = db.session.execute(
        wanted.order_by(SalesOrder.id, OrderLine.line_no, OrderLine.split).limit(MOST_LINES + 1)
    ).all()
    return GroupOfLines(
        anchor_id,
        depot_id,
        *head[1:],
        order.mode.value,
        order.incoterm,
        order.incoterm_place,
        order.currency,
        [_ready_line(row) for row in rows[:MOST_LINES]],
        len(rows) > MOST_LINES,
    )
