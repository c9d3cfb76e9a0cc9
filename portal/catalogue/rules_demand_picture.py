"""What was ordered of a part, month by month, as a picture of bars: where each stands and how high it is. Pure.

The latest month stands where a line of text ends: at the right, or mirrored at the left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MONTHS = 24
"""Months a picture shows, the one that is not over yet among them."""
WIDTH, HEIGHT = 480, 96
_STEP = WIDTH // MONTHS
_BAR = _STEP - 4
LEAST = 2
"""How high a bar is at least, so that one piece is seen beside thousands."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month (its first day), the pieces ordered in it, and where its bar stands; no pieces are no height."""

    month: date
    pieces: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class DemandPicture:
    """Bars from the oldest month to the latest, the most pieces of one month and the pieces of all."""

    bars: tuple[Bar, ...]
    most: int
    pieces: int
    width: int = WIDTH
    height: int = HEIGHT
    bar_width: int = _BAR


def months_to(day: date, count: int = MONTHS) -> tuple[date, ...]:
    """Return the first days of so many months, the last being that of a day."""
    last = day.year * 12 + day.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1))


def demand_picture(pieces: Mapping[date, int], today: date, *, mirrored: bool = False) -> DemandPicture | None:
    """Return the picture of the months up to today; None where nothing was ordered in any of them."""
    months = months_to(today)
    told = [max(pieces.get(month, 0), 0) for month in months]
    most = max(told)
    if not most:
        return None
    bars = []
    for at, (month, count) in enumerate(zip(months, told, strict=True)):
        place = MONTHS - 1 - at if mirrored else at
        height = max(round(count * HEIGHT / most), LEAST) if count else 0
        bars.append(Bar(month, count, place * _STEP + (_STEP - _BAR) // 2, HEIGHT - height, height))
    return DemandPicture(tuple(bars), most, sum(told))
