"""Reading the inbox of one person, and headquarters' outbox of mails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.data.counting import counted
from portal.core.data.numbers import own_numbers
from portal.core.data.sessions import db
from portal.core.data.whole import Whole
from portal.core.errors import NotVisible
from portal.core.tables import ListState, Page
from portal.notifications.models import Mail, MailState, Notice
from portal.notifications.rules_kinds import KINDS, amounts_of

MOST_MEANT = 50
COUNTED_AT_MOST = 10_000
SORTS: Mapping[str, Any] = {"created_at": Mail.id, "to": Mail.to_address, "state": Mail.state, "sent": Mail.sent_at}
"""What the outbox may be sorted by; mails are numbered in the order they came."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of an inbox; `labels.notice_text` gives its words."""

    id: int
    kind: str
    facts: dict[str, Any]
    link: str
    created_at: datetime
    read_at: datetime | None


_NOTICE = [getattr(Notice, name) for name in NoticeRow.__dataclass_fields__]


def unread_count(user_id: int | None) -> int:
    """Return how many notices a person has not read."""
    wanted = sa.select(sa.func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return db.session.scalar(wanted) or 0


def latest_notices(user_id: int | None, most: int) -> list[NoticeRow]:
    """Return a person's notices, the newest first."""
    return [NoticeRow(*row) for row in db.session.execute(_inbox(user_id).limit(most))]


def inbox_page(user_id: int | None, state: ListState, *, with_prices: bool) -> Page:
    """Return one page of a person's notices; the search looks for numbers and names their sentences tell.

    By an amount nobody finds anything from whom prices are kept.
    """
    wanted = _asked_of_inbox(user_id, state, with_prices)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wanted.order_by(None).subquery())) or 0
    state = state.within(total)
    rows = db.session.execute(wanted.offset(state.offset).limit(state.size))
    return Page(_notices(rows), state, total)


def whole_inbox(user_id: int | None, state: ListState, *, with_prices: bool) -> Whole:
    """Return all of a person's notices of a view, as `inbox_page` finds them."""
    return Whole(_asked_of_inbox(user_id, state, with_prices), _notices)


def _notices(rows: Iterable[Any]) -> list[NoticeRow]:
    return [NoticeRow(*row) for row in rows]


def _asked_of_inbox(user_id: int | None, state: ListState, with_prices: bool) -> sa.Select[*tuple[Any, ...]]:
    wanted = _inbox(user_id)
    if state.filters.get("show") == "unread":
        wanted = wanted.where(Notice.read_at.is_(None))
    if state.search:
        facts = sa.cast(Notice.facts, sa.Text)
        told = (state.search, *own_numbers(state.search).whole[:MOST_MEANT])
        fits = sa.or_(*(facts.icontains(word, autoescape=True) for word in told))
        if not with_prices:
            number = Notice.facts["number"].as_string()
            named = sa.or_(*(number.icontains(word, autoescape=True) for word in told))
            fits = sa.or_(named, fits & Notice.kind.not_in([kind for kind in KINDS if amounts_of(kind)]))
        wanted = wanted.where(fits)
    return wanted if state.descending else wanted.order_by(None).order_by(Notice.id)


def notice_of(user_id: int | None, notice_id: int) -> NoticeRow:
    """Return one of a person's own notices, or raise `NotVisible`."""
    row = db.session.execute(sa.select(*_NOTICE).where(Notice.id == notice_id, Notice.user_id == user_id)).first()
    if row is None:
        raise NotVisible
    return NoticeRow(*row)


def _inbox(user_id: int | None) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*_NOTICE).where(Notice.user_id == user_id).order_by(Notice.id.desc())


_MAIL = (Mail.id, Mail.to_address, Mail.kind, Mail.locale, Mail.state, Mail.subject, Mail.created_at, Mail.sent_at)


def outbox_page(state: ListState) -> Page:
    """Return one page of the mails, newest first unless sorted otherwise; counted up to a cap."""
    where = _asked_of_outbox(state)
    found = counted(sa.select(Mail.id).where(*where), state, COUNTED_AT_MOST)
    rows = db.session.execute(_outbox(state).offset(found.state.offset).limit(found.state.size)).all()
    return found.page(rows)


def whole_outbox(state: ListState) -> Whole:
    """Return all mails of a view."""
    return Whole(_outbox(state))


def _outbox(state: ListState) -> sa.Select[*tuple[Any, ...]]:
    key = SORTS[state.sort]
    order = (key.desc() if state.descending else key.asc()).nulls_last()
    return sa.select(*_MAIL).where(*_asked_of_outbox(state)).order_by(order, Mail.id.desc())


def _asked_of_outbox(state: ListState) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if chosen := state.filters.get("state"):
        where.append(Mail.state == MailState(chosen))
    if kind := state.filters.get("kind"):
        where.append(Mail.kind == kind)
    if state.search:
        searched = (Mail.to_address, Mail.subject)
        meant = own_numbers(state.search)
        words = (state.search, *meant.whole[:MOST_MEANT])
        where.append(sa.or_(*(column.icontains(word, autoescape=True) for column in searched for word in words)))
    return where


def opens_account(mail_id: int) -> bool:
    """Tell whether a mail carries a link that opens an account; `NotVisible` where there is no such mail."""
    kind = db.session.scalar(sa.select(Mail.kind).where(Mail.id == mail_id))
    if kind is None:
        raise NotVisible
    known = KINDS.get(kind)
    return known is not None and known.secret_link


def mail(mail_id: int) -> Mail:
    """Return one mail as it was sent or kept, or raise `NotVisible`."""
    found = db.session.get(Mail, mail_id)
    if found is None:
        raise NotVisible
    return found
