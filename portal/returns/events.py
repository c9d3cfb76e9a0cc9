"""What can be said of a claim after the fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """The claim it happened to."""

    claim_id: int
    number: str
    distributor_id: int


@dataclass(frozen=True, slots=True)
class ClaimSubmitted(ClaimEvent):
    """A distributor filed it."""


@dataclass(frozen=True, slots=True)
class ClaimTaken(ClaimEvent):
    """Somebody has it in hand now; `taken_from` a colleague, where they took it over, and why they did."""

    reviewer_id: int = 0
    reviewer_name: str = ""
    taken_from: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ClaimHandedBack(ClaimEvent):
    """Whoever had it put it back into the queue."""


@dataclass(frozen=True, slots=True)
class ClaimDecided(ClaimEvent):
    """Headquarters decided it, line by line: approved, partially approved, or rejected."""

    state: str = ""
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimCredited(ClaimEvent):
    """Its credit note was issued."""

    credit_note: str = ""
