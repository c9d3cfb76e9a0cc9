"""Credit is never oversold, and an account always equals its entries."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.finance import service_accounts, service_ledger, service_reservations
from portal.finance.models import CreditAccount, CreditReservation, LedgerEntry
from portal.finance.queries import ageing_of, ledger_of, open_items_of, standing_of
from portal.finance.rules_ageing import Bucket
from portal.finance.service_ledger import Posting
from tests.catalogue.factories import make_distributor
from tests.race import together

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
TODAY = date(2026, 3, 9)


def account(limit: str = "1000.00", **values: Any) -> int:
    distributor = make_distributor()
    with transaction() as session:
        session.add(CreditAccount(distributor_id=distributor, currency="USD", credit_limit=Decimal(limit), **values))
    return distributor


def posting(distributor: int, number: str, amount: str, **values: Any) -> Posting:
    values = {"document_date": TODAY} | values
    return Posting(distributor, "USD", number, Decimal(amount), **values)


def reserve(distributor: int, reference: str, amount: str, **values: Any) -> None:
    perform(service_reservations.reserve, distributor, "USD", reference, Decimal(amount), now=NOW, **values)


def check_account(distributor: int) -> None:
    """Assert what must hold after everything: reserved and open items are the sum of their rows."""
    reserved, open_items = db.session.execute(
        sa.select(CreditAccount.reserved, CreditAccount.open_items).where(CreditAccount.distributor_id == distributor)
    ).one()
    held = db.session.scalars(sa.select(CreditReservation.left).where(CreditReservation.distributor_id == distributor))
    entries = db.session.execute(
        sa.select(LedgerEntry.open_amount, LedgerEntry.debit, LedgerEntry.credit).where(
            LedgerEntry.distributor_id == distributor
        )
    ).all()
    assert reserved == sum(held, Decimal(0))
    assert open_items == sum((row.open_amount for row in entries), Decimal(0))
    assert open_items == sum((row.debit - row.credit for row in entries), Decimal(0))


def test_exactly_the_limit_can_be_reserved_and_a_cent_more_cannot(app: Flask) -> None:
    distributor = account("1000.00")

    reserve(distributor, "SO-1", "1000.00")

    with pytest.raises(Refused) as refused:
        reserve(distributor, "SO-2", "0.01")
    assert refused.value.code == "credit.limit_exceeded"
    assert refused.value.facts["left"] == 0
    assert refused.value.facts["exposure"] == Decimal("1000.00")
    check_account(distributor)


@pytest.mark.parametrize("amount", ["1000.01", "2500.00", "9999999.99"])
def test_an_amount_above_the_limit_is_refused_though_nothing_is_reserved_yet(app: Flask, amount: str) -> None:
    distributor = account("1000.00")

    with pytest.raises(Refused, match=r"credit\.limit_exceeded"):
        reserve(distributor, "SO-1", amount)

    check_account(distributor)


def test_a_blocked_account_reserves_only_beyond_the_limit(app: Flask) -> None:
    distributor = account("10.00", blocked=True)

    with pytest.raises(Refused, match=r"credit\.blocked"):
        reserve(distributor, "SO-1", "1.00")
    reserve(distributor, "SO-1", "50.00", beyond_limit=True)

    assert standing_of(distributor, "USD", TODAY).left == Decimal("-40.00")


def test_a_distributor_without_an_account_in_the_currency_is_refused(app: Flask) -> None:
    distributor = make_distributor()

    with pytest.raises(Refused, match=r"credit\.no_account"):
        reserve(distributor, "SO-1", "1.00")
    assert not standing_of(distributor, "USD", TODAY).has_account


def test_amounts_that_are_no_amounts_are_refused(app: Flask) -> None:
    distributor = account()

    for amount in ("0", "-5", "1.005"):
        with pytest.raises(Refused, match=r"finance\.amount_invalid"):
            reserve(distributor, "SO-1", amount)


def test_a_reference_reserves_once_until_it_is_released(app: Flask) -> None:
    distributor = account()
    reserve(distributor, "SO-1", "400.00")

    with pytest.raises(Refused, match=r"credit\.already_reserved"):
        reserve(distributor, "SO-1", "100.00")
    assert perform(service_reservations.release, "SO-1", Decimal("150.00")) == Decimal("150.00")
    assert perform(service_reservations.release, "SO-1") == Decimal("250.00")
    assert perform(service_reservations.release, "SO-1") == 0
    assert perform(service_reservations.release, "SO-unknown") == 0
    reserve(distributor, "SO-1", "700.00")

    assert standing_of(distributor, "USD", TODAY).reserved == Decimal("700.00")
    check_account(distributor)


def test_more_than_is_held_is_never_released(app: Flask) -> None:
    distributor = account()
    reserve(distributor, "SO-1", "100.00")

    assert perform(service_reservations.release, "SO-1", Decimal("999.00")) == Decimal("100.00")
    check_account(distributor)


def test_an_invoice_turns_reserved_credit_into_open_items(app: Flask) -> None:
    distributor = account()
    reserve(distributor, "SO-1", "300.00")

    bill = posting(distributor, "CI-1", "120.00", due_on=date(2026, 2, 1), reference="SH-1")
    perform(service_ledger.post_invoice, bill, releases={"SO-1": Decimal("120.00")}, now=NOW)

    standing = standing_of(distributor, "USD", TODAY)
    assert (standing.reserved, standing.open_items) == (Decimal("180.00"), Decimal("120.00"))
    assert standing.exposure == Decimal("300.00")
    assert standing.oldest_overdue_days == 36
    check_account(distributor)


def test_the_same_invoice_is_posted_once(app: Flask) -> None:
    distributor = account()
    perform(service_ledger.post_invoice, posting(distributor, "CI-1", "120.00"), now=NOW)

    with pytest.raises(Refused, match=r"finance\.already_posted"):
        perform(service_ledger.post_invoice, posting(distributor, "CI-1", "120.00"), now=NOW)
    check_account(distributor)


def test_a_credit_note_lowers_what_its_invoice_owes(app: Flask) -> None:
    distributor = account()
    perform(service_ledger.post_invoice, posting(distributor, "CI-1", "120.00"), now=NOW)

    settled = perform(service_ledger.post_credit_note, posting(distributor, "CN-1", "50.00"), against="CI-1", now=NOW)

    assert settled == Decimal("50.00")
    assert [(row.number, row.open_amount) for row in open_items_of(distributor, "USD")] == [("CI-1", Decimal(70))]
    check_account(distributor)


def test_a_credit_note_for_a_paid_invoice_stays_as_credit(app: Flask) -> None:
    distributor = account()
    perform(service_ledger.post_invoice, posting(distributor, "CI-1", "120.00"), now=NOW)
    perform(service_ledger.post_payment, posting(distributor, "P-1", "100.00"), now=NOW)

    settled = perform(service_ledger.post_credit_note, posting(distributor, "CN-1", "50.00"), against="CI-1", now=NOW)

    assert settled == Decimal("20.00")
    assert standing_of(distributor, "USD", TODAY).open_items == Decimal("-30.00")
    check_account(distributor)


def test_credit_notes_never_pass_their_invoice_or_name_an_unknown_one(app: Flask) -> None:
    distributor, other = account(), account()
    perform(service_ledger.post_invoice, posting(distributor, "CI-1", "120.00"), now=NOW)
    perform(service_ledger.post_credit_note, posting(distributor, "CN-1", "100.00"), against="CI-1", now=NOW)

    with pytest.raises(Refused, match=r"finance\.credited_over_invoice"):
        perform(service_ledger.post_credit_note, posting(distributor, "CN-2", "20.01"), against="CI-1", now=NOW)
    with pytest.raises(Refused, match=r"finance\.no_invoice"):
        perform(service_ledger.post_credit_note, posting(other, "CN-3", "1.00"), against="CI-1", now=NOW)
    check_account(distributor)


def test_a_payment_settles_the_oldest_due_invoices_first(app: Flask) -> None:
    distributor = account()
    for number, amount, due in (("CI-1", "50.00", date(2026, 4, 1)), ("CI-2", "80.00", date(2026, 3, 1))):
        perform(service_ledger.post_invoice, posting(distributor, number, amount, due_on=due), now=NOW)

    settled = perform(service_ledger.post_payment, posting(distributor, "P-1", "100.00"), now=NOW)

    assert settled == {"CI-2": Decimal(80), "CI-1": Decimal(20)}
    check_account(distributor)


def test_a_payment_settles_no_more_than_is_owed_or_was_paid(app: Flask) -> None:
    distributor = account()
    perform(service_ledger.post_invoice, posting(distributor, "CI-1", "50.00"), now=NOW)
    paid = posting(distributor, "P-1", "40.00")

    for amount in ("50.01", "45.00"):
        with pytest.raises(Refused, match=r"finance\.over_allocated"):
            perform(service_ledger.post_payment, paid, allocations={"CI-1": Decimal(amount)}, now=NOW)
    check_account(distributor)


def test_the_ledger_runs_from_its_opening_balance(app: Flask) -> None:
    distributor = account()
    for number, amount, day in (("CI-1", "50.00", 1), ("CI-2", "80.00", 5), ("CI-3", "7.00", 9)):
        bill = posting(distributor, number, amount, document_date=date(2026, 3, day), due_on=date(2026, 3, day))
        perform(service_ledger.post_invoice, bill, now=NOW)

    ledger = ledger_of(distributor, "USD", since=date(2026, 3, 2), until=date(2026, 3, 6))

    assert (ledger.opening, ledger.closing) == (Decimal(50), Decimal(130))
    assert [(row.number, row.balance) for row in ledger.rows] == [("CI-2", Decimal(130))]
    ages = ageing_of(distributor, "USD", TODAY)
    assert ages[Bucket.DAYS_1_30].amount == Decimal(130)
    assert ages[Bucket.NOT_DUE].amount == Decimal(7)


def test_a_limit_can_be_set_where_there_was_no_account(app: Flask) -> None:
    distributor = make_distributor()

    perform(service_accounts.set_credit, distributor, "EUR", limit=Decimal("5000.00"), blocked=False)

    assert standing_of(distributor, "EUR", TODAY).left == Decimal(5000)


@pytest.mark.race
def test_thirty_two_orders_at_the_limit_at_once_never_pass_it(app: Flask) -> None:
    distributor = account("1000.00")

    answers = together(app, 32, lambda index: reserve(distributor, f"SO-{index}", "100.00"))

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [type(a) for a in answers if a is not None and not isinstance(a, Refused)] == []
    assert len(refused) == 22
    assert {refusal.code for refusal in refused} == {"credit.limit_exceeded"}
    assert standing_of(distributor, "USD", TODAY).reserved == Decimal("1000.00")
    check_account(distributor)


@pytest.mark.race
def test_negative_control_reading_first_and_writing_later_passes_the_limit(app: Flask) -> None:
    distributor = account("1000.00")
    everybody_has_read = threading.Barrier(32)

    def read_check_write(_index: int) -> bool:
        left = standing_of(distributor, "USD", TODAY).left
        db.session.remove()
        everybody_has_read.wait(timeout=30)
        if left < 100:
            return False
        mine = sa.update(CreditAccount).where(CreditAccount.distributor_id == distributor)
        added = mine.values(reserved=CreditAccount.reserved + Decimal(100))
        perform(lambda: db.session.execute(added.execution_options(synchronize_session=False)))
        return True

    answers = together(app, 32, read_check_write)

    assert sum(answer is True for answer in answers) > 10
    assert standing_of(distributor, "USD", TODAY).reserved > Decimal("1000.00")
