"""What may be claimed of a received shipment: counted pieces, pieces claimed already, invoiced amounts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.accounts.queries_calendars import calendar_of_company
from portal.billing.models import Invoice, InvoiceLine
from portal.catalogue.queries import parts_by_id
from portal.core.calendars import WorkingCalendar
from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.core.errors import NotVisible, Refused
from portal.core.money import part_of
from portal.orders.models import OrderLine, SalesOrder
from portal.pricing.rules_price_steps import deposit_in
from portal.returns.models import Claim, ClaimLine
from portal.returns.rules import window_closes
from portal.returns.rules_claims import CREDITED_OUTCOMES, Pool, pool_of, still_claimable
from portal.returns.states import LIVE, ClaimState, Reason
from portal.settings.queries import figures_on
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import ShipmentState

RECEIVED = (ShipmentState.DELIVERED, ShipmentState.CLOSED)
MOST_OFFERED = 50
_DECIDED = LIVE - {
    ClaimState.DRAFT,
    ClaimState.SUBMITTED,
    ClaimState.INFO_REQUESTED,
    ClaimState.CREDITED,
}

Held = Mapping[tuple[int, Pool], int]


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A shipped line as it was counted; pieces in base units."""

    id: int
    part_id: int
    part_number: str
    name: str
    order_number: str
    shipped: int
    good: int
    short: int
    over: int
    damaged: int
    wrong: int
    receipt_note: str


@dataclass(frozen=True, slots=True)
class ReceivedShipment:
    """A shipment whose receipt was confirmed; `delivered_on` is a day of the distributor's zone."""

    id: int
    number: str
    distributor_id: int
    distributor: str
    country: str
    zone: str
    currency: str
    mode: str
    delivered_on: date
    received_at: datetime
    lines: tuple[ReceivedLine, ...]

    def closes_on(self, reason: Reason) -> date | None:
        """Return the last day a claim for this reason is in time: by their calendar, as held on delivery."""
        figures = figures_on(self.delivered_on)
        return window_closes(reason, self.delivered_on, self.mode, self.calendar.add_working_days, figures)

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the calendar of the distributor."""
        return calendar_of_company(self.country, self.zone, self.distributor)

    def today(self, now: datetime) -> date:
        """Return the distributor's day of an instant."""
        return day_in(now, self.zone)


@dataclass(frozen=True, slots=True)
class OfferedShipment:
    """A received shipment one may start a claim from."""

    number: str
    received_at: datetime
    short: int
    over: int
    damaged: int
    wrong: int


@dataclass(frozen=True, slots=True)
class InvoicedLine:
    """An invoice line and what of it is credited, or promised to be by decided claims.

    `deposit` was charged per piece until its old unit comes back.
    """

    id: int
    invoice_id: int
    quantity: int
    amount: Decimal
    credited_quantity: int
    credited_amount: Decimal
    deposit: Decimal = Decimal(0)

    def share(self, pieces: int, currency: str) -> Decimal:
        """Return the invoiced amount of so many pieces, at most the whole line."""
        return part_of(self.amount, min(pieces, self.quantity), self.quantity, currency)


def received_shipment(number: str, locale: str) -> ReceivedShipment:
    """Return a received shipment with its counted lines.

    Raises `NotVisible`; refuses `claim.not_received` before the receipt was confirmed.
    """
    row = db.session.execute(
        sa.select(
            Shipment.id,
            Shipment.number,
            Shipment.distributor_id,
            Distributor.code.label("distributor"),
            Distributor.country,
            Distributor.zone,
            Shipment.currency,
            Shipment.mode,
            Shipment.state,
            Shipment.delivered_at,
            Shipment.received_at,
        )
        .join(Distributor, Distributor.id == Shipment.distributor_id)
        .where(Shipment.number == number)
    ).one_or_none()
    if row is None:
        raise NotVisible
    if row.state not in RECEIVED or row.received_at is None:
        raise Refused("claim.not_received", shipment=number)
    delivered_on = day_in(row.delivered_at or row.received_at, row.zone)
    lines = _received_lines(row.id, locale)
    return ReceivedShipment(*row[:8], delivered_on, row.received_at, lines)


