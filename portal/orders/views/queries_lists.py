"""Lists of orders: searched, filtered, sorted and counted by the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.queries import part_id_of
from portal.core.data.counters import Counter
from portal.core.data.sessions import read
from portal.core.data.types import Scaled
from portal.core.numerals import whole_number
from portal.core.tables import MOST_COUNTED, ListState, Page
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.queries_standing import standing, with_open_hold
from portal.orders.rules_purchase_order import purchase_order_key
from portal.orders.states import OrderState, OrderType, Progress

MOST_EXPORTED = 10_000
SORTS = ("-number", "number", "po", "-po", "type", "-type", "state", "-state", "submitted", "-submitted",
         "total", "-total", "lines", "-lines", "distributor", "-distributor")  # fmt: skip


class OrderRow(NamedTuple):
    """An order in a list; `held` says that a hold is open."""

    id: int
    number: str
    state: OrderState
    progress: Progress
    order_type: OrderType
    po_number: str
    line_count: int
    pieces: int
    total: Decimal
    currency: str
    created_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    distributor_name: str
    distributor_country: str
    distributor_zone: str
    held: bool


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the orders of a view add up to in one currency."""

    currency: str
    count: int
    lines: int
    total: Decimal


def orders_list(state: ListState, today: date, *, drafts: bool = True) -> tuple[Page, list[CurrencySum]]:
    """Return one page of orders for a view, and the sums of all by currency; headquarters does not see drafts.

    There are no sums of more orders than are counted.
    """
    counting, listing = _view(state, today, drafts)
    rows: Any = read(counting)
    sums = [CurrencySum(row[0], row[1], int(row[2]), row[3]) for row in rows]
    total = sum(each.count for each in sums)
    state = state.within(min(total, MOST_COUNTED))
    found = read(listing, {"most": state.size, "before": state.offset})
    page = Page([OrderRow._make(row) for row in found.all()], state, min(total, MOST_COUNTED), total > MOST_COUNTED)
    return page, [] if page.capped else sums


def exported_orders(state: ListState, today: date, *, drafts: bool = True) -> list[OrderRow]:
    """Return all orders of a view, at most `MOST_EXPORTED`, for a spreadsheet."""
    query = _sorted(_narrowed(_listed(), state, today, drafts), state).limit(MOST_EXPORTED)
    return [OrderRow._make(row) for row in read(query)]


def _view(state: ListState, today: date, drafts: bool) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Return what counts the orders of a view, and what reads a page of them; kept where nothing is searched."""
    if state.search:
        return _made(state, today, drafts)
    return _kept(state.sort, state.descending, tuple(state.filters.items()), today, drafts)


@lru_cache(maxsize=128)
def _kept(
    sort: str, descending: bool, filters: tuple[tuple[str, str], ...], today: date, drafts: bool
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    return _made(ListState(sort=sort, descending=descending, filters=dict(filters)), today, drafts)


def _made(state: ListState, today: date, drafts: bool) -> tuple[sa.Select[Any], sa.Select[Any]]:
    query = _narrowed(_listed(), state, today, drafts)
    summed = (SalesOrder.currency, SalesOrder.line_count, SalesOrder.total)
    counted = query.with_only_columns(*summed, maintain_column_froms=True)
    limited = counted.order_by(None).limit(MOST_COUNTED + 1).subquery()
    code, lines, total = limited.c
    counting: Any = sa.select(code, sa.func.count(), sa.func.sum(lines), sa.type_coerce(sa.func.sum(total), Scaled))
    page = _sorted(query, state).limit(sa.bindparam("most")).offset(sa.bindparam("before"))
    return counting.group_by(code).order_by(code), page


@cache
def _listed() -> sa.Select[Any]:
    held = sa.select(OrderHold.id).where(OrderHold.order_id == SalesOrder.id, OrderHold.released_at.is_(None)).exists()
    listed: Any = sa.select(
        SalesOrder.id, SalesOrder.number, SalesOrder.state, SalesOrder.progress, SalesOrder.order_type,
        SalesOrder.po_number, SalesOrder.line_count, SalesOrder.pieces, SalesOrder.total,
        SalesOrder.currency, SalesOrder.created_at, SalesOrder.submitted_at, SalesOrder.due_at,
        Distributor.name, Distributor.country, Distributor.zone, held,
    ).join(Distributor, Distributor.id == SalesOrder.distributor_id)  # fmt: skip
    return listed  # type: ignore[no-any-return]


def _narrowed(query: sa.Select[Any], state: ListState, today: date, drafts: bool) -> sa.Select[Any]:
    if not drafts:
        query = query.where(SalesOrder.state != OrderState.DRAFT)
    if state.filters.get("state"):
        query = query.where(standing(state.filters["state"]))
    if state.filters.get("held"):
        query = query.where(with_open_hold())
    if state.filters.get("type"):
        query = query.where(SalesOrder.order_type == OrderType(state.filters["type"]))
    days = state.filters.get("days", "")
    if days:
        since = datetime.combine(today - timedelta(days=int(days)), time(), UTC)
        query = query.where(SalesOrder.created_at >= since)
    if state.search:
        query = query.where(_matching(state.search))
    return query


def _matching(text: str) -> sa.ColumnElement[bool]:
    """Return the condition that an order has this number, purchase order, distributor or part.

    Up to six digits alone are a number of any year orders were numbered in.
    """
    upper = text.strip().upper()
    found = [
        sa.and_(SalesOrder.number >= upper, SalesOrder.number < upper + "\U0010ffff"),
        Distributor.name.icontains(text.strip(), autoescape=True),
    ]
    key = purchase_order_key(text)
    if key:
        found.append(sa.and_(SalesOrder.po_norm >= key, SalesOrder.po_norm < key + "\U0010ffff"))
    if (serial := whole_number(text, 999_999)) is not None:
        of_a_year = sa.and_(Counter.series >= "SO-", Counter.series < "SO-\U0010ffff")
        found.append(SalesOrder.number.in_(sa.select(Counter.series + f"-{serial:06d}").where(of_a_year)))
    part_id = part_id_of(text)
    if part_id is not None:
        ordered = sa.select(OrderLine.order_id).where(OrderLine.part_id == part_id)
        found.append(SalesOrder.id.in_(ordered))
    return sa.or_(*found)


def _sorted(query: sa.Select[Any], state: ListState) -> sa.Select[Any]:
    columns: dict[str, Any] = {
        "number": SalesOrder.id, "po": SalesOrder.po_norm, "type": SalesOrder.order_type,
        "state": SalesOrder.state, "submitted": SalesOrder.submitted_at, "total": SalesOrder.total,
        "lines": SalesOrder.line_count, "distributor": Distributor.name,
    }  # fmt: skip
    column = columns.get(state.sort, SalesOrder.id)
    ordered = column.desc() if state.descending else column.asc()
    return query.order_by(ordered, SalesOrder.id.desc())
