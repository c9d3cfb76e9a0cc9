"""What dealers' orders ask of their general distributor: for the one order, on a page, and dealer by dealer."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part, PartText
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.orders.decisions.rules_gathering import Asked
from portal.orders.models import DraftRow, SalesOrder

MOST_ROWS = 500
"""So many rows of a dealer's order are shown."""


def asked_for(order_ids: Collection[int]) -> list[Asked]:
    """Return the pieces of each part some orders ask for, order by order."""
    rows = db.session.execute(
        sa.select(DraftRow.facts, Part.number, Distributor.code, DraftRow.quantity)
        .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .join(Part, Part.id == DraftRow.part_id)
        .where(among(DraftRow.order_id, order_ids))
        .order_by(DraftRow.order_id, DraftRow.position)
    )
    return [
        Asked(number, dealer, int(facts.get("total", quantity or 0)))
        for facts, number, dealer, quantity in rows
        if "row" not in facts
    ]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A row of a dealer's order that is not at headquarters, in a reader's language."""

    position: int
    part_number: str
    name: str
    quantity: int
    note: str


def asked_rows(order_id: int, locale: str) -> list[AskedRow]:
    """Return the rows of an order as they were passed up, at most `MOST_ROWS`."""
    rows = db.session.execute(
        sa.select(
            DraftRow.position,
            Part.number,
            sa.func.coalesce(PartText.name, Part.name, ""),
            sa.func.coalesce(DraftRow.quantity, 0),
            DraftRow.note,
        )
        .join(Part, Part.id == DraftRow.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(DraftRow.order_id == order_id)
        .order_by(DraftRow.position)
        .limit(MOST_ROWS)
    )
    return [AskedRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Share:
    """So many pieces of a part that one dealer's order has in the order it was gathered into."""

    part_number: str
    name: str
    dealer_code: str
    dealer: str
    order_number: str
    po_number: str
    quantity: int


def shares_of(number: str, locale: str) -> list[Share]:
    """Return whose the pieces of the order of this number are, part by part."""
    rows = db.session.execute(
        sa.select(
            Part.number,
            sa.func.coalesce(PartText.name, Part.name, ""),
            Distributor.code,
            Distributor.name,
            SalesOrder.number,
            SalesOrder.po_number,
            sa.func.coalesce(DraftRow.quantity, 0),
        )
        .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .join(Part, Part.id == DraftRow.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(SalesOrder.gathered_into == number)
        .order_by(Part.number, SalesOrder.id, DraftRow.position)
    )
    return [Share(*row) for row in rows]
