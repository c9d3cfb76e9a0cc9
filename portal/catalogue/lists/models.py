"""Lists of parts people keep, for themselves or for all of their company."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant


class PartList(Owned, Base):
    """A list of parts under a name: its person's own, and `shared` with the colleagues, who see it."""

    __tablename__ = "part_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    shared: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.UniqueConstraint("user_id", "name"),
        owned_by("user_account", "user_id"),
    )


class PartListRow(Owned, Base):
    """A part on a list, once, and how many pieces of it are usually ordered."""

    __tablename__ = "part_list_row"
    list_id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=1)
    __table_args__ = (owned_by("part_list", "list_id"), sa.CheckConstraint("quantity >= 1", name="quantity"))
