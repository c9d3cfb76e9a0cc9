"""The demo's terms of trade: price lists and agreements, and own numbers."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.models import PartAlias
from portal.catalogue.rules_part_numbers import norm
from portal.core.data.sessions import db
from portal.core.money import round_half_away
from portal.demo.loading import Loading
from portal.demo.special_prices import add_special
from portal.pricing.models import (
    Agreement,
    DownwardList,
    DownwardPrice,
    ListPrice,
    OrderTypeAdjustment,
    PriceList,
    QuantityTier,
)
from portal.pricing.service_freight import set_rates

LAST_YEAR = Decimal("0.97")
AGREED = {
    "NILE": Decimal(12),
    "SIAM": Decimal(15),
    "ANDES": Decimal(10),
    "NORDIC": Decimal(8),
    "DELTA": Decimal(5),
    "SETO": Decimal(9),
    "KHALEEJ": Decimal(7),
}
EGP = Decimal("58.5")
LIST_OF = {"NORDIC": "EUR", "SETO": "JPY", "KHALEEJ": "KWD"}
RATES = {
    "USD": (Decimal(1), 4),
    "EUR": (Decimal("0.92"), 4),
    "JPY": (Decimal("148.2"), 0),
    "KWD": (Decimal("0.3068"), 3),
}
"""What a dollar is in each currency there is a list in, and with how many decimals its prices are told."""
TIERS = ((10, Decimal(2)), (50, Decimal(4)))
FAST_TIERS = ((20, Decimal(5)), (100, Decimal(9)))
TIERED_PARTS = 180
ADJUSTMENTS = {"vor": 10, "campaign": 0, "urgent": 5, "daily": 0, "stock": -5, "initial": 0}
FREIGHT = (
    ("CKG", "EG", "sea", "0", "180", "0.90"),
    ("CKG", "EG", "sea", "500", "260", "0.55"),
    ("CN", "TH", "air", "0", "60", "4.80"),
    ("CN", "TH", "air", "45", "60", "4.10"),
    ("CN", "TH", "air", "100", "60", "3.60"),
    ("CN", "TH", "air_cargo", "0", "220", "4.20"),
    ("CN", "TH", "courier", "0", "18", "7.50"),
    ("CKG", "MX", "air", "0", "75", "6.90"),
    ("CKG", "MX", "air", "100", "75", "5.20"),
    ("DXB", "EG", "air", "0", "45", "2.90"),
    ("DXB", "EG", "courier", "0", "22", "5.40"),
)
"""From where, to which country, how, from how many kilograms on, dollars per shipment and per kilogram."""
OWN_NUMBERS = {"NILE": ("NM-{:05d}", 220), "SIAM": ("SEV{:06d}", 160)}


def add_prices(loading: Loading) -> None:
    """Add this year's and last year's lists in each currency, tiers, agreements, adjustments."""
    this_year = date(loading.today.year, 1, 1)
    last_year, its_end = (
        this_year.replace(year=this_year.year - 1),
        this_year.replace(year=this_year.year - 1, month=12, day=31),
    )
    for currency, (rate, _places) in RATES.items():
        old = _add_list(loading, currency, rate * LAST_YEAR, last_year, its_end)
        new = _add_list(loading, currency, rate, this_year, None)
        _add_tiers(loading, new)
        agreed = [code for code in AGREED if LIST_OF.get(code, "USD") == currency]
        for code in agreed:
            _agree(loading, code, old, last_year, its_end)
            _agree(loading, code, new, this_year, None)
    _add_downward(loading, this_year)
    add_special(loading, this_year)
    rows = [{"order_type": kind, "percent": Decimal(p), "valid_from": last_year} for kind, p in ADJUSTMENTS.items()]
    db.session.execute(sa.insert(OrderTypeAdjustment), rows)
    _add_freight(this_year)


def _add_freight(this_year: date) -> None:
    names = ("dispatch_from", "destination", "mode", "from_kg", "per_shipment", "per_kg")
    usual = {"currency": "USD", "valid_from": this_year.isoformat(), "valid_to": ""}
    set_rates([usual | dict(zip(names, row, strict=True)) for row in FREIGHT])


def _add_list(loading: Loading, currency: str, rate: Decimal, since: date, until: date | None) -> int:
    made = PriceList(
        code=f"{currency}-{since.year}",
        name=f"Export price list {since.year} ({currency})",
        currency=currency,
        valid_from=since,
        valid_to=until,
    )
    db.session.add(made)
    db.session.flush()
    rows = [
        {
            "price_list_id": made.id,
            "part_id": loading.part_ids[part.number],
            "price": round_half_away(part.price * rate, RATES[currency][1]),
        }
        for part in loading.parts
    ]
    db.session.execute(sa.insert(ListPrice), rows)
    return made.id


def _add_downward(loading: Loading, since: date) -> None:
    """Let a general distributor have a list for its dealers, in its own currency, of what sells fast."""
    owner = loading.distributors["NILE"]
    made = DownwardList(
        distributor_id=owner, name=f"Dealers' list {since.year}", currency="EGP", valid_from=since, version=1
    )
    db.session.add(made)
    db.session.flush()
    rows = [
        {
            "list_id": made.id,
            "distributor_id": owner,
            "part_id": loading.part_ids[part.number],
            "price": round_half_away(part.price * EGP, 2),
        }
        for part in loading.parts
        if part.speed == "fast"
    ]
    db.session.execute(sa.insert(DownwardPrice), rows)


def _add_tiers(loading: Loading, list_id: int) -> None:
    fast = [part.number for part in loading.parts if part.speed == "fast"]
    own = loading.dice("tiers").sample(fast, TIERED_PARTS)
    wanted: list[tuple[int | None, tuple[tuple[int, Decimal], ...]]] = [(None, TIERS)]
    wanted += [(loading.part_ids[number], FAST_TIERS) for number in own]
    rows = [
        {"price_list_id": list_id, "part_id": part_id, "from_quantity": quantity, "discount_percent": percent}
        for part_id, tiers in wanted
        for quantity, percent in tiers
    ]
    db.session.execute(sa.insert(QuantityTier), rows)


def _agree(loading: Loading, code: str, list_id: int, since: date, until: date | None) -> None:
    owner = loading.distributors[code]
    days = {"valid_from": since, "valid_to": until}
    db.session.add(Agreement(distributor_id=owner, price_list_id=list_id, discount_percent=AGREED[code], **days))


def add_own_numbers(loading: Loading) -> None:
    """Give two distributors their own numbers for some of the parts."""
    rows: list[dict[str, Any]] = []
    for code, (shape, count) in OWN_NUMBERS.items():
        chosen = loading.dice(f"own:{code}").sample(loading.parts, count)
        rows += [
            {
                "distributor_id": loading.distributors[code],
                "norm": norm(shape.format(index)),
                "written": shape.format(index),
                "part_id": loading.part_ids[part.number],
            }
            for index, part in enumerate(chosen, start=1)
        ]
    db.session.execute(sa.insert(PartAlias), rows)
