"""Prices that moved between the page a person saw and the moment its order is handed in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from portal.orders.entry.rows.rules_rows import Row


class Line(Protocol):
    """A line about to be written, as far as its price goes."""

    @property
    def part_id(self) -> int:
        """Its part."""

    @property
    def part_number(self) -> str:
        """The number of its part."""

    @property
    def quantity(self) -> int:
        """Its pieces."""

    @property
    def unit_price(self) -> Decimal:
        """The price of one."""

    @property
    def amount(self) -> Decimal:
        """What it comes to."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Parts whose price per piece is another than the one shown for as many pieces, and what their lines came to."""

    parts: tuple[str, ...]
    before: Decimal
    now: Decimal


def moved_since(shown: Iterable[Row], lines: Iterable[Line]) -> Moved | None:
    """Return what moved since rows were shown with their prices; None where every price still stands.

    A part asked for in another quantity since, or shown without a price, was not shown at a price that could move.
    """
    seen = {(row.part_id, row.facts.get("total")): row.facts["price"] for row in shown if "price" in row.facts}
    moved = [
        (line, seen[key])
        for line in lines
        if (key := (line.part_id, line.quantity)) in seen and Decimal(seen[key]["net"]) != line.unit_price
    ]
    if not moved:
        return None
    return Moved(
        tuple(line.part_number for line, _price in moved),
        sum((Decimal(price["amount"]) for _line, price in moved), Decimal(0)),
        sum((line.amount for line, _price in moved), Decimal(0)),
    )
