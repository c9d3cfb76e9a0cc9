"""What is in use of a credit limit, and what holds an order."""

from decimal import Decimal

from portal.finance.rules_credit_limit import CreditCode, credit_left, credit_verdict, exposure

D = Decimal


def test_exposure_adds_what_is_ordered_shipped_billed_and_owed() -> None:
    assert exposure(D(100), D(40), D(30), D(20)) == D(190)
    assert credit_left(D(200), reserved=D(100), open_items=D(140)) == D(-40)


def verdict(**facts: object) -> list[CreditCode]:
    """Return the reasons to hold an order of 100 with 900 of 1000 in use."""
    usual: dict[str, object] = {
        "limit": D(1000),
        "exposure": D(900),
        "amount": D(100),
        "oldest_overdue_days": 15,
        "blocked": False,
        "overdue_allowed": 15,
    }
    return [finding.code for finding in credit_verdict(**(usual | facts))]  # type: ignore[arg-type]


def test_exactly_the_limit_and_exactly_fifteen_days_pass() -> None:
    assert verdict() == []


def test_each_reason_holds_by_itself_and_all_are_told_together() -> None:
    assert verdict(amount=D("100.01")) == [CreditCode.LIMIT_EXCEEDED]
    assert verdict(oldest_overdue_days=16) == [CreditCode.OVERDUE]
    assert verdict(blocked=True) == [CreditCode.BLOCKED]
    assert verdict(blocked=True, oldest_overdue_days=16, amount=D(101)) == list(CreditCode)
    assert verdict(oldest_overdue_days=1, overdue_allowed=0) == [CreditCode.OVERDUE]


def test_a_finding_tells_by_how_much() -> None:
    (finding,) = credit_verdict(D(1000), D(950), D(120), 0, blocked=False, overdue_allowed=15)

    assert finding.over_by == D(70)
