"""Which open orders (drafts, and those sent back for changes) a change of prices would price anew."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.masterdata.models import ChangedRow
from portal.masterdata.ports import Kind, Orders
from portal.masterdata.rules_keys import SEPARATOR, parts_of
from portal.orders.models import DraftRow, SalesOrder
from portal.orders.states import EDITABLE, OrderState
from portal.orders.types.states import OrderType
from portal.pricing.models import Agreement, PriceList
from portal.pricing.models_special import PartDiscountGroup

SHOWN = 50
"""So many of them are named."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that would be priced anew."""

    number: str
    distributor: str
    state: OrderState
    lines: int


@dataclass(frozen=True, slots=True)
class Touched:
    """How many open orders a change would price anew, and the newest of them."""

    count: int
    orders: Sequence[OpenOrder]


def touched_by(kind: Kind, change_set_id: int, on: date) -> Touched | None:
    """Return the open orders a change set would price anew on a day; None for a kind that prices nothing."""
    if kind.touches is None:
        return None
    keys = db.session.scalars(sa.select(ChangedRow.key).where(ChangedRow.change_set_id == change_set_id))
    ids = kind.touches([tuple(parts_of(key)) for key in keys], on)
    open_ones = SalesOrder.state.in_(sorted(EDITABLE)) & SalesOrder.id.in_(ids)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(SalesOrder).where(open_ones)) or 0
    shown = (
        sa.select(SalesOrder.number, Distributor.name, SalesOrder.state, SalesOrder.line_count)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(open_ones)
        .order_by(SalesOrder.id.desc())
        .limit(SHOWN)
    )
    return Touched(count, [OpenOrder(*row) for row in db.session.execute(shown)] if count else [])


def joined(*parts: Any) -> sa.ColumnElement[str]:
    """Return columns joined as keys are."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + SEPARATOR + part
    return whole  # type: ignore[no-any-return]


def keyed(keys: Iterable[Sequence[str]], *places: int) -> set[str]:
    """Return what stands at some places of keys, joined as keys are."""
    return {SEPARATOR.join(key[place] for place in places) for key in keys}


_ROWS = (
    sa.select(DraftRow.order_id)
    .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
    .join(Distributor, Distributor.id == SalesOrder.distributor_id)
    .join(Part, Part.id == DraftRow.part_id)
    .where(SalesOrder.state.in_(sorted(EDITABLE)))
)


def with_parts(numbers: Collection[str]) -> Orders:
    """Return the open orders in which one of these parts stands."""
    return _ROWS.where(among(Part.number, numbers))


def of_buyers_with_parts(pairs: Collection[str]) -> Orders:
    """Return the open orders of a distributor in which a part stands, by both joined."""
    return _ROWS.where(among(joined(Distributor.code, Part.number), pairs))


def of_buyers(codes: Collection[str]) -> Orders:
    """Return the orders of these distributors."""
    return (
        sa.select(SalesOrder.id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .where(among(Distributor.code, codes))
    )


def of_lists(lists: Collection[str], pairs: Collection[str], on: date) -> Orders:
    """Return the open orders of whoever buys from one of these lists that day, or from a list with one of these parts.

    `pairs` are list and part joined.
    """
    return (
        _ROWS.join(Agreement, Agreement.distributor_id == SalesOrder.distributor_id)
        .join(PriceList, PriceList.id == Agreement.price_list_id)
        .where(
            Agreement.valid_from <= on,
            Agreement.valid_to.is_(None) | (Agreement.valid_to >= on),
            among(PriceList.code, lists) | among(joined(PriceList.code, Part.number), pairs),
        )
    )


def of_buyers_with_groups(pairs: Collection[str]) -> Orders:
    """Return the open orders of a distributor with a part of a discount group, by both joined."""
    return _ROWS.join(PartDiscountGroup, PartDiscountGroup.part_id == DraftRow.part_id).where(
        among(joined(Distributor.code, PartDiscountGroup.discount_group), pairs)
    )


def in_currencies(codes: Collection[str]) -> Orders:
    """Return the orders in these currencies."""
    return sa.select(SalesOrder.id).where(among(SalesOrder.currency, codes))


def of_types(types: Collection[str]) -> Orders:
    """Return the orders of these types."""
    return sa.select(SalesOrder.id).where(SalesOrder.order_type.in_([OrderType(one) for one in sorted(types)]))
