"""What a setting is, and what settings hold on a day. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What the figure of a setting counts."""

    MINUTES = "minutes"
    WORKING_MINUTES = "working_minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    ORDERS = "orders"
    PIECES = "pieces"
    TIMES = "times"
    PERCENT = "percent"
    AMOUNT = "amount"
    CM3_PER_KG = "cm3_per_kg"


@dataclass(frozen=True, slots=True)
class Setting:
    """A figure with its name, its unit, what is usual, and its bounds; `places` are decimal places.

    The room that goes by it declares it beside the rule that takes it; its words stand in
    `masterdata.words.labels_settings`, and `masterdata.kinds.trade.settings` lists them all.
    """

    name: str
    unit: Unit
    usual: Decimal
    least: Decimal
    most: Decimal
    places: int = 0


def setting(name: str, unit: Unit, usual: int | str, least: int = 0, most: int = 365, places: int = 0) -> Setting:
    """Return a setting; its figures are written as whole numbers, or as texts where they have decimals."""
    return Setting(name, unit, Decimal(usual), Decimal(least), Decimal(most), places)


class Figures:
    """What settings hold on a day: the figure that was set, else the usual one."""

    def __init__(self, held: Mapping[str, Decimal]) -> None:
        self._held = held

    def of(self, wanted: Setting) -> Decimal:
        """Return the figure of a setting."""
        return self._held.get(wanted.name, wanted.usual)

    def whole(self, wanted: Setting) -> int:
        """Return the figure of a setting that has no decimals."""
        return int(self.of(wanted))


USUAL = Figures({})
"""What holds where nothing was ever set."""
