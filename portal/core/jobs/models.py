"""Jobs as rows: what is to be done, how far it has come, and which workers are alive."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Json, Word


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """One piece of work: its kind, its plain payload, and how far it has come."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    away_since: Mapped[datetime | None] = mapped_column(Instant)
    """Since when the service this job needs has been away, as far as its tries know."""
    done_steps: Mapped[int] = mapped_column(default=0)
    all_steps: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    distributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (sa.Index("ix_job_claim", "state", "run_after", "id"),)


class Heartbeat(Base):
    """When each worker was last alive; `/readyz` reads it."""

    __tablename__ = "heartbeat"
    worker: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in this worker's hands."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    fence: int
    away_since: datetime | None = None
