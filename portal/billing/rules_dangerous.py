"""Dangerous goods as a packing list declares them: one row for each UN number, with its cartons."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from portal.billing.rules_facts import Consignment
from portal.shipping.journey.rules_papers import DangerousFacts

# Proper shipping names of the UN Model Regulations, for what a parts trade carries.
SHIPPING_NAMES = {
    "UN1133": "ADHESIVES",
    "UN1263": "PAINT",
    "UN1950": "AEROSOLS",
    "UN2794": "BATTERIES, WET, FILLED WITH ACID",
    "UN2800": "BATTERIES, WET, NON-SPILLABLE",
    "UN3082": "ENVIRONMENTALLY HAZARDOUS SUBSTANCE, LIQUID, N.O.S.",
    "UN3090": "LITHIUM METAL BATTERIES",
    "UN3091": "LITHIUM METAL BATTERIES CONTAINED IN EQUIPMENT",
    "UN3159": "1,1,1,2-TETRAFLUOROETHANE (REFRIGERANT GAS R 134a)",
    "UN3161": "LIQUEFIED GAS, FLAMMABLE, N.O.S.",
    "UN3164": "ARTICLES, PRESSURIZED, PNEUMATIC",
    "UN3171": "BATTERY-POWERED EQUIPMENT",
    "UN3268": "SAFETY DEVICES, ELECTRICALLY INITIATED",
    "UN3480": "LITHIUM ION BATTERIES",
    "UN3481": "LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT",
    "UN3551": "SODIUM ION BATTERIES",
    "UN3552": "SODIUM ION BATTERIES CONTAINED IN EQUIPMENT",
    "UN3556": "VEHICLE, LITHIUM ION BATTERY POWERED",
    "UN3557": "VEHICLE, LITHIUM METAL BATTERY POWERED",
    "UN3558": "VEHICLE, SODIUM ION BATTERY POWERED",
}
PACKED_WITH = {
    "UN3481": "LITHIUM ION BATTERIES PACKED WITH EQUIPMENT",
    "UN3091": "LITHIUM METAL BATTERIES PACKED WITH EQUIPMENT",
    "UN3552": "SODIUM ION BATTERIES PACKED WITH EQUIPMENT",
}
WITH_EQUIPMENT = ("PI966", "PI969", "PI977")


def shipping_name(un_number: str, packing_instruction: str) -> str:
    """Return the proper shipping name of a UN number, or nothing where it is not known here."""
    if packing_instruction.replace(" ", "").upper()[:5] in WITH_EQUIPMENT and un_number in PACKED_WITH:
        return PACKED_WITH[un_number]
    return SHIPPING_NAMES.get(un_number, "")


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
