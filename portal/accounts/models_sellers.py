"""Where sellers are paid: their bank accounts, each with the two people of its last change."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, four_eyes


class SellerAccount(Base):
    """A bank account of a seller, known by its label; one that is not active stands on no new paper.

    `currency` is what is paid there, "" whatever it is. Of a seller's active ones no two are of one currency, and one
    is the usual one: it stands on papers of a currency that has none. `changed_by` and `approved_by` are the two
    people of its last change.
    """

    __tablename__ = "seller_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    selling_entity_id: Mapped[int] = mapped_column(sa.ForeignKey("selling_entity.id"))
    label: Mapped[str] = mapped_column(sa.String(60))
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    bank_name: Mapped[str] = mapped_column(sa.String(120))
    account: Mapped[str] = mapped_column(sa.String(60))
    swift: Mapped[str] = mapped_column(sa.String(20))
    usual: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.UniqueConstraint("selling_entity_id", "label"),
        sa.Index(
            "uq_seller_account_currency",
            "selling_entity_id",
            "currency",
            unique=True,
            sqlite_where=sa.text("active = 1"),
            postgresql_where=sa.text("active"),
        ),
        sa.Index(
            "uq_seller_account_usual",
            "selling_entity_id",
            unique=True,
            sqlite_where=sa.text("active = 1 AND usual = 1"),
            postgresql_where=sa.text("active AND usual"),
        ),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),
    )
