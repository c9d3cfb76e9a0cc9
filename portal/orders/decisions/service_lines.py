"""Lines of an order: made from the rows of its draft, priced on the day, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal.catalogue import queries as catalogue
from portal.core.data.sessions import add_rows, db
from portal.core.errors import Refused
from portal.core.money import line_amount
from portal.orders.checks.queries_facts import Around, CheckedLine
from portal.orders.entry.rows.rules_answers import STOPPING
from portal.orders.entry.rows.rules_rows import Row
from portal.orders.models import OrderLine, SalesOrder
from portal.pricing import queries as pricing
from portal.pricing.rules_price_steps import ExplainedPrice, steps_of

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line about to be written, with its explained price (None: there is none)."""

    line_no: int
    part_id: int
    part_number: str
    asked_number: str
    note: str
    quantity: int
    price: ExplainedPrice | None
    amount: Decimal

    @property
    def unit_price(self) -> Decimal:
        """Return the net price per unit, 0 without a price."""
        return self.price.net if self.price else NOTHING


def quantities_of(rows: Sequence[Row]) -> dict[int, int]:
    """Return the pieces of each part the rows of a draft ask for.

    Refuses `order.no_lines` and `order.rows_open` (rows nobody can order yet).
    """
    if not rows:
        raise Refused("order.no_lines")
    waiting = sum(1 for row in rows if not row.answer or row.answer in STOPPING)
    if waiting:
        raise Refused("order.rows_open", count=waiting)
    return {row.part_id: int(row.facts["total"]) for row in _heads(rows) if row.part_id is not None}


def orderable(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that would become lines as they stand: the first of each part, where nothing stops it."""
    return [row for row in _heads(rows) if row.answer and row.answer not in STOPPING]


def _heads(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that become lines: the first of each part."""
    return [row for row in rows if "row" not in row.facts]


def lines_from_rows(order: SalesOrder, rows: Sequence[Row], around: Around, on: date) -> list[NewLine]:
    """Return the lines the rows of a draft become, one a part, priced on a day.

    Refuses what `quantities_of` refuses, and `order.part_not_released`.
    """
    quantities = quantities_of(rows)
    _check_released(around)
    asked = list(quantities.items())
    prices = pricing.explain(order.distributor_id, order.currency, order.order_type.value, asked, on)
    return [
        _line(row, around.parts[part_id].number, quantities[part_id], prices[part_id, quantities[part_id]], order)
        for row in _heads(rows)
        if (part_id := row.part_id) is not None
    ]


def _check_released(around: Around) -> None:
    restricted = catalogue.restricted_in(around.parts.keys(), around.country)
    if restricted:
        named = sorted(around.parts[part].number for part in restricted)
        raise Refused("order.part_not_released", parts=named[:20], country=around.country)


def _line(row: Row, number: str, quantity: int, price: ExplainedPrice | None, order: SalesOrder) -> NewLine:
    asked = str(row.facts.get("asked", row.part_text))[:60]
    amount = line_amount(quantity, price.net if price else NOTHING, order.currency)
    return NewLine(
        row.position, row.part_id or 0, number, asked if asked != number else "", row.note, quantity, price, amount
    )


def checked(lines: Sequence[NewLine]) -> list[CheckedLine]:
    """Return lines as the checks look at them; their own price is the valid one of the day."""
    return [
        CheckedLine(line.line_no, line.part_id, line.quantity, line.unit_price, line.price.net if line.price else None)
        for line in lines
    ]


def write_lines(order: SalesOrder, lines: Sequence[NewLine]) -> None:
    """Write the lines of an order that has none, in one statement."""
    values = [
        {
            "distributor_id": order.distributor_id,
            "order_id": order.id,
            "line_no": line.line_no,
            "split": "",
            "part_id": line.part_id,
            "part_number": line.part_number,
            "asked_number": line.asked_number,
            "note": line.note,
            "ordered": line.quantity,
            "open": line.quantity,
            "unit_price": line.unit_price,
            "amount": line.amount,
            "list_price": line.price.list_price if line.price else NOTHING,
            "price_steps": steps_of(line.price) if line.price else [],
        }
        for line in lines
    ]
    add_rows(OrderLine, values)


def remove_lines(order: SalesOrder) -> None:
    """Take the lines of an order back; only before release, when nothing refers to them."""
    db.session.execute(
        sa.delete(OrderLine).where(OrderLine.order_id == order.id),
        execution_options={"synchronize_session": False},
    )
