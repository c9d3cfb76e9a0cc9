"""What carriers ask, from a depot or all depots of a country, to a country, by mode of transport and weight."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.types import Scaled


class FreightRate(Base):
    """A rate from a weight on, until the next heavier one: so much a shipment, and so much a kilogram charged for.

    `origin` is a depot's code or a country; a depot's own rate goes before that of its country.
    """

    __tablename__ = "freight_rate"
    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(sa.String(10))
    destination: Mapped[str] = mapped_column(sa.String(2))
    mode: Mapped[str] = mapped_column(sa.String(12))
    from_kg: Mapped[Decimal] = mapped_column(Scaled)
    currency: Mapped[str] = mapped_column(sa.String(3))
    per_shipment: Mapped[Decimal] = mapped_column(Scaled)
    per_kg: Mapped[Decimal] = mapped_column(Scaled)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (
        sa.UniqueConstraint("destination", "mode", "origin", "from_kg", "valid_from"),
        sa.CheckConstraint("from_kg >= 0", name="weight"),
        sa.CheckConstraint("per_shipment >= 0 AND per_kg >= 0", name="not_negative"),
        sa.CheckConstraint("per_shipment > 0 OR per_kg > 0", name="more_than_nothing"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
    )
