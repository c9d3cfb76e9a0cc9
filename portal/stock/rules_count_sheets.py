"""How a line of a count sheet stands: what was counted against what the ledger says, and what moved meanwhile. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from portal.settings.rules import Figures, Unit, setting

MOST_LINES = 200
"""Lines of a sheet: what one person counts in one go."""
RECOUNT_PIECES = setting("recount_pieces", Unit.PIECES, 5, most=100_000)
RECOUNT_PERCENT = setting("recount_percent", Unit.PERCENT, 10, most=100)
"""A difference of more than so many pieces, and of more than such a part of what was expected, is counted once more."""


class SheetOrder(StrEnum):
    """Which shelves are counted first."""

    MOST_PICKED = "most_picked"
    LONGEST_AGO = "longest_ago"


class SheetState(StrEnum):
    """Whether a sheet is being counted; closed, every line is booked or was given up."""

    OPEN = "open"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What is to be done about a line."""

    OPEN = "open"
    AGREES = "agrees"
    DIFFERS = "differs"
    LARGE = "large"
    MOVED = "moved"
    BELOW = "below"
    BOOKED = "booked"


BOOKABLE = frozenset({Verdict.AGREES, Verdict.DIFFERS})
COUNT_AGAIN = frozenset({Verdict.LARGE, Verdict.MOVED, Verdict.BELOW})


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line: what was on hand when it was printed, what was counted, and how its shelf stands now.

    `moved` tells whether pieces came or went since it was printed, `kept` are the pieces tied and in quarantine now,
    `earlier` is the difference an earlier count of it found. `booked` tells that its count was booked.
    """

    seen: int
    counted: int | None
    on_hand: int
    kept: int = 0
    moved: bool = False
    earlier: int | None = None
    booked: bool = False


def verdict_of(line: CountedLine, figures: Figures) -> Verdict:
    """Return how a line stands; `figures` are those of the day its sheet was made.

    Where pieces moved meanwhile, a count is right that agrees with what was there before or is there now; any other
    may have been made before or after the move, and is made again. A large difference counts once it was found twice.
    """
    if line.booked:
        return Verdict.BOOKED
    if line.counted is None:
        return Verdict.OPEN
    if line.counted == line.seen or (line.moved and line.counted == line.on_hand):
        return Verdict.AGREES
    if line.moved:
        return Verdict.MOVED
    if line.counted < line.kept:
        return Verdict.BELOW
    difference = line.counted - line.seen
    if is_large(difference, line.seen, figures) and line.earlier != difference:
        return Verdict.LARGE
    return Verdict.DIFFERS


def is_large(difference: int, expected: int, figures: Figures) -> bool:
    """Tell whether a difference is large enough to be counted once more."""
    few = abs(difference) <= figures.whole(RECOUNT_PIECES)
    return not few and abs(difference) * 100 > expected * figures.whole(RECOUNT_PERCENT)
