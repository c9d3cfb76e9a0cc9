"""What dealers' orders ask of their general distributor: for the one order, on a page, and dealer by dealer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Distributor
from portal.catalogue.models import Part, PartText
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.money import Money, line_amount, total
from portal.orders.decisions.rules_gathering import Asked
from portal.orders.models import DraftRow, SalesOrder

MOST_ROWS = 500
"""So many rows of a dealer's order are shown."""
ABOVE = "above"
"""The fact of a row that keeps what the general distributor asked when the order was passed up."""


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
    price: Money | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class PassedUp:
    """An order as it was passed up: its first rows, what all with a price come to, and how many have none.

    `total` is None where none has a price.
    """

    rows: Sequence[AskedRow]
    total: Money | None
    unpriced: int


def passed_up(order_id: int, locale: str) -> PassedUp:
    """Return an order as it was passed up, its rows in a reader's language, at most `MOST_ROWS` of them."""
    found = db.session.execute(
        sa.select(
            DraftRow.position,
            Part.number,
            sa.func.coalesce(PartText.name, Part.name, ""),
            sa.func.coalesce(DraftRow.quantity, 0),
            DraftRow.note,
            DraftRow.facts,
        )
        .join(Part, Part.id == DraftRow.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(DraftRow.order_id == order_id)
        .order_by(DraftRow.position)
    )
    rows = [_asked_row(*row) for row in found]
    amounts = [row.amount for row in rows if row.amount is not None]
    whole = total(amounts, amounts[0].currency) if amounts else None
    return PassedUp(rows[:MOST_ROWS], whole, len(rows) - len(amounts))


def _asked_row(position: int, number: str, name: str, quantity: int, note: str, facts: Mapping[str, Any]) -> AskedRow:
    price, amount, currency = _kept(quantity, facts)
    if price is None or amount is None or currency is None:
        return AskedRow(position, number, name, quantity, note, None, None)
    return AskedRow(position, number, name, quantity, note, Money(price, currency), Money(amount, currency))


def _kept(quantity: int, facts: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None, str | None]:
    """Price per unit, amount and currency that were kept with a row."""
    kept = facts.get(ABOVE)
    if not kept:
        return None, None, None
    price, currency = Decimal(kept["price"]), str(kept["currency"])
    return price, line_amount(quantity, price, currency), currency


@dataclass(frozen=True, slots=True)
class Share:
    """So many pieces of a part that one dealer's order has in the order it was gathered into.

    Price per unit, amount and currency are what the general distributor asked when it was passed up, None for none.
    """

    part_number: str
    name: str
    dealer_code: str
    dealer: str
    order_number: str
    po_number: str
    quantity: int
    price: Decimal | None
    amount: Decimal | None
    currency: str | None


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
            DraftRow.facts,
        )
        .join(SalesOrder, SalesOrder.id == DraftRow.order_id)
        .join(Distributor, Distributor.id == SalesOrder.distributor_id)
        .join(Part, Part.id == DraftRow.part_id)
        .outerjoin(PartText, (PartText.part_id == Part.id) & (PartText.locale == locale))
        .where(SalesOrder.gathered_into == number)
        .order_by(Part.number, SalesOrder.id, DraftRow.position)
    )
    return [
        Share(part, name, code, dealer, order, po_number, pieces, *_kept(pieces, facts))
        for part, name, code, dealer, order, po_number, pieces, facts in rows
    ]
