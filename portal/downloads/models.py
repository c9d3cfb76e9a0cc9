"""Files of lists: whose, of which view, how they stand, and where they are kept until they expire."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Json, Word


class FileState(StrEnum):
    """Being made (or waiting for it), ready to be fetched, refused to whoever asked, or kept no longer."""

    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"
    EXPIRED = "expired"


class ListFile(Owned, Base):
    """A view of a list, as a file for one person.

    `address` is the view as it was asked for: the job asks it again. `scope` and `permissions` are what it was made
    with; who may see less by now does not get it. Headquarters' people have no distributor, and neither have theirs.
    """

    __tablename__ = "list_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(43), unique=True)
    distributor_id: Mapped[int | None] = mapped_column(  # type: ignore[assignment]
        sa.ForeignKey("distributor.id"), index=True
    )
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(8))
    address: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[FileState] = mapped_column(Word(FileState), default=FileState.MAKING)
    rows: Mapped[int]
    refusal: Mapped[str] = mapped_column(sa.String(60), default="")
    refusal_facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    scope: Mapped[str] = mapped_column(sa.Text, default="")
    permissions: Mapped[str] = mapped_column(sa.Text, default="")
    file_name: Mapped[str] = mapped_column(sa.String(120), default="")
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    storage_key: Mapped[str] = mapped_column(sa.String(200), default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    __table_args__ = (
        owned_by("user_account", "user_id"),
        sa.Index("ix_list_file_mine", "user_id", "id"),
    )
