"""What bank details must be: an IBAN whose check digits fit (ISO 13616), or an account number; a BIC (ISO 9362)."""

import re
from dataclasses import dataclass

from portal.core.errors import FieldRefused

LONGEST_BANK, LONGEST_ACCOUNT, LONGEST_SWIFT = 120, 60, 20
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ACCOUNT = re.compile(r"[A-Z0-9][A-Z0-9 -]{3,}")
_SWIFT = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where a seller is paid: the bank's name, the account or IBAN, and the bank's SWIFT code."""

    bank_name: str
    iban: str
    swift: str


def check_bank(typed: BankDetails) -> BankDetails:
    """Return bank details tidied; refuses `seller.bank_name`, `.account`, `.iban_digits`, `.swift` beside the field."""
    name = " ".join(typed.bank_name.split())
    account, swift = " ".join(typed.iban.upper().split()), "".join(typed.swift.upper().split())
    if not name or len(name) > LONGEST_BANK:
        raise FieldRefused("seller.bank_name", field="bank_name")
    if len(account) > LONGEST_ACCOUNT or not _ACCOUNT.fullmatch(account):
        raise FieldRefused("seller.account", field="iban")
    if _IBAN.fullmatch(account.replace(" ", "")) and not _digits_fit(account.replace(" ", "")):
        raise FieldRefused("seller.iban_digits", field="iban")
    if not _SWIFT.fullmatch(swift):
        raise FieldRefused("seller.swift", field="swift")
    return BankDetails(name, account, swift)


def _digits_fit(iban: str) -> bool:
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
