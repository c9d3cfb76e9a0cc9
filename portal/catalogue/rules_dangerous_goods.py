"""Which dangerous goods may travel by which mode, on a given day.

Limits change with each edition of the IATA Dangerous Goods Regulations (DGR), so they are dated
rows: a new edition is a new row. A UN number without a row is refused by air until a specialist
adds one. Sea, road and rail refuse nothing here; their papers are checked where they are booked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.catalogue.rules_carriage import BY_AIR, PASSENGER_NETWORK, Mode

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
    """What one edition says of one UN number; None is no limit, `passenger_kg` 0 is forbidden.

    A row speaks of batteries above `above_wh` (and of every other item when that is None).
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


def _kg(value: str) -> Decimal:
    return Decimal(value)


_THIRTY, _QUARTER = Decimal(30), Decimal(25)
_SINCE_2016, _SINCE_2025 = date(2016, 4, 1), date(2025, 1, 1)
_SINCE_2026 = date(2026, 1, 1)
_WITH, _IN = Packing.WITH_EQUIPMENT, Packing.IN_EQUIPMENT

AIR_LIMITS: tuple[AirLimit, ...] = (
    AirLimit(
        "UN3480", _SINCE_2016, "PI965 IB", _kg("0"), _kg("10"), charge_limit=_THIRTY
    ),
    AirLimit(
        "UN3480", _SINCE_2016, "PI965 IA", _kg("0"), _kg("35"),
        above_wh=Decimal(100), charge_limit=_THIRTY,
    ),
    AirLimit("UN3481", _SINCE_2016, "PI966", _kg("5"), _kg("35"), packing=_WITH),
    AirLimit(
        "UN3481", _SINCE_2026, "PI966", _kg("5"), _kg("35"),
        packing=_WITH, charge_limit=_THIRTY, charge_above_wh=Decimal("2.7"),
    ),
    AirLimit("UN3481", _SINCE_2016, "PI967", _kg("5"), _kg("35"), packing=_IN),
    AirLimit("UN3556", _SINCE_2025, "PI952", None, None),
    AirLimit(
        "UN3556", _SINCE_2026, "PI952", None, None,
        charge_limit=_THIRTY, indicated_limit=_QUARTER, charge_above_wh=Decimal(100),
    ),
    AirLimit("UN3268", _SINCE_2025, "PI961", _kg("25"), _kg("100")),
    AirLimit("UN2794", _SINCE_2025, "PI870", _kg("30"), None),
    AirLimit("UN3164", _SINCE_2025, "PI208", None, None),
    AirLimit("UN3159", _SINCE_2025, "PI200", _kg("75"), _kg("150")),
    AirLimit("UN1950", _SINCE_2025, "PI203", _kg("75"), _kg("150")),
)  # fmt: skip


class DangerCode(StrEnum):
    """Why an item may not go by a mode."""

    DEFECTIVE_BY_AIR = "catalogue.dg_defective_by_air"
    WASTE_BY_AIR = "catalogue.dg_waste_by_air"
    NOT_IN_TABLE = "catalogue.dg_not_in_table"
    PASSENGER_FORBIDDEN = "catalogue.dg_passenger_forbidden"
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


def un_code(un_number: str) -> str:
    """Return a UN number as UN and four digits, however it was written; else upper case."""
    digits = un_number.upper().removeprefix("UN").strip()
    four = len(digits) == 4 and digits.isascii() and digits.isdigit()
    return f"UN{digits}" if four else un_number.strip().upper()


def air_limit(item: DangerousItem, on_date: date, limits: Iterable[AirLimit] = AIR_LIMITS) -> AirLimit | None:
    """Return the row in force for an item on a day; None when the table has no word on it."""
    energy = item.watt_hours or Decimal(0)
    fitting = [
        row
        for row in limits
        if row.un_number == un_code(item.un_number)
        and row.valid_from <= on_date
        and row.packing in (None, item.packing)
        and (row.above_wh is None or energy > row.above_wh)
    ]
    return max(fitting, key=lambda row: (row.above_wh or Decimal(0), row.valid_from), default=None)


def dangerous_goods_refusals(
    mode: Mode | str,
    items: Iterable[DangerousItem],
    on_date: date,
    limits: tuple[AirLimit, ...] = AIR_LIMITS,
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
        return [_Reason(DangerCode.PASSENGER_FORBIDDEN, row.instruction)]
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
