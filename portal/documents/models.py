"""Issued papers: a frozen snapshot, a gap-free number, and bytes that are stored once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.core.data.owned import Base, Owned
from portal.core.data.types import Instant, Json, Word
from portal.documents.kinds import kind_named
from portal.documents.rules_kinds import PaperKind


class KindWord(TypeDecorator[PaperKind]):
    """A kind of paper, stored as its code; an unknown code in the table is an error."""

    impl = sa.String
    cache_ok = True

    def __init__(self, length: int = 32) -> None:
        super().__init__(length)

    def process_bind_param(self, value: PaperKind | None, dialect: sa.Dialect) -> str | None:
        """Return the kind's code."""
        return None if value is None else value.code

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> PaperKind | None:
        """Return the kind of a code."""
        return None if value is None else kind_named(value)


class PaperState(StrEnum):
    """An issued paper waits for its bytes, has them, or could not be set."""

    ISSUED = "issued"
    READY = "ready"
    FAILED = "failed"


class PaperSeries(Base):
    """How the numbers of a kind of a seller's papers begin from a day on (`INV-CN` gives INV-CN-2026-000001)."""

    __tablename__ = "paper_series"
    seller: Mapped[str] = mapped_column(sa.ForeignKey("selling_entity.code"), primary_key=True)
    kind: Mapped[PaperKind] = mapped_column(KindWord, primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(sa.String(16))


class PaperPicture(Base):
    """A picture that papers print: a JPEG that never changes, which snapshots name by the hash of its bytes."""

    __tablename__ = "paper_picture"
    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(Instant)


class Document(Owned, Base):
    """One issued paper. Its snapshot and number never change; a correction is a new paper."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    kind: Mapped[PaperKind] = mapped_column(KindWord)
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
        sa.Index("ix_document_issued", "issued_on", "id"),
        sa.Index("ix_document_own_issued", "distributor_id", "issued_on", "id"),
        sa.Index("ix_document_own_number", "distributor_id", "number"),
    )
