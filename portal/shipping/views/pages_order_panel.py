"""What order pages are told of shipments: those of an order, and the words of this room."""

from flask import Flask

from portal.orders.views.ports import tell_rests, tell_shipments
from portal.shipping import labels
from portal.shipping.queries_order import rest_until, shipments_of_order


def install(app: Flask) -> None:
    """Let order pages show shipments with the words of this room."""
    tell_shipments(app, shipments_of_order)
    tell_rests(app, rest_until)
    app.jinja_env.globals.update(shipment_labels=labels)
