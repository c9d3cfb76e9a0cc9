"""The queue kept up to date: short functions that answer what orders and returns tell.

Each takes the event and `now`, finds the row by kind and number, and changes nothing when there is
none; the same event told twice leaves the same row.
"""

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.data.sessions import db, on_postgresql
from portal.orders.events import OrderEvent, OrderSubmitted, OrderTaken
from portal.returns.events import ClaimEvent, ClaimHandedBack, ClaimTaken
from portal.review.models import ItemKind, ItemState, ReviewItem
from portal.review.queries_facts import ItemFacts, claim_facts, order_facts, order_findings
from portal.review.rules import subject_mark, subjects_of, worst_of

_FREE: dict[str, Any] = {"owner_id": None, "owner_name": "", "taken_at": None}
_TOLD = (
    "number",
    "distributor_id",
    "distributor_name",
    "region",
    "country",
    "zone",
    "order_type",
    "po_number",
    "line_count",
    "value",
    "currency",
    "opened_at",
    "due_at",
)
SEPARATOR = "\n"


def open_order(event: OrderSubmitted, _now: datetime) -> None:
    """Let an order wait for review: a new row, or its old one again with what is found now."""
    facts = order_facts(event.order_id)
    if facts is not None:
        _open(ItemKind.ORDER, facts)


def open_claim(event: ClaimEvent, _now: datetime) -> None:
    """Let a filed claim wait for its decision."""
    facts = claim_facts(event.claim_id)
    if facts is not None:
        _open(ItemKind.CLAIM, facts)


def _open(kind: ItemKind, facts: ItemFacts) -> None:
    values = {name: getattr(facts, name) for name in _TOLD}
    found = _found_values(list(facts.findings), facts.words)
    row = {"kind": kind, "state": ItemState.WAITING, "done_at": None, **_FREE, **values, **found}
    db.session.execute(_opened(on_postgresql()), [row])


@cache
def _opened(postgres: bool) -> Any:
    """Return the statement that adds a row of the queue, or puts its old one back to the beginning."""
    insert: Any = (postgresql if postgres else sqlite).insert(ReviewItem)
    names = {"state", "done_at", "findings", "worst", "search_text", *_FREE, *_TOLD} - {"number"}
    return insert.on_conflict_do_update(
        index_elements=[ReviewItem.kind, ReviewItem.number], set_={name: insert.excluded[name] for name in names}
    ).execution_options(render_nulls=True)


def _found_values(findings: list[dict[str, Any]], words: tuple[str, ...]) -> dict[str, Any]:
    marks = [subject_mark(subject) for subject in subjects_of(findings)]
    return {"findings": findings, "worst": worst_of(findings), "search_text": SEPARATOR.join([*words, *marks])}


def _item(kind: ItemKind, number: str) -> ReviewItem | None:
    wanted = sa.select(ReviewItem).where(ReviewItem.kind == kind, ReviewItem.number == number)
    return db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def take_order(event: OrderTaken, now: datetime) -> None:
    """Show who took an order, however it was taken; taken from the queue, it is shown already."""
    _taken(ItemKind.ORDER, event, now)


def take_claim(event: ClaimTaken, now: datetime) -> None:
    """Show who took a claim, as of an order."""
    _taken(ItemKind.CLAIM, event, now)


def _taken(kind: ItemKind, event: OrderTaken | ClaimTaken, now: datetime) -> None:
    owner = {"owner_id": event.reviewer_id, "owner_name": event.reviewer_name}
    shown = sa.and_(ReviewItem.state == ItemState.TAKEN, ReviewItem.owner_id == event.reviewer_id)
    change = _row(kind, event.number).where(sa.or_(~shown, ReviewItem.owner_id.is_(None)))
    _run(change.values(state=ItemState.TAKEN, taken_at=now, **owner))


def hand_back(event: OrderEvent, _now: datetime) -> None:
    """Let an order wait for anyone again."""
    _change(ItemKind.ORDER, event.number, state=ItemState.WAITING, **_FREE)


def hand_back_claim(event: ClaimHandedBack, _now: datetime) -> None:
    """Let a claim wait for anyone again."""
    _change(ItemKind.CLAIM, event.number, state=ItemState.WAITING, **_FREE)


def pause(event: OrderEvent, _now: datetime) -> None:
    """Put an order aside while its distributor answers; its clock stands still."""
    _change(ItemKind.ORDER, event.number, state=ItemState.PAUSED)


def close(event: OrderEvent, now: datetime) -> None:
    """Take a decided, withdrawn or cancelled order out of the queue."""
    _change(ItemKind.ORDER, event.number, state=ItemState.DONE, done_at=now)


def close_claim(event: ClaimEvent, now: datetime) -> None:
    """Take a decided claim out of the queue."""
    _change(ItemKind.CLAIM, event.number, state=ItemState.DONE, done_at=now)


def _change(kind: ItemKind, number: str, **values: Any) -> None:
    _run(_row(kind, number).values(**values))


def _row(kind: ItemKind, number: str) -> sa.Update:
    return sa.update(ReviewItem).where(ReviewItem.kind == kind, ReviewItem.number == number)


def _run(change: sa.Update) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))


def refresh_findings(event: OrderEvent, _now: datetime) -> None:
    """Draw an order's findings anew: a hold was placed or released, or a finding waived."""
    item = _item(ItemKind.ORDER, event.number)
    if item is not None and item.state is not ItemState.DONE:
        words = tuple(word for word in item.search_text.split(SEPARATOR) if not word.startswith("\x1f"))
        for name, value in _found_values(list(order_findings(event.order_id)), words).items():
            setattr(item, name, value)
        db.session.flush()
