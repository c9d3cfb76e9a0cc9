"""A file read into a draft as somebody chose: its rows and the choice, both or neither; or left unread."""

from datetime import datetime

import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.core.actor import Actor
from portal.core.data.sent_forms import forget_answer, once
from portal.core.data.sessions import db
from portal.core.errors import NotVisible
from portal.intake.queries import Kept, kept_book, waits_for
from portal.intake.rules_find import Choice
from portal.intake.service import forget_book, remember_choice
from portal.orders.entry.rows.queries_answers import Answered
from portal.orders.entry.rows.queries_rows import has_rows
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.service_drafts import default_header, header_of, save_once
from portal.orders.entry.sheet.queries_columns import PURPOSE
from portal.orders.models import SalesOrder
from portal.orders.rules_own import check_own
from portal.orders.states import OrderState


def take_book(
    sent: tuple[str, str],
    change: DraftChange,
    read: tuple[Kept, Choice],
    actor: Actor,
    now: datetime,
    before: Answered | None,
) -> str:
    """Save what a choice reads of a file, and remember the choice; return the number of the draft.

    `sent` is the key and the body of the form: it is carried out once.
    Refuses what `save_once` refuses; refused means that nothing is remembered either.
    """
    number = save_once(*sent, change, actor, now, before)
    remember_choice(*read, PURPOSE, actor, now)
    return number


def leave_book(sent: tuple[str, str], public_id: str, number: str, actor: Actor, now: datetime) -> str:
    """Leave a file unread; return the number of the draft it was for, "" where that was begun for this file alone.

    Such a draft holds nothing else, so nothing of it is left. `sent` is the key and the body of the form: it is
    carried out once. A file that was read before is kept as it was.
    """
    return once(f"user:{actor.user_id}", *sent, now, lambda: _leave(public_id, number, actor, now))


def _leave(public_id: str, number: str, actor: Actor, now: datetime) -> str:
    kept = kept_book(public_id, PURPOSE, actor, now)
    order = db.session.scalar(sa.select(SalesOrder).where(SalesOrder.number == number).with_for_update())
    if order is None:
        raise NotVisible
    check_own(order.distributor_id, order.number, actor)
    if kept.choice is not None:
        return number
    forget_book(public_id, actor)
    if not _is_blank(order, actor) or waits_for(number, PURPOSE, actor, now):
        return number
    forget_answer(f"user:{actor.user_id}", number)
    db.session.delete(order)
    return ""


def _is_blank(order: SalesOrder, actor: Actor) -> bool:
    """Tell whether a draft stands as it was begun, without rows and with the head every order begins with."""
    if (order.state, order.version, order.created_by) != (OrderState.DRAFT, 1, actor.user_id):
        return False
    terms = accounts.distributor_facts(order.distributor_id)
    usual = default_header(terms, accounts.addresses_of(terms.id))
    return header_of(order) == usual and not has_rows(order.number)
