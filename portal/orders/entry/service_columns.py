"""A file read into a draft as somebody chose: its rows and the choice, both or neither."""

from datetime import datetime

from portal.core.actor import Actor
from portal.intake.queries import Kept
from portal.intake.rules_find import Choice
from portal.intake.service import remember_choice
from portal.orders.entry.queries_answers import Answered
from portal.orders.entry.queries_columns import PURPOSE
from portal.orders.entry.rules_change import DraftChange
from portal.orders.entry.service_drafts import save_once


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
