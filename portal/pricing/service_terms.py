"""Price lists, prices, tiers, agreements and surcharges as master data changes them: in bulk, by codes.

Whoever calls has judged the rows; a code nobody knows is an error of the caller's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.service_parts import part_ids
from portal.core.data.changed import changed
from portal.core.data.lists import among, rows_given
from portal.core.data.sessions import add_rows, db
from portal.core.data.types import SCALE
from portal.pricing.models import Agreement, CoreDeposit, ListPrice, OrderTypeAdjustment, PriceList, QuantityTier

Values = Mapping[str, Any]


def day(text: str | None) -> date | None:
    """Return a day as master data writes it (`2026-11-30`), None for none."""
    return date.fromisoformat(text) if text else None


def set_lists(rows: Sequence[Values]) -> None:
    """Add price lists, or change those with these codes: name, currency, validity."""
    there = {one.code: one for one in db.session.scalars(sa.select(PriceList))}
    for row in rows:
        found = there.get(row["code"]) or PriceList(code=row["code"])
        found.name, found.currency = row["name"], row["currency"]
        found.valid_from, found.valid_to = date.fromisoformat(row["valid_from"]), day(row["valid_to"])
        db.session.add(found)


def remove_lists(codes: Collection[str]) -> None:
    """Remove price lists without prices, tiers and agreements; the database refuses any other."""
    changed(sa.delete(PriceList).where(among(PriceList.code, codes)))


def list_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of price lists by their codes."""
    found = db.session.execute(sa.select(PriceList.code, PriceList.id).where(among(PriceList.code, codes)))
    return {row.code: row.id for row in found}


def _found(rows: Sequence[Values]) -> list[tuple[int, int]]:
    """The ids of list and part of each row."""
    lists, parts = list_ids({row["price_list"] for row in rows}), part_ids(row["part"] for row in rows)
    return [(lists[row["price_list"]], parts[row["part"]]) for row in rows]


