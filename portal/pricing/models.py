"""Price lists, what was agreed with whom, quantity tiers, what an order type adds, and lists distributors keep."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.catalogue.models import Norm
from portal.core.data.owned import Base, Owned, four_eyes, owned_by
from portal.core.data.types import Scaled

ListCode = sa.String(30).with_variant(sa.String(30, collation="C"), "postgresql")
"""A list's code, ordered as it is written."""


class PriceList(Base):
    """A named list in one currency, valid from a day to a day (None: until further notice)."""

    __tablename__ = "price_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    currency: Mapped[str] = mapped_column(sa.String(3))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class ListPrice(Base):
    """The list price of one part, four decimal places, per base unit.

    `list_code` and `number` are those of list and part, which stay what they are; a trigger writes them when the row
    comes.
    `changed_by` and `approved_by` are the two people of its last change; empty where it came with the list.
    """

    __tablename__ = "list_price"
    price_list_id: Mapped[int] = mapped_column(sa.ForeignKey("price_list.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    list_code: Mapped[str] = mapped_column(ListCode, server_default="")
    number: Mapped[str] = mapped_column(Norm, server_default="")
    price: Mapped[Decimal] = mapped_column(Scaled)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="not_negative"),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),
        sa.Index("ix_list_price_part_id", "part_id"),
        sa.Index("ix_list_price_number", "list_code", "number"),
    )


class CoreDeposit(Base):
    """What is charged per piece of a part in a list until its old unit comes back, four decimals.

    `list_code` and `number` are those of list and part, which stay what they are; a trigger writes them when the row
    comes.
    `changed_by` and `approved_by` are the two people of its last change.
    """

    __tablename__ = "core_deposit"
    price_list_id: Mapped[int] = mapped_column(sa.ForeignKey("price_list.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    list_code: Mapped[str] = mapped_column(ListCode, server_default="")
    number: Mapped[str] = mapped_column(Norm, server_default="")
    deposit: Mapped[Decimal] = mapped_column(Scaled)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.CheckConstraint("deposit > 0", name="more_than_nothing"),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),
        sa.Index("ix_core_deposit_number", "list_code", "number"),
    )


class QuantityTier(Base):
    """From this quantity on a percentage off; `part_id` None holds for the whole list."""

    __tablename__ = "quantity_tier"
    id: Mapped[int] = mapped_column(primary_key=True)
    price_list_id: Mapped[int] = mapped_column(sa.ForeignKey("price_list.id"), index=True)
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("part.id"))
    from_quantity: Mapped[int]
    discount_percent: Mapped[Decimal] = mapped_column(Scaled)
    __table_args__ = (
        sa.UniqueConstraint("price_list_id", "part_id", "from_quantity"),
        sa.Index(
            "ix_quantity_tier_whole",
            "price_list_id",
            "from_quantity",
            unique=True,
            sqlite_where=sa.text("part_id IS NULL"),
            postgresql_where=sa.text("part_id IS NULL"),
        ),
    )


class Agreement(Owned, Base):
    """Which list a distributor buys from, and the percentage off it was promised."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(primary_key=True)
    price_list_id: Mapped[int] = mapped_column(sa.ForeignKey("price_list.id"))
    discount_percent: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class OrderTypeAdjustment(Base):
    """What an order type adds (surcharge, positive) or takes off (discount, negative), percent, from a day on.

    Whether the agreed discount and quantity tiers hold for it too; empty: as is usual of the type.
    """

    __tablename__ = "order_type_adjustment"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_type: Mapped[str] = mapped_column(sa.String(12))
    percent: Mapped[Decimal] = mapped_column(Scaled)
    valid_from: Mapped[date]
    agreement_applies: Mapped[bool | None]
    tiers_apply: Mapped[bool | None]
    __table_args__ = (sa.UniqueConstraint("order_type", "valid_from"),)


class DownwardList(Owned, Base):
    """A price list a general distributor keeps for its dealers, in its own currency; no two of one hold on a day."""

    __tablename__ = "downward_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    currency: Mapped[str] = mapped_column(sa.String(3))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
        sa.UniqueConstraint("distributor_id", "id"),
    )


class DownwardPrice(Owned, Base):
    """What a part costs the dealers of a general distributor in one of its lists, four decimals, per base unit."""

    __tablename__ = "downward_price"
    list_id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    price: Mapped[Decimal] = mapped_column(Scaled)
    __table_args__ = (
        sa.CheckConstraint("price > 0", name="more_than_nothing"),
        owned_by("downward_list", "list_id"),
    )
