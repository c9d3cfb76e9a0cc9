"""Whether a part fits a vehicle, by the models and model years it was made for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fitment:
    """A model a part fits, in model years from and to, both included; `year_to` None: until today."""

    model: str
    year_from: int
    year_to: int | None = None

    @property
    def text(self) -> str:
        """Return the fitment in short, the same in every language: `Auriga E5 2022–2024`."""
        return f"{self.model} {self.years}"

    @property
    def years(self) -> str:
        """Return the model years in short: `2022–2024`, `2022–` while it lasts, `2022` for one year."""
        if self.year_to == self.year_from:
            return str(self.year_from)
        return f"{self.year_from}–{self.year_to or ''}"

    def covers(self, model: str, year: int) -> bool:
        """Tell whether a vehicle of this model and model year is meant."""
        return self.model == model and self.year_from <= year and (self.year_to is None or year <= self.year_to)


def fits(fitments: Sequence[Fitment], model: str, year: int) -> bool | None:
    """Tell whether a part with these fitments fits a vehicle; None where none is on record: that is not judged."""
    if not fitments:
        return None
    return any(each.covers(model, year) for each in fitments)
