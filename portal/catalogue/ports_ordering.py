"""What the room of orders tells the catalogue: to which order a part goes when its reader adds it.

The catalogue knows no orders. Whoever does gives the application one `Ordering`; the form beside a part is
sent to that room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

NEW = "new"
"""What is chosen where a part begins an order of its own."""
_KEY = "catalogue_ordering"


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """A draft parts may be added to, and how many rows can be ordered in it so far."""

    number: str
    po_number: str
    lines: int


@dataclass(frozen=True, slots=True)
class Adding:
    """The drafts one may choose from, the reader's own first, and which one is chosen (its number, or `NEW`)."""

    chosen: str
    drafts: tuple[OpenOrder, ...]


Ordering = Callable[[], Adding | None]


def give_ordering(app: Flask, ordering: Ordering) -> None:
    """Tell an application whom its catalogue asks."""
    app.extensions[_KEY] = ordering


def adding() -> Adding | None:
    """Return where the reader's additions go; None for a reader who may not write orders."""
    ordering: Ordering = current_app.extensions[_KEY]
    return ordering()
