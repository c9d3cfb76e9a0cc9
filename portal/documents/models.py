"""Issued papers: a frozen snapshot, a gap-free number, and bytes that are stored once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned
from portal.core.data.types import Instant, Json, Word


class PaperKind(StrEnum):
    """The kinds of paper the portal issues, with the prefix of their number series."""

    PACKING_LIST = "packing_list"
    COMMERCIAL_INVOICE = "commercial_invoice"
    CREDIT_NOTE = "credit_note"


class PaperState(StrEnum):
    """An issued paper waits for its bytes, has them, or could not be set."""

    ISSUED = "issued"
    READY = "ready"
    FAILED = "failed"


class Document(Owned, Base):
    """One issued paper. Its snapshot and number never change; a correction is a new paper."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    kind: Mapped[PaperKind] = mapped_column(Word(PaperKind))
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    series: Mapped[str] = mapped_column(sa.String(40))
    locale: Mapped[str] = mapped_column(sa.String(10))
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_number: Mapped[str] = mapped_column(sa.String(40))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json)
    snapshot_hash: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[PaperState] = mapped_column(Word(PaperState), default=PaperState.ISSUED)
    storage_key: Mapped[str] = mapped_column(sa.String(200), default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.Index("ix_document_subject", "subject_kind", "subject_number"),
        sa.Index("ix_document_list", "distributor_id", "id"),
    )
