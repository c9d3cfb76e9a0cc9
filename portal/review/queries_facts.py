"""What the queue needs to know of an order or a claim to draw its row: frozen facts, read once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.sessions import db, read
from portal.core.references import reference_key
from portal.orders.models import OrderFinding, OrderHold, OrderLine, SalesOrder
from portal.orders.queries import checked_version
from portal.returns.models import Claim, ClaimLine
from portal.review.rules import OUT_OF_TIME, summary_of
from portal.shipping.models import Shipment, ShipmentLine


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A row of the queue as its owner room tells it."""

    number: str
    distributor_id: int
    distributor_name: str
    region: str
    country: str
    zone: str
    order_type: str
    po_number: str
    line_count: int
    value: Decimal
    currency: str
    opened_at: datetime
    due_at: datetime
    findings: tuple[dict[str, Any], ...]
    words: tuple[str, ...]


_GIVEN = sa.bindparam("order_id", type_=sa.Integer)
_HEAD = (
    sa.select(
        SalesOrder.number,
        SalesOrder.distributor_id,
        Distributor.name,
        Distributor.region,
        Distributor.country,
        Distributor.zone,
        SalesOrder.order_type,
        SalesOrder.po_number,
        SalesOrder.line_count,
        SalesOrder.total,
        SalesOrder.currency,
        SalesOrder.submitted_at,
        SalesOrder.due_at,
    )
    .join(Distributor, Distributor.id == SalesOrder.distributor_id)
    .where(SalesOrder.id == _GIVEN)
)
_PARTS = sa.select(OrderLine.part_number).where(OrderLine.order_id == _GIVEN).distinct()
_FINDINGS = (
    sa.select(OrderFinding.code, OrderFinding.severity, OrderFinding.evidence)
    .where(
        OrderFinding.order_id == _GIVEN,
        OrderFinding.waived_at.is_(None),
        OrderFinding.order_version == checked_version(_GIVEN),
    )
    .order_by(OrderFinding.id)
)
_HOLDS = (
    sa.select(OrderHold.kind)
    .where(OrderHold.order_id == _GIVEN, OrderHold.released_at.is_(None))
    .order_by(OrderHold.id)
)


def order_facts(order_id: int) -> ItemFacts | None:
    """Return what the queue shows of a submitted order; None when it is not submitted."""
    row = read(_HEAD, {"order_id": order_id}).one_or_none()
    if row is None or row.submitted_at is None:
        return None
    parts = read(_PARTS, {"order_id": order_id}).scalars().all()
    given = dict(zip(tuple(ItemFacts.__dataclass_fields__)[:13], row, strict=True))
    given["order_type"], given["due_at"] = row.order_type.value, row.due_at or row.submitted_at
    words = search_words((row.number, row.po_number, row.name), parts)
    return ItemFacts(**given, findings=order_findings(order_id), words=words)


def order_findings(order_id: int) -> tuple[dict[str, Any], ...]:
    """Return the unwaived findings of an order's newest version, and its open holds, worst first."""
    found = read(_FINDINGS, {"order_id": order_id}).all()
    holds = read(_HOLDS, {"order_id": order_id}).scalars()
    return summary_of([(row.code, row.severity, row.evidence) for row in found], [hold.value for hold in holds])


_CLAIM = (
    sa.select(
        Claim.number,
        Claim.distributor_id,
        Distributor.name,
        Distributor.region,
        Distributor.country,
        Distributor.zone,
        Claim.claimed_amount,
        Claim.currency,
        Claim.submitted_at,
        Claim.due_at,
        Claim.late,
        Shipment.number.label("shipment_number"),
    )
    .join(Distributor, Distributor.id == Claim.distributor_id)
    .join(Shipment, Shipment.id == Claim.shipment_id)
)


def claim_facts(claim_id: int) -> ItemFacts | None:
    """Return what the queue shows of a filed claim; None when it is not filed."""
    row = db.session.execute(_CLAIM.where(Claim.id == claim_id)).one_or_none()
    if row is None or row.submitted_at is None:
        return None
    parts: Sequence[str] = db.session.scalars(
        sa.select(ShipmentLine.part_number)
        .join(ClaimLine, ClaimLine.shipment_line_id == ShipmentLine.id)
        .where(ClaimLine.claim_id == claim_id)
    ).all()
    late = ({"code": OUT_OF_TIME, "severity": "warn", "count": 1, "evidence": {}},) if row.late else ()
    return ItemFacts(
        row.number,
        row.distributor_id,
        row.name,
        row.region,
        row.country,
        row.zone,
        "",
        row.shipment_number,
        len(parts),
        row.claimed_amount,
        row.currency,
        row.submitted_at,
        row.due_at or row.submitted_at,
        late,
        search_words((row.number, row.shipment_number, row.name), parts),
    )


def search_words(names: Iterable[str], parts: Iterable[str]) -> tuple[str, ...]:
    """Return what a row is found by: names as written and compared, part numbers as written and bare."""
    words = [word for name in names if name for word in (name.casefold(), reference_key(name))]
    for part in parts:
        words += [part.casefold(), norm(part).casefold()]
    return tuple(dict.fromkeys(words))
