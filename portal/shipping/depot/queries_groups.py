"""Lines ready to pick, grouped as one shipment may take them: a list, and one group with its lines.

What one set of papers can say only once must be equal in a group: distributor, depot, addresses,
Incoterm with place, currency and terms of payment. The mode is part of the group, because that is
how the orders want it, and may be changed where goods may not travel by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Address, Distributor
from portal.core.data.counting import counted
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers, with_id
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.orders.models import OrderLine, SalesOrder
from portal.shipping.depot.queries_ready import EQUAL, ReadyLine, goes, ready_line, ready_select
from portal.shipping.models import ReadyOrder
from portal.stock.models import Allocation, Depot

MOST_LINES = 500
_FLAGS = (ReadyOrder.vor, ReadyOrder.dangerous, ReadyOrder.waits)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that may leave together: (anchor order, depot) is its address; weight in grams.

    `waits` tells that some are of an order that ships only whole, and is not; `goes_at` when it goes by itself where
    all of it was missing of earlier shipments and nothing else goes there before.
    """

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
    waits: bool
    goes_at: datetime | None = None


SORTS = ("waiting", "distributor", "orders", "lines", "pieces", "weight")
"""What the list may be sorted by; by how long groups wait, vehicles off the road come before all others."""


def groups(state: ListState, now: datetime) -> Page:
    """Return one page of groups, vehicles off the road first, then the longest waiting, unless sorted otherwise.

    Filters: `depot`, `mode` and `rests` (`ready`, `waiting` for another shipment); the search looks into the names of
    distributors and order numbers.
    """
    counts = counted(_together(state, now, ReadyOrder.depot_id), state, MOST_COUNTED)
    rows = db.session.execute(_groups(state, now).offset(counts.state.offset).limit(counts.state.size))
    return counts.page(_made(rows))


def all_groups(state: ListState, now: datetime) -> Whole:
    """Return all groups of a view."""
    return Whole(_groups(state, now), _made)


def _made(rows: Iterable[Any]) -> list[Group]:
    return [
        Group(
            *[*row[:-8], int(row.lines), int(row.pieces), int(row.weight_g), row.oldest],
            *[bool(row.vor), bool(row.dangerous), bool(row.waits), row.goes_at],
        )
        for row in rows
    ]


def _groups(state: ListState, now: datetime) -> sa.Select[Any]:
    inner, ship_to = _grouped(state, now).subquery(), aliased(Address)
    wanted = (
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
            inner.c.waits,
            inner.c.goes_at,
        )
        .join(Distributor, Distributor.id == inner.c.distributor_id)
        .join(Depot, Depot.id == inner.c.depot_id)
        .outerjoin(ship_to, ship_to.id == inner.c.ship_to_id)
    )
    return wanted.order_by(*_turn(state, inner.c), inner.c.anchor_id, inner.c.depot_id)


def _turn(state: ListState, of: Any) -> tuple[Any, ...]:
    keys = {"distributor": Distributor.name, "waiting": of.oldest, "weight": of.weight_g}
    by = state.sort or SORTS[0]
    key = keys[by] if by in keys else of[by]
    turned = key.desc() if state.descending else key.asc()
    return (of.vor.desc(), turned) if by == "waiting" else (turned,)


def _grouped(state: ListState, now: datetime) -> sa.Select[Any]:
    return _together(
        state,
        now,
        *EQUAL,
        sa.func.min(ReadyOrder.order_id).label("anchor_id"),
        sa.func.count().label("orders"),
        sa.func.sum(ReadyOrder.lines).label("lines"),
        sa.func.sum(ReadyOrder.pieces).label("pieces"),
        sa.func.sum(ReadyOrder.weight_g).label("weight_g"),
        sa.func.min(ReadyOrder.released_at).label("oldest"),
        *(sa.func.max(sa.case((flag, 1), else_=0)).label(flag.key) for flag in _FLAGS),
        sa.case((_all_wait(now), sa.func.min(ReadyOrder.goes_at))).label("goes_at"),
    )


