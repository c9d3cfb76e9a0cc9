"""What somebody asked a second person for, and what that person said to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A change waits for a second person: of what, the thing's name, who asked for it, and why."""

    approval_id: int
    kind: str
    name: str
    asked_by: int
    asked_by_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChangeDecided:
    """A change (of what, which thing by its key and by its name), who asked for it, and who decided."""

    kind: str
    subject: str
    name: str
    asked_by: int
    decided_by_name: str


@dataclass(frozen=True, slots=True)
class ChangeApproved(ChangeDecided):
    """It was approved, and is made."""


@dataclass(frozen=True, slots=True)
class ChangeRefused(ChangeDecided):
    """It was refused with a reason; nothing was changed."""

    note: str
