"""What waits for stock as headquarters looks at it: how much there is, and the lines that are backordered."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_named import of_companies_called
from portal.catalogue.queries import part_ids_of
from portal.core.data.counting import counted
from portal.core.data.names import Names, row_of
from portal.core.data.numbers import keyed_as, numbered_as, own_numbers
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted
from portal.orders.holds.queries import stopped_at
from portal.orders.holds.rules import Step
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_progress import MAY_WAIT
from portal.orders.types.states import OrderType

NAMES = Names(OrderLine, {"order_": SalesOrder, "distributor_": Distributor}, {"order_type": SalesOrder.order_type})
"""What a list of backorders may hold: all of a line, of its order and of its distributor."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of released orders waits for stock."""

    lines: int
    open_pieces: int
    backordered_pieces: int


def waiting() -> Waiting:
    """Return how many lines and pieces of released orders a run would look at; those on hold are not among them."""
    free = sa.and_(
        SalesOrder.state == OrderState.RELEASED, SalesOrder.progress.in_(MAY_WAIT), ~stopped_at(Step.ALLOCATE)
    )

    def summed(pieces: Any, lines: Any) -> Any:
        counts = sa.select(lines.label("lines"), sa.func.coalesce(sa.func.sum(pieces), 0).label("pieces"))
        of_orders = counts.select_from(SalesOrder).join(OrderLine, OrderLine.order_id == SalesOrder.id)
        return of_orders.where(free, pieces > 0).subquery()

    fresh = summed(OrderLine.open, sa.func.count(sa.case((OrderLine.backordered == 0, 1))))
    short = summed(OrderLine.backordered, sa.func.count())
    told = (fresh.c.lines + short.c.lines, fresh.c.pieces, short.c.pieces)
    lines, open_pieces, backordered = db.session.execute(
        sa.select(*told).select_from(fresh.join(short, sa.true()))
    ).one()
    return Waiting(int(lines), int(open_pieces), int(backordered))


def all_backorders(wanted: Wanted, state: ListState) -> Whole:
    """Return all backordered lines of a view, for a spreadsheet."""
    return Whole(_sorted(_narrowed(wanted, state), wanted, state), partial(map, row_of(wanted.names)))


def _narrowed(wanted: Wanted, state: ListState) -> sa.Select[Any]:
    listed: sa.Select[Any] = sa.select(*NAMES.select(wanted.names))
    query = (
        listed.join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(OrderLine.backordered > 0)
    )
    if state.filters.get("type"):
        query = query.where(SalesOrder.order_type == OrderType(state.filters["type"]))
    if state.search:
        query = query.where(
            sa.or_(
                numbered_as(own_numbers(state.search), state.search, SalesOrder.number),
                keyed_as(state.search, SalesOrder.po_norm),
                of_companies_called(OrderLine.distributor_id, state.search),
                OrderLine.part_id.in_(part_ids_of(state.search)),
            )
        )
    return query


def _sorted(query: sa.Select[Any], wanted: Wanted, state: ListState) -> sa.Select[Any]:
    columns = NAMES.select(wanted.order_of(state.sort)) or [OrderLine.promised_on]
    ordered = [column.desc() if state.descending else column.asc() for column in columns]
    return query.order_by(*ordered, OrderLine.id)


def backorders(wanted: Wanted, state: ListState) -> Page:
    """Return one page of backordered lines, by promised date, part or distributor."""
    query = _narrowed(wanted, state)
    found = counted(query.with_only_columns(OrderLine.id, maintain_column_froms=True), state, MOST_COUNTED)
    shown = _sorted(query, wanted, found.state).limit(found.state.size).offset(found.state.offset)
    return found.page(list(map(row_of(wanted.names), db.session.execute(shown))))
