"""Which dangerous goods may travel by which mode, on a given day.

Limits change with each edition of the IATA Dangerous Goods Regulations (DGR), so they are dated
rows, kept as master data: a new edition is a new row. A UN number without a row is refused by air until a
specialist adds one. Sea, road and rail refuse nothing here; their papers are checked where they are booked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.catalogue.dangerous.rules_carriage import BY_AIR, PASSENGER_NETWORK, Mode

SAFEST_FIRST = (Mode.SEA, Mode.ROAD, Mode.RAIL, Mode.COURIER, Mode.AIR, Mode.AIR_CARGO)


class Packing(StrEnum):
    """How a battery travels in relation to its equipment."""

    ALONE = "alone"
    WITH_EQUIPMENT = "with_equipment"
    IN_EQUIPMENT = "in_equipment"


class Condition(StrEnum):
    """The state of the goods: anything but SOUND never flies (IATA A154, A183)."""

    SOUND = "sound"
    DEFECTIVE = "defective"
    WASTE = "waste"


@dataclass(frozen=True, slots=True)
class DangerousItem:
    """One dangerous package line. `reference` names it to the reader (a line or part number).

    `net_g` is the net weight of the dangerous goods in one package, grams; charges are percent.
    `state_approval`: both authorities approved shipping above a limit that allows approval.
    """

    reference: str
    un_number: str
    net_g: int | None = None
    watt_hours: Decimal | int | None = None
    charge_percent: Decimal | int | None = None
    indicated_percent: Decimal | int | None = None
    packing: Packing = Packing.ALONE
    condition: Condition = Condition.SOUND
    state_approval: bool = False


@dataclass(frozen=True, slots=True)
class AirLimit:
    """What one edition says of one UN number; None is no limit, `passenger_kg` or `cargo_kg` 0 is forbidden.

    A row speaks of batteries above `above_wh` (and of every other item when that is None), packed in one way or, where
    `packing` is None, in any.
    """

    un_number: str
    valid_from: date
    instruction: str
    passenger_kg: Decimal | None
    cargo_kg: Decimal | None
    packing: Packing | None = None
    above_wh: Decimal | None = None
    charge_limit: Decimal | None = None
    indicated_limit: Decimal | None = None
    charge_above_wh: Decimal = Decimal(0)


class DangerCode(StrEnum):
    """Why an item may not go by a mode."""

    DEFECTIVE_BY_AIR = "catalogue.dg_defective_by_air"
    WASTE_BY_AIR = "catalogue.dg_waste_by_air"
    NOT_IN_TABLE = "catalogue.dg_not_in_table"
    PASSENGER_FORBIDDEN = "catalogue.dg_passenger_forbidden"
    CARGO_FORBIDDEN = "catalogue.dg_cargo_forbidden"
    PACKAGE_TOO_HEAVY = "catalogue.dg_package_too_heavy"
    CHARGE_TOO_HIGH = "catalogue.dg_charge_too_high"
    CHARGE_UNKNOWN = "catalogue.dg_charge_unknown"
    WEIGHT_UNKNOWN = "catalogue.dg_weight_unknown"
    WATT_HOURS_UNKNOWN = "catalogue.dg_watt_hours_unknown"


@dataclass(frozen=True, slots=True)
class DangerRefusal:
    """One reason, the limit and what was found, and the modes this item may take as it is."""

    code: DangerCode
    reference: str
    un_number: str
    instruction: str
    limit: Decimal | None
    found: Decimal | int | None
    allowed_modes: tuple[Mode, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    code: DangerCode
    instruction: str = ""
    limit: Decimal | None = None
    found: Decimal | int | None = None


class LimitFault(StrEnum):
    """What speaks against a limit in itself; the value names the field it speaks of."""

    PASSENGERS_TAKE_MORE = "passenger_kg"
    INDICATED_ALONE = "indicated_limit"
    ENERGY_ALONE = "charge_above_wh"


def limit_faults(limit: AirLimit) -> tuple[LimitFault, ...]:
    """Return what speaks against a limit: more with passengers than without, a bound of a charge limit without one."""
    cargo, passengers = limit.cargo_kg, limit.passenger_kg
    more = cargo is not None and (passengers is None or passengers > cargo)
    unbound = limit.charge_limit is None
    found = (
        (LimitFault.PASSENGERS_TAKE_MORE, more),
        (LimitFault.INDICATED_ALONE, unbound and limit.indicated_limit is not None),
        (LimitFault.ENERGY_ALONE, unbound and limit.charge_above_wh > 0),
    )
    return tuple(fault for fault, there in found if there)


UN_NUMBER = re.compile(r"UN\d{4}", re.ASCII)
"""How a UN number is kept."""


def un_code(un_number: str) -> str:
    """Return a UN number as UN and four digits, however it was written; else upper case."""
    digits = un_number.upper().removeprefix("UN").strip()
    four = len(digits) == 4 and digits.isascii() and digits.isdigit()
    return f"UN{digits}" if four else un_number.strip().upper()


def air_limit(item: DangerousItem, on_date: date, limits: Iterable[AirLimit]) -> AirLimit | None:
    """Return the row in force for an item on a day; None when the table has no word on it.

    Of two that begin on one day, the one for its own way of packing goes before the one for any.
    """
    energy = item.watt_hours or Decimal(0)
    fitting = [
        row
        for row in limits
        if row.un_number == un_code(item.un_number)
        and row.valid_from <= on_date
        and row.packing in (None, item.packing)
        and (row.above_wh is None or energy > row.above_wh)
    ]
    return max(
        fitting, key=lambda row: (row.above_wh or Decimal(0), row.valid_from, row.packing is not None), default=None
    )


def dangerous_goods_refusals(
    mode: Mode | str,
    items: Iterable[DangerousItem],
    on_date: date,
    limits: tuple[AirLimit, ...],
) -> tuple[DangerRefusal, ...]:
    """Return every reason why an item may not go by this mode on this day; empty when all may.

    An unknown mode is a ValueError.
    """
    wanted = Mode(mode)
    found: list[DangerRefusal] = []
    for item in items:
        reasons = _reasons(wanted, item, on_date, limits)
        if reasons:
            allowed = tuple(m for m in SAFEST_FIRST if not _reasons(m, item, on_date, limits))
            found.extend(_refusal(reason, item, allowed) for reason in reasons)
    return tuple(found)


def _refusal(reason: _Reason, item: DangerousItem, allowed: tuple[Mode, ...]) -> DangerRefusal:
    return DangerRefusal(
        reason.code,
        item.reference,
        un_code(item.un_number),
        reason.instruction,
        reason.limit,
        reason.found,
        allowed,
    )


def _reasons(mode: Mode, item: DangerousItem, on_date: date, limits: tuple[AirLimit, ...]) -> list[_Reason]:
    if mode not in BY_AIR:
        return []
    if item.condition is Condition.DEFECTIVE:
        return [_Reason(DangerCode.DEFECTIVE_BY_AIR, "A154")]
    if item.condition is Condition.WASTE:
        return [_Reason(DangerCode.WASTE_BY_AIR, "A183")]
    row = air_limit(item, on_date, limits)
    if row is None:
        return [_Reason(DangerCode.NOT_IN_TABLE)]
    heaviest = row.passenger_kg if mode in PASSENGER_NETWORK else row.cargo_kg
    if heaviest is not None and heaviest == 0:
        everywhere = row.cargo_kg is not None and row.cargo_kg == 0
        code = DangerCode.CARGO_FORBIDDEN if everywhere else DangerCode.PASSENGER_FORBIDDEN
        return [_Reason(code, row.instruction)]
    return [
        *_energy_reasons(item, row, limits),
        *_weight_reasons(item, row, heaviest),
        *_charge_reasons(item, row),
    ]


def _energy_reasons(item: DangerousItem, row: AirLimit, limits: tuple[AirLimit, ...]) -> list[_Reason]:
    """Ask for the energy of a battery when it decides which section applies."""
    decides = any(r.un_number == row.un_number and r.above_wh is not None for r in limits)
    if decides and item.watt_hours is None:
        return [_Reason(DangerCode.WATT_HOURS_UNKNOWN, row.instruction)]
    return []


def _weight_reasons(item: DangerousItem, row: AirLimit, heaviest: Decimal | None) -> list[_Reason]:
    """Hold a package against its limit; approval (A99) lifts it for large batteries."""
    if heaviest is None or (row.above_wh is not None and item.state_approval):
        return []
    if item.net_g is None:
        return [_Reason(DangerCode.WEIGHT_UNKNOWN, row.instruction, heaviest)]
    net_kg = Decimal(item.net_g) / 1000
    if net_kg > heaviest:
        return [_Reason(DangerCode.PACKAGE_TOO_HEAVY, row.instruction, heaviest, net_kg)]
    return []


def _charge_reasons(item: DangerousItem, row: AirLimit) -> list[_Reason]:
    """Hold the charge against its limit; unknown energy counts as large, unknown charge is no."""
    small = item.watt_hours is not None and item.watt_hours <= row.charge_above_wh
    if row.charge_limit is None or item.state_approval or small:
        return []
    if row.indicated_limit is not None and item.indicated_percent is not None:
        if item.indicated_percent <= row.indicated_limit:
            return []
        if item.charge_percent is None:
            found = item.indicated_percent
            return [_Reason(DangerCode.CHARGE_TOO_HIGH, row.instruction, row.indicated_limit, found)]
    if item.charge_percent is None:
        return [_Reason(DangerCode.CHARGE_UNKNOWN, row.instruction, row.charge_limit)]
    if item.charge_percent > row.charge_limit:
        found = item.charge_percent
        return [_Reason(DangerCode.CHARGE_TOO_HIGH, row.instruction, row.charge_limit, found)]
    return []
