"""What can be said of stock after the fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockArrived:
    """Pieces of these parts are free that were not: received, returned, counted more, come from another depot."""

    part_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReceiptsReplanned:
    """Of these parts something else is expected than before: another day, other pieces, or nothing more."""

    part_ids: tuple[int, ...]
