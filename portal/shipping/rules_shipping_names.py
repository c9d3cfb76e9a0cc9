"""Proper shipping names: what papers call dangerous goods, and which goods of a shipment nobody has a name for."""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from portal.catalogue.dangerous.rules import un_code

WITH_EQUIPMENT = ("PI966", "PI969", "PI977")


class ShippingNames(NamedTuple):
    """Proper shipping names of a UN number: its own, and the one for goods packed with equipment (may be empty)."""

    alone: str
    with_equipment: str


class Unnamed(NamedTuple):
    """A UN number without a known name, and the numbers of the parts that bear it."""

    un_number: str
    parts: tuple[str, ...]


@lru_cache(maxsize=1)
def names_by_number() -> Mapping[str, ShippingNames]:
    """Return the proper shipping names of the UN Model Regulations that a parts trade carries, by UN number."""
    with (Path(__file__).parent / "data" / "un_numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["un_number"]: ShippingNames(row["shipping_name"], row["packed_with_equipment"]) for row in rows}


def shipping_name(un_number: str, packing_instruction: str) -> str:
    """Return the proper shipping name of a UN number, or nothing where it is not known here.

    A packing list without it points to the declaration: an unknown number stops no invoice.
    """
    names = names_by_number().get(un_code(un_number), ShippingNames("", ""))
    packed_with = packing_instruction.replace(" ", "").upper()[:5] in WITH_EQUIPMENT
    return (names.with_equipment if packed_with else "") or names.alone


def unnamed(goods: Iterable[tuple[str, str]]) -> list[Unnamed]:
    """Return the goods whose name is not known here, from (UN number, part number): by number, each part once."""
    without: dict[str, dict[str, None]] = {}
    for un_number, part_number in goods:
        if not shipping_name(un_number, ""):
            without.setdefault(un_code(un_number), {})[part_number] = None
    return [Unnamed(number, tuple(parts)) for number, parts in sorted(without.items())]
