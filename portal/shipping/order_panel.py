"""What order pages may call to show the shipments of an order."""

from flask import Flask

from portal.orders.states import OrderState
from portal.shipping import labels
from portal.shipping.queries_order import OrderShipment, shipments_of_order

SHIPPABLE = frozenset({OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})


def shipments_for(order_id: int, state: OrderState) -> list[OrderShipment]:
    """Return an order's shipments; one that was never released has none, and is not asked about."""
    return shipments_of_order(order_id) if state in SHIPPABLE else []


def install(app: Flask) -> None:
    """Let order pages show shipments with the words of this room."""
    app.jinja_env.globals.update(shipments_for_order=shipments_for, shipment_labels=labels)
