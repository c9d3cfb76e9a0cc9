"""Fixed prices, discount groups, campaigns and rounding as master data changes them: in bulk, by codes.

Whoever calls has judged the rows; a code nobody knows is an error of the caller's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.catalogue.service_parts import part_ids
from portal.core.data.changed import changed
from portal.core.data.lists import among
from portal.core.data.sessions import add_rows, db
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup
from portal.pricing.service_terms import day, distributor_ids

Values = Mapping[str, Any]
People = tuple[int | None, int | None]
"""Who asked, and who agreed."""


def set_fixed_prices(rows: Sequence[Values], gone: Sequence[Values], people: People) -> None:
    """Add, change and remove fixed prices: distributor, part, first day; currency, price, last day."""
    owners, parts = _named([*rows, *gone])

    def key(row: Values) -> tuple[int, int, date]:
        return owners[row["distributor"]], parts[row["part"]], date.fromisoformat(row["valid_from"])

    stored = db.session.scalars(
        sa.select(FixedPrice).where(
            among(FixedPrice.distributor_id, owners.values()), among(FixedPrice.part_id, parts.values())
        )
    )
    there = {(one.distributor_id, one.part_id, one.valid_from): one for one in stored}
    _remove(FixedPrice, [there[key(row)].id for row in gone])
    new = []
    for row in rows:
        values = {"currency": row["currency"], "price": Decimal(row["price"]), "valid_to": day(row["valid_to"])}
        values |= _by(people)
        found = there.get(key(row))
        if found is None:
            owner, part, since = key(row)
            new.append({"distributor_id": owner, "part_id": part, "valid_from": since} | values)
        else:
            _put(found, values)
    if new:
        add_rows(FixedPrice, new)


def set_groups(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Put parts into discount groups, or take them out: part, group."""
    parts = part_ids({row["part"] for row in [*rows, *gone]})
    of_these = among(PartDiscountGroup.part_id, parts.values())
    changed(sa.delete(PartDiscountGroup).where(of_these))
    if rows:
        add_rows(
            PartDiscountGroup,
            [{"part_id": parts[row["part"]], "discount_group": row["discount_group"]} for row in rows],
        )


def set_group_discounts(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Add, change and remove percentages on groups: distributor, group, first day; percent, last day."""
    owners = distributor_ids({row["distributor"] for row in [*rows, *gone]})

    def key(row: Values) -> tuple[int, str, date]:
        return owners[row["distributor"]], row["discount_group"], date.fromisoformat(row["valid_from"])

    stored = db.session.scalars(sa.select(GroupDiscount).where(among(GroupDiscount.distributor_id, owners.values())))
    there = {(one.distributor_id, one.discount_group, one.valid_from): one for one in stored}
    _remove(GroupDiscount, [there[key(row)].id for row in gone])
    new = []
    for row in rows:
        values = {"discount_percent": Decimal(row["discount_percent"]), "valid_to": day(row["valid_to"])}
        found = there.get(key(row))
        if found is None:
            owner, group, since = key(row)
            new.append({"distributor_id": owner, "discount_group": group, "valid_from": since} | values)
        else:
            _put(found, values)
    if new:
        add_rows(GroupDiscount, new)


def set_campaigns(rows: Sequence[Values], gone: Sequence[Values], people: People) -> None:
    """Add, change and remove what campaigns give.

    By campaign, part, distributor ("" for all), currency ("" for a percentage) and first day: order types, percent or
    price, last day.
    """
    owners, parts = _named([*rows, *gone])

    def key(row: Values) -> tuple[str, int, int | None, str, date]:
        owner = owners[row["distributor"]] if row["distributor"] else None
        return row["campaign"], parts[row["part"]], owner, row["currency"], date.fromisoformat(row["valid_from"])

    stored = db.session.scalars(sa.select(CampaignPrice).where(among(CampaignPrice.part_id, parts.values())))
    there = {(one.campaign, one.part_id, one.buyer_id, one.currency, one.valid_from): one for one in stored}
    _remove(CampaignPrice, [there[key(row)].id for row in gone])
    new = []
    for row in rows:
        percent, price = row["discount_percent"], row["price"]
        values = {
            "order_types": row["order_types"],
            "discount_percent": Decimal(percent) if percent is not None else None,
            "price": Decimal(price) if price is not None else None,
            "valid_to": day(row["valid_to"]),
        } | _by(people)
        found = there.get(key(row))
        if found is None:
            campaign, part, owner, currency, since = key(row)
            named = {"campaign": campaign, "part_id": part, "buyer_id": owner, "currency": currency}
            new.append(named | {"valid_from": since} | values)
        else:
            _put(found, values)
    if new:
        add_rows(CampaignPrice, new)


def set_currencies(rows: Sequence[Values], gone: Collection[str]) -> None:
    """Add, change and remove how currencies round unit prices: currency; decimals, step, half."""
    changed(sa.delete(CurrencyRule).where(among(CurrencyRule.currency, gone)))
    for row in rows:
        found = db.session.get(CurrencyRule, row["currency"]) or CurrencyRule(currency=row["currency"])
        found.price_places, found.half = row["price_places"], row["half"]
        found.price_step = Decimal(row["price_step"]) if row["price_step"] is not None else None
        db.session.add(found)


def _named(rows: Sequence[Values]) -> tuple[dict[str, int], dict[str, int]]:
    """The ids of the distributors and parts rows name."""
    owners = distributor_ids({row["distributor"] for row in rows if row["distributor"]})
    return owners, part_ids({row["part"] for row in rows})


def _by(people: People) -> dict[str, int | None]:
    return {"changed_by": people[0], "approved_by": people[1]}


def _put(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _remove(model: Any, ids: Sequence[int]) -> None:
    changed(sa.delete(model).where(among(model.id, ids)))
