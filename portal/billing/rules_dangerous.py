"""Dangerous goods as a packing list declares them: one row for each UN number, with its cartons."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from portal.billing.rules_facts import Consignment
from portal.shipping.journey.rules_papers import DangerousFacts
from portal.shipping.rules_shipping_names import shipping_name


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
