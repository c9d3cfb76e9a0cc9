"""Price lists as headquarters sees them, and the price of one part in one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.pricing.models import Agreement, ListPrice, PriceList, QuantityTier


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """One part in one list: its price in force, None where the list has none."""

    list_id: int
    price_list: str
    currency: str
    part_id: int
    part_number: str
    price: Decimal | None


def price_lists() -> Sequence[PriceList]:
    """Return all lists, by their code."""
    return db.session.scalars(sa.select(PriceList).order_by(PriceList.code)).all()


def price_in(list_id: int, part_id: int) -> PriceFacts:
    """Return a part in a list; `NotVisible` where there is no such list or part."""
    wanted = (
        sa.select(PriceList.id, PriceList.code, PriceList.currency, Part.id, Part.number, ListPrice.price)
        .select_from(PriceList)
        .join(Part, Part.id == part_id)
        .outerjoin(ListPrice, (ListPrice.price_list_id == PriceList.id) & (ListPrice.part_id == Part.id))
    )
    row = db.session.execute(wanted.where(PriceList.id == list_id)).one_or_none()
    if row is None:
        raise NotVisible
    return PriceFacts(*row)


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What prices, tiers and agreements rest on: the currency of a list and its validity."""

    id: int
    currency: str
    valid_from: date
    valid_to: date | None


def lists_named(codes: Collection[str]) -> dict[str, ListFacts]:
    """Return lists by their codes."""
    wanted = sa.select(PriceList.code, PriceList.id, PriceList.currency, PriceList.valid_from, PriceList.valid_to)
    found = db.session.execute(wanted.where(among(PriceList.code, codes)))
    return {row[0]: ListFacts(*row[1:]) for row in found}


def bought_in() -> frozenset[str]:
    """Return the currencies distributors buy in; empty while there are none."""
    return frozenset(db.session.scalars(sa.select(Distributor.currency).distinct()))


def currencies_of(codes: Collection[str]) -> dict[str, str]:
    """Return the currencies distributors buy in, by their codes."""
    wanted = sa.select(Distributor.code, Distributor.currency).where(among(Distributor.code, codes))
    return {row.code: row.currency for row in db.session.execute(wanted)}


@dataclass(frozen=True, slots=True)
class Use:
    """What rests on a list: the days its agreements span, and the distributor whose agreement lasts longest."""

    first: date | None = None
    last: date | None = None
    distributor: str = ""


def lists_in_use(codes: Collection[str]) -> dict[str, Use]:
    """Return those of these lists that have prices, tiers or agreements, and what was agreed on them."""
    resting = (
        sa.exists().where(each.price_list_id == PriceList.id).correlate(PriceList) for each in (ListPrice, QuantityTier)
    )
    wanted = sa.select(PriceList.code).where(among(PriceList.code, codes), sa.or_(*resting))
    used = {code: Use() for code in db.session.scalars(wanted)}
    agreed = (
        sa.select(PriceList.code, Distributor.code, Agreement.valid_from, Agreement.valid_to)
        .select_from(Agreement)
        .join(PriceList, PriceList.id == Agreement.price_list_id)
        .join(Distributor, Distributor.id == Agreement.distributor_id)
        .where(among(PriceList.code, codes))
        .order_by(sa.func.coalesce(Agreement.valid_to, date.max), Distributor.code.desc())
    )
    for code, distributor, first, last in db.session.execute(agreed):
        known = used.get(code, Use()).first
        used[code] = Use(first if known is None else min(known, first), last, distributor)
    return used
