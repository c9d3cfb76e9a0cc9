"""Lines of an order: made from the rows of its draft, priced on the day, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from portal.catalogue import queries as catalogue
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.money import line_amount
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.queries_draft import country_of, rows_of
from portal.orders.queries_facts import CheckedLine
from portal.orders.queries_intake import steps_of
from portal.orders.rules_draft import Row
from portal.orders.rules_intake import STOPPING, RowAnswer
from portal.pricing import queries as pricing
from portal.pricing.rules import ExplainedPrice


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

    @property
    def unit_price(self) -> Decimal:
        """Return the net price per unit, 0 without a price."""
        return self.price.net if self.price else Decimal(0)


def lines_from_rows(order: SalesOrder, on: date) -> list[NewLine]:
    """Return the lines the rows of a draft become, one a part, priced on a day.

    Refuses `order.no_lines`, `order.rows_open` (rows nobody can order yet) and
    `order.part_not_released`.
    """
    rows = rows_of(order.id)
    if not rows:
        raise Refused("order.no_lines")
    waiting = sum(1 for row in rows if not row.answer or RowAnswer(row.answer) in STOPPING)
    if waiting:
        raise Refused("order.rows_open", count=waiting)
    heads = [row for row in rows if "row" not in row.facts]
    quantities = {row.part_id: int(row.facts["total"]) for row in heads if row.part_id is not None}
    parts = catalogue.parts_by_id(quantities.keys(), "en")
    _check_released(order, {part.id: part.number for part in parts.values()})
    asked = list(quantities.items())
    prices = pricing.explain(order.distributor_id, order.currency, order.order_type.value, asked, on)
    return [
        _line(row, parts[part_id].number, quantities[part_id], prices.get((part_id, quantities[part_id])))
        for row in heads
        if (part_id := row.part_id) is not None
    ]


def _check_released(order: SalesOrder, numbers: dict[int, str]) -> None:
    country = country_of(order.ship_to_id, order.distributor_id)
    restricted = catalogue.restricted_in(numbers.keys(), country)
    if restricted:
        named = ", ".join(sorted(numbers[part] for part in restricted)[:20])
        raise Refused("order.part_not_released", parts=named, country=country)


def _line(row: Row, number: str, quantity: int, price: ExplainedPrice | None) -> NewLine:
    asked = str(row.facts.get("asked", row.part_text))[:60]
    return NewLine(row.position, row.part_id or 0, number, asked if asked != number else "", row.note, quantity, price)


def amounts_of(order: SalesOrder, lines: Sequence[NewLine]) -> list[Decimal]:
    """Return the amount of each line in the order's currency."""
    return [line_amount(line.quantity, line.unit_price, order.currency) for line in lines]


def checked(lines: Sequence[NewLine]) -> list[CheckedLine]:
    """Return lines as the checks look at them; their own price is the valid one of the day."""
    return [
        CheckedLine(line.line_no, line.part_id, line.quantity, line.unit_price, line.price.net if line.price else None)
        for line in lines
    ]


def write_lines(order: SalesOrder, lines: Sequence[NewLine]) -> None:
    """Write the lines of an order in one statement, in the place of those it had."""
    remove_lines(order)
    amounts = amounts_of(order, lines)
    values = [
        {
            "distributor_id": order.distributor_id, "order_id": order.id, "line_no": line.line_no,
            "split": "", "part_id": line.part_id, "part_number": line.part_number,
            "asked_number": line.asked_number, "note": line.note, "ordered": line.quantity,
            "open": line.quantity, "unit_price": line.unit_price, "amount": amount,
            "list_price": line.price.list_price if line.price else Decimal(0),
            "price_steps": steps_of(line.price) if line.price else [],
        }
        for line, amount in zip(lines, amounts, strict=True)
    ]  # fmt: skip
    db.session.execute(sa.insert(OrderLine), values)


def remove_lines(order: SalesOrder) -> None:
    """Take the lines of an order back; only before release, when nothing refers to them."""
    db.session.execute(
        sa.delete(OrderLine).where(OrderLine.order_id == order.id),
        execution_options={"synchronize_session": False},
    )
