"""Quantities in whole packs, and not below a minimum."""

from dataclasses import dataclass
from enum import StrEnum


def round_up_to_pack(quantity: int, moq: int, spq: int) -> int:
    """Return the least quantity >= both the asked one and the minimum that fills whole packs."""
    _check_packs(moq, spq)
    if quantity < 1:
        raise ValueError("a quantity is at least one")
    packs = -(-max(quantity, moq) // spq)
    return packs * spq


def _check_packs(moq: int, spq: int) -> None:
    if moq < 0 or spq < 1:
        raise ValueError("a minimum is at least 0 and a pack at least 1")


class QuantityFault(StrEnum):
    """What may be wrong with an ordered quantity."""

    NOT_POSITIVE = "quantity.not_positive"
    BELOW_MINIMUM = "quantity.below_minimum"
    NOT_WHOLE_PACKS = "quantity.not_whole_packs"


@dataclass(frozen=True, slots=True)
class QuantityProblem:
    """One fault, and the nearest quantity upward that has none (None when there is none)."""

    code: QuantityFault
    quantity: int
    moq: int
    spq: int
    suggested: int | None


def quantity_problems(quantity: int, moq: int, spq: int) -> tuple[QuantityProblem, ...]:
    """Return what is wrong with a quantity against its minimum and its pack; empty when fine."""
    _check_packs(moq, spq)
    if quantity < 1:
        return (QuantityProblem(QuantityFault.NOT_POSITIVE, quantity, moq, spq, None),)
    faults = []
    if quantity < moq:
        faults.append(QuantityFault.BELOW_MINIMUM)
    if quantity % spq:
        faults.append(QuantityFault.NOT_WHOLE_PACKS)
    suggested = round_up_to_pack(quantity, moq, spq)
    return tuple(QuantityProblem(fault, quantity, moq, spq, suggested) for fault in faults)
