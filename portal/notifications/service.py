"""Telling people: a notice in the inbox, a mail in the outbox; both are facts, never sentences."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from portal.core import locales
from portal.core.actor import Actor
from portal.core.data.events import publish
from portal.core.data.sessions import add_rows, db
from portal.core.jobs.queue import enqueue, enqueue_all
from portal.notifications.events import SecretMailRead
from portal.notifications.models import Mail, Notice
from portal.notifications.rules_kinds import amounts_of, check_facts


def notify(
    user_ids: Iterable[int],
    kind: str,
    facts: Mapping[str, Any],
    link: str,
    now: datetime,
    *,
    doer: int | None = None,
) -> None:
    """Put a notice into these people's inboxes; `link` is a path of the portal, or empty.

    `doer` is the account of who did what is told: that inbox gets nothing, for nobody has to be told what they did
    themselves.
    """
    notify_each({link: user_ids}, kind, facts, now, doer=doer)


def notify_each(
    receivers: Mapping[str, Iterable[int]],
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    doer: int | None = None,
) -> None:
    """Put one notice into the inboxes of people who follow it by different links, as `notify` does for one."""
    check_facts(kind, facts)
    for link in receivers:
        _check_link(link)
    rows = [
        {
            "user_id": user_id,
            "kind": kind,
            "facts": dict(facts),
            "link": link,
            "created_at": now,
            "read_at": None,
        }
        for link, user_ids in receivers.items()
        for user_id in sorted(set(user_ids) - {doer})
    ]
    if rows:
        add_rows(Notice, rows)


def written_in(locale: str) -> str:
    """Return the language a mail to a reader of this one is written in: theirs where it is offered, else the default.

    The outbox says what was written, not what was wished.
    """
    return locales.offered_for(locale)


class Receiver(Protocol):
    """Somebody a mail goes to."""

    @property
    def id(self) -> int:
        """The account."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def locale(self) -> str:
        """The language."""

    @property
    def zone(self) -> str:
        """The time zone."""

    @property
    def sees_prices(self) -> bool:
        """Whether headquarters' prices are told."""


def send_mails(
    receivers: Iterable[Receiver], kind: str, facts: Mapping[str, Any], now: datetime, link: str = ""
) -> None:
    """Put a mail into the outbox for each of these people, all in two statements; see `send_mail`.

    From whom prices are kept, amounts are kept: their mail has none.
    """
    check_facts(kind, facts)
    _check_link(link)
    told = {**facts, "link": link} if link else dict(facts)
    without_prices = told | dict.fromkeys(amounts_of(kind) & told.keys())
    mails = [
        {
            "to_address": each.email,
            "user_id": each.id,
            "kind": kind,
            "locale": written_in(each.locale),
            "zone": each.zone,
            "facts": told if each.sees_prices else without_prices,
            "message_id": uuid.uuid4().hex,
            "created_at": now,
        }
        for each in receivers
    ]
    if mails:
        ids = db.session.scalars(sa.insert(Mail).returning(Mail.id), mails)
        enqueue_all("mail.send", [{"mail_id": mail_id} for mail_id in ids], now=now)


def send_mail(
    to: str,
    locale: str,
    zone: str,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    user_id: int | None = None,
    distributor_id: int | None = None,
    link: str = "",
) -> int:
    """Put a mail into the outbox, to be written in the receiver's language and zone; return its id.

    It leaves after the transaction, by the job `mail.send`. `link` is a path of the portal.
    """
    check_facts(kind, facts)
    _check_link(link)
    mail = Mail(
        to_address=to,
        user_id=user_id,
        distributor_id=distributor_id,
        kind=kind,
        locale=written_in(locale),
        zone=zone,
        facts={**facts, "link": link} if link else dict(facts),
        message_id=uuid.uuid4().hex,
        created_at=now,
    )
    db.session.add(mail)
    db.session.flush()
    enqueue("mail.send", {"mail_id": mail.id}, now=now, distributor_id=distributor_id)
    return mail.id


def mark_read(user_id: int, notice_id: int, now: datetime) -> None:
    """Mark one of a person's own notices as read; another's, or an unknown one, stays untouched."""
    _mark(now, Notice.user_id == user_id, Notice.id == notice_id)


def mark_all_read(user_id: int, now: datetime) -> None:
    """Mark all of a person's notices as read."""
    _mark(now, Notice.user_id == user_id)


def _mark(now: datetime, *which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(Notice).where(Notice.read_at.is_(None), *which).values(read_at=now))


def _check_link(link: str) -> None:
    if link and (not link.startswith("/") or link.startswith("//") or len(link) > 300):
        raise ValueError(f"not a path of the portal: {link!r}")


def tell_read(mail_id: int, reader: Actor, now: datetime) -> None:
    """Tell that somebody read a mail whose link opens the account of somebody else; it is recorded."""
    kind, to_address = db.session.execute(sa.select(Mail.kind, Mail.to_address).where(Mail.id == mail_id)).one()
    publish(SecretMailRead(mail_id, kind, to_address, reader), now)
