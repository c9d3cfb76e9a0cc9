"""Lists of orders: searched, filtered, sorted and counted by the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_companies_called, of_company_chosen
from portal.catalogue.queries import part_ids_of
from portal.core.data.found_first import found_first
from portal.core.data.names import Names, row_of
from portal.core.data.newest import companies_apart, first_rows
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers
from portal.core.data.sessions import read
from portal.core.data.types import Scaled
from portal.core.data.whole import Whole
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted, counted_by
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.queries_standing import release_out_of_time, standing, with_open_hold
from portal.orders.states import BEFORE_HEADQUARTERS, PASSED_UP
from portal.orders.types.states import OrderType

_HELD = sa.select(OrderHold.id).where(OrderHold.order_id == SalesOrder.id, OrderHold.released_at.is_(None)).exists()
_PASSED_UP = SalesOrder.state.in_(sorted(PASSED_UP))
_PAID = sa.case((_PASSED_UP, SalesOrder.above_total), else_=SalesOrder.total)
_PAID_IN = sa.case(
    (_PASSED_UP, sa.func.coalesce(SalesOrder.above_currency, SalesOrder.currency)), else_=SalesOrder.currency
)
NAMES = Names(
    SalesOrder,
    {"distributor_": Distributor},
    {"held": _HELD, "paid": sa.type_coerce(_PAID, Scaled), "paid_in": _PAID_IN},
)
"""What a list of orders may hold: all of an order, all of its distributor, whether a hold is open (`held`), and `paid`.

`paid` is what its distributor pays, in the currency `paid_in`: to its general distributor, once it was passed up, and
None where that has no price for any of it.
"""


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the orders of a view add up to in one currency; those that stand in another order of it add nothing.

    `count` is how many were added, `contained` how many were not.
    """

    currency: str
    count: int
    lines: int
    total: Decimal
    contained: int = 0


def orders_list(
    wanted: Wanted, state: ListState, now: datetime, today: date, *, drafts: bool = True
) -> tuple[Page, list[CurrencySum]]:
    """Return one page of orders for a view, and the sums of all by currency; headquarters does not see drafts.

    There are no sums of more orders than are counted.
    """
    counting, listing = _view(wanted, state, now, today, drafts)
    sums: list[CurrencySum] = []

    def count(limit: int) -> int:
        rows: Any = read(counting, {"cap": limit})
        sums[:] = (CurrencySum(row[0], row[1] - row[4], int(row[2]), row[3], row[4]) for row in rows)
        return sum(each.count + each.contained for each in sums)

    found = counted_by(count, state, MOST_COUNTED)
    rows = read(listing, {"most": found.state.size, "before": found.state.offset})
    page = found.page(list(map(row_of(wanted.names), rows.all())))
    return page, [] if page.capped or page.total > MOST_COUNTED else sums


def all_orders(wanted: Wanted, state: ListState, now: datetime, today: date, *, drafts: bool = True) -> Whole:
    """Return all orders of a view, for a spreadsheet."""
    query = _narrowed(_listed(wanted.names), state, now, today, drafts).order_by(*_order(wanted, state))
    return Whole(query, partial(map, row_of(wanted.names)))


