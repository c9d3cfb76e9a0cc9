"""Payments: recorded once, settling what is owed, taken back as a whole; the account always equals its entries."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.actor import Actor
from portal.core.data.counters import Counter
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.core.money import Money
from portal.finance import service_ledger, service_payments
from portal.finance.models import CreditAccount, EntryKind, LedgerEntry, Payment, PaymentSettlement
from portal.finance.queries import ageing_of, standing_of
from portal.finance.queries_payments import MOST_OPEN, owed_by, payment_for, settled_by
from portal.finance.rules_ageing import Bucket
from portal.finance.service_ledger import Posting
from portal.finance.service_payments import Received, Sent
from tests import factories
from tests.finance.test_service import account, check_account, posting
from tests.race import together

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
TODAY = date(2026, 3, 31)


def invoice(distributor: int, number: str, amount: str, due_on: date = date(2026, 4, 30)) -> None:
    made = posting(distributor, number, amount, document_date=date(2026, 1, 15), due_on=due_on)
    perform(service_ledger.post_invoice, made, now=NOW)


def financier() -> Actor:
    return factories.actor_of(factories.make_hq_user(role="hq_finance"))


def record(
    distributor: int,
    amount: str,
    allocations: Mapping[str, str] | None = None,
    *,
    actor: Actor | None = None,
    **values: Any,
) -> str:
    """Record a payment of the distributor's account in US dollars; its number."""
    reference = f"T/T {factories.next_number()}"
    key = values.pop("key", reference)
    given: dict[str, Any] = {"received_on": TODAY, "bank_reference": reference} | values
    settled = None if allocations is None else {number: Decimal(each) for number, each in allocations.items()}
    received = Received(account_id(distributor), Decimal(amount), allocations=settled, **given)
    return perform(service_payments.record_payment, received, Sent(key, "body"), actor or financier(), NOW)


def account_id(distributor: int) -> int:
    wanted = sa.select(CreditAccount.id).where(CreditAccount.distributor_id == distributor)
    return db.session.scalars(wanted).one()


def allocate(number: str, allocations: Mapping[str, str] | None, key: str = "") -> str:
    settled = None if allocations is None else {each: Decimal(amount) for each, amount in allocations.items()}
    sent = Sent(key or f"key {factories.next_number()}", "body")
    return perform(service_payments.allocate_payment, number, settled, sent, financier(), NOW)


def reverse(number: str, why: str = "Cheque returned") -> str:
    return perform(service_payments.reverse_payment, number, why, financier(), NOW)


def owed(distributor: int) -> dict[str, str]:
    """Return what is open of each invoice."""
    db.session.remove()
    rows = sa.select(LedgerEntry.number, LedgerEntry.open_amount).where(
        LedgerEntry.distributor_id == distributor, LedgerEntry.kind == EntryKind.INVOICE
    )
    return {number: f"{amount:.2f}" for number, amount in db.session.execute(rows.order_by(LedgerEntry.id))}


def left_of(number: str) -> str:
    db.session.remove()
    return f"{payment_for(number).left:.2f}"


def test_a_payment_settles_part_of_one_and_all_of_another_and_the_rest_stays_as_credit(app: Flask) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "500.00")
    invoice(distributor, "CI-2", "300.00")

    number = record(distributor, "1000.00", {"CI-1": "120.50", "CI-2": "300.00"}, note="Half a month")

    assert number == "PAY-2026-000001"
    assert owed(distributor) == {"CI-1": "379.50", "CI-2": "0.00"}
    assert left_of(number) == "579.50"
    assert standing_of(distributor, "USD", TODAY).open_items == Decimal("-200.00")
    told = [(one.number, one.amount) for one in settled_by(payment_for(number).id)]
    assert told == [("CI-1", Decimal("120.50")), ("CI-2", Decimal("300.00"))]
    check_account(distributor)
    row = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "payment.recorded")).one()
    assert (row.subject_id, row.distributor_id, Decimal(row.after["amount"])) == (number, distributor, 1000)
    assert [text.split()[0] for text in row.after["settled"]] == ["CI-1", "CI-2"]


def test_the_oldest_due_is_settled_first_and_leaves_the_ageing(app: Flask) -> None:
    distributor = account()
    for number, due_on in (("CI-1", TODAY), ("CI-2", date(2026, 3, 1)), ("CI-3", date(2026, 2, 28))):
        invoice(distributor, number, "100.00", due_on)
    before = ageing_of(distributor, "USD", TODAY)
    assert (before[Bucket.DAYS_31_60].amount, before[Bucket.DAYS_1_30].amount) == (100, 100)

    number = record(distributor, "150.00")

    assert owed(distributor) == {"CI-1": "100.00", "CI-2": "50.00", "CI-3": "0.00"}
    after = ageing_of(distributor, "USD", TODAY)
    assert (after[Bucket.NOT_DUE].amount, after[Bucket.DAYS_1_30].amount, after[Bucket.DAYS_31_60].amount) == (
        100,
        50,
        0,
    )
    assert standing_of(distributor, "USD", TODAY).oldest_overdue_days == 30
    assert left_of(number) == "0.00"
    check_account(distributor)


