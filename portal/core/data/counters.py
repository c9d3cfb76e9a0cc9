"""Numbers of things and papers from one counter row a series; gap-free where taken last."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base
from portal.core.data.sessions import db


class Counter(Base):
    """The last number given out in a series such as `CI-CN01-2026`."""

    __tablename__ = "counter"
    series: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    __table_args__ = (sa.CheckConstraint("last >= 0", name="not_negative"),)


def next_number(series: str) -> int:
    """Return the next number of a series; the row stays locked until the transaction ends.

    A rolled-back transaction gives its number back, so a series has no gaps. Take it last:
    everybody else in the series waits from here to the commit.
    """
    step = sa.text("UPDATE counter SET last = last + 1 WHERE series = :series RETURNING last")
    number = db.session.execute(step, {"series": series}).scalar()
    if number is None:
        first = sa.text("INSERT INTO counter (series, last) VALUES (:series, 0) ON CONFLICT DO NOTHING")
        db.session.execute(first, {"series": series})
        number = db.session.execute(step, {"series": series}).scalar_one()
    return int(number)


def numbered(prefix: str, year: int) -> str:
    """Return the next number of a yearly series, as `SO-2026-000001`."""
    series = f"{prefix}-{year}"
    return f"{series}-{next_number(series):06d}"
