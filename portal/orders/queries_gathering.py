"""Dealers' orders with their general distributor: those to gather, and what an order was gathered of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.core.data.sessions import db
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType

MOST_TO_GATHER = 200
"""So many orders are offered to be gathered at once; those passed up first."""


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