def add_prices(rows: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Add list prices: list, part, price; `people` are who asked and who agreed."""
    if rows:
        by = {"changed_by": people[0], "approved_by": people[1]}
        keys = zip(_found(rows), rows, strict=True)
        add_rows(
            ListPrice,
            [
                {"price_list_id": list_id, "part_id": part_id, "price": Decimal(row["price"])} | by
                for (list_id, part_id), row in keys
            ],
        )


def change_prices(rows: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Set list prices that are there, in one statement; `people` are who asked and who agreed."""
    if not rows:
        return
    keys = zip(_found(rows), rows, strict=True)
    given = rows_given(
        ((list_id, part_id, Decimal(row["price"]) * SCALE) for (list_id, part_id), row in keys),
        "list_id",
        "part_id",
        "price",
    )
    changed(
        sa.update(ListPrice)
        .where(ListPrice.price_list_id == given.c.list_id, ListPrice.part_id == given.c.part_id)
        .values(price=given.c.price, changed_by=people[0], approved_by=people[1])
    )


def remove_prices(rows: Sequence[Values]) -> None:
    """Remove list prices: list, part."""
    by_list: dict[int, list[int]] = {}
    for list_id, part_id in _found(rows):
        by_list.setdefault(list_id, []).append(part_id)
    for list_id, parts in by_list.items():
        changed(sa.delete(ListPrice).where(ListPrice.price_list_id == list_id, among(ListPrice.part_id, parts)))


def set_deposits(rows: Sequence[Values], gone: Sequence[Values], people: tuple[int | None, int | None]) -> None:
    """Add, change and remove deposits for old units: list, part, deposit; `people` are who asked and who agreed."""
    every = [*rows, *gone]
    keys = dict(zip(((row["price_list"], row["part"]) for row in every), _found(every), strict=True))
    of_lists = sa.select(CoreDeposit).where(
        among(CoreDeposit.price_list_id, {list_id for list_id, _part in keys.values()}),
        among(CoreDeposit.part_id, {part_id for _list, part_id in keys.values()}),
    )
    there = {(one.price_list_id, one.part_id): one for one in db.session.scalars(of_lists)}
    for row in gone:
        db.session.delete(there[keys[row["price_list"], row["part"]]])
    for row in rows:
        key = keys[row["price_list"], row["part"]]
        found = there.get(key) or CoreDeposit(price_list_id=key[0], part_id=key[1])
        found.deposit, (found.changed_by, found.approved_by) = Decimal(row["deposit"]), people
        db.session.add(found)


def set_tiers(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Add, change and remove quantity tiers: list, part (empty: the whole list), from quantity, percent off."""
    every = [*rows, *gone]
    lists = list_ids({row["price_list"] for row in every})
    parts = part_ids(row["part"] for row in every if row["part"])

    def of(row: Values) -> tuple[int, int | None, int]:
        return lists[row["price_list"]], parts[row["part"]] if row["part"] else None, row["from_quantity"]

    tiers = db.session.scalars(sa.select(QuantityTier).where(among(QuantityTier.price_list_id, lists.values())))
    there = {(one.price_list_id, one.part_id, one.from_quantity): one for one in tiers}
    changed(sa.delete(QuantityTier).where(among(QuantityTier.id, [there[of(row)].id for row in gone])))
    new = []
    for row in rows:
        found, percent = there.get(of(row)), Decimal(row["discount_percent"])
        if found is not None:
            found.discount_percent = percent
        else:
            list_id, part_id, quantity = of(row)
            new.append(
                {"price_list_id": list_id, "part_id": part_id, "from_quantity": quantity, "discount_percent": percent}
            )
    if new:
        add_rows(QuantityTier, new)


def set_agreements(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Add, change and remove agreements: distributor, list, first day, percent off, last day."""
    every = [*rows, *gone]
    lists = list_ids({row["price_list"] for row in every})
    owners = distributor_ids({row["distributor"] for row in every})

    def of(row: Values) -> tuple[int, int, date]:
        return owners[row["distributor"]], lists[row["price_list"]], date.fromisoformat(row["valid_from"])

    agreed = db.session.scalars(sa.select(Agreement).where(among(Agreement.distributor_id, owners.values())))
    there = {(one.distributor_id, one.price_list_id, one.valid_from): one for one in agreed}
    changed(sa.delete(Agreement).where(among(Agreement.id, [there[of(row)].id for row in gone])))
    new = []
    for row in rows:
        found, percent, until = there.get(of(row)), Decimal(row["discount_percent"]), day(row["valid_to"])
        if found is not None:
            found.discount_percent, found.valid_to = percent, until
        else:
            owner, list_id, since = of(row)
            values = {"distributor_id": owner, "price_list_id": list_id, "valid_from": since}
            new.append(values | {"valid_to": until, "discount_percent": percent})
    if new:
        add_rows(Agreement, new)


def distributor_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of distributors by their codes."""
    found = db.session.execute(sa.select(Distributor.code, Distributor.id).where(among(Distributor.code, codes)))
    return {row.code: row.id for row in found}


STANDS = {"yes": True, "no": False, "": None}
"""Whether a discount stands for an order type; nothing said is as usual of the type."""


def set_surcharges(rows: Sequence[Values], gone: Sequence[Values]) -> None:
    """Add, change and remove what order types add: order type, first day, percent, which discounts stand."""
    there = {(one.order_type, one.valid_from): one for one in db.session.scalars(sa.select(OrderTypeAdjustment))}
    for row in gone:
        db.session.delete(there[row["order_type"], date.fromisoformat(row["valid_from"])])
    for row in rows:
        key = row["order_type"], date.fromisoformat(row["valid_from"])
        found = there.get(key) or OrderTypeAdjustment(order_type=key[0], valid_from=key[1])
        found.percent = Decimal(row["surcharge_percent"])
        found.agreement_applies, found.tiers_apply = (
            STANDS[row[name]] for name in ("agreement_applies", "tiers_apply")
        )
        db.session.add(found)