def _all_wait(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that all of a group was missing of earlier shipments, and waits for another to go with."""
    return sa.and_(
        sa.func.max(sa.case((goes(ReadyOrder, now), 1), else_=0)) == 0, sa.func.min(ReadyOrder.goes_at).is_not(None)
    )


def _together(state: ListState, now: datetime, *columns: Any) -> sa.Select[Any]:
    """Return the statement that reads columns of the groups of a view."""
    wanted = sa.select(*columns).group_by(*EQUAL)
    depot, mode = state.filters.get("depot", ""), state.filters.get("mode", "")
    if depot:
        wanted = wanted.where(with_id(ReadyOrder.depot_id, depot))
    if mode:
        wanted = wanted.where(ReadyOrder.mode == mode)
    rests = state.filters.get("rests", "")
    if rests:
        wanted = wanted.having(_all_wait(now) if rests == "waiting" else ~_all_wait(now))
    return wanted.where(_named(state.search)) if state.search else wanted


def _named(search: str) -> sa.ColumnElement[bool]:
    text = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    of_distributor = sa.select(Distributor.id).where(Distributor.name.ilike(text, escape="\\"))
    numbers = (numbered_as(own_numbers(search), search, SalesOrder.number), keyed_as(search, SalesOrder.po_norm))
    return sa.or_(
        ReadyOrder.order_id.in_(sa.select(SalesOrder.id).where(sa.or_(*numbers))),
        ReadyOrder.distributor_id.in_(of_distributor),
    )


@dataclass(frozen=True, slots=True)
class Rest:
    """An order of which this was missing at first, and when it goes by itself."""

    order_number: str
    goes_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupOfLines:
    """One group with its lines (at most `MOST_LINES`; `more` tells that there are others); `rests` of them wait."""

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
    rests: Sequence[Rest] = ()


def _head_of(anchor_id: int, depot_id: int) -> Any:
    """Return the order a group is named by, its depot and who gets it; `NotVisible` where nobody may look."""
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
    return head


def group_of(anchor_id: int, depot_id: int, now: datetime, locale: str = "en") -> GroupOfLines:
    """Return the group an order belongs to in a depot; `NotVisible` where nobody may look.

    A group that has been picked meanwhile comes back without lines. An order that ships only whole is not cut: where
    the page ends within it, the rest of its lines follows.
    """
    order, *names = _head_of(anchor_id, depot_id)
    same = [column.is_not_distinct_from(getattr(order, column.key)) for column in EQUAL if column.key != "depot_id"]
    mine = sa.select(ReadyOrder.order_id).where(*same, ReadyOrder.depot_id == depot_id)
    wanted = ready_select(locale).where(SalesOrder.id.in_(mine), Allocation.depot_id == depot_id)
    by_order = wanted.order_by(SalesOrder.id, OrderLine.line_no, OrderLine.split)
    rows = db.session.execute(by_order.limit(MOST_LINES + 1)).all()
    more = len(rows) > MOST_LINES
    lines = [ready_line(row) for row in rows[:MOST_LINES]]
    if more and not lines[-1].partial_ok:
        cut = lines[-1].order_id
        lines = [line for line in lines if line.order_id != cut]
        lines += [ready_line(row) for row in db.session.execute(by_order.where(SalesOrder.id == cut))]
    late = sa.select(SalesOrder.number, ReadyOrder.goes_at).join(SalesOrder, SalesOrder.id == ReadyOrder.order_id)
    late = late.where(*same, ReadyOrder.depot_id == depot_id, ReadyOrder.goes_at > now)
    rests = [Rest(*row) for row in db.session.execute(late.order_by(ReadyOrder.goes_at, SalesOrder.number))]
    terms = (order.mode.value, order.incoterm, order.incoterm_place, order.currency)
    return GroupOfLines(*[anchor_id, depot_id, *names, *terms, lines, more, rests])
