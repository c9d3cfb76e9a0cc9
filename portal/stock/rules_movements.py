"""Why pieces on hand change, and how a planned receipt stands."""

from enum import StrEnum


class MovementReason(StrEnum):
    """Why the pieces on hand changed."""

    OPENING = "opening"
    RECEIPT = "receipt"
    PICKED = "picked"
    RETURNED = "returned"
    COUNTED = "counted"
    UNCOUNTED = "uncounted"
    """A count by a file that was taken back."""
    TRANSFERRED = "transferred"
    SCRAPPED = "scrapped"
    QUARANTINED = "quarantined"
    RELEASED = "released"


ARRIVALS = (MovementReason.RECEIPT, MovementReason.RETURNED)
"""Why pieces are put on a shelf by hand."""


class ReceiptState(StrEnum):
    """How a planned receipt stands: still to come, late by the day of its depot, or nothing more comes of it."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
