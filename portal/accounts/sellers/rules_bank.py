"""What bank details must be: an IBAN as its country writes it (ISO 13616), or an account number; a BIC (ISO 9362)."""

import re
from dataclasses import dataclass

from stdnum import iban, numdb

from portal.core.errors import FieldRefused
from portal.core.printed_text import check_printable, legible

LONGEST_BANK, LONGEST_ACCOUNT, LONGEST_SWIFT = 120, 60, 20
LEAST_DIGITS = 4
"""No account number has fewer."""
_IBAN = re.compile(r"[A-Z]{2} ?[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_ACCOUNT = re.compile(r"[A-Z0-9][A-Z0-9 -]{3,}")
_SWIFT = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where a seller is paid: the bank's name, the account or IBAN, and the bank's SWIFT code."""

    bank_name: str
    iban: str
    swift: str


def check_bank(typed: BankDetails) -> BankDetails:
    """Return bank details tidied.

    Refuses `seller.bank_name`, `.account`, `.iban_digits`, `.swift` and `text.unprintable` beside the field.
    """
    name = " ".join(typed.bank_name.split())
    account, swift = " ".join(typed.iban.upper().split()), "".join(typed.swift.upper().split())
    if not name or len(name) > LONGEST_BANK:
        raise FieldRefused("seller.bank_name", field="bank_name")
    check_printable(legible(name), "bank_name")
    if len(account) > LONGEST_ACCOUNT or not _ACCOUNT.fullmatch(account) or len(_DIGIT.findall(account)) < LEAST_DIGITS:
        raise FieldRefused("seller.account", field="iban")
    if _is_meant_as_iban(account) and not iban.is_valid(account):
        raise FieldRefused("seller.iban_digits", field="iban")
    if not _SWIFT.fullmatch(swift):
        raise FieldRefused("seller.swift", field="swift")
    return BankDetails(name, account, swift)


def _is_meant_as_iban(account: str) -> bool:
    """Tell whether a number begins as an IBAN of a country that has them does."""
    return _IBAN.match(account) is not None and bool(numdb.get("iban").info(account)[0][1])
