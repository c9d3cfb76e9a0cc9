"""The demo's prices beside lists: some fixed, some given by group, two campaigns, and how euros are rounded."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db
from portal.core.money import round_half_away
from portal.demo.loading import Loading
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup

GROUPS = ("BODY", "FILTER", "OIL")
GROUPED, FIXED, IN_CAMPAIGN = 150, 12, 20
GIVEN = {"NILE": {"FILTER": Decimal(18), "OIL": Decimal(5)}, "NORDIC": {"BODY": Decimal(14)}}
OF_LIST = Decimal("0.75")


def add_special(loading: Loading, since: date) -> None:
    """Add discount groups with what two distributors are given on them, fixed prices, campaigns, and rounding."""
    fast = [part for part in loading.parts if part.speed == "fast"]
    chosen = loading.dice("special").sample(fast, GROUPED + FIXED + 2 * IN_CAMPAIGN)
    ids = [loading.part_ids[part.number] for part in chosen]
    groups = [{"part_id": one, "discount_group": GROUPS[at % len(GROUPS)]} for at, one in enumerate(ids[:GROUPED])]
    db.session.execute(sa.insert(PartDiscountGroup), groups)
    days = {"valid_from": since, "valid_to": None}
    given = [
        {"distributor_id": loading.distributors[code], "discount_group": group, "discount_percent": percent} | days
        for code, its in GIVEN.items()
        for group, percent in its.items()
    ]
    db.session.execute(sa.insert(GroupDiscount), given)
    fixed = [
        {
            "distributor_id": loading.distributors["SIAM"],
            "part_id": loading.part_ids[part.number],
            "currency": "USD",
            "price": round_half_away(part.price * OF_LIST, 2),
        }
        | days
        for part in chosen[GROUPED : GROUPED + FIXED]
    ]
    db.session.execute(sa.insert(FixedPrice), fixed)
    _add_campaigns(loading, chosen[GROUPED + FIXED :])
    db.session.add(CurrencyRule(currency="EUR", price_places=2, price_step=None, half="up"))


def _add_campaigns(loading: Loading, parts: list[Any]) -> None:
    """Add one campaign with a percentage for all, and one with prices for one distributor and its stock orders."""
    days: dict[str, Any] = {
        "valid_from": loading.today - timedelta(days=20),
        "valid_to": loading.today + timedelta(days=40),
    }
    for_all = days | {"campaign": "SERVICE-WEEKS", "buyer_id": None, "order_types": "", "price": None, "currency": ""}
    for_one = days | {
        "campaign": "NILE-STOCK",
        "buyer_id": loading.distributors["NILE"],
        "order_types": "daily stock",
        "discount_percent": None,
        "currency": "USD",
    }
    rows = [
        for_all | {"discount_percent": Decimal(10), "part_id": loading.part_ids[part.number]}
        for part in parts[:IN_CAMPAIGN]
    ]
    rows += [
        for_one | {"part_id": loading.part_ids[part.number], "price": round_half_away(part.price * OF_LIST, 2)}
        for part in parts[IN_CAMPAIGN:]
    ]
    db.session.execute(sa.insert(CampaignPrice), rows)
