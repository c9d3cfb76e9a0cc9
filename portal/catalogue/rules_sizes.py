"""Sizes and weights of packages: volume, gross, volumetric and chargeable kilograms."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.errors import Refused
from portal.core.money import round_half_away
from portal.settings.rules import Figures, Unit, setting

MM3_PER_CM3 = Decimal(1000)
MM3_PER_M3 = Decimal(10**9)
GRAMS_PER_KG = Decimal(1000)
AIR_CM3 = setting("volume_air", Unit.CM3_PER_KG, 6_000, 1_000, 10_000)
COURIER_CM3 = setting("volume_courier", Unit.CM3_PER_KG, 5_000, 1_000, 10_000)
"""How many cubic centimetres airlines and couriers take for a kilogram."""
_VOLUMES = {Mode.AIR: AIR_CM3, Mode.AIR_CARGO: AIR_CM3, Mode.COURIER: COURIER_CM3}


@dataclass(frozen=True, slots=True)
class Package:
    """A packed carton or pallet: outer size in millimetres, gross and net weight in grams."""

    length_mm: int
    width_mm: int
    height_mm: int
    gross_g: int
    net_g: int = 0

    def __post_init__(self) -> None:
        size = (self.length_mm, self.width_mm, self.height_mm, self.gross_g)
        if min(size) <= 0 or not 0 <= self.net_g <= self.gross_g:
            raise Refused("shipping.package_impossible", gross_g=self.gross_g, net_g=self.net_g)

    @property
    def volume_mm3(self) -> int:
        """Return length x width x height."""
        return self.length_mm * self.width_mm * self.height_mm


def cbm(packages: Iterable[Package]) -> Decimal:
    """Return the cubic metres of packages together, with three decimals."""
    return round_half_away(Decimal(sum(p.volume_mm3 for p in packages)) / MM3_PER_M3, 3)


def gross_kg(packages: Iterable[Package]) -> Decimal:
    """Return the gross weight of packages together."""
    return Decimal(sum(package.gross_g for package in packages)) / GRAMS_PER_KG


def volumetric_kg(packages: Iterable[Package], mode: Mode | str, figures: Figures) -> Decimal:
    """Return the volumetric weight by air and courier, 0 by other modes."""
    return volume_as_kg(sum(package.volume_mm3 for package in packages), mode, figures)


def volume_as_kg(volume_mm3: int, mode: Mode | str, figures: Figures) -> Decimal:
    """Return what carriers take a volume to weigh, as `volumetric_kg` does."""
    taken = _VOLUMES.get(Mode(mode))
    if taken is None:
        return Decimal(0)
    return round_half_away(Decimal(volume_mm3) / MM3_PER_CM3 / figures.of(taken), 3)


def chargeable_kg(packages: Iterable[Package], mode: Mode | str, figures: Figures) -> Decimal:
    """Return the weight a carrier charges for, raised to the next half kilogram.

    Courier: the greater of gross and volumetric, package by package. Air: the greater of the two
    sums. Other modes: the gross weight as it is (sea charges by the cubic metre, see `cbm`).
    """
    wanted, listed = Mode(mode), list(packages)
    if wanted not in _VOLUMES:
        return gross_kg(listed)
    groups = [[package] for package in listed] if wanted is Mode.COURIER else [listed]
    each = ((gross_kg(group), sum(package.volume_mm3 for package in group)) for group in groups)
    return sum((charged_kg(gross, volume, wanted, figures) for gross, volume in each), Decimal(0))


def charged_kg(gross: Decimal, volume_mm3: int, mode: Mode | str, figures: Figures) -> Decimal:
    """Return the weight a carrier charges for goods of which only weight and volume are known together."""
    if Mode(mode) not in _VOLUMES:
        return gross
    return _next_half(max(gross, volume_as_kg(volume_mm3, mode, figures)))


def charged_by_volume(mode: Mode | str) -> bool:
    """Tell whether carriers of a mode charge light packages by their volume."""
    return Mode(mode) in _VOLUMES


def _next_half(kg: Decimal) -> Decimal:
    return (kg * 2).to_integral_value(ROUND_CEILING) / 2
