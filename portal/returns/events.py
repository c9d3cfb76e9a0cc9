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
class ClaimDecided(ClaimEvent):
    """Headquarters decided it, line by line: approved, partially approved, or rejected."""

    state: str = ""
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimCredited(ClaimEvent):
    """Its credit note was issued."""

    credit_note: str = ""
