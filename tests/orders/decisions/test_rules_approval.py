"""Approval: the two-person rule, the limit of amount, and what must be waived first."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from portal.core.errors import Refused
from portal.core.money import Money
from portal.orders.checks.rules_facts import Finding, Severity
from portal.orders.decisions.rules_approval import (
    Approval,
    Waiver,
    check_approval,
    check_reviewer,
    check_waiver,
    holds_wanted,
    is_exception,
    needs_waiver,
)

PRICE = Finding("PRICE_DEV", Severity.BLOCK, 1, "unit_price", {}, "manager")
SHAPE = Finding("VIN_FORMAT", Severity.BLOCK, None, "vin")
LATE = Finding("CREDIT_OVERDUE", Severity.HOLD, None, None, {}, "finance", "credit")
LOOK = Finding("QTY_OUTLIER", Severity.WARN, 2, "quantity")


def approval(amount: str, limit: str | None, editors: frozenset[int] = frozenset()) -> Approval:
    return Approval(7, None if limit is None else Money(Decimal(limit), "USD"), Money(Decimal(amount), "USD"), editors)


def test_up_to_the_limit_and_without_own_price_edits_one_may_approve() -> None:
    check_reviewer(approval("5000", "5000", frozenset({8})))
    check_reviewer(replace(approval("9000000", None), unlimited=True))


def test_without_a_limit_in_the_orders_currency_nothing_is_approved() -> None:
    with pytest.raises(Refused, match=r"order\.no_approval_limit"):
        check_reviewer(approval("0.01", None))


def test_above_the_limit_is_refused_with_both_amounts() -> None:
    with pytest.raises(Refused) as caught:
        check_reviewer(approval("5000.01", "5000"))

    assert caught.value.code == "order.above_approval_limit"
    assert caught.value.facts["limit"] == Money(Decimal(5000), "USD")


def test_nobody_approves_prices_of_their_own_even_without_a_limit() -> None:
    with pytest.raises(Refused) as caught:
        check_reviewer(approval("1", None, frozenset({7})))

    assert caught.value.code == "order.own_price_edit"


def test_only_blocks_need_a_waiver() -> None:
    assert needs_waiver((PRICE, SHAPE, LATE, LOOK), ()) == (PRICE, SHAPE)


@pytest.mark.parametrize(
    ("waiver", "covered"),
    [
        (Waiver("PRICE_DEV", 1, "manager", "agreed by phone"), True),
        (Waiver("PRICE_DEV", 1, "manager", "agreed", "unit_price"), True),
        (Waiver("PRICE_DEV", 1, "manager", "agreed", "quantity"), False),
        (Waiver("PRICE_DEV", 2, "manager", "agreed"), False),
        (Waiver("PRICE_DATE", 1, "manager", "agreed"), False),
        (Waiver("PRICE_DEV", 1, "clerk", "agreed"), False),
        (Waiver("PRICE_DEV", 1, "manager", "  "), False),
    ],
)
def test_a_waiver_covers_its_own_finding_by_its_own_role_with_a_reason(waiver: Waiver, covered: bool) -> None:
    assert needs_waiver((PRICE,), (waiver,)) == (() if covered else (PRICE,))


def test_what_nobody_may_waive_stays() -> None:
    forced = Waiver("VIN_FORMAT", None, "manager", "please")

    assert needs_waiver((SHAPE,), (forced,)) == (SHAPE,)


@pytest.mark.parametrize(
    ("finding", "role", "reason", "code"),
    [
        (SHAPE, "manager", "please", "order.not_waivable"),
        (LOOK, "manager", "please", "order.not_waivable"),
        (LATE, "finance", "please", "order.not_waivable"),
        (PRICE, "planner", "please", "order.waiver_wrong_role"),
        (PRICE, "manager", " ", "order.waiver_without_reason"),
    ],
)
def test_a_bad_waiver_is_refused(finding: Finding, role: str, reason: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_waiver(finding, role, reason)

    assert caught.value.code == code


def test_a_good_waiver_lets_the_approval_pass_and_its_absence_does_not() -> None:
    waiver = Waiver("PRICE_DEV", 1, "manager", "agreed")

    check_waiver(PRICE, "manager", "agreed")
    check_approval((PRICE, LATE, LOOK), (waiver,))
    with pytest.raises(Refused) as caught:
        check_approval((PRICE, PRICE, SHAPE), ())

    assert caught.value.code == "order.findings_open"
    assert caught.value.facts == {"count": 3, "findings": "PRICE_DEV, VIN_FORMAT"}


def test_holds_are_asked_for_once_each() -> None:
    assert holds_wanted((LATE, PRICE, LATE)) == ("credit",)
    assert holds_wanted((PRICE, LOOK)) == ()


def test_warnings_count_as_exceptions_unless_left_out() -> None:
    assert is_exception((LOOK,))
    assert not is_exception((LOOK,), with_warnings=False)
    assert is_exception((LATE,), with_warnings=False)
    assert not is_exception(())


def test_rules_load_without_web_database_or_language_libraries() -> None:
    program = (
        "import sys, portal.orders.decisions.rules_approval, portal.orders.rules_incoterms, portal.orders.states\n"
        "bad = {'flask', 'sqlalchemy', 'babel', 'wtforms', 'flask_babel'} & set(sys.modules)\n"
        "print(sorted(bad))"
    )

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "[]"
