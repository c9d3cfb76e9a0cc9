"""What stands beside lists and tiers: fixed prices, discount groups, campaigns, and how a currency rounds prices."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, four_eyes
from portal.core.data.types import Scaled


class FixedPrice(Owned, Base):
    """What a part costs one distributor from a day to a day (None: until further notice), whatever lists say.

    `changed_by` and `approved_by` are the two people of its last change.
    """

    __tablename__ = "fixed_price"
    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    price: Mapped[Decimal] = mapped_column(Scaled)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "part_id", "valid_from"),
        sa.CheckConstraint("price > 0", name="more_than_nothing"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),
    )


class PartDiscountGroup(Base):
    """The discount group a part belongs to; it belongs to one or none."""

    __tablename__ = "part_discount_group"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    discount_group: Mapped[str] = mapped_column(sa.String(20), index=True)


class GroupDiscount(Owned, Base):
    """The percentage a distributor is given on a discount group, in place of that of its agreement."""

    __tablename__ = "group_discount"
    id: Mapped[int] = mapped_column(primary_key=True)
    discount_group: Mapped[str] = mapped_column(sa.String(20))
    discount_percent: Mapped[Decimal] = mapped_column(Scaled)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "discount_group", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
    )


class CampaignPrice(Base):
    """What a campaign gives on a part: a percentage off, or a price (exactly one).

    `buyer_id` None is every distributor; `order_types` are words with one space between, "" for all.
    """

    __tablename__ = "campaign_price"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(sa.String(30))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    buyer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("distributor.id"))
    order_types: Mapped[str] = mapped_column(sa.String(80), default="")
    discount_percent: Mapped[Decimal | None] = mapped_column(Scaled)
    price: Mapped[Decimal | None] = mapped_column(Scaled)
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("campaign", "part_id", "buyer_id", "currency", "valid_from"),
        sa.Index(
            "ix_campaign_price_of_all",
            "campaign",
            "part_id",
            "currency",
            "valid_from",
            unique=True,
            sqlite_where=sa.text("buyer_id IS NULL"),
            postgresql_where=sa.text("buyer_id IS NULL"),
        ),
        sa.CheckConstraint("(discount_percent IS NULL) <> (price IS NULL)", name="one_of_two"),
        sa.CheckConstraint("price IS NULL OR price > 0", name="more_than_nothing"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),
    )


class CurrencyRule(Base):
    """How unit prices of a currency are rounded: to a step, and with so many decimals (None: its minor unit, ISO 4217).

    Without one, unit prices keep their four decimals. Amounts are rounded to the minor unit in any case.
    """

    __tablename__ = "currency_rule"
    currency: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    price_places: Mapped[int | None]
    price_step: Mapped[Decimal | None] = mapped_column(Scaled)
    half: Mapped[str] = mapped_column(sa.String(4), default="up")
    __table_args__ = (
        sa.CheckConstraint("price_places IS NULL OR price_places BETWEEN 0 AND 4", name="places"),
        sa.CheckConstraint("price_step IS NULL OR price_step > 0", name="more_than_nothing"),
        sa.CheckConstraint("half IN ('up', 'even')", name="half"),
    )
