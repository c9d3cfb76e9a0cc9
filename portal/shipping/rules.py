"""Numbers on packages and papers, sizes and weights, and what a receipt found."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from stdnum import ean, iso6346

from portal.catalogue.rules_carriage import Mode
from portal.catalogue.rules_dangerous_goods import (
    AIR_LIMITS,
    AirLimit,
    Condition,
    DangerCode,
    DangerousItem,
    DangerRefusal,
    Packing,
    dangerous_goods_refusals,
)
from portal.core.errors import Refused
from portal.core.money import round_half_away

__all__ = [
    "AIR_LIMITS",
    "AirLimit",
    "Condition",
    "DangerCode",
    "DangerRefusal",
    "DangerousItem",
    "Package",
    "Packing",
    "ReceiptDifference",
    "awb_check_digit",
    "awb_number",
    "awb_valid",
    "cbm",
    "chargeable_kg",
    "container_check_digit",
    "container_valid",
    "dangerous_goods_refusals",
    "gross_kg",
    "gs1_check_digit",
    "receipt_differences",
    "sscc",
    "sscc_valid",
    "volumetric_kg",
]


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def gs1_check_digit(body: str) -> str:
    """Return the GS1 modulo 10 check digit of the digits before it."""
    if not body or not _digits(body, len(body)):
        raise Refused("shipping.not_digits", value=body)
    return ean.calc_check_digit(body)


def sscc(extension: int, company_prefix: str, serial: int) -> str:
    """Return the 18 digits of a serial shipping container code (GS1).

    Extension 0-9, company prefix of 4 to 12 digits, serial padded to fill 17, check digit.
    """
    room = 16 - len(company_prefix)
    if not 0 <= extension <= 9 or not _digits(company_prefix, len(company_prefix)):
        raise Refused("shipping.sscc_malformed", extension=extension, prefix=company_prefix)
    if not 4 <= len(company_prefix) <= 12 or not 0 <= serial < 10**room:
        raise Refused("shipping.sscc_serial_exhausted", prefix=company_prefix, serial=serial)
    body = f"{extension}{company_prefix}{serial:0{room}d}"
    return body + gs1_check_digit(body)


def sscc_valid(code: str) -> bool:
    """Tell whether a code is 18 digits with the right check digit."""
    return _digits(code, 18) and gs1_check_digit(code[:-1]) == code[-1]


def awb_check_digit(serial: str) -> str:
    """Return the check digit of an air waybill's seven serial digits: modulo 7 (IATA)."""
    if not _digits(serial, 7):
        raise Refused("shipping.awb_malformed", value=serial)
    return str(int(serial) % 7)


def awb_number(airline: str, serial: str) -> str:
    """Return an air waybill number: three digits of the airline, a dash, eight of the waybill."""
    if not _digits(airline, 3):
        raise Refused("shipping.awb_malformed", value=airline)
    return f"{airline}-{serial}{awb_check_digit(serial)}"


def awb_valid(number: str) -> bool:
    """Tell whether a number (with or without dash or spaces) is a right air waybill number."""
    plain = number.replace("-", "").replace(" ", "")
    return _digits(plain, 11) and awb_check_digit(plain[3:10]) == plain[10]


def container_check_digit(owner_and_serial: str) -> str:
    """Return the check digit of four letters and six digits (ISO 6346)."""
    body = owner_and_serial.replace(" ", "").upper()
    if not (body[:4].isascii() and body[:4].isalpha() and _digits(body[4:], 6)):
        raise Refused("shipping.container_malformed", value=owner_and_serial)
    return iso6346.calc_check_digit(body)


def container_valid(number: str) -> bool:
    """Tell whether a container number is well formed with the right check digit (ISO 6346)."""
    plain = number.replace(" ", "").upper()
    return plain.isascii() and plain[:4].isalpha() and iso6346.is_valid(plain)


MM3_PER_CM3 = Decimal(1000)
MM3_PER_M3 = Decimal(10**9)
GRAMS_PER_KG = Decimal(1000)
_DIVISORS = {Mode.AIR: Decimal(6000), Mode.AIR_CARGO: Decimal(6000), Mode.COURIER: Decimal(5000)}


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


def volumetric_kg(packages: Iterable[Package], mode: Mode | str) -> Decimal:
    """Return the volumetric weight: cm3 / 6000 by air, / 5000 by courier, 0 by other modes."""
    divisor = _DIVISORS.get(Mode(mode))
    if divisor is None:
        return Decimal(0)
    volume = Decimal(sum(package.volume_mm3 for package in packages))
    return round_half_away(volume / MM3_PER_CM3 / divisor, 3)


def chargeable_kg(packages: Iterable[Package], mode: Mode | str) -> Decimal:
    """Return the weight a carrier charges for, raised to the next half kilogram.

    Courier: the greater of gross and volumetric, package by package. Air: the greater of the two
    sums. Other modes: the gross weight as it is (sea charges by the cubic metre, see `cbm`).
    """
    wanted, listed = Mode(mode), list(packages)
    if wanted not in _DIVISORS:
        return gross_kg(listed)
    groups = [[package] for package in listed] if wanted is Mode.COURIER else [listed]
    heavier = (max(gross_kg(group), volumetric_kg(group, wanted)) for group in groups)
    return sum((_next_half(weight) for weight in heavier), Decimal(0))


def _next_half(kg: Decimal) -> Decimal:
    return (kg * 2).to_integral_value(ROUND_CEILING) / 2


@dataclass(frozen=True, slots=True)
class ReceiptDifference:
    """What a count found against a dispatch: shipped + over = good + damaged + wrong + short."""

    short: int
    over: int
    damaged: int
    wrong: int

    @property
    def any(self) -> bool:
        """Tell whether there is anything to claim."""
        return bool(self.short or self.over or self.damaged or self.wrong)


def receipt_differences(shipped: int, counted_good: int, damaged: int = 0, wrong: int = 0) -> ReceiptDifference:
    """Compare one line's count with what was shipped.

    A damaged piece and a wrong piece in its place have arrived, so neither is also short.
    """
    if min(shipped, counted_good, damaged, wrong) < 0:
        raise Refused("shipping.count_negative", shipped=shipped, counted=counted_good)
    arrived = counted_good + damaged + wrong
    return ReceiptDifference(max(shipped - arrived, 0), max(arrived - shipped, 0), damaged, wrong)
