"""Names of electric-car parts in nine languages, and what a part of each kind is like."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
LOCALES = ("en", "zh", "de", "fr", "es", "ru", "ar", "th", "pt-BR")
MODELS = ("Auriga E3", "Auriga E5", "Auriga E7", "Lyra V5", "Lyra V7", "Orion X9")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of part: its names by language, and the ranges its parts are drawn from.

    Prices in USD per unit, weights in grams, the package in millimetres; `speed` is how quickly
    it sells (fast, normal, slow); `un_number` is empty where nothing is dangerous.
    """

    code: str
    names: dict[str, str]
    price: tuple[Decimal, Decimal]
    weight_g: tuple[int, int]
    size_mm: tuple[int, int, int]
    hs_code: str
    system: str
    lead_time_days: int
    pack: int
    unit: str
    speed: str
    un_number: str
    watt_hours: int | None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of part, by its code."""
    names = {row["kind"]: {locale: row[locale] for locale in LOCALES} for row in _rows("part_names.csv")}
    return {row["kind"]: _kind(row, names[row["kind"]]) for row in _rows("part_kinds.csv")}


def _kind(row: dict[str, str], names: dict[str, str]) -> Kind:
    return Kind(
        code=row["kind"],
        names=names,
        price=(Decimal(row["price_low"]), Decimal(row["price_high"])),
        weight_g=(int(row["weight_low_g"]), int(row["weight_high_g"])),
        size_mm=(int(row["length_mm"]), int(row["width_mm"]), int(row["height_mm"])),
        hs_code=row["hs_code"],
        system=row["system"],
        lead_time_days=int(row["lead_time_days"]),
        pack=int(row["pack"]),
        unit=row["unit"],
        speed=row["speed"],
        un_number=row["un_number"],
        watt_hours=int(row["watt_hours"]) if row["watt_hours"] else None,
    )
