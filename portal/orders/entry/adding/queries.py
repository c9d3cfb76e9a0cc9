"""Reads for adding one part: the drafts it may go to, and the row it became."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.data.sessions import read
from portal.orders.entry.rows.queries_rows import ROW_COLUMNS
from portal.orders.entry.rows.rules_rows import Row
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import OrderState

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a distributor; `own` where the asking person began it."""

    number: str
    po_number: str
    lines: int
    own: bool


_OWN = sa.case((SalesOrder.created_by == sa.bindparam("user_id"), 1), else_=0)
_DRAFTS = (
    sa.select(SalesOrder.number, SalesOrder.po_number, SalesOrder.line_count, _OWN)
    .where(SalesOrder.distributor_id == sa.bindparam("distributor_id"), SalesOrder.state == OrderState.DRAFT)
    .order_by(_OWN.desc(), SalesOrder.id.desc())
    .limit(MOST_OFFERED)
)
_LAST_ROW = (
    sa.select(*ROW_COLUMNS)
    .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
    .where(SalesOrder.number == sa.bindparam("number"))
    .order_by(DraftRow.position.desc())
    .limit(1)
)


def drafts_for(distributor_id: int, user_id: int) -> list[Draft]:
    """Return the drafts one may add to, those the person began first, the newest first; at most `MOST_OFFERED`."""
    asked = {"distributor_id": distributor_id, "user_id": user_id}
    return [Draft(number, po_number, lines, bool(own)) for number, po_number, lines, own in read(_DRAFTS, asked).all()]


def last_row(number: str) -> Row:
    """Return the last row of a draft that has one."""
    return Row(*read(_LAST_ROW, {"number": number}).one())
