"""What parts cost the dealers of a general distributor, in the list it keeps for them; and its lists, to itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.queries import general_above
from portal.core.data.lists import among_given
from portal.core.data.sessions import db, read
from portal.core.errors import NotVisible
from portal.core.scope import current_scope, scope_of, scoped
from portal.pricing.models import DownwardList, DownwardPrice


@dataclass(frozen=True, slots=True)
class PricesAbove:
    """The list of a general distributor that holds on a day, and what parts cost in it per unit, by their ids."""

    list_name: str
    currency: str
    prices: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class ListFacts:
    """A list as its owner sees it, with how many prices stand in it."""

    id: int
    name: str
    currency: str
    valid_from: date
    valid_to: date | None
    version: int
    prices: int


_ON = sa.bindparam("on", type_=sa.Date)
_HOLDING = (
    sa.select(DownwardList.id, DownwardList.name, DownwardList.currency)
    .where(
        DownwardList.distributor_id == sa.bindparam("owner"),
        DownwardList.valid_from <= _ON,
        DownwardList.valid_to.is_(None) | (DownwardList.valid_to >= _ON),
    )
    .order_by(DownwardList.valid_from.desc(), DownwardList.id.desc())
    .limit(1)
)
_PRICES = sa.select(DownwardPrice.part_id, DownwardPrice.price).where(
    DownwardPrice.list_id == sa.bindparam("list_id"), among_given(DownwardPrice.part_id, "part_ids")
)


def prices_above(dealer_id: int, part_ids: Collection[int], on: date) -> PricesAbove | None:
    """Return what the general distributor right above a dealer asks for parts on a day; None where it tells nothing.

    That list is not in the dealer's scope: it is read for this alone, in three statements however many parts there
    are. Raises `NotVisible` for a dealer out of sight.
    """
    scope = current_scope()
    if scope is None or not (scope.everyone or dealer_id in scope.distributor_ids):
        raise NotVisible
    general = general_above(dealer_id)
    if general is None or not part_ids:
        return None
    db.session.flush()
    with scoped(scope_of(general)):
        found = read(_HOLDING, {"owner": general, "on": on}).one_or_none()
        if found is None:
            return None
        rows = read(_PRICES, {"list_id": found.id, "part_ids": part_ids}).all()
    return PricesAbove(found.name, found.currency, {row.part_id: row.price for row in rows})


def lists_of(owner_id: int) -> list[ListFacts]:
    """Return the lists a general distributor keeps, the one that begins last first."""
    return [ListFacts(*row) for row in db.session.execute(_lists(owner_id))]


def list_of(owner_id: int, list_id: int) -> ListFacts:
    """Return one of the lists a general distributor keeps; `NotVisible` for any other."""
    row = db.session.execute(_lists(owner_id).where(DownwardList.id == list_id)).one_or_none()
    if row is None:
        raise NotVisible(str(list_id))
    return ListFacts(*row)


def _lists(owner_id: int) -> sa.Select[*tuple[Any, ...]]:
    count = (
        sa.select(sa.func.count())
        .select_from(DownwardPrice)
        .where(DownwardPrice.list_id == DownwardList.id)
        .scalar_subquery()
    )
    columns = [getattr(DownwardList, name) for name in ListFacts.__dataclass_fields__ if name != "prices"]
    return (
        sa.select(*columns, count)
        .where(DownwardList.distributor_id == owner_id)
        .order_by(DownwardList.valid_from.desc(), DownwardList.id.desc())
    )
