"""Dealers' orders gathered into one: which fit together, and the rows they become. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.core.errors import Refused
from portal.orders.entry.rows.rules_rows import LONGEST_NOTE, RowText
from portal.orders.types.states import OrderType, Terms

MORE = "…"


@dataclass(frozen=True, slots=True)
class Asked:
    """So many pieces of a part that a dealer (its code) asks for in one of its orders."""

    part: str
    dealer: str
    pieces: int


def check_together(types: Sequence[OrderType], terms: Terms) -> OrderType:
    """Return the type of the order these become; `terms` are what types mean now.

    Refuses `order.gather_none`, `order.gather_types`, and `order.gather_vehicles` of several that are for a vehicle.
    """
    if not types:
        raise Refused("order.gather_none")
    kinds = set(types)
    if len(kinds) > 1:
        raise Refused("order.gather_types")
    if len(types) > 1 and terms[types[0]].vin_mandatory:
        raise Refused("order.gather_vehicles")
    return types[0]


def gathered_rows(asked: Iterable[Asked]) -> list[RowText]:
    """Return one row a part, in the order they were asked, with all pieces; the note tells whose they are."""
    pieces: dict[str, dict[str, int]] = {}
    for one in asked:
        shares = pieces.setdefault(one.part, {})
        shares[one.dealer] = shares.get(one.dealer, 0) + one.pieces
    return [RowText(part, str(sum(shares.values())), _shares(shares)) for part, shares in pieces.items()]


def _shares(shares: dict[str, int]) -> str:
    """Return who asked for how many, as far as it fits."""
    told = ""
    for dealer, pieces in shares.items():
        further = f"{told}{', ' if told else ''}{dealer} {pieces}"
        if len(further) > LONGEST_NOTE - len(MORE) - 2:
            return f"{told}, {MORE}"
        told = further
    return told
