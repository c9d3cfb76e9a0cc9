"""What invoices and credit notes say of VAT, by category and language, each from a day on."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, four_eyes


class TaxText(Base):
    """The sentence of a VAT category in a language from a day on, until the next; `source` is the law it goes by.

    Who set it and who agreed are two people.
    """

    __tablename__ = "tax_text"
    category: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    sentence: Mapped[str] = mapped_column(sa.String(300))
    source: Mapped[str] = mapped_column(sa.String(120))
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name="four_eyes"),)
