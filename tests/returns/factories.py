"""A received and invoiced shipment to claim on, made row by row, with whatever the count found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, cast

from portal.accounts.models import Distributor
from portal.billing.models import Invoice, InvoiceLine
from portal.catalogue.models import Part
from portal.core.data.sessions import PortalSession, db, transaction
from portal.core.money import line_amount
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.models import Document
from portal.finance import service_ledger
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import ShipmentState
from portal.stock.models import Depot
from tests import factories

RECEIVED_AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
D = Decimal


@dataclass(frozen=True)
class Counted:
    """One line of a receipt: what was shipped and what the count found."""

    part: str = "06-5180"
    shipped: int = 10
    price: str = "12.50"
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        """Return what the line is charged."""
        return line_amount(self.shipped, D(self.price), "USD")


@dataclass(frozen=True)
class Received:
    """What `received` made."""

    distributor: Distributor
    number: str
    shipment_id: int
    line_ids: list[int]
    invoice_number: str


def received(
    *lines: Counted, distributor: Distributor | None = None, invoiced: bool = True, at: datetime = RECEIVED_AT
) -> Received:
    """Make a shipment whose receipt is confirmed, its order, and its invoice; return its ids."""
    listed = lines or (Counted(counts={"short": 2}),)
    distributor = distributor or factories.make_distributor()
    if cast(PortalSession, db.session()).writes:
        return _received(listed, distributor, invoiced, at)
    with transaction():
        return _received(listed, distributor, invoiced, at)


def _received(lines: Sequence[Counted], distributor: Distributor, invoiced: bool, at: datetime) -> Received:
    number = factories.next_number()
    factories.make_address(distributor)
    depot = factories.saved(
        Depot(code=f"DP{number}", name="Chongqing", country="CN", zone="Asia/Shanghai", cut_off=time(16))
    )
    order = factories.saved(
        SalesOrder(
            distributor_id=distributor.id,
            number=f"SO-2026-{number:06d}",
            state=OrderState.RELEASED,
            order_type=OrderType.DAILY,
            currency="USD",
            created_at=at,
            submitted_at=at,
        )
    )
    shipment = factories.saved(
        Shipment(
            distributor_id=distributor.id,
            number=f"SH-2026-{number:06d}",
            state=ShipmentState.DELIVERED,
            depot_id=depot.id,
            mode="air",
            currency="USD",
            created_at=at,
            delivered_at=at,
            received_at=at,
        )
    )
    made = [_line(distributor, order, shipment, index, each) for index, each in enumerate(lines, 1)]
    invoice = _invoice(distributor, shipment, order, made, number) if invoiced else ""
    return Received(distributor, shipment.number, shipment.id, [line.id for line, _ in made], invoice)


def _line(
    distributor: Distributor, order: SalesOrder, shipment: Shipment, index: int, counted: Counted
) -> tuple[ShipmentLine, Counted]:
    part = _part(counted.part)
    line = factories.saved(
        OrderLine(
            distributor_id=distributor.id,
            order_id=order.id,
            line_no=index,
            part_id=part.id,
            part_number=part.number,
            ordered=counted.shipped,
            open=0,
            delivered=counted.shipped,
            unit_price=D(counted.price),
            amount=counted.amount,
        )
    )
    found = counted.counts
    good = counted.shipped - found.get("short", 0) - found.get("damaged", 0) - found.get("wrong", 0)
    shipped = ShipmentLine(
        distributor_id=distributor.id,
        shipment_id=shipment.id,
        order_id=order.id,
        line_id=line.id,
        part_id=part.id,
        part_number=part.number,
        planned=counted.shipped,
        picked=counted.shipped,
        received_good=good + found.get("over", 0),
        **found,
    )
    return factories.saved(shipped), counted


def _part(number: str) -> Part:
    norm = number.replace("-", "")
    known: Part | None = db.session.query(Part).filter_by(norm=norm).one_or_none()
    return known or factories.saved(Part(number=number, norm=norm, name="Brake pad set"))


def _invoice(
    distributor: Distributor,
    shipment: Shipment,
    order: SalesOrder,
    lines: list[tuple[ShipmentLine, Counted]],
    number: int,
) -> str:
    total = sum((each.amount for _, each in lines), D(0))
    issued: dict[str, Any] = {"issued_at": RECEIVED_AT, "issued_on": RECEIVED_AT.date()}
    document = factories.saved(
        Document(
            distributor_id=distributor.id,
            public_id=f"doc{number}",
            kind=COMMERCIAL_INVOICE,
            number=f"CI-{number:06d}",
            series="CI",
            locale="en",
            subject_kind="shipment",
            subject_number=shipment.number,
            snapshot={},
            snapshot_hash="0" * 64,
            **issued,
        )
    )
    invoice = factories.saved(
        Invoice(
            distributor_id=distributor.id,
            number=document.number,
            shipment_id=shipment.id,
            document_id=document.id,
            selling_entity_id=distributor.selling_entity_id,
            due_on=date(2026, 4, 15),
            currency="USD",
            vat_category="O",
            goods_total=total,
            total=total,
            **issued,
        )
    )
    for line, each in lines:
        factories.saved(
            InvoiceLine(
                distributor_id=distributor.id,
                invoice_id=invoice.id,
                shipment_line_id=line.id,
                order_id=order.id,
                line_id=line.line_id,
                part_id=line.part_id,
                part_number=line.part_number,
                quantity=each.shipped,
                unit_price=D(each.price),
                amount=each.amount,
            )
        )
    posting = service_ledger.Posting(distributor.id, "USD", invoice.number, total, RECEIVED_AT.date())
    service_ledger.post_invoice(posting, now=RECEIVED_AT)
    return invoice.number
