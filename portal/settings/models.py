"""Figures of settings, each from a day on."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, four_eyes
from portal.core.data.types import Scaled


class SettingValue(Base):
    """The figure of a setting from a day on, until its next one; who set it and who agreed are two people."""

    __tablename__ = "setting_value"
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[Decimal] = mapped_column(Scaled)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),)
