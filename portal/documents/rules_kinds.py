"""What a kind of paper is: one specification holds all that issuing, judging, printing and showing ask of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.core.permissions import Permission
from portal.documents.rules_parts import Snapshot
from portal.documents.rules_words import InContext
from portal.documents.rules_words import mark as _l

Check = Callable[[Snapshot], Iterable[str]]
"""A rule of a kind: one plain sentence for each thing that is wrong with a snapshot."""


PRICED = frozenset({Permission.PRICE_VIEW, Permission.HQ_DOCUMENT_VIEW})
"""Who may open a paper that tells amounts."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What papers belong to: the code it is stored under, and what people call it (a marked sentence)."""

    code: str
    label: str


SHIPMENT = Subject("shipment", _l("Shipment"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record calls a paper: the code of the thing, the thing and its issue in words (marked sentences)."""

    code: str
    thing: str
    issued: str

    @property
    def action(self) -> str:
        """Return the action under which its issue is recorded."""
        return f"{self.code}.issued"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PaperKind:
    """A kind of paper. A kind stands in a file of its own, `kinds/<code>.py`, and is found there."""

    code: str
    """The word it is stored under; names its file and its template."""
    series: str
    """How its numbers begin: CI gives CI-CN01-2026-000001."""
    rank: int
    """Its place where kinds are listed, lowest first."""
    subject: Subject
    label: str
    """Its name in lists and on pages, a marked sentence."""
    title: InContext
    """What stands above the printed paper."""
    snapshot: type[Any]
    """The TypedDict that says what is frozen at issue."""
    mandatory: tuple[str, ...]
    """Paths into the snapshot that lead to something, such as `lines[].hs_code`."""
    sums: tuple[Check, ...]
    """What must add up, asked once every field is there and readable."""
    checks: tuple[Check, ...] = ()
    """What must hold besides the mandatory fields."""
    figures: frozenset[str] = frozenset()
    """Names of its own fields that hold decimal strings, beside those all papers share."""
    places: Mapping[str, str] = field(default_factory=dict)
    """What people call the groups of fields that are its own, marked sentences."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What people call the fields that are its own, marked sentences."""
    recorded: Recorded | None = None
    """What the record calls it; None where what else happened says that it was issued."""
    readers: frozenset[Permission] = frozenset({Permission.DOCUMENT_VIEW, Permission.HQ_DOCUMENT_VIEW})
    """Who may open and download it: holders of any of these permissions."""

    def __str__(self) -> str:
        return self.code

    @property
    def template(self) -> str:
        """Return which template prints it, below `templates/`."""
        return f"documents/kinds/{self.code}.html"

    def readable_with(self, permissions: frozenset[Permission]) -> bool:
        """Tell whether a holder of these permissions may open and download it."""
        return not self.readers.isdisjoint(permissions)