def _view(
    wanted: Wanted, state: ListState, now: datetime, today: date, drafts: bool
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Return what counts the orders of a view, and what reads a page of them.

    They are kept where nothing is searched, and nothing goes by the very moment.
    """
    companies = companies_apart()
    if state.search or state.filters.get("release"):
        # What is searched is found by itself, whosesoever it is: it is not looked for company by company again.
        return _made(wanted, state, now, today, drafts, 0 if state.search else companies)
    return _kept(wanted, state.sort, state.descending, tuple(state.filters.items()), today, drafts, companies)


@lru_cache(maxsize=128)
def _kept(
    wanted: Wanted,
    sort: str,
    descending: bool,
    filters: tuple[tuple[str, str], ...],
    today: date,
    drafts: bool,
    companies: int,
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    state = ListState(sort=sort, descending=descending, filters=dict(filters))
    return _made(wanted, state, None, today, drafts, companies)


def _made(
    wanted: Wanted, state: ListState, now: datetime | None, today: date, drafts: bool, companies: int
) -> tuple[sa.Select[Any], sa.Select[Any]]:
    query = _narrowed(_listed(wanted.names), state, now, today, drafts)
    summed = (_PAID_IN.label("code"), SalesOrder.line_count, _PAID.label("paid"))
    inner = (SalesOrder.number, SalesOrder.gathered_into) if drafts else ()
    counted = query.with_only_columns(*summed, *inner, maintain_column_froms=True)
    limited = counted.order_by(None).limit(sa.bindparam("cap")).cte("limited")
    code: Any = limited.c.code
    lines: Any = limited.c.line_count
    paid: Any = limited.c.paid
    contained: Any = sa.literal(0)
    counting: Any = sa.select(limited)
    if drafts:  # what was gathered stands at the distributors' door only
        inside = limited.c.gathered_into
        stands = sa.and_(inside.is_not(None), inside.in_(sa.select(limited.alias("around").c.number)))
        lines, paid = sa.case((stands, 0), else_=lines), sa.case((stands, 0), else_=paid)
        contained = sa.case((stands, 1), else_=0)
    added = sa.type_coerce(sa.func.sum(sa.func.coalesce(paid, 0)), Scaled)
    counting = counting.with_only_columns(code, sa.func.count(), sa.func.sum(lines), added, sa.func.sum(contained))
    size, offset = sa.bindparam("most", type_=sa.Integer), sa.bindparam("before", type_=sa.Integer)
    page = first_rows(query, SalesOrder, _order(wanted, state), size, offset, companies)
    return counting.group_by(code).order_by(code), page


@cache
def _listed(names: tuple[str, ...]) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*NAMES.select(names))
    return listed.join(Distributor, Distributor.id == SalesOrder.distributor_id)


OWNER: Any = SalesOrder.distributor_id
"""Whose an order is."""

REACHED_HEADQUARTERS: Any = SalesOrder.state.not_in(sorted(BEFORE_HEADQUARTERS))
"""Orders that headquarters sees."""


def _narrowed(
    query: sa.Select[Any], state: ListState, now: datetime | None, today: date, drafts: bool
) -> sa.Select[Any]:
    if not drafts:
        query = query.where(REACHED_HEADQUARTERS)
    if state.filters.get("state"):
        query = query.where(standing(state.filters["state"]))
    if state.filters.get("held"):
        query = query.where(with_open_hold())
    if now is not None and state.filters.get("release"):
        query = query.where(release_out_of_time(state.filters["release"], now))
    if state.filters.get("type"):
        query = query.where(SalesOrder.order_type == OrderType(state.filters["type"]))
    query = query.where(*of_company_chosen(OWNER, state.filters))
    days = state.filters.get("days", "")
    if days:
        since = datetime.combine(today - timedelta(days=int(days)), time(), UTC)
        query = query.where(SalesOrder.created_at >= since)
    if state.search:
        # Found by themselves, so that each way they are searched goes by its own index.
        found = sa.select(SalesOrder.id).where(_matching(state.search))
        query = query.where(SalesOrder.id.in_(found_first(found)))
    return query


def _matching(text: str) -> sa.ColumnElement[bool]:
    """Return the condition that an order has this number, purchase order, distributor or part, however written."""
    found = [
        numbered_as(own_numbers(text), text, SalesOrder.number),
        keyed_as(text, SalesOrder.po_norm),
        of_companies_called(SalesOrder.distributor_id, text),
    ]
    if part_ids := part_ids_of(text):
        ordered = sa.select(OrderLine.order_id).where(OrderLine.part_id.in_(part_ids))
        found.append(SalesOrder.id.in_(ordered))
    return sa.or_(*found)


def _order(wanted: Wanted, state: ListState) -> list[Any]:
    columns = NAMES.select(wanted.order_of(state.sort)) or [SalesOrder.id]
    return [*(column.desc() if state.descending else column.asc() for column in columns), SalesOrder.id.desc()]
