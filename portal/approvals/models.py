"""What waits for a second person: what was asked for by whom, and what somebody else said."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Json, Word


class ApprovalKind(StrEnum):
    """What a second person is asked about, or was (`PAST`)."""

    CREDIT = "credit"
    BANK = "bank"
    PRICE = "price"
    MERGE = "merge"


PAST = frozenset({ApprovalKind.BANK})
"""What was decided before bank accounts became master data is still read here and in the audit; nobody asks anew."""


class Outcome(StrEnum):
    """What became of what was asked for; only who asked withdraws it."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Approval(Base):
    """A change somebody asked for; nothing is changed before a second person approved it.

    `subject` is the key of what shall change, `name` what people call it, `before` and `after` plain values by
    field. One open change a subject.
    """

    __tablename__ = "approval"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ApprovalKind] = mapped_column(Word(ApprovalKind))
    subject: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(240))
    distributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(sa.String(400))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(200))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    __table_args__ = (
        sa.CheckConstraint(
            "outcome IS NULL OR (outcome = 'withdrawn' AND decided_by = asked_by)"
            " OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name="four_eyes",
        ),
        sa.Index(
            "uq_approval_open",
            "kind",
            "subject",
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )
