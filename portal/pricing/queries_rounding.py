"""How unit prices are rounded, by currency."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.money import decimals
from portal.pricing.models_special import CurrencyRule
from portal.pricing.rules_special import Rounding


def roundings_of(currencies: Collection[str]) -> dict[str, Rounding]:
    """Return how unit prices are rounded in those of these currencies that have a rule of their own."""
    found = db.session.scalars(sa.select(CurrencyRule).where(among(CurrencyRule.currency, currencies)))
    return {one.currency: _rounding(one) for one in found}


def _rounding(rule: CurrencyRule) -> Rounding:
    places = decimals(rule.currency) if rule.price_places is None else rule.price_places
    return Rounding(places, rule.price_step, even=rule.half == "even")
