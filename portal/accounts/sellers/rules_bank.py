"""What bank details must be: an IBAN as its country writes it (ISO 13616), or an account number; a BIC (ISO 9362).

And which account of a seller a paper names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum import iban, numdb

from portal.core.errors import FieldRefused
from portal.core.printed_text import check_printable, legible

LONGEST_LABEL, LONGEST_BANK, LONGEST_ACCOUNT, LONGEST_SWIFT = 60, 120, 60, 20
LEAST_DIGITS = 4
"""No account number has fewer."""
_IBAN = re.compile(r"[A-Z]{2} ?[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_ACCOUNT = re.compile(r"[A-Z0-9][A-Z0-9 -]{3,}")
_SWIFT = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where a seller is paid: the bank's name, the account number or IBAN, and the bank's SWIFT code."""

    bank_name: str
    account: str
    swift: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account in use: what is paid there ("": whatever it is), whether it is the usual one, and its bank."""

    currency: str
    usual: bool
    bank: BankDetails


def bank_for(accounts: Iterable[Account], currency: str) -> BankDetails | None:
    """Return where a paper in a currency asks to be paid: the account of that currency, else the usual one."""
    there = list(accounts)
    own = [one for one in there if one.currency == currency]
    return next((one.bank for one in [*own, *(one for one in there if one.usual)]), None)


def tidy_account(typed: str) -> str:
    """Return an account number as it is kept: capitals, one space where spaces are."""
    return " ".join(typed.upper().split())


def tidy_swift(typed: str) -> str:
    """Return a SWIFT code as it is kept: capitals without spaces."""
    return "".join(typed.upper().split())


def check_bank(typed: BankDetails) -> BankDetails:
    """Return bank details tidied.

    Refuses `seller.bank_name`, `.account`, `.iban_digits`, `.swift` and `text.unprintable` beside the field.
    """
    name = " ".join(typed.bank_name.split())
    account, swift = tidy_account(typed.account), tidy_swift(typed.swift)
    if not name or len(name) > LONGEST_BANK:
        raise FieldRefused("seller.bank_name", field="bank_name")
    check_printable(legible(name), "bank_name")
    if len(account) > LONGEST_ACCOUNT or not _ACCOUNT.fullmatch(account) or len(_DIGIT.findall(account)) < LEAST_DIGITS:
        raise FieldRefused("seller.account", field="account")
    if _is_meant_as_iban(account) and not iban.is_valid(account):
        raise FieldRefused("seller.iban_digits", field="account")
    if not _SWIFT.fullmatch(swift):
        raise FieldRefused("seller.swift", field="swift")
    return BankDetails(name, account, swift)


def _is_meant_as_iban(account: str) -> bool:
    """Tell whether a number begins as an IBAN of a country that has them does."""
    return _IBAN.match(account) is not None and bool(numdb.get("iban").info(account)[0][1])
