"""How far an order has come: derived from its lines, decided nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class Progress(StrEnum):
    """The furthest thing one can truthfully say of all lines together."""

    NONE = "none"
    PARTLY_ALLOCATED = "partly_allocated"
    ALLOCATED = "allocated"
    BACKORDERED = "backordered"
    PICKING = "picking"
    PACKED = "packed"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


MAY_BE_OPEN = frozenset(
    {
        Progress.NONE,
        Progress.PARTLY_ALLOCATED,
        Progress.BACKORDERED,
        Progress.PICKING,
        Progress.PARTLY_SHIPPED,
    }
)
"""Where a released order may still have pieces no run has looked at; in all other places none is open."""
MAY_WAIT = MAY_BE_OPEN | {Progress.PACKED}
"""Where a released order may have pieces that wait for stock, or that no run has looked at."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """Where the pieces of one line are, in base units; their sum is what was ordered."""

    open: int = 0
    allocated: int = 0
    backordered: int = 0
    picked: int = 0
    packed: int = 0
    shipped: int = 0
    delivered: int = 0
    cancelled: int = 0
    substituted: int = 0

    @property
    def ordered(self) -> int:
        """Return the ordered quantity: the sum of all places a piece can be."""
        return sum(getattr(self, each.name) for each in fields(self))


def total_of(lines: Iterable[Quantities]) -> Quantities:
    """Return the quantities of several lines added up, place by place."""
    listed = tuple(lines)
    return Quantities(**{one.name: sum(getattr(line, one.name) for line in listed) for one in fields(Quantities)})


def progress_of(lines: Iterable[Quantities]) -> Progress:
    """Return the progress of an order (or, given one line, of that line).

    Cancelled and substituted pieces no longer count: a substituted piece lives on in its own line.
    """
    at = total_of(lines)
    live = at.ordered - at.cancelled - at.substituted
    if live == 0:
        return Progress.CANCELLED if at.cancelled else Progress.NONE
    gone = at.shipped + at.delivered
    if gone:
        return _on_the_way(at.delivered, gone, live)
    if at.picked or at.packed:
        return Progress.PACKED if at.packed + at.backordered == live else Progress.PICKING
    if at.allocated:
        return Progress.ALLOCATED if at.allocated == live else Progress.PARTLY_ALLOCATED
    return Progress.BACKORDERED if at.backordered else Progress.NONE


def _on_the_way(delivered: int, gone: int, live: int) -> Progress:
    if delivered == live:
        return Progress.DELIVERED
    return Progress.SHIPPED if gone == live else Progress.PARTLY_SHIPPED
