"""Asked by the steps that take a shipment further, whether it holds only a part of an order that ships whole."""

from portal.orders.holds.rules import Step
from portal.orders.whole.service import refuse_part
from portal.shipping.queries_holds import pieces_inside


def refuse_part_inside(shipment_id: int, step: Step) -> None:
    """Refuse `order.whole_only` where a shipment holds only a part of an order that ships whole.

    The caller has locked the shipment and, by `refuse_held_inside`, its lines and their orders.
    """
    refuse_part(pieces_inside(shipment_id), step)
