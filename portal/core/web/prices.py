"""Whether whoever reads is shown headquarters' prices, and what is written in their place.

Pages and files write amounts through here or through `PageWords`, which asks here; what a general distributor asks of
its own dealers is no price of headquarters' and is written by `formats`.
"""

from decimal import Decimal

from flask import has_request_context
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import formats

ON_REQUEST = _l("Price on request")
"""What stands where a price is kept from its reader."""


def prices_shown() -> bool:
    """Tell whether the reader of this request is shown headquarters' prices.

    Where nobody is signed in there is nothing to keep: a job writes for the record, a mail judges its own receiver.
    """
    if not has_request_context() or not current_user.is_authenticated:
        return True
    shown: bool = current_user.actor.sees_prices
    return shown


def money(amount: Decimal, currency: str, locale: str) -> str:
    """Return an amount with its currency, or the words for one that is kept from its reader."""
    return formats.money(amount, currency, locale) if prices_shown() else str(ON_REQUEST)


def unit_price(amount: Decimal, locale: str) -> str:
    """Return a price per unit, or the words for one that is kept from its reader."""
    return formats.unit_price(amount, locale) if prices_shown() else str(ON_REQUEST)
