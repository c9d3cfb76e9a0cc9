"""Bank details: what is taken, tidied, and what is refused beside its field."""

import pytest

from portal.accounts.sellers.rules_bank import Account, BankDetails, bank_for, check_bank
from portal.core.errors import FieldRefused

GOOD = BankDetails("Isarbank München", "DE89 3704 0044 0532 0130 00", "COBADEFF")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (GOOD, GOOD),
        (
            BankDetails("  Bank  of Chongqing ", "6222 0200-0018", "cqcbcn22 xxx"),
            BankDetails("Bank of Chongqing", "6222 0200-0018", "CQCBCN22XXX"),
        ),
        (
            BankDetails("A", "de89370400440532013000", "COBADEFF"),
            BankDetails("A", "DE89370400440532013000", "COBADEFF"),
        ),
    ],
)
def test_bank_details_are_taken_as_the_bank_writes_them(typed: BankDetails, kept: BankDetails) -> None:
    assert check_bank(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        (BankDetails(" ", GOOD.account, GOOD.swift), "seller.bank_name", "bank_name"),
        (BankDetails("x" * 121, GOOD.account, GOOD.swift), "seller.bank_name", "bank_name"),
        (BankDetails("Bank \U0001f600", GOOD.account, GOOD.swift), "text.unprintable", "bank_name"),
        (BankDetails("A", "12", GOOD.swift), "seller.account", "account"),
        (BankDetails("A", "12345;DROP", GOOD.swift), "seller.account", "account"),
        (BankDetails("A", "DE89 3704 0044 0532 0130 01", GOOD.swift), "seller.iban_digits", "account"),
        (BankDetails("A", "DE00123", GOOD.swift), "seller.iban_digits", "account"),
        (BankDetails("A", "DE 89 3704 0044 0532 0130", GOOD.swift), "seller.iban_digits", "account"),
        (BankDetails("A", "true", GOOD.swift), "seller.account", "account"),
        (BankDetails("A", GOOD.account, "COBA"), "seller.swift", "swift"),
        (BankDetails("A", GOOD.account, "COBADEFF9"), "seller.swift", "swift"),
    ],
)
def test_what_a_bank_would_not_write_is_refused_beside_its_field(typed: BankDetails, code: str, field: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        check_bank(typed)
    assert (refused.value.code, refused.value.field) == (code, field)


YEN = BankDetails("Tokyo", "0142335", "TWRVJPJT")
DOLLARS = BankDetails("Chongqing", "6222020", "TWRVCN22")
OLD = BankDetails("Old", "99991", "CQCBCN22")


@pytest.mark.parametrize(
    ("accounts", "currency", "bank"),
    [
        ((Account("USD", True, DOLLARS), Account("JPY", False, YEN)), "JPY", YEN),
        ((Account("USD", True, DOLLARS), Account("JPY", False, YEN)), "USD", DOLLARS),
        ((Account("JPY", False, YEN), Account("USD", True, DOLLARS)), "KWD", DOLLARS),
        ((Account("JPY", False, YEN), Account("", True, OLD)), "JPY", YEN),
        ((Account("JPY", False, YEN),), "USD", None),
        ((), "USD", None),
    ],
)
def test_a_paper_names_the_account_of_its_currency_else_the_usual_one(
    accounts: tuple[Account, ...], currency: str, bank: BankDetails | None
) -> None:
    assert bank_for(accounts, currency) == bank
