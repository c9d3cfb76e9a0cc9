"""What an allocation run served: everything that waits, some orders, or some parts."""

from collections.abc import Collection
from enum import StrEnum


class Served(StrEnum):
    """The lines a run looked at."""

    ALL = "all"
    ORDERS = "orders"
    PARTS = "parts"


def scope_of(part_ids: Collection[int] | None, order_ids: Collection[int] | None) -> str:
    """Return what a run served as its record keeps it: `all`, `orders:1`, `parts:12`."""
    if order_ids is not None:
        return f"{Served.ORDERS}:{len(order_ids)}"
    return Served.ALL.value if part_ids is None else f"{Served.PARTS}:{len(part_ids)}"


def served_of(scope: str) -> tuple[Served, int]:
    """Return what a recorded scope names, and how many of them (0 for all)."""
    kind, _colon, count = scope.partition(":")
    return Served(kind or Served.ALL), int(count or 0)
