"""Who is told of goods on their way, their receipt, and the claims on them."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.queries_people import hq_people, people_of
from portal.core.data.sessions import db
from portal.core.permissions import Permission
from portal.orders.models import SalesOrder
from portal.returns.events import ClaimDecided, ClaimSubmitted
from portal.returns.models import ClaimLine
from portal.shipping.events import ReceiptConfirmed, ShipmentDispatched
from portal.shipping.models import Milestone, Shipment, ShipmentLine
from portal.shipping.states import MilestoneKind
from portal.telling.receivers import company_name, tell


def dispatched(event: ShipmentDispatched, now: datetime) -> None:
    """Tell the buyers what left, with whom, and when it is expected."""
    shipment = db.session.scalars(sa.select(Shipment).where(Shipment.id == event.shipment_id)).one()
    numbers = sa.select(SalesOrder.number).join(ShipmentLine, ShipmentLine.order_id == SalesOrder.id)
    orders = db.session.scalars(numbers.where(ShipmentLine.shipment_id == event.shipment_id).distinct())
    facts: dict[str, Any] = {
        "number": shipment.number,
        "cartons": shipment.carton_count,
        "carrier": shipment.carrier,
        "tracking": shipment.transport_document,
        "orders": sorted(orders),
    }
    expected = _expected(event.shipment_id)
    if expected:
        facts["expected_on"] = expected.astimezone(UTC).date().isoformat()
    receivers = people_of(event.distributor_id, Permission.SHIPMENT_VIEW)
    tell(receivers, "shipment_dispatched", facts, f"/shipments/{shipment.number}", now)


def _expected(shipment_id: int) -> datetime | None:
    arrival = sa.select(Milestone.at).where(
        Milestone.shipment_id == shipment_id, Milestone.kind == MilestoneKind.ARRIVED, Milestone.basis != "actual"
    )
    return db.session.scalar(arrival.order_by(Milestone.id.desc()).limit(1))


def received(event: ReceiptConfirmed, now: datetime) -> None:
    """Tell logistics that a shipment was counted, and how many lines were not as shipped."""
    off = ShipmentLine.short + ShipmentLine.over + ShipmentLine.damaged + ShipmentLine.wrong
    counted = sa.select(sa.func.count()).where(ShipmentLine.shipment_id == event.shipment_id, off > 0)
    facts: dict[str, Any] = {"number": event.number, "company": company_name(event.distributor_id)}
    if event.differences:
        facts["differences"] = db.session.scalar(counted) or 0
    people = hq_people(Permission.SHIPMENT_DISPATCH)
    tell(people, "receipt_confirmed", facts, f"/hq/shipments/{event.number}", now, mail=False)


def claim_submitted(event: ClaimSubmitted, now: datetime) -> None:
    """Tell those at headquarters who decide claims."""
    lines = db.session.scalar(sa.select(sa.func.count()).where(ClaimLine.claim_id == event.claim_id))
    facts = {"number": event.number, "company": company_name(event.distributor_id), "lines": lines or 0}
    tell(hq_people(Permission.CLAIM_DECIDE), "claim_submitted", facts, f"/hq/returns/{event.number}", now, mail=False)


def claim_decided(event: ClaimDecided, now: datetime) -> None:
    """Tell those who file claims."""
    facts = {"number": event.number, "decision": event.state}
    receivers = people_of(event.distributor_id, Permission.CLAIM_FILE)
    tell(receivers, "claim_decided", facts, f"/returns/{event.number}", now)
