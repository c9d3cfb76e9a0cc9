"""A distributor with orders that are packed, and shipments of them in cartons, ready to be charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Address, Distributor
from portal.core.actor import Actor
from portal.core.data.sessions import db, perform, transaction
from portal.core.money import line_amount
from portal.core.references import reference_key
from portal.finance import service_accounts, service_reservations
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.shipping.models import Carton, CartonItem, Milestone, Shipment, ShipmentLine
from portal.shipping.states import MilestoneKind, ShipmentState
from tests import factories
from tests.catalogue.factories import make_part
from tests.stock.factories import make_depot

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
DEPARTS = datetime(2026, 3, 12, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Trade:
    """Who buys, where it goes, and from which depot."""

    distributor: Distributor
    address: Address
    depot_id: int


def make_trade(
    *,
    seller: dict[str, Any] | None = None,
    ship_to: dict[str, Any] | None = None,
    from_country: str = "CN",
    limit: str = "1000000",
    **distributor: Any,
) -> Trade:
    """Make a distributor bought from a selling entity, with an address and credit."""
    number = factories.next_number()
    entity = factories.make_selling_entity(**{"code": f"S{number}", **(seller or {})})
    made = factories.make_distributor(**{"selling_entity_id": entity.id, "payment_terms": "net:30", **distributor})
    address = factories.make_address(made, **(ship_to or {}))
    perform(service_accounts.set_credit, made.id, made.currency, limit=Decimal(limit), blocked=False)
    return Trade(made, address, make_depot(f"K{number}", country=from_country))


def part(number: str, **values: Any) -> int:
    """Make a part with what customs papers ask for."""
    given = {
        "hs_code": "870899",
        "weight_g": 500,
        "names": {"en": f"Part {number}", "ar": "قطعة غيار", "th": "อะไหล่"},
    }
    return make_part(number, **{**given, **values})


def make_order(trade: Trade, *wanted: tuple[int, str, int, str], currency: str = "", **values: Any) -> list[OrderLine]:
    """Make a released, packed order of (part id, part number, pieces, price); return its lines."""
    currency = currency or trade.distributor.currency
    number = f"SO-2026-{factories.next_number():06d}"
    with transaction() as session:
        order = SalesOrder(
            distributor_id=trade.distributor.id,
            number=number,
            state=OrderState.RELEASED,
            currency=currency,
            created_at=NOW,
            po_number=f"PO-{number[-4:]}",
            po_norm=reference_key(f"PO-{number[-4:]}"),
            **values,
        )
        session.add(order)
        session.flush()
        lines = [
            OrderLine(
                distributor_id=trade.distributor.id,
                order_id=order.id,
                line_no=index,
                part_id=part_id,
                part_number=text,
                ordered=pieces,
                open=0,
                packed=pieces,
                unit_price=Decimal(price),
                amount=line_amount(pieces, Decimal(price), currency),
            )
            for index, (part_id, text, pieces, price) in enumerate(wanted, 1)
        ]
        session.add_all(lines)
    total = sum((line.amount for line in lines), Decimal(0))
    if total:
        perform(service_reservations.reserve, trade.distributor.id, currency, number, total, now=NOW)
    return lines


def ship(
    trade: Trade, *shipped: tuple[OrderLine, int], cartons: int = 1, departs: datetime = DEPARTS, **values: Any
) -> Shipment:
    """Make a booked shipment of pieces of order lines, shared out over cartons."""
    number = factories.next_number()
    given = {
        "mode": "sea",
        "ship_to_id": trade.address.id,
        "incoterm": "FCA",
        "incoterm_place": "Chongqing",
        "currency": trade.distributor.currency,
        "carrier": "COSCO",
        "transport_document": f"COSU{number:08d}",
        "vessel_flight": "TAURUS 042W",
        "port_loading": "Shanghai",
        "port_discharge": "Alexandria",
    }
    with transaction() as session:
        shipment = Shipment(
            distributor_id=trade.distributor.id,
            number=f"SH-2026-{number:06d}",
            state=ShipmentState.BOOKED,
            depot_id=trade.depot_id,
            created_at=NOW,
            packed_at=NOW,
            **{**given, **values},
        )
        session.add(shipment)
        session.flush()
        lines = [
            ShipmentLine(
                distributor_id=trade.distributor.id,
                shipment_id=shipment.id,
                order_id=line.order_id,
                line_id=line.id,
                part_id=line.part_id,
                part_number=line.part_number,
                planned=pieces,
                picked=pieces,
                picked_at=NOW,
            )
            for line, pieces in shipped
        ]
        departure = Milestone(
            distributor_id=trade.distributor.id,
            shipment_id=shipment.id,
            kind=MilestoneKind.DEPARTED,
            basis="planned",
            at=departs,
            recorded_at=NOW,
        )
        session.add_all([*lines, departure])
        session.flush()
        _pack(session, shipment, lines, cartons)
    return shipment


def _pack(session: Any, shipment: Shipment, lines: Sequence[ShipmentLine], count: int) -> None:
    for position in range(1, count + 1):
        carton = Carton(
            distributor_id=shipment.distributor_id,
            shipment_id=shipment.id,
            position=position,
            sscc=f"{factories.next_number():018d}",
            length_mm=600,
            width_mm=400,
            height_mm=300,
            gross_g=12_345,
            net_g=11_000,
        )
        session.add(carton)
        session.flush()
        for line in lines:
            share = line.picked // count + (1 if position <= line.picked % count else 0)
            if share:
                session.add(
                    CartonItem(
                        distributor_id=shipment.distributor_id,
                        carton_id=carton.id,
                        shipment_line_id=line.id,
                        quantity=share,
                    )
                )
    session.flush()


def lines_shipped(shipment: Shipment) -> list[int]:
    """Return the ids of a shipment's lines, by order line."""
    wanted = sa.select(ShipmentLine.id).where(ShipmentLine.shipment_id == shipment.id).order_by(ShipmentLine.line_id)
    return list(db.session.scalars(wanted))


def finance_person(**values: Any) -> Actor:
    """Return somebody of headquarters' finance."""
    return factories.actor_of(factories.make_hq_user(role="hq_finance", **values))
