"""What may be done to shipments, in the order of their life."""

from portal.shipping.rules_packing import Measures
from portal.shipping.service_packing import (
    CartonInput,
    add_carton,
    change_carton,
    confirm_packing,
    remove_carton,
    reopen_packing,
)
from portal.shipping.service_picking import Wanted, cancel_shipment, plan_shipment, record_pick
from portal.shipping.service_receipt import confirm_receipt
from portal.shipping.service_transport import Booking, book, dispatch, record_milestone

__all__ = [
    "Booking", "CartonInput", "Measures", "Wanted", "add_carton", "book", "cancel_shipment",
    "change_carton", "confirm_packing", "confirm_receipt", "dispatch", "plan_shipment",
    "record_milestone", "record_pick", "remove_carton", "reopen_packing",
]  # fmt: skip
