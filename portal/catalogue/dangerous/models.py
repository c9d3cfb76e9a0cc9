"""What may fly: limits of dangerous goods by UN number, packing and energy, each from a day on."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, four_eyes
from portal.core.data.types import Scaled


class AirLimitRow(Base):
    """A limit from a day on, until the next one like it; who set it and who agreed are two people.

    `packing` is `any` or a way of packing, `above_wh` 0 where the energy is no matter; a weight or charge that is None
    has no limit, a weight of 0 is forbidden. `source` is the edition or law it stands in.
    """

    __tablename__ = "air_limit"
    un_number: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    packing: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    above_wh: Mapped[Decimal] = mapped_column(Scaled, primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    packing_instruction: Mapped[str] = mapped_column(sa.String(20))
    passenger_kg: Mapped[Decimal | None] = mapped_column(Scaled)
    cargo_kg: Mapped[Decimal | None] = mapped_column(Scaled)
    charge_limit: Mapped[Decimal | None] = mapped_column(Scaled)
    charge_above_wh: Mapped[Decimal] = mapped_column(Scaled)
    indicated_limit: Mapped[Decimal | None] = mapped_column(Scaled)
    source: Mapped[str] = mapped_column(sa.String(120))
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),)
