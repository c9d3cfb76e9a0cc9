"""The orders in a shipment that ship only whole, and are not: what keeps the shipment from going further."""

from portal.orders.holds.rules import Step
from portal.orders.whole.queries import gathered_of
from portal.orders.whole.rules import KeptBack, kept_back
from portal.shipping.queries_holds import pieces_inside
from portal.shipping.states import ShipmentState

_NEXT_STEPS = {
    ShipmentState.PICKING: Step.CONFIRM_PACKING,
    ShipmentState.PACKED: Step.BOOK,
    ShipmentState.BOOKED: Step.DISPATCH,
}


def kept_inside(shipment_id: int, state: ShipmentState) -> tuple[KeptBack, ...]:
    """Return the orders that ship only whole and of which a shipment holds but a part, while it has not left."""
    step = _NEXT_STEPS.get(state)
    if step is None:
        return ()
    inside = pieces_inside(shipment_id)
    orders = gathered_of(inside.keys()).values()
    return tuple(found for one in orders if (found := kept_back(one, step, inside[one.id])) is not None)
