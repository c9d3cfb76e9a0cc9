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
from portal.orders.models import SalesOrder
from portal.orders.models_bought import BoughtPart


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


SORTS = {
    "part": Part.number,
    "name": NAME,
    "last": BoughtPart.last_at,
    "quantity": BoughtPart.quantity,
    "times": BoughtPart.times,
    "pieces": BoughtPart.pieces,
}
NAMED = frozenset({"part", "name"})
"""What is sorted by that another table says."""


def bought_page(distributor_id: int, state: ListState, locale: str) -> Page:
    """Return one page of what a company ordered before, the latest first unless sorted otherwise."""
    found = sa.select(sa.func.count()).select_from(BoughtPart).where(BoughtPart.distributor_id == distributor_id)
    if state.search:
        found = _fitting(found.join(Part, Part.id == BoughtPart.part_id).outerjoin(PartText, _named(locale)), state)
    total = db.session.scalar(found) or 0
    state = state.within(total)
    rows = db.session.execute(_paged(distributor_id, state, locale))
    return Page([Bought(*row) for row in rows], state, total)


def _paged(distributor_id: int, state: ListState, locale: str) -> sa.Select[*tuple[Any, ...]]:
    """Return the rows of one page: where their own table has the order, they are found there before all that is named.

    PostgreSQL thinks a company's rows few, for two conditions say whose they are, and would name all of them first.
    """
    listed = _bought(distributor_id, state, locale)
    if state.search or state.sort in NAMED:
        return listed.offset(state.offset).limit(state.size)
    own = sa.select(BoughtPart.part_id).where(BoughtPart.distributor_id == distributor_id)
    few = own.order_by(*_order(state)).offset(state.offset).limit(state.size).subquery()
    return listed.where(BoughtPart.part_id.in_(sa.select(few.c.part_id)))


def all_bought(distributor_id: int, state: ListState, locale: str) -> Whole:
    """Return all that a company ordered before, for a file."""
    return Whole(_bought(distributor_id, state, locale), lambda block: (Bought(*row) for row in block))


def _named(locale: str) -> sa.ColumnElement[bool]:
    return (PartText.part_id == Part.id) & (PartText.locale == locale)


def _fitting(statement: sa.Select[*tuple[Any, ...]], state: ListState) -> sa.Select[*tuple[Any, ...]]:
    words = NAME.icontains(state.search, autoescape=True)
    return statement.where(sa.or_(number_contains(state.search), words))


def _bought(distributor_id: int, state: ListState, locale: str) -> sa.Select[*tuple[Any, ...]]:
    statement = (
        sa.select(
            Part.number,
            NAME,
            BoughtPart.last_at,
            BoughtPart.quantity,
            SalesOrder.number,
            BoughtPart.times,
            BoughtPart.pieces,
        )
        .select_from(BoughtPart)
        .join(Part, Part.id == BoughtPart.part_id)
        .join(SalesOrder, SalesOrder.id == BoughtPart.last_order_id)
        .outerjoin(PartText, _named(locale))
        .where(BoughtPart.distributor_id == distributor_id)
    )
    if state.search:
        statement = _fitting(statement, state)
    return statement.order_by(*_order(state))


def _order(state: ListState) -> list[sa.ColumnElement[Any]]:
    each: tuple[Any, ...] = (SORTS[state.sort or "last"], BoughtPart.part_id)
    return [one.desc() if state.descending else one.asc() for one in each]
