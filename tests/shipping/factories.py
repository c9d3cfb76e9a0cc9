"""Ground for tests of shipping: a depot with stock, parts, and orders whose lines are allocated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Address, Distributor
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.models import DangerousGoods, Part
from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.data.touched import touched
from portal.documents.kinds.commercial_invoice import COMMERCIAL_INVOICE
from portal.documents.kinds.packing_list import PACKING_LIST
from portal.documents.models import Document, PaperState
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.service_record import ORDERS
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import OrderType
from portal.shipping.depot import rules_packing, service_packing, service_picking
from portal.shipping.journey import rules_booking, service_transport
from portal.shipping.models import Shipment, ShipmentLine
from portal.shipping.states import PackageKind
from portal.stock.models import Depot, Stock
from portal.stock.service import Demand, take_stock
from tests.factories import (
    actor_of,
    make_address,
    make_dealer_user,
    make_distributor,
    make_hq_user,
    next_number,
    saved,
)

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
BATTERY = {
    "un_number": "UN3480",
    "hazard_class": "9",
    "packing_instruction": "PI965",
    "watt_hours": 6000,
    "net_g": 30_000,
    "charge_percent": 30,
    "un38_reference": "T-1",
    "emergency_phone": "+86 532 8388 9090",
}


def make_depot(**values: Any) -> Depot:
    """Make a warehouse in Shanghai's zone."""
    given = {
        "code": f"W{next_number()}",
        "name": "Chongqing depot",
        "country": "CN",
        "zone": "Asia/Shanghai",
        "cut_off": time(15, 0),
    }
    return saved(Depot(**{**given, **values}))


def make_part(*, dangerous: dict[str, Any] | None = None, **values: Any) -> Part:
    """Make a part of 500 g with everything customs want; `dangerous` makes it dangerous goods."""
    number = f"21{next_number():06d}"
    given = {
        "number": number,
        "norm": number,
        "name": f"Brake pad {number}",
        "weight_g": 500,
        "hs_code": "870830",
        "origin": "CN",
    }
    part = saved(Part(**{**given, **values}))
    if dangerous is not None:
        saved(DangerousGoods(part_id=part.id, **dangerous))
    return part


def make_stock(depot: Depot, part: Part, on_hand: int = 100) -> Stock:
    """Put pieces of a part on the shelf."""
    return saved(Stock(depot_id=depot.id, part_id=part.id, on_hand=on_hand, allocated=0))


def make_order(
    distributor: Distributor,
    address: Address,
    lines: Sequence[tuple[Part, int]],
    depot: Depot,
    **values: Any,
) -> SalesOrder:
    """Make a released order whose lines are allocated in full from one depot."""
    given: dict[str, Any] = {
        "number": f"SO-2026-{next_number():06d}",
        "state": OrderState.RELEASED,
        "order_type": OrderType.DAILY,
        "po_number": f"PO-{next_number()}",
        "ship_to_id": address.id,
        "consignee_id": address.id,
        "incoterm": "CPT",
        "incoterm_place": "Cairo",
        "mode": Mode.AIR,
        "currency": "USD",
        "payment_terms": "net:30",
        "created_at": NOW,
        "submitted_at": NOW,
        "released_at": NOW,
        "progress": Progress.ALLOCATED,
        "depot_id": depot.id,
    }
    order = saved(SalesOrder(distributor_id=distributor.id, **{**given, **values}))
    for number, (part, quantity) in enumerate(lines, 1):
        line = saved(
            OrderLine(
                distributor_id=distributor.id,
                order_id=order.id,
                line_no=number,
                part_id=part.id,
                part_number=part.number,
                ordered=quantity,
                open=0,
                allocated=quantity,
                unit_price=Decimal(10),
                amount=Decimal(10 * quantity),
                promised_on=date(2026, 3, 20),
            )
        )
        take_stock([Demand(line.id, distributor.id, part.id, quantity, [depot.id])], NOW)
    touched(ORDERS, [order.id])
    return order


@dataclass
class Ground:
    """Everything a test of shipping stands on."""

    distributor: Distributor
    address: Address
    depot: Depot
    warehouse: Actor
    logistics: Actor
    buyer: Actor
    warehouse_user: Any
    logistics_user: Any
    buyer_user: Any
    parts: list[Part] = field(default_factory=list)
    orders: list[SalesOrder] = field(default_factory=list)


def make_ground(
    orders: Sequence[Sequence[int]] = ((10, 5), (4,)), *, dangerous: dict[str, Any] | None = None, **values: Any
) -> Ground:
    """Make a distributor in Cairo with released orders, one part for each quantity given.

    With `dangerous` the last part of the first order is dangerous goods. `values` go to the orders.
    """
    with transaction():
        distributor = make_distributor()
        address = make_address(distributor)
        depot = make_depot()
        users = [
            make_hq_user(role="hq_warehouse"),
            make_hq_user(role="hq_logistics"),
            make_dealer_user(distributor),
        ]
        warehouse, logistics, buyer = map(actor_of, users)
        ground = Ground(distributor, address, depot, warehouse, logistics, buyer, users[0], users[1], users[2])
        for index, quantities in enumerate(orders):
            lines = []
            for place, quantity in enumerate(quantities):
                last = index == 0 and place == len(quantities) - 1
                part = make_part(dangerous=dangerous if last else None)
                make_stock(depot, part)
                ground.parts.append(part)
                lines.append((part, quantity))
            ground.orders.append(make_order(distributor, address, lines, depot, **values))
    return ground


