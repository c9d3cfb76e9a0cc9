"""One part put into a draft from outside its page: answered by the rules of every row, once per form sent."""

from dataclasses import dataclass, replace
from datetime import datetime

from portal.core.actor import Actor
from portal.core.data.sent_forms import already_answered, remember_answer
from portal.core.errors import Refused
from portal.orders.entry.adding.queries import last_row
from portal.orders.entry.rows.queries_answers import Answered
from portal.orders.entry.rows.rules_answers import STOPPING
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import Row
from portal.orders.entry.service_drafts import save_draft
from portal.orders.service_record import own_locked
from portal.orders.states import OrderState


@dataclass(frozen=True, slots=True)
class Added:
    """The draft a part went to, and its row there; `row` is None where the same form was sent before."""

    number: str
    row: Row | None


class NotAdded(Refused):
    """The rules let nobody order this row as it is, so it was not put into the draft; `row` has the answer."""

    def __init__(self, row: Row) -> None:
        super().__init__("order.part_not_added", part=row.part_text)
        self.row = row


def add_once(key: str, change: DraftChange, actor: Actor, now: datetime, before: Answered | None = None) -> Added:
    """Put the one row a change adds into a draft of the actor's own company, or into a new one, once per key.

    What others changed in the draft meanwhile stays: only the row is added. `before` are answers worked out
    ahead, used while they still hold. Refuses `order.not_editable`, `NotAdded` (nothing is kept then), and what
    saving a draft refuses.
    """
    known = already_answered(_owner(actor), key, key, now)
    if known is not None:
        return Added(known, None)
    number = _saved(change, actor, now, before)
    row = last_row(number)
    if row.answer in STOPPING:
        raise NotAdded(row)
    remember_answer(_owner(actor), key, number)
    return Added(number, row)


def add_all_once(key: str, change: DraftChange, actor: Actor, now: datetime, before: Answered | None = None) -> str:
    """Put the rows a change adds into a draft as `add_once` does one, and return its number.

    Rows that cannot be ordered as they are stand there with their answers, as pasted ones do.
    """
    known = already_answered(_owner(actor), key, key, now)
    if known is not None:
        return known
    number = _saved(change, actor, now, before)
    remember_answer(_owner(actor), key, number)
    return number


def _owner(actor: Actor) -> str:
    return f"user:{actor.user_id}"


def _saved(change: DraftChange, actor: Actor, now: datetime, before: Answered | None) -> str:
    """Save the draft, or a new one, with what is added; what others changed in it meanwhile stays."""
    if change.order_id is not None:
        order = own_locked(change.order_id, actor)
        if order.state is not OrderState.DRAFT:
            raise Refused("order.not_editable", number=order.number)
        change = replace(change, seen_version=order.version, header=None)
    return save_draft(change, actor, now, before)
