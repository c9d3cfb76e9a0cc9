"""How many pieces of a part a company ordered in each month: what is kept in aggregate, and its orders since."""

from collections import defaultdict
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.data.types import Instant
from portal.core.days import day_in
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.orders.states import BEFORE_HEADQUARTERS, OrderState

NOT_WANTED = (*BEFORE_HEADQUARTERS, OrderState.REJECTED, OrderState.CANCELLED)
"""States of orders nothing was wanted by: not sent yet, or to no end."""


def demand_of(distributor_id: int, part_id: int, since: date, zone: str) -> dict[date, int]:
    """Return pieces by the first days of months since a day, as days are in a zone; only the company's own."""
    begun = datetime.combine(since, time.min, ZoneInfo(zone)).astimezone(UTC)
    kept = sa.select(
        DemandMonth.month.label("month"),
        sa.type_coerce(sa.null(), Instant).label("at"),
        DemandMonth.quantity.label("pieces"),
    ).where(DemandMonth.distributor_id == distributor_id, DemandMonth.part_id == part_id, DemandMonth.month >= since)
    ordered = (
        sa.select(sa.type_coerce(sa.null(), sa.Date), SalesOrder.submitted_at, OrderLine.ordered)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            SalesOrder.distributor_id == distributor_id,
            OrderLine.distributor_id == distributor_id,
            OrderLine.part_id == part_id,
            SalesOrder.submitted_at >= begun,
            SalesOrder.state.not_in(NOT_WANTED),
        )
    )
    pieces: defaultdict[date, int] = defaultdict(int)
    months: sa.CompoundSelect[Any] = sa.union_all(kept, ordered)
    for month, at, quantity in db.session.execute(months):
        pieces[month or day_in(at, zone).replace(day=1)] += quantity
    return dict(pieces)
