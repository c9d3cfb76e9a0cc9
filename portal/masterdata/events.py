"""What changes of master data tell rooms above."""

from dataclasses import dataclass

from portal.core.permissions import Permission


@dataclass(frozen=True, slots=True)
class ChangeSetAsked:
    """A change set waits for a second person: of which kind, its name, who asked, why, and what one agrees by."""

    change_set_id: int
    kind: str
    name: str
    asked_by: int
    asked_by_name: str
    reason: str
    agrees: Permission


@dataclass(frozen=True, slots=True)
class ChangeSetDecided:
    """What became of a change set: of which kind, what it is called, who asked for it, and who decided."""

    change_set_id: int
    kind: str
    name: str
    asked_by: int
    decided_by_name: str


@dataclass(frozen=True, slots=True)
class ChangeSetApplied(ChangeSetDecided):
    """A second person agreed, and it is applied."""


@dataclass(frozen=True, slots=True)
class ChangeSetRefused(ChangeSetDecided):
    """A second person refused it with a reason; nothing was changed."""

    note: str


@dataclass(frozen=True, slots=True)
class ChangeSetStuck(ChangeSetDecided):
    """A second person agreed, and it could not be applied; its page says why."""
