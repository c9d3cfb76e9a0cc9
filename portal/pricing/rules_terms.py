"""What must hold of terms beside each other: days without overlap or gap, tiers that grow. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar

DAY = timedelta(days=1)


class Fault(StrEnum):
    """What is wrong between two spans that follow each other."""

    TWICE = "twice"
    OVERLAP = "overlap"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day (None: until further notice), and whose it is."""

    key: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two spans that follow each other badly: what is wrong, from which day to which (None: until further notice)."""

    fault: Fault
    earlier: Span
    later: Span
    first: date
    last: date | None


def clashes(spans: Iterable[Span]) -> Iterator[Clash]:
    """Yield what is wrong between spans of which one is to hold on each day.

    By first day, each is held against the one before it that reaches furthest: a short one inside a longer one overlaps
    it, and leaves no gap behind. Two that begin on one day are told once.
    """
    for before, furthest, later in by_furthest(sorted(spans, key=lambda one: (one.first, one.key))):
        if before.first == later.first:
            yield Clash(Fault.TWICE, before, later, later.first, later.last)
        elif furthest.last is None or furthest.last >= later.first:
            ends = [day for day in (furthest.last, later.last) if day is not None]
            yield Clash(Fault.OVERLAP, furthest, later, later.first, min(ends, default=None))
        elif furthest.last + DAY < later.first:
            yield Clash(Fault.GAP, furthest, later, furthest.last + DAY, later.first - DAY)


class Ending(Protocol):
    """What holds to a last day (None: until further notice)."""

    @property
    def last(self) -> date | None:
        """Return its last day."""


E = TypeVar("E", bound=Ending)


def by_furthest(ordered: Sequence[E]) -> Iterator[tuple[E, E, E]]:
    """Yield each but the first beside the one before it and, of all before it, the one that reaches furthest."""
    furthest: E | None = None
    for before, later in pairwise(ordered):
        if furthest is None or (furthest.last and (before.last is None or before.last > furthest.last)):
            furthest = before
        yield before, furthest, later


def within(first: date, last: date | None, outer_first: date, outer_last: date | None) -> bool:
    """Tell whether one span lies within another one."""
    return first >= outer_first and (outer_last is None or (last is not None and last <= outer_last))


def out_of_order(tiers: Iterable[tuple[int, Decimal]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of quantities of which the larger one is given less: (smaller, larger). Tiers: quantity, percent."""
    best: tuple[int, Decimal] | None = None
    for quantity, percent in sorted(tiers):
        if best is not None and percent < best[1]:
            yield best[0], quantity
        else:
            best = (quantity, percent)


class Verdict(StrEnum):
    """Why an agreement holds on a day, or does not."""

    HOLDS = "holds"
    LATER = "later"
    NOT_YET = "not_yet"
    ENDED = "ended"
    LIST_CLOSED = "list_closed"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a verdict on an agreement rests on: the currency of its list, and the days of the agreement and the list."""

    currency: str
    agreed: Span
    listed: Span


def verdicts(terms: Iterable[Terms], currency: str, on: date) -> list[Verdict]:
    """Return for each agreement, the one that began last first, whether it holds that day in a currency, or why not."""
    told: list[Verdict] = []
    for one in terms:
        verdict = _verdict(one, currency, on)
        told.append(Verdict.LATER if verdict is Verdict.HOLDS and Verdict.HOLDS in told else verdict)
    return told


def _verdict(one: Terms, currency: str, on: date) -> Verdict:
    if one.currency != currency:
        return Verdict.CURRENCY
    if on < one.agreed.first:
        return Verdict.NOT_YET
    if one.agreed.last is not None and on > one.agreed.last:
        return Verdict.ENDED
    return Verdict.HOLDS if within(on, on, one.listed.first, one.listed.last) else Verdict.LIST_CLOSED
