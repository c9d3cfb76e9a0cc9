"""What each company ordered before, a row a part: kept as orders are handed in, so that no list adds up years."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant


class BoughtPart(Owned, Base):
    """A part a company ordered: the last order of it, how many pieces then, how many orders and pieces in all."""

    __tablename__ = "bought_part"
    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    last_order_id: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant)
    quantity: Mapped[int]
    times: Mapped[int]
    pieces: Mapped[int] = mapped_column(sa.BigInteger)
    __table_args__ = (
        owned_by("sales_order", "last_order_id"),
        sa.CheckConstraint("quantity > 0 AND times > 0 AND pieces >= quantity", name="bought"),
        sa.Index("ix_bought_part_last", "distributor_id", "last_at", "part_id"),
        sa.Index("ix_bought_part_order", "last_order_id"),
    )
