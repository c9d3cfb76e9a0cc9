"""What changes of master data tell rooms above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeSetAsked:
    """A change set waits for a second person: of which kind, what it is called, who asked for it, and why."""

    change_set_id: int
    kind: str
    name: str
    asked_by: int
    asked_by_name: str
    reason: str
