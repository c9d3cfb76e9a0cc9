"""The append-only record of who did what; each row carries the hash of the one before."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Json


class AuditRow(Base):
    """One sensitive action; triggers refuse to change or delete it on both engines."""

    __tablename__ = "audit_row"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(60))
    distributor_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    channel: Mapped[str] = mapped_column(sa.String(20), default="web")
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    row_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    __table_args__ = (
        sa.Index("ix_audit_subject", "subject_kind", "subject_id"),
        sa.Index("ix_audit_actor", "actor_id", "actor_name"),
    )


class AuditHead(Base):
    """The end of the chain: one row, locked by whoever appends next."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(sa.String(64))
    __table_args__ = (sa.CheckConstraint("id = 1", name="single_row"),)
