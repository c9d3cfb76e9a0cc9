"""What may happen to a row of master data, and what may speak against it. Pure."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.masterdata.rules_fields import Row, Value


class Action(StrEnum):
    """What happens to a row."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to one row: what it was, what it is to be, and its row in the file (None: from a page).

    `asked_by` is the person who asked for it, known by the time it is written.
    """

    key: str
    action: Action
    before: Row | None
    after: Row | None
    row_number: int | None = None
    asked_by: int | None = None

    def turned(self) -> "Change":
        """Return the change that takes this one back."""
        back = {Action.NEW: Action.GONE, Action.GONE: Action.NEW, Action.CHANGED: Action.CHANGED}
        return Change(self.key, back[self.action], self.after, self.before)

    @property
    def now(self) -> Row:
        """Return what the row is to be; empty where it goes."""
        return self.after or {}


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a change: at which row, in which field ("" for the row), the code of its words, facts."""

    key: str
    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def differing(before: Row | None, after: Row | None) -> Iterator[tuple[str, Value, Value]]:
    """Yield the fields in which two states of a row differ: name, before, after."""
    names = dict.fromkeys([*(before or {}), *(after or {})])
    for name in names:
        old, new = (before or {}).get(name), (after or {}).get(name)
        if old != new:
            yield name, old, new
