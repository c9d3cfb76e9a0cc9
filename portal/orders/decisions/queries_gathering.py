"""Dealers' orders with their general distributor: those to gather, what they ask for, what an order was gathered of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part, PartText
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.decisions.rules_gathering import Asked
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_types import OrderType

MOST_TO_GATHER = 200
"""So many orders are offered to be gathered at once; those passed up first."""
MOST_ROWS = 500
"""So many rows of a dealer's order are shown."""


@dataclass(frozen=True, slots=True)
class DealerOrder:
    """An order of a dealer, as its general distributor sees it."""

    id: int
    number: str
    dealer: str
    dealer_code: str
    po_number: str
    order_type: OrderType
    lines: int
    pieces: int
    passed_at: datetime | None
    state: OrderState


def _orders(*which: sa.ColumnElement[bool]) -> Any:
    return (
        sa.select(
            SalesOrder.id,
            SalesOrder.number,
            Distributor.name,
            Distributor.code,
            SalesOrder.po_number,
            SalesOrder.order_type,
            SalesOrder.line_count,
            SalesOrder.pieces,
            SalesOrder.submitted_at,
            SalesOrder.state,
        )
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(*which)
    )


def to_gather(general_id: int) -> list[DealerOrder]:
    """Return the orders dealers passed up to a general distributor, the first passed first."""
    waiting = _orders(SalesOrder.state == OrderState.WITH_GENERAL, Distributor.parent_id == general_id)
    rows = db.session.execute(waiting.order_by(SalesOrder.submitted_at, SalesOrder.id).limit(MOST_TO_GATHER))
    return [DealerOrder(*row) for row in rows]


def gathered_into(number: str) -> list[DealerOrder]:
    """Return the dealers' orders in scope that were gathered into the order of this number."""
    rows = db.session.execute(_orders(SalesOrder.gathered_into == number).order_by(SalesOrder.id))
    return [DealerOrder(*row) for row in rows]


def asked_for(order_ids: Collection[int]) -> list[Asked]:
    """Return the pieces of each part some orders ask for, order by order."""
    rows = db.session.execute(
        sa.select(DraftRow.facts, Part.number, Distributor.code, DraftRow.quantity)
        .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .join(Part, Part.id == DraftRow.part_id)
        .where(among(DraftRow.order_id, order_ids))
        .order_by(DraftRow.order_id, DraftRow.position)
    )
    return [
        Asked(number, dealer, int(facts.get("total", quantity or 0)))
        for facts, number, dealer, quantity in rows
        if "row" not in facts
    ]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A row of a dealer's order that is not at headquarters, in a reader's language."""

    position: int
    part_number: str
    name: str
    quantity: int
    note: str


def asked_rows(order_id: int, locale: str) -> list[AskedRow]:
    """Return the rows of an order as they were passed up, at most `MOST_ROWS`."""
    rows = db.session.execute(
        sa.select(
            DraftRow.position,
            Part.number,
            sa.func.coalesce(PartText.name, Part.name, ""),
            sa.func.coalesce(DraftRow.quantity, 0),
            DraftRow.note,
        )
        .join(Part, Part.id == DraftRow.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(DraftRow.order_id == order_id)
        .order_by(DraftRow.position)
        .limit(MOST_ROWS)
    )
    return [AskedRow(*row) for row in rows]