def order_lines(order: SalesOrder) -> list[OrderLine]:
    """Return the lines of an order as they stand now."""
    db.session.remove()
    found = sa.select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    return list(db.session.scalars(found))


def stock_of(ground: Ground, part: Part) -> tuple[int, int]:
    """Return (on hand, allocated) of a part in the depot."""
    db.session.remove()
    found = sa.select(Stock.on_hand, Stock.allocated).where(Stock.depot_id == ground.depot.id, Stock.part_id == part.id)
    on_hand, allocated = db.session.execute(found).one()
    return on_hand, allocated


def shipment(number: str) -> Shipment:
    """Return a shipment as it stands now."""
    db.session.remove()
    return db.session.execute(sa.select(Shipment).where(Shipment.number == number)).scalar_one()


def shipment_lines(number: str) -> list[ShipmentLine]:
    """Return the lines of a shipment as they stand now."""
    one = shipment(number)
    found = sa.select(ShipmentLine).where(ShipmentLine.shipment_id == one.id).order_by(ShipmentLine.id)
    return list(db.session.scalars(found))


def planned(ground: Ground, *orders: SalesOrder, mode: str = "air", now: datetime = NOW) -> str:
    """Plan one shipment of all that is allocated of these orders (all by default)."""
    wanted = [
        service_picking.Wanted(line.id, line.allocated)
        for order in orders or ground.orders
        for line in order_lines(order)
        if line.allocated
    ]
    return perform(service_picking.plan_shipment, ground.depot.id, mode, wanted, ground.warehouse, now)


def pick_all(ground: Ground, number: str, **less: int) -> None:
    """Record everything as picked; `line0=3` says how many of the first line."""
    lines = shipment_lines(number)
    picked = {line.id: less.get(f"line{index}", line.planned) for index, line in enumerate(lines)}
    one = shipment(number)
    perform(service_picking.record_pick, one.id, picked, Turn(ground.warehouse, one.version, NOW))


def box(
    contents: dict[int, int] | None = None, *, gross_g: int = 20_000, rest: bool = False
) -> service_packing.CartonInput:
    """Return a carton of 60 x 40 x 40 cm."""
    measures = rules_packing.Measures(600, 400, 400, gross_g)
    return service_packing.CartonInput(PackageKind.CARTON, measures, contents or {}, rest=rest)


def add_box(ground: Ground, number: str, given: service_packing.CartonInput) -> str:
    """Add a carton and return its SSCC."""
    one = shipment(number)
    return perform(service_packing.add_carton, one.id, given, Turn(ground.warehouse, one.version, NOW))


def packed(ground: Ground, number: str, *, gross_g: int = 200_000, **less: int) -> None:
    """Pick everything (or `less`, as `pick_all` takes it), put all of it into one carton and confirm."""
    pick_all(ground, number, **less)
    add_box(ground, number, box(rest=True, gross_g=gross_g))
    one = shipment(number)
    perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))


BOOKING = rules_booking.Booking(
    carrier="EgyptAir Cargo",
    transport_document="077-12345675",
    port_loading="Chongqing (CKG)",
    port_discharge="Cairo (CAI)",
    departure=NOW + timedelta(days=2),
    arrival=NOW + timedelta(days=3),
    vessel_flight="MS 957",
    marks="HARBOUR MOTORS\nCAIRO\nC/NO. 1-1",
)


def booked(ground: Ground, number: str, booking: rules_booking.Booking = BOOKING) -> None:
    """Book a packed shipment."""
    one = shipment(number)
    perform(service_transport.book, one.id, booking, Turn(ground.logistics, one.version, NOW))


def papers_ready(number: str, *, state: PaperState = PaperState.READY) -> None:
    """Let both papers of a shipment exist, as if they had been issued and printed."""
    one = shipment(number)
    for kind, prefix in ((COMMERCIAL_INVOICE, "CI"), (PACKING_LIST, "PL")):
        running = next_number()
        saved(
            Document(
                distributor_id=one.distributor_id,
                public_id=f"{prefix}{running}",
                kind=kind,
                locale="en",
                number=f"{prefix}-T-2026-{running:06d}",
                series=f"{prefix}-T-2026",
                subject_kind="shipment",
                subject_number=number,
                issued_on=NOW.date(),
                issued_at=NOW,
                snapshot={},
                snapshot_hash="0" * 64,
                state=state,
                size=1000,
            )
        )


def departed(ground: Ground, number: str) -> None:
    """Take a planned shipment through packing, booking, papers and the gate."""
    packed(ground, number)
    booked(ground, number)
    papers_ready(number)
    dispatched(ground, number)


def dispatched(ground: Ground, number: str) -> None:
    """Let a booked shipment leave whose papers are there."""
    one = shipment(number)
    perform(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW + timedelta(days=2)))


def on_its_way(ground: Ground) -> str:
    """Return the number of a shipment that has left the depot."""
    number = planned(ground)
    departed(ground, number)
    return number
