"""Pieces of a shipped line that a claim rests on: held when it is filed, freed when it ends."""

import sqlalchemy as sa

from portal.core.data.changed import changed
from portal.core.errors import Refused
from portal.shipping.models import ShipmentLine


def hold_for_claim(line_id: int, quantity: int) -> None:
    """Hold pieces of a shipped line for a claim; the row stays locked until the transaction ends.

    Never more than were shipped or arrived beyond it: refuses `shipping.claimed_beyond`.
    """
    held = (
        sa.update(ShipmentLine)
        .where(
            ShipmentLine.id == line_id,
            ShipmentLine.claimed + quantity <= ShipmentLine.picked + ShipmentLine.over,
        )
        .values(claimed=ShipmentLine.claimed + quantity)
        .execution_options(synchronize_session=False)
    )
    if changed(held) != 1:
        raise Refused("shipping.claimed_beyond", quantity=quantity)


def free_from_claim(line_id: int, quantity: int) -> None:
    """Give back pieces a claim no longer rests on; more than are held is a programming error."""
    freed = (
        sa.update(ShipmentLine)
        .where(ShipmentLine.id == line_id, ShipmentLine.claimed >= quantity)
        .values(claimed=ShipmentLine.claimed - quantity)
        .execution_options(synchronize_session=False)
    )
    if changed(freed) != 1:
        raise RuntimeError(f"{quantity} pieces were not held on shipment line {line_id}")
