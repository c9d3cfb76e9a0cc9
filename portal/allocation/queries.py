"""What waits for stock as headquarters looks at it: how much there is, and the lines that are backordered."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.queries import part_id_of
from portal.core.data.names import Names, row_of
from portal.core.data.sessions import db
from portal.core.tables import MOST_COUNTED, ListState, Page, Wanted
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.queries_holds import stopped_at
from portal.orders.rules_holds import Step
from portal.orders.states import OrderState
from portal.orders.states_types import OrderType

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
    query = (
        sa.select(
            sa.func.count(OrderLine.id),
            sa.func.coalesce(sa.func.sum(OrderLine.open), 0),
            sa.func.coalesce(sa.func.sum(OrderLine.backordered), 0),
        )
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            SalesOrder.state == OrderState.RELEASED,
            OrderLine.open + OrderLine.backordered > 0,
            ~stopped_at(Step.ALLOCATE),
        )
    )
    lines, open_pieces, backordered = db.session.execute(query).one()
    return Waiting(lines, int(open_pieces), int(backordered))


def backorders(wanted: Wanted, state: ListState, limit: int | None = None) -> Page:
    """Return one page of backordered lines (or so many of them), by promised date, part or distributor."""
    listed: sa.Select[Any] = sa.select(*NAMES.select(wanted.names))
    query = (
        listed.join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(OrderLine.backordered > 0)
    )
    if state.filters.get("type"):
        query = query.where(SalesOrder.order_type == OrderType(state.filters["type"]))
    if state.search:
        part_id = part_id_of(state.search)
        query = query.where(
            sa.or_(
                SalesOrder.number == state.search.upper(),
                Distributor.name.icontains(state.search, autoescape=True),
                OrderLine.part_id == (part_id or 0),
            )
        )
    limited = query.with_only_columns(OrderLine.id, maintain_column_froms=True).limit(MOST_COUNTED + 1)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(limited.subquery())) or 0
    columns = NAMES.select(wanted.order_of(state.sort)) or [OrderLine.promised_on]
    ordered = [column.desc() if state.descending else column.asc() for column in columns]
    state = state.within(min(total, MOST_COUNTED))
    window = (limit, 0) if limit else (state.size, state.offset)
    rows = db.session.execute(query.order_by(*ordered, OrderLine.id).limit(window[0]).offset(window[1]))
    return Page(list(map(row_of(wanted.names), rows)), state, min(total, MOST_COUNTED), total > MOST_COUNTED)
