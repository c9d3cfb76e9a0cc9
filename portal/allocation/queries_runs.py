"""Allocation runs, and what each decided for which line: lists that are searched, narrowed and sorted."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_companies_called
from portal.allocation.rules import Served
from portal.catalogue.queries import part_ids_of
from portal.core.data.counting import counted
from portal.core.data.names import Names, row_of
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.numerals import whole_number
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted
from portal.orders.models import OrderLine, SalesOrder
from portal.stock.models import AllocationRun, Share
from portal.stock.rules import ShareRule

RUN_NAMES = Names(AllocationRun)
"""What a list of runs may hold: all of a run."""
SHARE_NAMES = Names(
    Share,
    {"order_": SalesOrder, "distributor_": Distributor},
    {"line_no": OrderLine.line_no, "part_number": OrderLine.part_number, "short": Share.wanted - Share.got},
)
"""What the lines of a run may hold: all of a share, of its order and its distributor, and of its line what names it."""
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One allocation run."""

    id: int
    started_at: datetime
    started_by: str
    lines: int
    pieces_allocated: int
    pieces_short: int


def run_of(run_id: int) -> RunFacts:
    """Return one run, or raise `NotVisible`."""
    columns = RUN_NAMES.select(RunFacts.__dataclass_fields__)
    row = db.session.execute(sa.select(*columns).where(AllocationRun.id == run_id)).one_or_none()
    if row is None:
        raise NotVisible
    return RunFacts(*row)


def runs(wanted: Wanted, state: ListState) -> Page:
    """Return one page of the runs, found by number or by who started them."""
    return _page(all_runs(wanted, state), AllocationRun.id, wanted, state)


def all_runs(wanted: Wanted, state: ListState) -> Whole:
    """Return all runs of a view, for a spreadsheet."""
    query: sa.Select[Any] = sa.select(*RUN_NAMES.select(wanted.names))
    if state.filters.get("short"):
        query = query.where(AllocationRun.pieces_short > 0)
    if state.filters.get("served"):
        query = query.where(AllocationRun.scope.startswith(Served(state.filters["served"]).value))
    if state.search:
        number = whole_number(state.search)
        query = query.where(
            AllocationRun.started_by.icontains(state.search, autoescape=True)
            if number is None
            else AllocationRun.id == min(number, _LARGEST_ID)
        )
    order = RUN_NAMES.select(wanted.order_of(state.sort))
    return _whole(query, AllocationRun.id, wanted, state, order)


def shares_of_run(run_id: int, wanted: Wanted, state: ListState) -> Page:
    """Return one page of what a run decided, part by part in their turn.

    Found by order number, distributor or part number.
    """
    return _page(all_shares_of_run(run_id, wanted, state), Share.id, wanted, state)


def all_shares_of_run(run_id: int, wanted: Wanted, state: ListState) -> Whole:
    """Return all a run decided in a view, for a spreadsheet."""
    query: sa.Select[Any] = (
        sa.select(*SHARE_NAMES.select(wanted.names))
        .join(OrderLine, OrderLine.id == Share.line_id)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .join(Distributor, Distributor.id == Share.distributor_id)
        .where(Share.run_id == run_id)
    )
    if state.filters.get("short"):
        query = query.where(Share.got < Share.wanted)
    if state.filters.get("rule"):
        query = query.where(Share.rule == ShareRule(state.filters["rule"]))
    if state.search:
        query = query.where(
            sa.or_(
                numbered_as(own_numbers(state.search), state.search, SalesOrder.number),
                keyed_as(state.search, SalesOrder.po_norm),
                of_companies_called(Share.distributor_id, state.search),
                Share.part_id.in_(part_ids_of(state.search)),
            )
        )
    order = SHARE_NAMES.select(wanted.order_of(state.sort)) or [Share.part_id, Share.rank]
    return _whole(query, Share.id, wanted, state, order)


def _whole(query: sa.Select[Any], key: Any, wanted: Wanted, state: ListState, order: list[Any]) -> Whole:
    ordered = [column.desc() if state.descending else column.asc() for column in (*order, key)]
    return Whole(query.order_by(*ordered), partial(map, row_of(wanted.names)))


def _page(whole: Whole, key: Any, wanted: Wanted, state: ListState) -> Page:
    ids = whole.statement.with_only_columns(key, maintain_column_froms=True).order_by(None)
    found = counted(ids, state, MOST_COUNTED)
    rows = db.session.execute(whole.statement.limit(found.state.size).offset(found.state.offset))
    return found.page(list(map(row_of(wanted.names), rows)))
