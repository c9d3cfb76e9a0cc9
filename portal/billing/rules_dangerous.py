"""Dangerous goods as a packing list declares them: one row for each UN number, with its cartons."""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from portal.billing.rules_facts import Consignment
from portal.shipping.journey.rules_papers import DangerousFacts

WITH_EQUIPMENT = ("PI966", "PI969", "PI977")


class ShippingNames(NamedTuple):
    """Proper shipping names of a UN number: its own, and the one for goods packed with equipment (may be empty)."""

    alone: str
    with_equipment: str


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
    names = names_by_number().get(un_number, ShippingNames("", ""))
    packed_with = packing_instruction.replace(" ", "").upper()[:5] in WITH_EQUIPMENT
    return (names.with_equipment if packed_with else "") or names.alone


def dangerous_goods(facts: Consignment) -> list[dict[str, Any]]:
    """Return what a shipment declares: goods of one UN number and instruction together."""
    ordered = sorted(facts.dangerous, key=_kind)
    return [_declared(list(group)) for _, group in groupby(ordered, key=_kind)]


def emergency_phones(dangerous: Iterable[DangerousFacts]) -> str:
    """Return the number to call, or all of them where goods have different ones, with what each is for."""
    numbers: dict[str, list[str]] = {}
    for goods in dangerous:
        if goods.emergency_phone:
            numbers.setdefault(goods.emergency_phone, []).append(goods.un_number)
    if len(numbers) < 2:
        return next(iter(numbers), "")
    return "; ".join(f"{phone} ({', '.join(sorted(set(goods)))})" for phone, goods in numbers.items())


def _kind(goods: DangerousFacts) -> tuple[str, str, str, str]:
    return goods.un_number, goods.packing_instruction, goods.hazard_class, goods.packing_group


def _declared(group: list[DangerousFacts]) -> dict[str, Any]:
    goods = group[0]
    grams = sum(each.net_g for each in group)
    charges = [each.charge_percent for each in group if each.charge_percent is not None]
    declared: dict[str, Any] = {
        "un_number": goods.un_number,
        "shipping_name": shipping_name(goods.un_number, goods.packing_instruction),
        "hazard_class": goods.hazard_class,
        "packing_instruction": goods.packing_instruction,
        "net_quantity": f"{Decimal(grams) / 1000:.3f} kg" if grams else "",
        "cartons": sorted({position for each in group for position in each.cartons}),
    }
    if goods.packing_group:
        declared["packing_group"] = goods.packing_group
    if charges:
        declared["state_of_charge"] = f"≤ {max(charges)} %"
    return declared
