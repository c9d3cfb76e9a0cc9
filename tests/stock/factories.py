"""Depots, stock with its movements, and order lines that want it."""

from datetime import UTC, date, datetime, time
from itertools import count

from portal.core.data.sessions import perform, transaction
from portal.orders.models import OrderLine, SalesOrder
from portal.stock import service
from portal.stock.models import Depot, PlannedReceipt
from portal.stock.rules_movements import MovementReason
from portal.stock.service import Received

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
_serial = count(1)


def make_depot(code: str = "CKG", rank: int = 1, country: str = "CN", zone: str = "Asia/Shanghai") -> int:
    """Return the id of a new depot."""
    with transaction() as session:
        depot = Depot(code=code, name=code, country=country, zone=zone, cut_off=time(15), rank=rank)
        session.add(depot)
        session.flush()
        return depot.id


def put_in_stock(depot_id: int, part_id: int, quantity: int) -> None:
    """Put opening stock on a shelf."""
    received = [Received(depot_id, part_id, quantity)]
    perform(service.receive_stock, received, NOW, reason=MovementReason.OPENING)


def expect(depot_id: int, part_id: int, quantity: int, on: date) -> None:
    """Plan a receipt."""
    with transaction() as session:
        session.add(
            PlannedReceipt(
                depot_id=depot_id, part_id=part_id, expected_on=on, quantity=quantity, reference=f"PO-T-{next(_serial)}"
            )
        )


def make_lines(distributor_id: int, part_id: int, *quantities: int) -> list[int]:
    """Return the ids of the lines of a new order for one part."""
    with transaction() as session:
        order = SalesOrder(
            distributor_id=distributor_id, number=f"SO-T-{next(_serial)}", currency="USD", created_at=NOW
        )
        session.add(order)
        session.flush()
        lines = [
            OrderLine(
                distributor_id=distributor_id,
                order_id=order.id,
                line_no=number,
                part_id=part_id,
                part_number="X",
                ordered=quantity,
                open=quantity,
            )
            for number, quantity in enumerate(quantities, start=1)
        ]
        session.add_all(lines)
        session.flush()
        return [line.id for line in lines]
