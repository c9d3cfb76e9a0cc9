"""Payment terms and due dates."""

from datetime import date
from decimal import Decimal

import pytest

from portal.core.errors import Refused
from portal.finance.rules_payment_terms import (
    PaymentTerms,
    TermsKind,
    deposit_due,
    due_date,
    is_prepaid,
    terms_of,
    tidy_terms,
    wants_deposit,
)

D = Decimal


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (TermsKind.NET, 30, date(2026, 2, 14)),
        (TermsKind.END_OF_MONTH_OF_DUE, 30, date(2026, 2, 28)),
        (TermsKind.EOM_PLUS, 30, date(2026, 3, 2)),
        (TermsKind.PREPAID, 0, date(2026, 1, 15)),
    ],
)
def test_tv_19_due_dates_of_an_invoice_of_15_january(kind: TermsKind, days: int, due: date) -> None:
    assert due_date(date(2026, 1, 15), PaymentTerms(kind, days)) == due


def test_months_end_in_leap_years_and_at_new_year() -> None:
    monthly = PaymentTerms(TermsKind.END_OF_MONTH_OF_DUE, 30)

    assert due_date(date(2028, 1, 20), monthly) == date(2028, 2, 29)
    assert due_date(date(2026, 12, 31), PaymentTerms(TermsKind.EOM_PLUS, 1)) == date(2027, 1, 1)


def test_a_deposit_is_a_percentage_and_prepaid_is_all_of_it() -> None:
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.NET, 30, D(30)), "USD") == D("1379.11")
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.PREPAID), "USD") == D("4597.04")
    assert deposit_due(D("4597.04"), PaymentTerms(TermsKind.NET, 30), "USD") == 0


def test_impossible_terms_are_refused() -> None:
    for days, deposit in ((-1, D(0)), (30, D(101))):
        with pytest.raises(ValueError):
            PaymentTerms(TermsKind.NET, days, deposit)


@pytest.mark.parametrize("code", ["", "net:-1", "net:9999", "soon", "net:30:101", "net:x", "net:30:x", "net:٣٠"])
def test_unknown_terms_are_refused_with_their_text(code: str) -> None:
    with pytest.raises(Refused) as refused:
        terms_of(code)

    assert (refused.value.code, refused.value.facts) == ("finance.terms_unknown", {"terms": code})


@pytest.mark.parametrize(
    ("code", "terms", "prepaid", "deposit"),
    [
        ("prepaid", PaymentTerms(TermsKind.PREPAID), True, False),
        ("net:30", PaymentTerms(TermsKind.NET, 30), False, False),
        (" net:30:30 ", PaymentTerms(TermsKind.NET, 30, D(30)), False, True),
        ("net:30:0.00", PaymentTerms(TermsKind.NET, 30), False, False),
        ("eom_plus:15", PaymentTerms(TermsKind.EOM_PLUS, 15), False, False),
    ],
)
def test_a_code_is_taken_apart_in_one_place(code: str, terms: PaymentTerms, prepaid: bool, deposit: bool) -> None:
    assert terms_of(code) == terms
    assert (is_prepaid(code), wants_deposit(code)) == (prepaid, deposit)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("net 30", "net:30"),
        ("NET30 days", "net:30"),
        ("Net 45 : 20", "net:45:20"),
        ("Prepaid", "prepaid"),
        ("EOM_PLUS:15", "eom_plus:15"),
        ("30 EOM", "30 EOM"),
        ("net 30 eom", "net 30 eom"),
    ],
)
def test_plain_terms_are_kept_as_their_code_and_what_is_two_terms_as_written(written: str, kept: str) -> None:
    assert tidy_terms(written) == kept
