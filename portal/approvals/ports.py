"""What rooms above hand in: how an approved change of their kind is made, and what waits there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.approvals.models import Approval, ApprovalKind
from portal.core.actor import Actor

Make = Callable[[Approval, Actor, datetime], None]
_makers: dict[ApprovalKind, Make] = {}


def makes(kind: ApprovalKind) -> Callable[[Make], Make]:
    """Mark the function that makes changes of a kind; it is handed what was asked for, who approved it, and when.

    It refuses `approval.changed_meanwhile` where what it finds is not what the change was drawn from.
    """

    def mark(make: Make) -> Make:
        _makers[kind] = make
        return make

    return mark


def maker_of(kind: ApprovalKind) -> Make:
    """Return the function that makes changes of a kind."""
    return _makers[kind]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A change that is decided on a page of its own: what it is of, its name, that page, who asked, when and why."""

    title: Any
    name: str
    link: str
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    reason: str


Find = Callable[[Actor], Sequence[Elsewhere]]
_found: list[Find] = []


def waits_elsewhere(find: Find) -> Find:
    """Mark the function that finds what waits for somebody who decides, on pages of a room above."""
    _found.append(find)
    return find


def waiting_elsewhere(actor: Actor) -> Iterator[Elsewhere]:
    """Yield what waits on pages of rooms above."""
    for find in _found:
        yield from find(actor)
