"""Notices in the inbox and mails in the outbox: kind, recipient and facts, never a sentence."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Json, Word


class Notice(Base):
    """One line in one person's inbox; its words are made when it is read."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    link: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        sa.Index("ix_notice_inbox", "user_id", "read_at", "id"),
        sa.Index("ix_notice_newest", "user_id", "id"),
    )


class MailState(StrEnum):
    """Where a mail stands: kept for the outbox page without a mail server, withheld from who was shut out."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    WITHHELD = "withheld"


class Mail(Base):
    """A mail in the outbox: facts in the receiver's language; what was sent is kept as sent."""

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(sa.String(254), index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    distributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    locale: Mapped[str] = mapped_column(sa.String(10))
    zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[MailState] = mapped_column(Word(MailState), default=MailState.WAITING)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    subject: Mapped[str] = mapped_column(sa.String(300), default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    html: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
