"""Which of several statements about a time counts, and which step a shipment has reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.shipping.states import Basis, MilestoneKind


@dataclass(frozen=True, slots=True)
class Statement:
    """One recorded time, in the order it was recorded."""

    kind: MilestoneKind
    basis: Basis
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone with its newest planned, estimated and actual time; nothing replaces another."""

    kind: MilestoneKind
    planned: datetime | None = None
    estimated: datetime | None = None
    actual: datetime | None = None

    @property
    def told(self) -> tuple[datetime, Basis] | None:
        """Return the time that counts: the fact, else the estimate, else the plan."""
        for at, basis in (
            (self.actual, Basis.ACTUAL),
            (self.estimated, Basis.ESTIMATED),
            (self.planned, Basis.PLANNED),
        ):
            if at is not None:
                return at, basis
        return None


ALWAYS = frozenset(
    {
        MilestoneKind.PACKED,
        MilestoneKind.BOOKED,
        MilestoneKind.DEPARTED,
        MilestoneKind.ARRIVED,
        MilestoneKind.DELIVERED,
    }
)
"""Steps of every journey, shown before anything is known of them."""


def steps_of(statements: Iterable[Statement]) -> tuple[Step, ...]:
    """Return the steps of a journey in their order: those always shown, and all that was told of."""
    told: dict[tuple[MilestoneKind, Basis], datetime] = {}
    for statement in statements:
        told[statement.kind, statement.basis] = statement.at
    kinds = ALWAYS | {kind for kind, _ in told}
    return tuple(
        Step(kind, *(told.get((kind, basis)) for basis in (Basis.PLANNED, Basis.ESTIMATED, Basis.ACTUAL)))
        for kind in MilestoneKind
        if kind in kinds
    )


def reached(steps: Sequence[Step]) -> int:
    """Return the index of the last step that has happened, -1 before the first."""
    return max((index for index, step in enumerate(steps) if step.actual is not None), default=-1)


def newest(statements: Iterable[Statement], kind: MilestoneKind, basis: Basis) -> datetime | None:
    """Return the newest statement of one kind and basis, or None."""
    found = None
    for statement in statements:
        if statement.kind is kind and statement.basis is basis:
            found = statement.at
    return found
