"""How a change set goes: from a file to the table, or not; the table of its moves."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused


class ChangeSetState(StrEnum):
    """Where a change set stands."""

    CHOOSING = "choosing"
    CHECKING = "checking"
    CHECKED = "checked"
    WAITING = "waiting"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class Step(StrEnum):
    """What is done with a change set."""

    CHOOSE = "choose"
    READ = "read"
    ASK = "ask"
    APPLY = "apply"
    REFUSE = "refuse"
    WRITTEN = "written"
    BACK = "back"
    UNDO = "undo"
    TAKEN_BACK = "taken_back"
    CANCEL = "cancel"
    FAIL = "fail"


S = ChangeSetState
MOVES: Mapping[tuple[ChangeSetState, Step], ChangeSetState] = MappingProxyType(
    {
        (S.CHOOSING, Step.CHOOSE): S.CHECKING,
        (S.CHECKED, Step.CHOOSE): S.CHECKING,
        (S.CHECKING, Step.READ): S.CHECKED,
        (S.CHECKING, Step.BACK): S.CHOOSING,
        (S.CHECKING, Step.FAIL): S.UNREADABLE,
        (S.CHECKED, Step.ASK): S.WAITING,
        (S.CHECKED, Step.APPLY): S.APPLYING,
        (S.WAITING, Step.APPLY): S.APPLYING,
        (S.WAITING, Step.REFUSE): S.REFUSED,
        (S.APPLYING, Step.WRITTEN): S.APPLIED,
        (S.APPLYING, Step.BACK): S.CHECKED,
        (S.APPLIED, Step.UNDO): S.UNDOING,
        (S.UNDOING, Step.TAKEN_BACK): S.UNDONE,
        (S.UNDOING, Step.BACK): S.APPLIED,
        (S.CHOOSING, Step.CANCEL): S.CANCELLED,
        (S.CHECKING, Step.CANCEL): S.CANCELLED,
        (S.CHECKED, Step.CANCEL): S.CANCELLED,
        (S.WAITING, Step.CANCEL): S.CANCELLED,
    }
)
UNDER_WAY = frozenset({S.CHECKING, S.APPLYING, S.UNDOING})
"""States in which a job is at work, or about to be."""
ENDED = frozenset({S.APPLIED, S.UNDONE, S.CANCELLED, S.REFUSED, S.UNREADABLE})
"""States in which nobody reads the file any more; what was applied is taken back by its rows."""


def state_after(state: ChangeSetState, step: Step) -> ChangeSetState:
    """Return the state a step leads to; refuses `masterdata.not_now` (the state it is in)."""
    found = MOVES.get((state, step))
    if found is None:
        raise Refused("masterdata.not_now", state=state.value)
    return found
