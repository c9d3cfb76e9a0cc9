"""Whose prices the catalogue tells its reader, and in which words it says so."""

from flask_babel import gettext as _

from portal.accounts.models import DistributorKind
from portal.accounts.queries import DistributorFacts
from portal.catalogue.ports_offers import Buyer
from portal.core.actor import Actor


def buyer_for(own: DistributorFacts, actor: Actor, order_type: str = "daily", *, with_general: bool = False) -> Buyer:
    """Return whose prices are told for an order type.

    What a dealer's general distributor asks is told `with_general`, and wherever headquarters' prices are kept.
    """
    below = own.kind is DistributorKind.DEALER and (with_general or not actor.sees_prices)
    return Buyer(own.id, own.currency, order_type, is_dealer=below, sees_prices=actor.sees_prices)


def prices_told(own: DistributorFacts, actor: Actor) -> str:
    """Return what a list of parts says of its prices."""
    if actor.sees_prices:
        return _("Prices for one piece in %(currency)s, as agreed with you", currency=own.currency)
    if own.kind is DistributorKind.DEALER:
        return _("Prices of your general distributor, where it tells one; others on request")
    return _("Prices on request: your company shows them to its owners and finance")
