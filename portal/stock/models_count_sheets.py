"""Count sheets: shelves of a depot that are counted in one go, what was counted on each, and what was booked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Instant, Word
from portal.stock.rules_count_sheets import SheetOrder, SheetState


class CountSheet(Base):
    """A sheet: depot, area (none: all of it), what was counted first, who made it; printed in a language by a job.

    `printing` counts how often it was asked to be printed, `printed` the one that lies under `printed_key`.
    """

    __tablename__ = "count_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"), index=True)
    area: Mapped[str] = mapped_column(sa.String(10), default="")
    order: Mapped[SheetOrder] = mapped_column("sheet_order", Word(SheetOrder))
    state: Mapped[SheetState] = mapped_column(Word(SheetState), default=SheetState.OPEN)
    language: Mapped[str] = mapped_column(sa.String(10))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_by_name: Mapped[str] = mapped_column(sa.String(200))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    printing: Mapped[int] = mapped_column(default=1)
    printed: Mapped[int] = mapped_column(default=0)
    printed_key: Mapped[str] = mapped_column(sa.String(200), default="")
    printed_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    version: Mapped[int] = mapped_column(default=1)


class CountSheetLine(Base):
    """A shelf on a sheet: what was on hand when it was printed and up to which movement, and what was counted.

    `earlier` is the difference an earlier count found, `booked` the difference that was booked.
    """

    __tablename__ = "count_sheet_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("count_sheet.id"))
    line_no: Mapped[int]
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    area: Mapped[str] = mapped_column(sa.String(10), default="")
    bin: Mapped[str] = mapped_column(sa.String(20), default="")
    seen: Mapped[int]
    seen_movement_id: Mapped[int]
    counted: Mapped[int | None]
    counted_at: Mapped[datetime | None] = mapped_column(Instant)
    counted_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    earlier: Mapped[int | None]
    booked: Mapped[int | None]
    booked_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "part_id"),
        sa.UniqueConstraint("sheet_id", "line_no"),
        sa.CheckConstraint("seen >= 0 AND (counted IS NULL OR counted >= 0)", name="not_negative"),
        sa.CheckConstraint("(booked IS NULL) = (booked_at IS NULL)", name="booked_at"),
        sa.CheckConstraint("booked IS NULL OR counted IS NOT NULL", name="booked_counted"),
    )
