"""What the freight of goods will come to by the rates there are, and what must hold of rates together. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.catalogue.rules_sizes import GRAMS_PER_KG, charged_kg, volume_as_kg
from portal.core.money import rounded
from portal.pricing.rules_terms import DAY, by_furthest
from portal.settings.rules import Figures


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that holds, and the depot it is from; `own` where it is that depot's and not its country's."""

    depot: str
    rank: int
    own: bool
    from_kg: Decimal
    currency: str
    per_shipment: Decimal
    per_kg: Decimal
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Load:
    """Goods: grams and cubic millimetres of what is known, and how many lines are of parts without a weight."""

    gross_g: int
    volume_mm3: int
    unknown: int = 0

    @property
    def gross_kg(self) -> Decimal:
        """Return the gross weight."""
        return Decimal(self.gross_g) / GRAMS_PER_KG


class Lacking(StrEnum):
    """Why there is no estimate: nothing is known to weigh anything, or no rate holds for it."""

    WEIGHT = "weight"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What freight will come to, and how that came: weights, the rate, and its two parts."""

    gross_kg: Decimal
    volumetric_kg: Decimal
    charged_kg: Decimal
    unknown: int
    rate: Rate
    by_weight: Decimal
    amount: Decimal


def estimated(load: Load, mode: Mode | str, rates: Iterable[Rate], figures: Figures) -> Estimate | Lacking:
    """Return what goods cost to carry: from the first depot that has a rate for their weight, its own before others.

    The weight is the one carriers charge for, of all goods in one consignment and without packing.
    """
    if not load.gross_g:
        return Lacking.WEIGHT
    kg = charged_kg(load.gross_kg, load.volume_mm3, mode, figures)
    fitting = sorted(
        (rate for rate in rates if rate.from_kg <= kg), key=lambda one: (one.rank, one.depot, not one.own, -one.from_kg)
    )
    if not fitting:
        return Lacking.RATE
    rate = fitting[0]
    by_weight = rounded(rate.per_kg * kg, rate.currency)
    return Estimate(
        load.gross_kg,
        volume_as_kg(load.volume_mm3, mode, figures),
        kg,
        load.unknown,
        rate,
        by_weight,
        rounded(rate.per_shipment, rate.currency) + by_weight,
    )


class RateFault(StrEnum):
    """What is wrong between rates of one way."""

    OVERLAP = "overlap"
    GAP = "gap"
    CURRENCY = "currency"
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class Way:
    """A rate of one way (origin, destination, mode), as it is judged beside the others of it."""

    key: str
    from_kg: Decimal
    currency: str
    per_kg: Decimal
    first: date
    last: date | None

    def meets(self, other: "Way") -> bool:
        """Return whether both hold on some day."""
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)


@dataclass(frozen=True, slots=True)
class RateClash:
    """Two rates that do not stand beside each other: what is wrong, and between which."""

    fault: RateFault
    earlier: Way
    later: Way


def rate_clashes(way: Sequence[Way]) -> Iterator[RateClash]:
    """Yield what is wrong among the rates of one way.

    Of one weight, one rate holds on each day from the first to the last; of all that hold together, one currency is
    theirs, and more kilograms are not charged more for each.
    """
    by_weight: dict[Decimal, list[Way]] = {}
    for one in sorted(way, key=lambda each: (each.from_kg, each.first, each.key)):
        by_weight.setdefault(one.from_kg, []).append(one)
    for same in by_weight.values():
        for _before, furthest, later in by_furthest(same):
            if furthest.last is None or furthest.last >= later.first:
                yield RateClash(RateFault.OVERLAP, furthest, later)
            elif furthest.last + DAY < later.first:
                yield RateClash(RateFault.GAP, furthest, later)
    yield from _beside(by_weight)


def _beside(by_weight: Mapping[Decimal, Sequence[Way]]) -> Iterator[RateClash]:
    for lighter, heavier in pairwise(by_weight.values()):
        for small in lighter:
            for large in (one for one in heavier if one.meets(small)):
                if small.currency != large.currency:
                    yield RateClash(RateFault.CURRENCY, small, large)
                elif large.per_kg > small.per_kg and small.per_kg:
                    yield RateClash(RateFault.DEARER, small, large)
