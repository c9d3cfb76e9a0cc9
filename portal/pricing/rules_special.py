"""What stands beside lists: a price fixed for a distributor, what a campaign gives, how a currency rounds. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from portal.core.money import unit_price


@dataclass(frozen=True, slots=True)
class Source:
    """What a step rests on: its name, and the day from which it holds."""

    name: str = ""
    since: date | None = None


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A price that stands in place of the list's."""

    price: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a campaign gives on a part: a percentage off or a price, exactly one."""

    source: Source
    percent: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rounding:
    """How unit prices of a currency are rounded: decimals, a step they are multiples of, a half up or to the even."""

    places: int
    step: Decimal | None = None
    even: bool = False
    source: Source = NOWHERE

    def of(self, price: Decimal) -> Decimal:
        """Return a price rounded, with its four decimals; one above nothing never becomes nothing."""
        unit = self.step or Decimal(1).scaleb(-self.places)
        how = ROUND_HALF_EVEN if self.even else ROUND_HALF_UP
        whole = (price / unit).quantize(Decimal(1), rounding=how)
        return unit_price(max(whole * unit, unit) if price > 0 else whole * unit)