def test_money_over_what_is_owed_stays_as_credit_and_is_settled_later(app: Flask) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    number = record(distributor, "130.00")
    assert (owed(distributor), left_of(number)) == ({"CI-1": "0.00"}, "30.00")
    invoice(distributor, "CI-2", "100.00")

    allocate(number, {"CI-2": "12.25"})
    assert (owed(distributor)["CI-2"], left_of(number)) == ("87.75", "17.75")
    with pytest.raises(Refused, match=r"finance\.over_allocated"):
        allocate(number, {"CI-2": "17.76"})
    allocate(number, None)

    assert (owed(distributor)["CI-2"], left_of(number)) == ("70.00", "0.00")
    assert standing_of(distributor, "USD", TODAY).open_items == Decimal("70.00")
    check_account(distributor)
    with pytest.raises(Refused, match=r"payment\.nothing_left"):
        allocate(number, None)


@pytest.mark.parametrize(
    ("amount", "allocations", "code"),
    [
        ("100.00", {"CI-1": "100.01"}, "finance.over_allocated"),
        ("100.00", {"CI-1": "80.00", "CI-2": "20.01"}, "finance.over_allocated"),
        ("100.00", {"CI-1": "0"}, "finance.over_allocated"),
        ("100.00", {"CI-1": "-5"}, "finance.over_allocated"),
        ("100.00", {"CI-9": "5"}, "finance.no_invoice"),
        ("0", {}, "finance.amount_invalid"),
        ("-1", {}, "finance.amount_invalid"),
        ("1.005", {}, "finance.amount_invalid"),
    ],
)
def test_what_cannot_be_is_refused_and_takes_no_number(
    app: Flask, amount: str, allocations: dict[str, str], code: str
) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    invoice(distributor, "CI-2", "100.00")

    with pytest.raises(Refused) as refused:
        record(distributor, amount, allocations)

    assert refused.value.code == code
    assert owed(distributor) == {"CI-1": "100.00", "CI-2": "100.00"}
    assert db.session.scalar(sa.select(Counter.last).where(Counter.series == "PAY-2026")) is None
    check_account(distributor)


def test_an_invoice_of_somebody_else_or_in_another_currency_is_not_settled(app: Flask) -> None:
    mine, other = account(), account()
    invoice(other, "CI-1", "100.00")

    with pytest.raises(Refused, match=r"finance\.no_invoice"):
        record(mine, "100.00", {"CI-1": "100.00"})
    with pytest.raises(NotVisible):
        allocate("PAY-2026-000009", None)

    assert owed(other) == {"CI-1": "100.00"}


def test_the_same_form_sent_twice_is_one_payment(app: Flask) -> None:
    distributor, actor = account(), financier()
    invoice(distributor, "CI-1", "100.00")

    first = record(distributor, "40.00", key="once", actor=actor, bank_reference="T/T 7")
    second = record(distributor, "40.00", key="once", actor=actor, bank_reference="T/T 7")

    assert first == second
    assert owed(distributor) == {"CI-1": "60.00"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 1


def test_a_bank_reference_with_the_same_amount_is_recorded_once_until_it_is_reversed(app: Flask) -> None:
    distributor = account()
    first = record(distributor, "40.00", bank_reference="FT-26 090 1")

    with pytest.raises(FieldRefused) as refused:
        record(distributor, "40.00", bank_reference="ft26-0901")
    assert (refused.value.code, refused.value.field) == ("payment.reference_known", "bank_reference")
    assert refused.value.facts["number"] == first
    reverse(first)
    assert record(distributor, "40.00", bank_reference="FT-26 090 1") == "PAY-2026-000002"


def test_a_reference_that_stands_on_another_payment_of_the_day_is_to_be_confirmed(app: Flask) -> None:
    distributor, other = account(), account()
    first = record(distributor, "40.00", bank_reference="FT-26 090 1")

    for owner, amount in ((distributor, "41.00"), (other, "40.00")):
        with pytest.raises(FieldRefused) as refused:
            record(owner, amount, bank_reference="ft26-0901")
        assert (refused.value.code, refused.value.field) == ("payment.reference_again", "bank_reference")
        assert refused.value.facts == {"number": first, "amount": Money(Decimal(40), "USD")}
        assert record(owner, amount, bank_reference="ft26-0901", another=True).startswith("PAY-")


def test_money_does_not_come_in_tomorrow_and_not_without_a_reference(app: Flask) -> None:
    distributor = account()

    for values, field in (
        ({"received_on": date(2026, 4, 1)}, "received_on"),
        ({"bank_reference": " -"}, "bank_reference"),
    ):
        with pytest.raises(FieldRefused) as refused:
            record(distributor, "40.00", **values)
        assert refused.value.field == field


def test_a_reversed_payment_is_owed_again_stays_in_the_ledger_and_is_reversed_once(app: Flask) -> None:
    distributor = account("1000.00")
    invoice(distributor, "CI-1", "100.00", date(2026, 3, 1))
    invoice(distributor, "CI-2", "50.00")
    number = record(distributor, "170.00", {"CI-1": "100.00"})
    allocate(number, {"CI-2": "20.00"})

    reverse(number, " Cheque returned ")

    assert owed(distributor) == {"CI-1": "100.00", "CI-2": "50.00"}
    standing = standing_of(distributor, "USD", TODAY)
    assert (standing.open_items, standing.left, standing.oldest_overdue_days) == (150, 850, 30)
    check_account(distributor)
    kinds = sa.select(LedgerEntry.kind, LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.open_amount)
    entries = db.session.execute(kinds.where(LedgerEntry.number == number).order_by(LedgerEntry.id)).all()
    assert [tuple(entry) for entry in entries] == [
        (EntryKind.PAYMENT, 0, 170, 0),
        (EntryKind.REVERSAL, 170, 0, 0),
    ]
    row = payment_for(number)
    assert (row.standing, row.reversed_why, row.left) == ("reversed", "Cheque returned", 0)
    for attempt in (lambda: reverse(number), lambda: allocate(number, None)):
        with pytest.raises(Refused, match=r"payment\.reversed"):
            attempt()
    audited = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "payment.reversed")).one()
    assert audited.after["reason"] == "Cheque returned"
    assert len(audited.after["owed_again"]) == 2