def _received_lines(shipment_id: int, locale: str) -> tuple[ReceivedLine, ...]:
    rows = db.session.execute(
        sa.select(
            ShipmentLine.id,
            ShipmentLine.part_id,
            ShipmentLine.part_number,
            SalesOrder.number.label("order_number"),
            ShipmentLine.picked.label("shipped"),
            sa.func.coalesce(ShipmentLine.received_good, ShipmentLine.picked).label("good"),
            ShipmentLine.short,
            ShipmentLine.over,
            ShipmentLine.damaged,
            ShipmentLine.wrong,
            ShipmentLine.receipt_note,
        )
        .join(SalesOrder, SalesOrder.id == ShipmentLine.order_id)
        .where(ShipmentLine.shipment_id == shipment_id, ShipmentLine.picked > 0)
        .order_by(ShipmentLine.id)
    ).all()
    parts = parts_by_id({row.part_id for row in rows}, locale)
    names = {part_id: part.name for part_id, part in parts.items()}
    return tuple(ReceivedLine(name=names.get(row.part_id, ""), **row._mapping) for row in rows)


def offered_shipments() -> list[OfferedShipment]:
    """Return the shipments in scope whose receipt was confirmed last, newest first."""
    found = [sa.func.sum(getattr(ShipmentLine, kind)) for kind in ("short", "over", "damaged", "wrong")]
    rows = db.session.execute(
        sa.select(Shipment.number, Shipment.received_at, *found)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.state.in_(RECEIVED), Shipment.received_at.is_not(None))
        .group_by(Shipment.id, Shipment.number, Shipment.received_at)
        .order_by(Shipment.received_at.desc(), Shipment.id.desc())
        .limit(MOST_OFFERED)
    )
    return [OfferedShipment(row[0], row[1], *(int(value or 0) for value in row[2:])) for row in rows]


def held_pieces(shipment_line_ids: Collection[int]) -> Held:
    """Return how many pieces of each line rest in claims, by the pieces their reasons speak of.

    A live claim holds what it asks for, a closed one what was approved, a rejected one nothing.
    """
    holds = sa.case(
        (Claim.state.in_(LIVE), ClaimLine.quantity),
        (Claim.state == ClaimState.CLOSED, ClaimLine.approved),
        else_=0,
    )
    rows = db.session.execute(
        sa.select(ClaimLine.shipment_line_id, ClaimLine.reason, sa.func.sum(holds))
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(ClaimLine.shipment_line_id.in_(shipment_line_ids))
        .group_by(ClaimLine.shipment_line_id, ClaimLine.reason)
    )
    held: dict[tuple[int, Pool], int] = {}
    for line_id, reason, pieces in rows:
        key = (line_id, pool_of(reason))
        held[key] = held.get(key, 0) + int(pieces or 0)
    return held


def left_to_claim(line: ReceivedLine, held: Held, reason: Reason) -> int:
    """Return how many pieces of a line may still be claimed for a reason."""
    resting = held.get((line.id, pool_of(reason)), 0)
    return still_claimable(line.shipped, line.short, line.over, resting, reason)


def _promised(shipment_line_ids: Collection[int], besides: int) -> sa.Subquery:
    return (
        sa.select(
            ClaimLine.shipment_line_id.label("line_id"),
            sa.func.sum(ClaimLine.approved).label("pieces"),
            sa.func.sum(ClaimLine.amount).label("promised"),
        )
        .join(Claim, Claim.id == ClaimLine.claim_id)
        .where(
            Claim.state.in_(_DECIDED),
            Claim.id != besides,
            ClaimLine.outcome.in_(CREDITED_OUTCOMES),
            ClaimLine.amount > 0,
            ClaimLine.shipment_line_id.in_(shipment_line_ids),
        )
        .group_by(ClaimLine.shipment_line_id)
        .subquery()
    )


def invoiced_lines(shipment_line_ids: Collection[int], besides: int = 0) -> dict[int, InvoicedLine]:
    """Return the invoice line of each shipped line, credits of other decided claims counted in.

    `besides` is the claim being decided, whose own lines do not count.
    """
    promised = _promised(shipment_line_ids, besides)
    rows = db.session.execute(
        sa.select(
            InvoiceLine.shipment_line_id,
            InvoiceLine.id,
            InvoiceLine.invoice_id,
            InvoiceLine.quantity,
            InvoiceLine.amount,
            InvoiceLine.credited_quantity,
            InvoiceLine.credited_amount,
            promised.c.pieces,
            promised.c.promised,
            OrderLine.price_steps,
        )
        .join(ShipmentLine, ShipmentLine.id == InvoiceLine.shipment_line_id)
        .join(OrderLine, OrderLine.id == ShipmentLine.line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .outerjoin(promised, promised.c.line_id == InvoiceLine.shipment_line_id)
        .where(InvoiceLine.shipment_line_id.in_(shipment_line_ids))
    )
    return {
        row.shipment_line_id: InvoicedLine(
            row.id,
            row.invoice_id,
            row.quantity,
            row.amount,
            row.credited_quantity + int(row.pieces or 0),
            row.credited_amount + Decimal(row.promised or 0),
            deposit_in(row.price_steps),
        )
        for row in rows
    }
