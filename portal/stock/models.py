"""Depots and their stock, what is tied to which line, and the ledger of promised dates."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Json

OPEN, LEFT = sa.text("closed_at IS NULL"), sa.text("0 < on_hand - allocated - quarantined")
TIED, PLACED = sa.text("quantity > 0"), sa.text("area <> '' OR bin <> ''")
QUARANTINE = (
    "(reason <> 'quarantined' OR (quantity = 0 AND quarantined > 0))"
    " AND (reason <> 'released' OR (quantity = 0 AND quarantined < 0))"
)
"""What goes into quarantine or comes out of it stays on hand."""


class Depot(Base):
    """A warehouse that ships overseas; cut-off is in its own zone. One that is not active takes nothing in any more."""

    __tablename__ = "depot"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(10), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    country: Mapped[str] = mapped_column(sa.String(2))
    zone: Mapped[str] = mapped_column(sa.String(60))
    cut_off: Mapped[time]
    rank: Mapped[int] = mapped_column(default=1)
    address_lines: Mapped[str] = mapped_column(sa.Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    inactive_because: Mapped[str] = mapped_column(sa.String(200), default="")


class Stock(Base):
    """Pieces of a part in a depot: on hand, how many of them are tied to lines, and how many are in quarantine.

    `area` and `bin` say where in the depot they lie; both may be empty.
    """

    __tablename__ = "stock"
    id: Mapped[int] = mapped_column(primary_key=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0, server_default="0")
    area: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    bin: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    __table_args__ = (
        sa.UniqueConstraint("depot_id", "part_id"),
        sa.Index("ix_stock_free", "part_id", sqlite_where=LEFT, postgresql_where=LEFT),
        sa.CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        sa.CheckConstraint("allocated >= 0 AND allocated <= on_hand", name="allocated_on_hand"),
        sa.CheckConstraint("quarantined >= 0 AND allocated + quarantined <= on_hand", name="quarantined_on_hand"),
        sa.Index("ix_stock_area", "depot_id", "area"),
        sa.Index("ix_stock_placed", "depot_id", "part_id", sqlite_where=PLACED, postgresql_where=PLACED),
    )


FREE = Stock.on_hand - Stock.allocated - Stock.quarantined
"""Pieces of a shelf that may be tied to lines, moved or scrapped."""
IS_FREE = sa.literal_column("0") < FREE
"""There are such; zero is written and no parameter, so that `ix_stock_free` holds these rows."""
_NONE: sa.ColumnElement[str] = sa.literal_column("''")
HAS_PLACE = sa.or_(Stock.area != _NONE, Stock.bin != _NONE)
"""It is told where they lie; the empty text is written and no parameter, so that `ix_stock_placed` holds these rows."""


class StockMovement(Base):
    """Every change of what is on hand or in quarantine, with its reason; stock = sum of its movements.

    A count that agrees is one of no pieces. The two of a transfer share their reference. `quarantined` is what the
    movement adds to the quarantine, or takes out of it; going in and coming out change nothing on hand.
    """

    __tablename__ = "stock_movement"
    id: Mapped[int] = mapped_column(primary_key=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    quantity: Mapped[int]
    quarantined: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(sa.String(20))
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    note: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    by_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    receipt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("planned_receipt.id"))
    __table_args__ = (
        sa.CheckConstraint(QUARANTINE, name="quarantine"),
        sa.Index("ix_stock_movement_shelf", "depot_id", "part_id", "id"),
    )


class PlannedReceipt(Base):
    """Pieces that a depot expects on a day, and how many of them came; nothing more comes of one that is closed."""

    __tablename__ = "planned_receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), index=True)
    expected_on: Mapped[date]
    quantity: Mapped[int]
    reference: Mapped[str] = mapped_column(sa.String(60), default="")
    received: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="positive"),
        sa.Index("uq_planned_receipt_reference", "depot_id", "part_id", "reference", unique=True),
        sa.Index("ix_planned_receipt_open", "expected_on", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class Allocation(Owned, Base):
    """A quantity tied to stock and to an order line; falls as it is picked."""

    __tablename__ = "allocation"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(index=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"))
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    quantity: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        owned_by("order_line", "line_id"),
        sa.UniqueConstraint("line_id", "depot_id"),
        sa.CheckConstraint("quantity >= 0", name="not_negative"),
        sa.Index("ix_allocation_tied", "part_id", sqlite_where=TIED, postgresql_where=TIED),
    )


class AllocationRun(Base):
    """One release run: who started it, what it saw, what it did."""

    __tablename__ = "allocation_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[str] = mapped_column(sa.String(200))
    scope: Mapped[str] = mapped_column(sa.String(60), default="")
    input_hash: Mapped[str] = mapped_column(sa.String(64))
    lines: Mapped[int] = mapped_column(default=0)
    pieces_allocated: Mapped[int] = mapped_column(default=0)
    pieces_short: Mapped[int] = mapped_column(default=0)


class Share(Owned, Base):
    """What one run decided for one line, and why: rule, rank among how many, inputs."""

    __tablename__ = "allocation_share"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("allocation_run.id"), index=True)
    line_id: Mapped[int] = mapped_column(index=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    wanted: Mapped[int]
    got: Mapped[int]
    rank: Mapped[int]
    rank_of: Mapped[int]
    rule: Mapped[str] = mapped_column(sa.String(40))
    inputs: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    __table_args__ = (owned_by("order_line", "line_id"),)


class Promise(Owned, Base):
    """One promised date of a line; the first counts for attainment, later ones revise it."""

    __tablename__ = "promise"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int]
    sequence: Mapped[int]
    promised_on: Mapped[date]
    quantity: Mapped[int]
    cause: Mapped[str] = mapped_column(sa.String(40))
    department: Mapped[str] = mapped_column(sa.String(40), default="planning")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(sa.String(200))
    __table_args__ = (
        owned_by("order_line", "line_id"),
        sa.UniqueConstraint("line_id", "sequence"),
    )
