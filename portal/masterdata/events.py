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
