"""What a company ordered before: each part once, when last and how many, and how often."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import Part, PartText
from portal.catalogue.queries import NAME, number_contains
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.tables import ListState, Page
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState

NOT_BOUGHT = (OrderState.DRAFT, OrderState.WITH_GENERAL, OrderState.REJECTED, OrderState.CANCELLED)
"""States of orders nothing was bought by: not sent yet, or to no end."""


@dataclass(frozen=True, slots=True)
class Bought:
    """A part that was ordered before: its last order, how many pieces then, how often, and how many in all."""

    part_number: str
    part_name: str
    last_at: datetime
    quantity: int
    last_order: str
    times: int
    pieces: int


SORTS = ("part", "name", "last", "quantity", "times", "pieces")


def bought_page(distributor_id: int, state: ListState, locale: str) -> Page:
    """Return one page of what a company ordered before, the latest first unless sorted otherwise."""
    statement = _bought(distributor_id, state, locale)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    state = state.within(total)
    rows = db.session.execute(statement.offset(state.offset).limit(state.size))
    return Page([Bought(*row) for row in rows], state, total)


def all_bought(distributor_id: int, state: ListState, locale: str) -> Whole:
    """Return all that a company ordered before, for a file."""
    return Whole(_bought(distributor_id, state, locale), lambda block: (Bought(*row) for row in block))


def _bought(distributor_id: int, state: ListState, locale: str) -> sa.Select[*tuple[Any, ...]]:
    pieces = OrderLine.ordered - OrderLine.cancelled
    by_part, newest = OrderLine.part_id, (SalesOrder.submitted_at.desc(), OrderLine.id.desc())
    lines = (
        sa.select(
            OrderLine.part_id,
            SalesOrder.submitted_at,
            SalesOrder.number.label("order_number"),
            sa.func.sum(pieces).over(partition_by=(by_part, OrderLine.order_id)).label("quantity"),
            sa.func.sum(pieces).over(partition_by=by_part).label("pieces"),
            sa.func.dense_rank().over(partition_by=by_part, order_by=OrderLine.order_id).label("nth"),
            sa.func.row_number().over(partition_by=by_part, order_by=newest).label("place"),
        )
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(OrderLine.distributor_id == distributor_id, SalesOrder.distributor_id == distributor_id)
        .where(SalesOrder.state.not_in(NOT_BOUGHT), SalesOrder.submitted_at.is_not(None), pieces > 0)
        .subquery()
    )
    often = sa.select(lines.c.part_id, sa.func.max(lines.c.nth).label("times")).group_by(lines.c.part_id).subquery()
    named = (PartText.part_id == Part.id) & (PartText.locale == locale)
    statement = (
        sa.select(
            Part.number,
            NAME,
            lines.c.submitted_at,
            lines.c.quantity,
            lines.c.order_number,
            often.c.times,
            lines.c.pieces,
        )
        .select_from(lines)
        .join(often, often.c.part_id == lines.c.part_id)
        .join(Part, Part.id == lines.c.part_id)
        .outerjoin(PartText, named)
        .where(lines.c.place == 1)
    )
    if state.search:
        words = NAME.icontains(state.search, autoescape=True)
        statement = statement.where(sa.or_(number_contains(state.search), words))
    column = {
        "part": Part.number,
        "name": NAME,
        "last": lines.c.submitted_at,
        "quantity": lines.c.quantity,
        "times": often.c.times,
        "pieces": lines.c.pieces,
    }[state.sort or "last"]
    return statement.order_by(column.desc() if state.descending else column.asc(), Part.number)
