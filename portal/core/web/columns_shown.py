"""Which columns of a list its reader sees: what an address calls them, and which it leaves out or brings in.

`?hide=` names columns that are on the page and shall not be, `?also=` those that begin aside and shall be there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from portal.core.tables import column_names

HIDDEN = "hide:"
"""What the mark of a column begins with that is not on its reader's page."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be left out: its words, whether it is on the page, and what an address says to turn that."""

    words: str
    shown: bool
    hide: str
    also: str


@dataclass(frozen=True, slots=True)
class Named:
    """A column as an address knows it; `aside` and `needs` as in its field."""

    name: str
    title: Any
    aside: bool = False
    needs: frozenset[str] = frozenset()


class Shown:
    """The columns of one list that may be left out."""

    def __init__(self, named: Sequence[Named]) -> None:
        self.named = named
        self._aside = frozenset(each.name for each in named if each.aside)
        self._known = frozenset(each.name for each in named)
        self._at_first = frozenset(HIDDEN + name for name in self._aside)

    def marks(self) -> frozenset[str]:
        """Return the marks of the columns the request leaves out; names no column has are passed over."""
        hide, also = (self._known & set(column_names(request.args, name).split(".")) for name in ("hide", "also"))
        return frozenset(HIDDEN + name for name in (hide - self._aside) | (self._aside - also))

    def is_at_first(self, marks: Iterable[str]) -> bool:
        """Tell whether these marks are those of a reader who asked for nothing."""
        return {mark for mark in marks if mark.startswith(HIDDEN)} == self._at_first

    def choices(self, marks: Iterable[str]) -> list[Choice]:
        """Return the columns there are under these marks, each with what turns it and leaves the others as they are."""
        there = frozenset(marks)
        out = {mark.removeprefix(HIDDEN) for mark in there if mark.startswith(HIDDEN)}
        return [self._choice(each, out) for each in self.named if each.needs <= there]

    def _choice(self, column: Named, out: set[str]) -> Choice:
        turned = out ^ {column.name}
        hide, also = turned - self._aside, self._aside - turned
        return Choice(str(column.title), column.name not in out, ".".join(sorted(hide)), ".".join(sorted(also)))
