"""Check digits of what carriers number: air waybills (IATA Resolution 600a) and containers (ISO 6346)."""

from stdnum import iso6346

from portal.core.errors import Refused
from portal.shipping.rules_digits import of_digits


def awb_check_digit(serial: str) -> str:
    """Return the check digit of an air waybill's seven serial digits: modulo 7 (IATA)."""
    if not of_digits(serial, 7):
        raise Refused("shipping.awb_malformed", value=serial)
    return str(int(serial) % 7)


def awb_number(airline: str, serial: str) -> str:
    """Return an air waybill number: three digits of the airline, a dash, eight of the waybill."""
    if not of_digits(airline, 3):
        raise Refused("shipping.awb_malformed", value=airline)
    return f"{airline}-{serial}{awb_check_digit(serial)}"


def awb_valid(number: str) -> bool:
    """Tell whether a number (with or without dash or spaces) is a right air waybill number."""
    plain = number.replace("-", "").replace(" ", "")
    return of_digits(plain, 11) and awb_check_digit(plain[3:10]) == plain[10]


def container_formed(number: str) -> bool:
    """Tell whether a number has four letters and seven digits, as a container's has, spaces apart."""
    plain = number.replace(" ", "")
    return plain.isascii() and plain[:4].isalpha() and of_digits(plain[4:], 7)


def container_valid(number: str) -> bool:
    """Tell whether a container number is well formed with the right check digit (ISO 6346)."""
    plain = number.replace(" ", "").upper()
    return container_formed(plain) and iso6346.is_valid(plain)
