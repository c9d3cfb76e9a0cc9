"""What the steps of the demo hand to each other: the day, the dice, and the ids made so far."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

SEED = 20020331


@dataclass(frozen=True, slots=True)
class DemoPart:
    """A part of the demo as the later steps need it: price in USD per unit, how quickly it sells."""

    number: str
    kind: str
    model: str
    speed: str
    price: Decimal
    pack: int
    lead_time_days: int


@dataclass(slots=True)
class Loading:
    """The state of one load. Dice depend on the seed and a subject alone, never on other steps."""

    now: datetime
    entities: dict[str, int] = field(default_factory=dict)
    distributors: dict[str, int] = field(default_factory=dict)
    depots: dict[str, int] = field(default_factory=dict)
    parts: list[DemoPart] = field(default_factory=list)
    part_ids: dict[str, int] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        """Return the day of the load, in UTC."""
        return self.now.date()

    def dice(self, subject: str) -> random.Random:
        """Return dice that fall the same way in every load."""
        return random.Random(f"{SEED}:{subject}")  # noqa: S311 - the demo is the same each time, and guards nothing