def test_a_reversal_needs_a_reason(app: Flask) -> None:
    number = record(account(), "10.00")

    with pytest.raises(FieldRefused, match=r"payment\.without_reason"):
        reverse(number, "  ")

    assert payment_for(number).standing == "left"


def test_what_was_credited_meanwhile_is_not_owed_again(app: Flask) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    number = record(distributor, "100.00")
    perform(service_ledger.post_credit_note, posting(distributor, "CN-1", "30.00"), against="CI-1", now=NOW)
    assert standing_of(distributor, "USD", TODAY).open_items == Decimal("-30.00")

    reverse(number)

    assert owed(distributor) == {"CI-1": "70.00"}
    assert standing_of(distributor, "USD", TODAY).open_items == Decimal("70.00")
    check_account(distributor)


@pytest.mark.parametrize("number", range(2))
def test_two_who_settle_one_invoice_at_once_never_settle_it_twice(app: Flask, number: int) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    people = [financier() for _ in range(4)]

    answers = together(app, 4, lambda which: record(distributor, "60.00", {"CI-1": "60.00"}, actor=people[which]))

    numbers = [answer for answer in answers if isinstance(answer, str)]
    refused = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert (len(numbers), refused) == (1, ["finance.over_allocated"] * 3)
    assert owed(distributor) == {"CI-1": "40.00"}
    assert numbers == ["PAY-2026-000001"]
    check_account(distributor)


def test_two_who_reverse_at_once_reverse_once(app: Flask) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    number, people = record(distributor, "60.00"), [financier() for _ in range(3)]

    answers = together(
        app, 3, lambda which: perform(service_payments.reverse_payment, number, "Twice", people[which], NOW)
    )

    assert sorted(answer if isinstance(answer, str) else answer.code for answer in answers) == [
        number,
        "payment.reversed",
        "payment.reversed",
    ]
    assert owed(distributor) == {"CI-1": "100.00"}
    check_account(distributor)


def test_an_amount_without_decimals_and_one_with_three_are_kept_to_the_last_place(app: Flask) -> None:
    for currency, amount, finer in (("JPY", "1234567", "0.5"), ("KWD", "12.345", "0.0005")):
        distributor = factories.make_distributor(currency=currency).id
        perform(
            service_ledger.post_invoice,
            Posting(distributor, currency, f"CI-{currency}", Decimal(amount), TODAY),
            now=NOW,
        )

        number = record(distributor, amount)

        assert payment_for(number).left == 0
        with pytest.raises(Refused, match=r"finance\.amount_invalid"):
            record(distributor, finer)


def test_the_oldest_are_offered_to_be_settled_and_no_more_than_fit(app: Flask) -> None:
    distributor = account()
    with transaction() as session:
        rows = [
            {
                "distributor_id": distributor,
                "kind": EntryKind.INVOICE,
                "number": f"CI-{day:03}",
                "currency": "USD",
                "document_date": TODAY,
                "due_on": date.fromordinal(TODAY.toordinal() - day),
                "debit": Decimal(1),
                "open_amount": Decimal(1),
                "posted_at": NOW,
            }
            for day in range(MOST_OPEN + 5)
        ]
        session.execute(sa.insert(LedgerEntry), rows)

    offered = owed_by(distributor, "USD")

    assert (len(offered), offered[0].number, offered[-1].number) == (MOST_OPEN, "CI-204", "CI-005")


def test_what_was_settled_is_never_changed(app: Flask) -> None:
    distributor = account()
    invoice(distributor, "CI-1", "100.00")
    record(distributor, "60.00")

    for statement in (
        sa.update(PaymentSettlement).values(amount=Decimal(1)),
        sa.delete(PaymentSettlement),
        sa.update(Payment).values(amount=Decimal(1)),
        sa.delete(Payment),
    ):
        with pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"), transaction() as session:
            session.execute(statement)
