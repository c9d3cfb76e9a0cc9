"""Spreadsheets that wait for somebody to say what stands where, and what was said of a layout before."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Json


class SheetLayout(Owned, Base):
    """What one company chose for tables of one layout: `columns` is field to column, from 0."""

    __tablename__ = "sheet_layout"
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    layout: Mapped[str] = mapped_column(sa.String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(Json)
    unseen: Mapped[bool] = mapped_column(default=False)
    chosen_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "purpose", "layout"),
        sa.UniqueConstraint("distributor_id", "id"),
    )


class KeptBook(Owned, Base):
    """An uploaded file as it was read, packed, for the person who sent it; `choice` is how its rows were taken last.

    `told` is what is told of it where its rows went (`about`, "" once somebody has seen it).
    """

    __tablename__ = "kept_book"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    choice: Mapped[dict[str, Any] | None] = mapped_column(Json)
    layout_id: Mapped[int | None]
    about: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    __table_args__ = (owned_by("sheet_layout", "layout_id"),)
