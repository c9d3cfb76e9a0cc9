"""Vehicle identification numbers: shape (ISO 3779), check digit (49 CFR 565, GB 16735)."""

from dataclasses import dataclass
from enum import StrEnum

from portal.catalogue.vehicles.rules_vins import written

LENGTH = 17
CHECK_PLACE = 8
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = {
    **{digit: int(digit) for digit in "0123456789"},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
DIGIT_REGIONS = frozenset("L12345")
"""First letters whose makers must give a check digit: China and North America."""


class VinProblem(StrEnum):
    """What is wrong with a VIN, worst first."""

    LENGTH = "length"
    LETTERS = "letters"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True)
class VinVerdict:
    """A VIN in its written form, its first problem, and whether that settles the matter.

    A wrong check digit is `certain` only where the region makes the digit mandatory; elsewhere
    it is a hint, since many real vehicles have none.
    """

    vin: str
    problem: VinProblem | None = None
    certain: bool = True


def weighted_sum(vin: str) -> int:
    """Return the sum of place weights times letter values of a well-formed VIN."""
    return sum(weight * VALUES[char] for weight, char in zip(WEIGHTS, vin, strict=True))


def check_digit(vin: str) -> str:
    """Return the check digit a well-formed VIN should carry in its ninth place: 0-9 or X."""
    rest = weighted_sum(vin) % 11
    return "X" if rest == 10 else str(rest)


def digit_is_mandatory(vin: str) -> bool:
    """Return whether the maker's region (the first letter) makes the check digit mandatory."""
    return vin[:1] in DIGIT_REGIONS


def judge_vin(text: str) -> VinVerdict:
    """Return what is wrong with a typed VIN, if anything."""
    vin = written(text)
    if len(vin) != LENGTH:
        return VinVerdict(vin, VinProblem.LENGTH)
    if any(char not in VALUES for char in vin):
        return VinVerdict(vin, VinProblem.LETTERS)
    if check_digit(vin) != vin[CHECK_PLACE]:
        return VinVerdict(vin, VinProblem.CHECK_DIGIT, certain=digit_is_mandatory(vin))
    return VinVerdict(vin)
