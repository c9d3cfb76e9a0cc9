"""Views of lists people gave a name."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant


class SavedView(Owned, Base):
    """A search, filters, sorting and columns of one list, for one person; `place` is the list (`rules.place_of`).

    Headquarters' people have no distributor, and neither have their views.
    """

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    distributor_id: Mapped[int | None] = mapped_column(  # type: ignore[assignment]
        sa.ForeignKey("distributor.id"), index=True
    )
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    place: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(60))
    query: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        owned_by("user_account", "user_id"),
        sa.UniqueConstraint("user_id", "place", "name"),
    )
