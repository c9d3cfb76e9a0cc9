"""What must be true of a shipment before its packing is confirmed, and what still lies outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.core.errors import FieldRefused

LONGEST_MM = 20_000
HEAVIEST_G = 30_000_000


class PackingCode(StrEnum):
    """Why packing cannot be confirmed yet."""

    NOT_PICKED = "not_picked"
    NOTHING_PICKED = "nothing_picked"
    NO_CARTON = "no_carton"
    EMPTY_CARTON = "empty_carton"
    LEFT_OVER = "left_over"
    TOO_MANY_PACKED = "too_many_packed"
    WEIGHT_MISSING = "weight_missing"
    HS_MISSING = "hs_missing"
    ORIGIN_MISSING = "origin_missing"
    GROSS_BELOW_NET = "gross_below_net"


@dataclass(frozen=True, slots=True)
class PackingProblem:
    """One reason: a part number or a carton's position as `reference`, and pieces where they matter."""

    code: PackingCode
    reference: str = ""
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class LineToPack:
    """A line while it is packed: pieces planned, picked (None: not yet), and lying in cartons."""

    id: int
    part_number: str
    planned: int
    picked: int | None
    packed: int
    weight_g: int
    hs_code: str
    origin: str

    @property
    def left(self) -> int:
        """Return how many picked pieces lie in no carton yet."""
        return max((self.picked or 0) - self.packed, 0)


@dataclass(frozen=True, slots=True)
class CartonToPack:
    """A package while it is packed: its place in the row, weights in grams, pieces inside."""

    position: int
    gross_g: int
    net_g: int
    pieces: int


def packing_problems(lines: Sequence[LineToPack], cartons: Sequence[CartonToPack]) -> tuple[PackingProblem, ...]:
    """Return every reason why packing cannot be confirmed; none when all picked pieces are packed.

    A part without weight, HS code or origin blocks here: customs papers cannot be made without.
    """
    found = [problem for line in lines for problem in _line_problems(line)]
    if lines and all(line.picked == 0 for line in lines):
        found.append(PackingProblem(PackingCode.NOTHING_PICKED))
    if not cartons:
        found.append(PackingProblem(PackingCode.NO_CARTON))
    found.extend(problem for carton in cartons for problem in _carton_problems(carton))
    return tuple(found)


def _line_problems(line: LineToPack) -> Iterable[PackingProblem]:
    if line.picked is None:
        yield PackingProblem(PackingCode.NOT_PICKED, line.part_number, line.planned)
        return
    if line.packed < line.picked:
        yield PackingProblem(PackingCode.LEFT_OVER, line.part_number, line.left)
    if line.packed > line.picked:
        yield PackingProblem(PackingCode.TOO_MANY_PACKED, line.part_number, line.packed - line.picked)
    if line.picked == 0:
        return
    if line.weight_g <= 0:
        yield PackingProblem(PackingCode.WEIGHT_MISSING, line.part_number)
    if not line.hs_code:
        yield PackingProblem(PackingCode.HS_MISSING, line.part_number)
    if not line.origin:
        yield PackingProblem(PackingCode.ORIGIN_MISSING, line.part_number)


def _carton_problems(carton: CartonToPack) -> Iterable[PackingProblem]:
    if carton.pieces == 0:
        yield PackingProblem(PackingCode.EMPTY_CARTON, str(carton.position))
    if carton.gross_g < carton.net_g:
        yield PackingProblem(PackingCode.GROSS_BELOW_NET, str(carton.position))


@dataclass(frozen=True, slots=True)
class Measures:
    """Outer sizes of a package in millimetres and its gross weight in grams."""

    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int


def check_measures(measures: Measures) -> None:
    """Refuse a size or weight that no package of this trade has, beside its field."""
    for field in ("length_mm", "width_mm", "height_mm"):
        if not 0 < getattr(measures, field) <= LONGEST_MM:
            raise FieldRefused("shipping.size_impossible", field=field.removesuffix("_mm"), most_cm=LONGEST_MM // 10)
    if not 0 < measures.gross_g <= HEAVIEST_G:
        raise FieldRefused("shipping.weight_impossible", field="gross", most_kg=HEAVIEST_G // 1000)
