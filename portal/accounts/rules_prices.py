"""Who is shown headquarters' prices: a general distributor may keep them from its dealers and its own buyers. Pure."""

from collections.abc import Collection

from portal.accounts.rules_roles import permissions_of
from portal.core.permissions import Permission

ALWAYS = frozenset({"dealer_owner", "dealer_finance"})
"""Roles of the company itself that see what it pays, whatever it keeps from others."""
_OF_PRICES = frozenset({Permission.PRICE_VIEW, Permission.INVOICE_VIEW})
"""What is taken from whoever is not shown prices; an invoice without amounts is none."""


def permitted(roles: Collection[str], *, kept_by_general: bool, kept_from_buyers: bool) -> frozenset[Permission]:
    """Return what these roles allow at one company.

    `kept_by_general`: the general distributor right above keeps prices from its dealers, whatever their roles.
    `kept_from_buyers`: the company itself keeps them from its people other than `ALWAYS`.
    """
    allowed = permissions_of(roles)
    hidden = kept_by_general or (kept_from_buyers and ALWAYS.isdisjoint(roles))
    return allowed - _OF_PRICES if hidden else allowed
