"""Serial shipping container codes of cartons: GS1 General Specifications, sections 3.3.1 and 7.9."""

from stdnum import ean

from portal.core.errors import Refused
from portal.shipping.rules_digits import of_digits


def gs1_check_digit(body: str) -> str:
    """Return the GS1 modulo 10 check digit of the digits before it."""
    if not body or not of_digits(body, len(body)):
        raise Refused("shipping.not_digits", value=body)
    return ean.calc_check_digit(body)


def sscc(extension: int, company_prefix: str, serial: int) -> str:
    """Return the 18 digits of a serial shipping container code (GS1).

    Extension 0-9, company prefix of 4 to 12 digits, serial padded to fill 17, check digit.
    """
    room = 16 - len(company_prefix)
    if not 0 <= extension <= 9 or not of_digits(company_prefix, len(company_prefix)):
        raise Refused("shipping.sscc_malformed", extension=extension, prefix=company_prefix)
    if not 4 <= len(company_prefix) <= 12 or not 0 <= serial < 10**room:
        raise Refused("shipping.sscc_serial_exhausted", prefix=company_prefix, serial=serial)
    body = f"{extension}{company_prefix}{serial:0{room}d}"
    return body + gs1_check_digit(body)


def sscc_valid(code: str) -> bool:
    """Tell whether a code is 18 digits with the right check digit."""
    return of_digits(code, 18) and gs1_check_digit(code[:-1]) == code[-1]
