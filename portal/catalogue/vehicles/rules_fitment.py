"""Whether a part fits a vehicle, by the models and model years it was made for, and by ranges of VINs."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.catalogue.vehicles.rules_vins import in_range


@dataclass(frozen=True, slots=True)
class Fitment:
    """A model a part fits, in model years from and to, both included; `year_to` None: until today.

    `vin_from` and `vin_to` bound the VINs meant, where not all of these years are.
    """

    model: str
    year_from: int
    year_to: int | None = None
    vin_from: str = ""
    vin_to: str = ""

    @property
    def text(self) -> str:
        """Return the fitment in short, the same in every language: `Auriga E5 2022–2024`, then its VINs if bounded."""
        return f"{self.model} {self.years} {self.vins}".rstrip()

    @property
    def vins(self) -> str:
        """Return the range of VINs in short: `LX7AB–LX7CD`, `LX7AB–` where it has no end; nothing for all."""
        if not self.vin_from and not self.vin_to:
            return ""
        return f"{self.vin_from}–{self.vin_to}"

    @property
    def years(self) -> str:
        """Return the model years in short: `2022–2024`, `2022–` while it lasts, `2022` for one year."""
        if self.year_to == self.year_from:
            return str(self.year_from)
        return f"{self.year_from}–{self.year_to or ''}"

    def covers(self, model: str, year: int, vin: str = "") -> bool:
        """Tell whether a vehicle of this model and model year is meant, and with this VIN, where it is known."""
        in_years = self.year_from <= year and (self.year_to is None or year <= self.year_to)
        return self.model == model and in_years and (not vin or in_range(vin, self.vin_from, self.vin_to))


def fits(fitments: Sequence[Fitment], model: str, year: int, vin: str = "") -> bool | None:
    """Tell whether a part with these fitments fits a vehicle; None where none is on record: that is not judged.

    A VIN is given as it is written: upper case, without blanks and dashes; without one its range is not judged.
    """
    if not fitments:
        return None
    return any(each.covers(model, year, vin) for each in fitments)
