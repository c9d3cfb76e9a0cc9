"""Whose an order is to change: its own company's and headquarters'; a general distributor reads its dealers' orders."""

from portal.core.actor import Actor, Door
from portal.core.errors import Refused


def is_own(distributor_id: int, actor: Actor) -> bool:
    """Tell whether orders of a distributor are for this person to change: of its own company, or at headquarters."""
    return actor.door is Door.HQ or actor.distributor_id == distributor_id


def check_own(distributor_id: int, number: str, actor: Actor) -> None:
    """Refuse `order.dealers_order` to whoever sees an order, and may not change it.

    That is the one answer wherever the question is asked; an order out of sight was not found before (`NotVisible`).
    """
    if not is_own(distributor_id, actor):
        raise Refused("order.dealers_order", number=number)
