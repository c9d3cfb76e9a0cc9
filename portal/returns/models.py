"""Claims: what arrived short, damaged or wrong, what was decided, and what was credited."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Scaled, Word
from portal.returns.states import ClaimState, Liability, Outcome, Reason


class Claim(Owned, Base):
    """A claim on one shipment, over one or more of its lines."""

    __tablename__ = "claim"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    state: Mapped[ClaimState] = mapped_column(Word(ClaimState), default=ClaimState.DRAFT)
    shipment_id: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    late: Mapped[bool] = mapped_column(default=False)
    claimed_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    approved_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_note: Mapped[str] = mapped_column(sa.Text, default="")
    credited_at: Mapped[datetime | None] = mapped_column(Instant)
    credited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.CheckConstraint("created_by IS NULL OR decided_by IS NULL OR created_by <> decided_by", name="four_eyes"),
        sa.CheckConstraint(
            "credited_by IS NULL OR (decided_by IS NOT NULL AND credited_by <> decided_by)", name="credit_four_eyes"
        ),
        owned_by("shipment", "shipment_id"),
        sa.Index("ix_claim_list", "distributor_id", "id"),
        sa.Index("ix_claim_own_number", "distributor_id", "number"),
    )


class ClaimLine(Owned, Base):
    """One reason for one shipped line, its quantity, and headquarters' answer."""

    __tablename__ = "claim_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int]
    shipment_line_id: Mapped[int]
    reason: Mapped[Reason] = mapped_column(Word(Reason))
    quantity: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    window_closes_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    liability: Mapped[Liability | None] = mapped_column(Word(Liability))
    approved: Mapped[int] = mapped_column(default=0)
    fee_percent: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    fee_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    answer_note: Mapped[str] = mapped_column(sa.String(400), default="")
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.UniqueConstraint("claim_id", "shipment_line_id", "reason"),
        owned_by("claim", "claim_id"),
        owned_by("shipment_line", "shipment_line_id"),
        sa.CheckConstraint("quantity > 0 AND approved >= 0 AND approved <= quantity", name="approved"),
    )


class ClaimPhoto(Owned, Base):
    """A photo, re-encoded and without its metadata, stored under its hash."""

    __tablename__ = "claim_photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    claim_id: Mapped[int]
    claim_line_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(sa.String(120))
    storage_key: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (owned_by("claim", "claim_id"), owned_by("claim_line", "claim_line_id"))


class PhotoUpload(Owned, Base):
    """A file sent as a photo, good or not: whose, how many bytes, and the folder its photo is stored in, alone.

    It holds the photo until a claim names it, and what is sent in an hour and a day is counted by it.
    """

    __tablename__ = "photo_upload"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    folder: Mapped[str] = mapped_column(sa.String(60), unique=True)
    size: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Instant)


class ClaimHistory(Owned, Base):
    """What happened to a claim, in order."""

    __tablename__ = "claim_history"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(200), default="")
    __table_args__ = (owned_by("claim", "claim_id"),)
