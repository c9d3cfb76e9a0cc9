"""Facts of finance that rooms above follow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CreditRaiseAsked:
    """Somebody asked for a higher limit, or for the end of a block; nothing is changed yet."""

    distributor_id: int
    currency: str
    asked_by: int | None
