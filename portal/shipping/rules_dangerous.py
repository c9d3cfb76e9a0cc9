"""Dangerous goods of a shipment as packages: before packing piece by piece, afterwards by carton."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from portal.catalogue.dangerous.rules import (
    SAFEST_FIRST,
    AirLimit,
    DangerousItem,
    DangerRefusal,
    Packing,
    dangerous_goods_refusals,
    un_code,
)
from portal.catalogue.dangerous.rules_carriage import Mode

BATTERIES = frozenset({"UN3090", "UN3091", "UN3480", "UN3481", "UN3551", "UN3552", "UN3556", "UN3557", "UN3558"})
"""Lithium and sodium ion batteries: only for these does the UN Manual of Tests (38.3) ask for a summary."""
APPRAISING_COUNTRY = "CN"
"""China's customs want dangerous goods packages appraised in use before they leave (GACC)."""
_PACKING = {"PI966": Packing.WITH_EQUIPMENT, "PI967": Packing.IN_EQUIPMENT}


@dataclass(frozen=True, slots=True)
class DangerousPieces:
    """Pieces of one dangerous part; `carton` is their package, None while they are not packed.

    `net_g` are the grams of dangerous goods in one piece, 0 when nobody has told.
    """

    part_number: str
    un_number: str
    packing_instruction: str
    net_g: int
    watt_hours: int | None
    charge_percent: int | None
    quantity: int = 1
    carton: int | None = None


def packing_of(instruction: str) -> Packing:
    """Return how a battery travels, from its packing instruction (PI966 with, PI967 in equipment)."""
    return _PACKING.get(instruction.upper().replace(" ", "")[:5], Packing.ALONE)


def refusals_of(
    mode: Mode | str, pieces: Iterable[DangerousPieces], on_date: date, limits: tuple[AirLimit, ...]
) -> tuple[DangerRefusal, ...]:
    """Return why these goods may not go by a mode on a day, as limits are; empty when they may.

    Limits hold for a package: goods of one UN number in one carton are weighed together, and goods
    not packed yet count one piece at a time, because they can still be packed alone.
    """
    return dangerous_goods_refusals(mode, items_of(pieces), on_date, limits)


class DangerPaper(StrEnum):
    """A reference without which dangerous goods do not leave; the value names its field."""

    DECLARATION = "dg_declaration"
    TEST_SUMMARY = "un38_3"
    APPRAISAL = "packaging_appraisal"


def papers_wanted(pieces: Iterable[DangerousPieces], from_country: str) -> tuple[DangerPaper, ...]:
    """Return the references goods need before they leave a country; none where nothing is dangerous."""
    numbers = {un_code(each.un_number) for each in pieces}
    wanted = (
        (DangerPaper.DECLARATION, bool(numbers)),
        (DangerPaper.TEST_SUMMARY, not numbers.isdisjoint(BATTERIES)),
        (DangerPaper.APPRAISAL, bool(numbers) and from_country == APPRAISING_COUNTRY),
    )
    return tuple(paper for paper, needed in wanted if needed)


def items_of(pieces: Iterable[DangerousPieces]) -> list[DangerousItem]:
    """Return one item for each UN number in each package, in the order of parts and cartons."""
    ordered = sorted(pieces, key=_package)
    return [_item(list(together)) for _, together in groupby(ordered, key=_package)]


def _package(pieces: DangerousPieces) -> tuple[int, str, str, str]:
    alone = pieces.part_number if pieces.carton is None else ""
    packing = packing_of(pieces.packing_instruction)
    return (pieces.carton or 0, un_code(pieces.un_number), packing.value, alone)


def _item(together: list[DangerousPieces]) -> DangerousItem:
    first = together[0]
    counted = [(first, 1)] if first.carton is None else [(each, each.quantity) for each in together]
    known = all(each.net_g > 0 for each in together)
    energies = [each.watt_hours for each in together]
    charges = [each.charge_percent for each in together]
    return DangerousItem(
        reference=", ".join(dict.fromkeys(each.part_number for each in together)),
        un_number=first.un_number,
        net_g=sum(each.net_g * count for each, count in counted) if known else None,
        watt_hours=None if None in energies else max(one for one in energies if one is not None),
        charge_percent=None if None in charges else max(one for one in charges if one is not None),
        packing=packing_of(first.packing_instruction),
    )


def allowed_together(refusals: Iterable[DangerRefusal]) -> tuple[Mode, ...]:
    """Return the modes that all refused goods may take as they are, in the table's order."""
    listed = [set(refusal.allowed_modes) for refusal in refusals]
    return tuple(mode for mode in SAFEST_FIRST if listed and all(mode in allowed for allowed in listed))
