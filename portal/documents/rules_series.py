"""How the numbers of a seller's papers begin: what such a beginning may be, and which one holds on a day. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LONGEST = 16
"""With year and serial number a paper's number has at most 28 signs."""
_SHAPE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_LETTER = re.compile("[A-Z]")
TAKEN = frozenset({"SO", "SH", "RMA", "CS", "TR", "PAY"})
"""How numbers of orders, shipments, claims, count sheets, transfers and payments begin."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the numbers of a kind of a seller's papers begin from a day on."""

    prefix: str
    valid_from: date


def tidy_prefix(typed: str) -> str:
    """Return a beginning as it is kept: capitals without spaces."""
    return "".join(typed.upper().split())


def is_prefix(prefix: str) -> bool:
    """Tell whether numbers may begin so: letters and digits in groups with one dash between, a letter among them."""
    return len(prefix) <= LONGEST and bool(_SHAPE.fullmatch(prefix) and _LETTER.search(prefix)) and prefix not in TAKEN


def usual_prefix(series: str, seller: str) -> str:
    """Return how numbers begin where a seller says nothing: CI of CN01 gives CI-CN01."""
    return f"{series}-{seller}"


def prefix_on(day: date, beginnings: Iterable[Beginning], usual: str) -> str:
    """Return how numbers begin on a day: as the latest says that holds by then, else as usual."""
    held = [one for one in beginnings if one.valid_from <= day]
    return max(held, key=lambda one: one.valid_from).prefix if held else usual
