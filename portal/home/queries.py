"""What needs somebody: counts for the start pages, one statement for each door."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.core.database import db
from portal.finance.models import EntryKind, LedgerEntry
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.returns.models import Claim
from portal.returns.states import ClaimState
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState

ON_THE_WAY = (ShipmentState.DEPARTED, ShipmentState.ARRIVED, ShipmentState.OUT_FOR_DELIVERY)
OPEN_CLAIMS = (ClaimState.SUBMITTED, ClaimState.INFO_REQUESTED)
IN_THE_WAREHOUSE = (ShipmentState.PLANNED, ShipmentState.PICKING)
TO_DISPATCH = (ShipmentState.PACKED, ShipmentState.BOOKED)


@dataclass(frozen=True, slots=True)
class DistributorNeeds:
    """What waits for a distributor."""

    drafts: int
    asked: int
    in_review: int
    backordered_lines: int
    to_receive: int
    open_claims: int
    overdue: int


@dataclass(frozen=True, slots=True)
class HqNeeds:
    """What waits at headquarters, beside the review queue."""

    to_allocate: int
    held: int
    to_pack: int
    to_dispatch: int
    claims: int
    to_credit: int


def _count(model: type, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(model).where(*where).scalar_subquery()


def _count_lines(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    lines = sa.select(sa.func.count()).select_from(OrderLine)
    return lines.join(SalesOrder, SalesOrder.id == OrderLine.order_id).where(*where).scalar_subquery()


def needs_of_distributor(today: date) -> DistributorNeeds:
    """Return what waits for the distributors in scope."""
    live = SalesOrder.state.in_([OrderState.APPROVED, OrderState.RELEASED])
    row = db.session.execute(
        sa.select(
            _count(SalesOrder, SalesOrder.state == OrderState.DRAFT),
            _count(SalesOrder, SalesOrder.state == OrderState.CHANGES_REQUESTED),
            _count(SalesOrder, SalesOrder.state.in_([OrderState.SUBMITTED, OrderState.IN_REVIEW])),
            _count_lines(OrderLine.backordered > 0, live),
            _count(Shipment, Shipment.state.in_(ON_THE_WAY)),
            _count(Claim, Claim.state.in_(OPEN_CLAIMS)),
            _count(
                LedgerEntry,
                LedgerEntry.kind == EntryKind.INVOICE,
                LedgerEntry.open_amount > 0,
                LedgerEntry.due_on < today,
            ),
        )
    ).one()
    return DistributorNeeds(*row)


def needs_of_headquarters() -> HqNeeds:
    """Return what waits at headquarters."""
    held = sa.func.count(sa.distinct(OrderHold.order_id))
    row = db.session.execute(
        sa.select(
            _count_lines(OrderLine.open > 0, SalesOrder.state == OrderState.RELEASED),
            sa.select(held).where(OrderHold.released_at.is_(None)).scalar_subquery(),
            _count(Shipment, Shipment.state.in_(IN_THE_WAREHOUSE)),
            _count(Shipment, Shipment.state.in_(TO_DISPATCH)),
            _count(Claim, Claim.state.in_(OPEN_CLAIMS)),
            _count(Claim, Claim.state == ClaimState.CREDIT_PENDING),
        )
    ).one()
    return HqNeeds(*row)
