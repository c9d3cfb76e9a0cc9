"""A count while it is made: what was said of each carton, what that comes to, and what to ask before it is final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.shipping.arrival.rules_receipt import Count


class Answer(StrEnum):
    """What is said of a carton as a whole; `COUNT` where its lines are counted one by one."""

    GOOD = "good"
    MISSING = "missing"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class CountedLine:
    """Pieces of one line in one carton; of those `received` some are `damaged`, and some `wrong` in their place."""

    line_id: int
    shipped: int
    received: int
    damaged: int = 0
    wrong: int = 0

    @property
    def difference(self) -> int:
        """Return the pieces received beyond those shipped, below 0 where some are missing."""
        return self.received - self.shipped

    @property
    def short(self) -> int:
        """Return the pieces missing."""
        return max(-self.difference, 0)

    @property
    def over(self) -> int:
        """Return the pieces too many."""
        return max(self.difference, 0)

    @property
    def count(self) -> Count:
        """Return it as a receipt takes it: good pieces apart from the others."""
        return Count(self.line_id, self.received - self.damaged - self.wrong, self.damaged, self.wrong)


@dataclass(frozen=True, slots=True)
class CountedCarton:
    """One carton: what was said of it (None: nothing yet), and its lines as that makes them."""

    position: int
    answer: Answer | None
    lines: tuple[CountedLine, ...]

    @property
    def shipped(self) -> int:
        """Return the pieces that left in it."""
        return sum(line.shipped for line in self.lines)

    @property
    def received(self) -> int:
        """Return the pieces that arrived in it."""
        return sum(line.received for line in self.lines)

    @property
    def missing(self) -> bool:
        """Tell whether nothing of it arrived."""
        return self.shipped > 0 and self.received == 0


@dataclass(frozen=True, slots=True)
class Counting:
    """All cartons of a shipment, as far as they are counted."""

    cartons: tuple[CountedCarton, ...]

    @property
    def open(self) -> tuple[CountedCarton, ...]:
        """Return the cartons nobody has said anything of; they count as shipped."""
        return tuple(carton for carton in self.cartons if carton.answer is None)

    @property
    def answered(self) -> int:
        """Return how many cartons something was said of."""
        return len(self.cartons) - len(self.open)

    @property
    def shipped(self) -> int:
        """Return the pieces shipped."""
        return sum(carton.shipped for carton in self.cartons)

    @property
    def received(self) -> int:
        """Return the pieces received."""
        return sum(carton.received for carton in self.cartons)

    @property
    def short(self) -> int:
        """Return the pieces missing in some carton."""
        return sum(line.short for carton in self.cartons for line in carton.lines)

    @property
    def over(self) -> int:
        """Return the pieces too many in some carton; they are not set off against those missing in another."""
        return sum(line.over for carton in self.cartons for line in carton.lines)

    @property
    def differs(self) -> bool:
        """Tell whether some carton holds anything but what was shipped in it."""
        return any(line.difference or line.damaged or line.wrong for carton in self.cartons for line in carton.lines)

    @property
    def counts(self) -> list[Count]:
        """Return it as a receipt takes it."""
        return [line.count for carton in self.cartons for line in carton.lines]


def answer_of(said: str, typed: Sequence[CountedLine]) -> Answer | None:
    """Return what was said of a carton; lines typed otherwise than shipped say that they were counted."""
    if said in set(Answer):
        return Answer(said)
    touched = any(line.difference or line.damaged or line.wrong for line in typed)
    return Answer.COUNT if touched else None


def as_answered(answer: Answer | None, line: CountedLine) -> CountedLine:
    """Return a line as its carton's answer makes it: all of it, nothing of it, or as it was typed."""
    if answer is Answer.GOOD:
        return CountedLine(line.line_id, line.shipped, line.shipped)
    if answer is Answer.MISSING:
        return CountedLine(line.line_id, line.shipped, 0)
    return line


HALF = 2
"""Goods half of whose planned way is not over have not arrived: plans are late by days, seldom early by half."""
SOONEST = timedelta(hours=6)
"""Where the arrival told of lies before the departure: no lorry, aircraft or ship is through customs in less."""


def still_expected(departed_at: datetime | None, expected_at: datetime | None) -> datetime | None:
    """Return the arrival that is expected; one before the departure is no longer."""
    return expected_at if departed_at and expected_at and expected_at > departed_at else None


def implausibly_soon(departed_at: datetime | None, expected_at: datetime | None, now: datetime) -> bool:
    """Tell whether a receipt comes so soon after departure that somebody should be asked whether it is meant."""
    if departed_at is None:
        return False
    way = (expected_at - departed_at) / HALF if expected_at else SOONEST
    return now < departed_at + way
