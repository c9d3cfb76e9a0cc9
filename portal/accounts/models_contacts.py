"""People to ring or write to who do not come in: of a distributor, of a selling entity, of a depot."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Word


class ContactRole(StrEnum):
    """What somebody is asked about."""

    PURCHASING = "purchasing"
    WAREHOUSE = "warehouse"
    FINANCE = "finance"
    CUSTOMS_BROKER = "customs_broker"
    DANGEROUS_GOODS = "dangerous_goods"


class Contact(Base):
    """Somebody of exactly one of the three; `phone` as E.164 (`+20665550142`), `locale` what they are written to in."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    distributor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    selling_entity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("selling_entity.id"))
    depot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("depot.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[ContactRole] = mapped_column(Word(ContactRole))
    phone: Mapped[str] = mapped_column(sa.String(16), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="en")
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "name", "role"),
        sa.UniqueConstraint("selling_entity_id", "name", "role"),
        sa.UniqueConstraint("depot_id", "name", "role"),
        sa.CheckConstraint(
            "(CASE WHEN distributor_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN selling_entity_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN depot_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="of_one",
        ),
        sa.CheckConstraint("phone <> '' OR email <> ''", name="reached"),
    )
