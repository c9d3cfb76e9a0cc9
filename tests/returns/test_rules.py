"""What may be claimed, until when, and what it is credited with."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.returns.rules import (
    REASON_RULES,
    CapBasis,
    Credit,
    Proof,
    authorisation_expires,
    claimable,
    credit_amount,
    default_outcome,
    missing_proofs,
    out_of_time,
    window_closes,
)
from portal.returns.states import Outcome, Reason
from portal.settings.rules import USUAL

D = Decimal

DELIVERED = date(2026, 3, 13)


def weekdays_later(day: date, count: int) -> date:
    """Count working days Monday to Friday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def test_every_reason_has_a_rule_and_two_are_capped_by_what_was_shipped() -> None:
    by_shipped = {r for r, rule in REASON_RULES.items() if rule.basis is CapBasis.SHIPPED}

    assert set(REASON_RULES) == set(Reason)
    assert by_shipped == {Reason.SHORT, Reason.OVER}


def test_a_battery_defect_needs_the_isolation_reading_too() -> None:
    given_proofs = frozenset({Proof.VIN, Proof.FAULT_CODE, Proof.JOB_CARD})

    assert missing_proofs(Reason.DEFECT, given_proofs) == frozenset()
    assert missing_proofs(Reason.DEFECT, given_proofs, high_voltage_battery=True) == {Proof.ISOLATION_READING}
    assert missing_proofs(Reason.SHORT, frozenset()) == {Proof.PACKING_LIST, Proof.WEIGHT_SLIP}


@pytest.mark.parametrize(
    ("shipped", "delivered", "received", "claimed", "returned", "reason", "most"),
    [
        (10, 10, 8, 0, 0, Reason.SHORT, 2),
        (10, 10, 8, 1, 0, Reason.SHORT, 1),
        (10, 0, None, 0, 0, Reason.SHORT, 10),
        (10, 10, 12, 0, 0, Reason.SHORT, 0),
        (10, 10, 12, 0, 0, Reason.OVER, 2),
        (10, 10, 12, 1, 1, Reason.OVER, 0),
        (10, 10, 9, 0, 0, Reason.OVER, 0),
        (10, 10, 8, 3, 2, Reason.DEFECT, 3),
        (10, 6, None, 0, 0, Reason.DMG_H, 6),
        (10, 0, None, 0, 0, Reason.DMG_H, 0),
        (10, 10, 10, 10, 5, Reason.WRONG, 0),
    ],
)
def test_what_may_still_be_claimed(
    shipped: int,
    delivered: int,
    received: int | None,
    claimed: int,
    returned: int,
    reason: Reason,
    most: int,
) -> None:
    assert claimable(shipped, delivered, received, claimed, returned, reason) == most


QUANTITY = st.integers(0, 100)


@given(QUANTITY, QUANTITY, st.none() | QUANTITY, QUANTITY, QUANTITY, st.sampled_from(Reason))
def test_no_claim_passes_its_cap(
    shipped: int, delivered: int, received: int | None, claimed: int, returned: int, reason: Reason
) -> None:
    most = claimable(shipped, delivered, received, claimed, returned, reason)

    basis = shipped if REASON_RULES[reason].basis is CapBasis.SHIPPED else delivered
    assert 0 <= most <= basis
    assert most == 0 or most + claimed <= basis


def test_a_negative_quantity_is_refused() -> None:
    with pytest.raises(Refused):
        claimable(10, 10, -1, 0, 0, Reason.SHORT)


@pytest.mark.parametrize(
    ("reason", "mode", "closes"),
    [
        (Reason.SHORT, "sea", date(2026, 3, 27)),
        (Reason.WRONG, "air", date(2026, 3, 27)),
        (Reason.OVER, "air", date(2026, 3, 27)),
        (Reason.DMG_V, "sea", DELIVERED),
        (Reason.DMG_H, "sea", date(2026, 3, 15)),
        (Reason.DMG_H, "road", date(2026, 3, 19)),
        (Reason.DMG_H, "air", date(2026, 3, 26)),
        (Reason.DMG_H, "camel", date(2026, 3, 15)),
        (Reason.DEFECT, "sea", None),
    ],
)
def test_windows_close_by_reason_and_mode(reason: Reason, mode: str, closes: date | None) -> None:
    assert window_closes(reason, DELIVERED, mode, weekdays_later, USUAL) == closes


def test_the_last_day_is_in_time_and_no_window_is_never_late() -> None:
    assert not out_of_time(DELIVERED, DELIVERED)
    assert out_of_time(DELIVERED, DELIVERED + timedelta(days=1))
    assert not out_of_time(None, date.max)


def test_an_authorisation_holds_sixty_days() -> None:
    assert authorisation_expires(date(2026, 1, 1), USUAL) == date(2026, 3, 2)


def test_a_failed_battery_stays_where_it_is() -> None:
    assert default_outcome(Reason.DEFECT, lithium_battery=True) is Outcome.SCRAP
    assert default_outcome(Reason.DEFECT) is Outcome.RETURN
    assert default_outcome(Reason.SHORT, lithium_battery=True) is Outcome.CREDIT_ONLY


def test_a_fee_is_held_back() -> None:
    credit = credit_amount(2, 3, D("100.00"), D(15), "USD")

    assert credit == Credit(gross=D("66.67"), fee=D("10.00"), amount=D("56.67"))


def test_parts_of_an_invoice_line_are_credited_to_the_cent() -> None:
    shares = [credit_amount(1, 3, D("100.00"), D(0), "USD", credited_quantity=n).amount for n in range(3)]

    assert shares == [D("33.33"), D("33.34"), D("33.33")]
    assert sum(shares) == D("100.00")


def test_no_credit_passes_what_is_left_of_the_invoice() -> None:
    credit = credit_amount(1, 2, D("100"), D(0), "USD", credited_quantity=1, credited_amount=D("80"))

    assert credit.amount == D("20.00")


@pytest.mark.parametrize(("quantity", "credited"), [(0, 0), (4, 0), (2, 2), (-1, 0)])
def test_more_than_was_invoiced_is_never_credited(quantity: int, credited: int) -> None:
    with pytest.raises(Refused) as refusal:
        credit_amount(quantity, 3, D("100"), D(0), "USD", credited_quantity=credited)

    assert refusal.value.code == "returns.credit_over_invoiced"


def test_a_fee_is_a_percentage() -> None:
    for percent in (D(-1), D(101)):
        with pytest.raises(Refused):
            credit_amount(1, 1, D("100"), percent, "USD")


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=8),
    st.decimals(0, 10**7, places=2),
    st.decimals(0, 100, places=2),
    st.sampled_from(["USD", "KWD", "JPY"]),
)
def test_all_credits_together_never_pass_the_invoice(parts: list[int], amount: D, fee: D, currency: str) -> None:
    invoiced, done, gross, credited = sum(parts), 0, D(0), D(0)

    for part in parts:
        credit = credit_amount(part, invoiced, amount, fee, currency, credited_quantity=done, credited_amount=credited)
        assert credit.amount + credit.fee == credit.gross
        assert credit.amount >= 0
        done, gross, credited = done + part, gross + credit.gross, credited + credit.amount

    whole = credit_amount(invoiced, invoiced, amount, D(0), currency).gross
    assert gross == whole
    assert credited <= whole
