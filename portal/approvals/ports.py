"""What rooms above hand in: how a change of their kind is made, once a second person approved it."""

from collections.abc import Callable
from datetime import datetime

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
