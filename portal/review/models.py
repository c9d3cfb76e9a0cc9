"""Headquarters' queue: what waits, for whom, until when. Decisions stay with their owners."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned
from portal.core.data.types import Instant, Json, Scaled, Word


class ItemKind(StrEnum):
    """What can wait in the queue."""

    ORDER = "order"
    CLAIM = "claim"


class ItemState(StrEnum):
    """Waiting for anyone, in somebody's hands, paused with the distributor, or done."""

    WAITING = "waiting"
    TAKEN = "taken"
    PAUSED = "paused"
    DONE = "done"


class ReviewItem(Owned, Base):
    """One row of the queue, kept by reactions to what its owner room tells."""

    __tablename__ = "review_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    number: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[ItemState] = mapped_column(Word(ItemState), default=ItemState.WAITING)
    order_type: Mapped[str] = mapped_column(sa.String(12), default="")
    region: Mapped[str] = mapped_column(sa.String(60), default="")
    distributor_name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str] = mapped_column(sa.String(60))
    po_number: Mapped[str] = mapped_column(sa.String(60), default="")
    line_count: Mapped[int] = mapped_column(default=0)
    value: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    currency: Mapped[str] = mapped_column(sa.String(3))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    worst: Mapped[str] = mapped_column(sa.String(8), default="")
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    owner_name: Mapped[str] = mapped_column(sa.String(200), default="")
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        sa.UniqueConstraint("kind", "number"),
        sa.Index("ix_review_queue", "state", "due_at", "id"),
    )
