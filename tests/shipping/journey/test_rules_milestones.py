"""Plans, estimates and facts stand side by side; the best of them counts."""

from datetime import UTC, datetime, timedelta

from portal.shipping.journey.rules_milestones import Statement, newest, reached, steps_of
from portal.shipping.states import Basis, MilestoneKind

NOW = datetime(2026, 3, 9, tzinfo=UTC)
DEPARTED, ARRIVED = MilestoneKind.DEPARTED, MilestoneKind.ARRIVED


def said(kind: MilestoneKind, basis: Basis, days: int) -> Statement:
    return Statement(kind, basis, NOW + timedelta(days=days))


TOLD = [
    said(DEPARTED, Basis.PLANNED, 1),
    said(ARRIVED, Basis.PLANNED, 5),
    said(DEPARTED, Basis.ACTUAL, 2),
    said(ARRIVED, Basis.ESTIMATED, 6),
    said(ARRIVED, Basis.ESTIMATED, 7),
    said(MilestoneKind.EXPORT_CLEARED, Basis.ACTUAL, 1),
]


def test_nothing_replaces_another_kind_of_time() -> None:
    steps = {step.kind: step for step in steps_of(TOLD)}

    assert (steps[DEPARTED].planned, steps[DEPARTED].actual) == (NOW + timedelta(1), NOW + timedelta(2))
    assert steps[DEPARTED].told == (NOW + timedelta(2), Basis.ACTUAL)
    assert steps[ARRIVED].told == (NOW + timedelta(7), Basis.ESTIMATED)
    assert steps[MilestoneKind.DELIVERED].told is None


def test_steps_stand_in_their_order_with_those_told_of() -> None:
    kinds = [step.kind.value for step in steps_of(TOLD)]

    assert kinds == ["packed", "booked", "export_cleared", "departed", "arrived", "delivered"]
    assert reached(steps_of(TOLD)) == 3
    assert reached(steps_of([])) == -1


def test_the_newest_statement_of_a_basis() -> None:
    assert newest(TOLD, ARRIVED, Basis.ESTIMATED) == NOW + timedelta(7)
    assert newest(TOLD, ARRIVED, Basis.ACTUAL) is None
