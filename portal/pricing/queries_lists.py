"""Price lists as headquarters sees them, and the price of one part in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from portal.catalogue.models import Part
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.pricing.models import ListPrice, PriceList


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
