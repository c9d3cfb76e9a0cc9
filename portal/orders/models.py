"""Orders and their lines, what review found, who holds them, what was asked, what happened."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Json, Scaled, Word
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import BackorderRule, Cadence, OrderType, PackRule

OPEN, SHORT, TIED = sa.text("open_quantity > 0"), sa.text("backordered > 0"), sa.text("allocated > 0")
HELD, LAPSING = sa.text("released_at IS NULL"), sa.text("rest_days IS NOT NULL")
MISSED = sa.text("released_at > release_due_at")
"""What few rows of all say: lines wait for an allocation, or for stock, holds hold, the rest of an order lapses, or it
was released late."""


class SalesOrder(Owned, Base):
    """An order's header. `state` stores decisions; `progress` is derived from the lines.

    `gathered_into` is the number of the order its general distributor gathered it into; `checked_version` is the
    version the checks looked at last, whether they found something or not. `above_total` is what the dealer that
    passed it up pays its general distributor in `above_currency`; none where nothing of it has a price there.
    `release_due_at` is when it is to be released at the latest, None while its distributor has it.
    `rest_lapses` is what its customer ticked, `rest_days` what that meant when it was handed in: so many days after its
    release what still waits is cancelled, and none where nothing is. `backorder_rule` is how what is missing of it goes
    once it is there, as its type said when it was handed in; None where it goes at once, as with drafts.
    """

    __tablename__ = "sales_order"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    state: Mapped[OrderState] = mapped_column(Word(OrderState), default=OrderState.DRAFT)
    progress: Mapped[Progress] = mapped_column(Word(Progress), default=Progress.NONE)
    order_type: Mapped[OrderType] = mapped_column(Word(OrderType), default=OrderType.DAILY)
    po_number: Mapped[str] = mapped_column(sa.String(60), default="")
    po_norm: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    ship_to_id: Mapped[int | None]
    consignee_id: Mapped[int | None]
    notify_id: Mapped[int | None]
    incoterm: Mapped[str] = mapped_column(sa.String(3), default="")
    incoterm_place: Mapped[str] = mapped_column(sa.String(80), default="")
    mode: Mapped[Mode] = mapped_column(Word(Mode), default=Mode.AIR)
    requested_on: Mapped[date | None]
    partial_ok: Mapped[bool] = mapped_column(default=True)
    rest_lapses: Mapped[bool] = mapped_column(default=False)
    rest_days: Mapped[int | None]
    backorder_rule: Mapped[BackorderRule | None] = mapped_column(Word(BackorderRule))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    campaign: Mapped[str] = mapped_column(sa.String(40), default="")
    vin: Mapped[str] = mapped_column(sa.String(20), default="")
    repair_order: Mapped[str] = mapped_column(sa.String(40), default="")
    odometer_km: Mapped[int | None]
    stopped_on: Mapped[date | None]
    currency: Mapped[str] = mapped_column(sa.String(3))
    payment_terms: Mapped[str] = mapped_column(sa.String(30), default="")
    depot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("depot.id"))
    priced_on: Mapped[date | None]
    total: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    line_count: Mapped[int] = mapped_column(default=0)
    pieces: Mapped[int] = mapped_column(default=0)
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    first_response_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decision_code: Mapped[str] = mapped_column(sa.String(40), default="")
    decision_note: Mapped[str] = mapped_column(sa.Text, default="")
    release_due_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    gathered_into: Mapped[str | None] = mapped_column(sa.String(20))
    checked_version: Mapped[int | None]
    above_total: Mapped[Decimal | None] = mapped_column(Scaled)
    above_currency: Mapped[str | None] = mapped_column(sa.String(3))
    lines: Mapped[list["OrderLine"]] = relationship(
        order_by="OrderLine.line_no, OrderLine.split", back_populates="order", viewonly=True
    )
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        owned_by("address", "ship_to_id", name="fk_sales_order_ship_to"),
        owned_by("address", "consignee_id", name="fk_sales_order_consignee"),
        owned_by("address", "notify_id", name="fk_sales_order_notify"),
        sa.Index("ix_sales_order_list", "distributor_id", "id"),
        sa.Index("ix_sales_order_hq", "state", "id"),
        sa.Index("ix_sales_order_progress", "state", "progress", "id"),
        sa.Index("ix_sales_order_own_state", "distributor_id", "state", "id"),
        sa.Index("ix_sales_order_created", "created_at", "id"),
        sa.Index("ix_sales_order_vin", "vin"),
        sa.Index("ix_sales_order_own_vin", "distributor_id", "vin"),
        sa.Index("ix_sales_order_own_po_norm", "distributor_id", "po_norm"),
        sa.Index(
            "ix_sales_order_gathered_into",
            "gathered_into",
            sqlite_where=sa.text("gathered_into IS NOT NULL"),
            postgresql_where=sa.text("gathered_into IS NOT NULL"),
        ),
        sa.Index("ix_sales_order_own_number", "distributor_id", "number"),
        sa.Index("ix_sales_order_released_late", "id", sqlite_where=MISSED, postgresql_where=MISSED),
        sa.Index("ix_sales_order_lapsing", "released_at", sqlite_where=LAPSING, postgresql_where=LAPSING),
    )


class DraftRow(Owned, Base):
    """A row of a draft exactly as it was typed, with the portal's answer to it; nothing is lost."""

    __tablename__ = "draft_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    position: Mapped[int]
    source_row: Mapped[int | None]
    part_text: Mapped[str] = mapped_column(sa.String(200))
    quantity_text: Mapped[str] = mapped_column(sa.String(100), default="")
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("part.id"))
    quantity: Mapped[int | None]
    answer: Mapped[str] = mapped_column(sa.String(40), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    __table_args__ = (
        owned_by("sales_order", "order_id", ondelete="CASCADE"),
        sa.Index("ix_draft_row_order", "order_id", "position"),
    )


class OrderLine(Owned, Base):
    """A line; its quantity stands in exactly one place at a time, in base units."""

    __tablename__ = "order_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"))
    order_id: Mapped[int]
    line_no: Mapped[int]
    split: Mapped[str] = mapped_column(sa.String(4), default="")
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    part_number: Mapped[str] = mapped_column(sa.String(40))
    asked_number: Mapped[str] = mapped_column(sa.String(60), default="")
    note: Mapped[str] = mapped_column(sa.String(400), default="")
    ordered: Mapped[int]
    open: Mapped[int] = mapped_column("open_quantity")
    allocated: Mapped[int] = mapped_column(default=0)
    backordered: Mapped[int] = mapped_column(default=0)
    picked: Mapped[int] = mapped_column(default=0)
    packed: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
    substituted: Mapped[int] = mapped_column(default=0)
    list_price: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    unit_price: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    price_steps: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    price_edited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    invoiced: Mapped[int] = mapped_column(default=0)
    invoiced_amount: Mapped[Decimal] = mapped_column(Scaled, default=Decimal(0))
    first_promised_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    order: Mapped[SalesOrder] = relationship(back_populates="lines", viewonly=True)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.UniqueConstraint("order_id", "line_no", "split"),
        owned_by("sales_order", "order_id"),
        sa.CheckConstraint(
            "ordered = open_quantity + allocated + backordered + picked + packed"
            " + shipped + delivered + cancelled + substituted",
            name="conserved",
        ),
        sa.CheckConstraint(
            "ordered > 0 AND open_quantity >= 0 AND allocated >= 0 AND backordered >= 0"
            " AND picked >= 0 AND packed >= 0 AND shipped >= 0 AND delivered >= 0"
            " AND cancelled >= 0 AND substituted >= 0",
            name="not_negative",
        ),
        sa.CheckConstraint("invoiced <= ordered", name="invoiced_at_most_ordered"),
        sa.Index("ix_order_line_part", "part_id", "order_id"),
        sa.Index("ix_order_line_own_part", "distributor_id", "part_id", "order_id"),
        sa.Index("ix_order_line_open", "order_id", "open_quantity", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_order_line_allocated", "order_id", sqlite_where=TIED, postgresql_where=TIED),
        sa.Index("ix_order_line_short", "order_id", "backordered", sqlite_where=SHORT, postgresql_where=SHORT),
        sa.Index("ix_order_line_promised", "promised_on", "id", sqlite_where=SHORT, postgresql_where=SHORT),
    )


class OrderFinding(Owned, Base):
    """What one check found in one version of an order, and who waived it."""

    __tablename__ = "order_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    order_version: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(30))
    severity: Mapped[str] = mapped_column(sa.String(8))
    line_no: Mapped[int | None]
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    waiver_role: Mapped[str] = mapped_column(sa.String(30), default="")
    hold_kind: Mapped[str] = mapped_column(sa.String(20), default="")
    waived_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    waived_at: Mapped[datetime | None] = mapped_column(Instant)
    waiver_reason: Mapped[str] = mapped_column(sa.String(400), default="")
    __table_args__ = (
        owned_by("sales_order", "order_id"),
        sa.Index("ix_order_finding_order", "order_id", "order_version"),
    )


class OrderHold(Owned, Base):
    """A hold is a record, not a state; while a blocking one is open nothing moves past release.

    `limit_raised_by` is who, while it was open, asked last for more credit for its distributor.
    """

    __tablename__ = "order_hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    kind: Mapped[HoldKind] = mapped_column(Word(HoldKind))
    reason: Mapped[str] = mapped_column(sa.String(400))
    placed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    placed_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    placed_at: Mapped[datetime] = mapped_column(Instant)
    review_on: Mapped[date | None]
    released_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    released_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    release_reason: Mapped[str] = mapped_column(sa.String(400), default="")
    limit_raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    __table_args__ = (
        sa.CheckConstraint(
            "limit_raised_by IS NULL OR released_by IS NULL OR limit_raised_by <> released_by", name="four_eyes"
        ),
        owned_by("sales_order", "order_id"),
        sa.Index("ix_order_hold_order", "order_id", "released_at"),
        sa.Index("ix_order_hold_open", "order_id", "kind", sqlite_where=HELD, postgresql_where=HELD),
    )


class OrderAsk(Owned, Base):
    """A change headquarters asks for, tied to a line or a field, and the distributor's answer."""

    __tablename__ = "order_ask"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    line_no: Mapped[int | None]
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    text: Mapped[str] = mapped_column(sa.String(1000))
    asked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answer_by: Mapped[date | None]
    answer: Mapped[str] = mapped_column(sa.String(20), default="")
    answer_note: Mapped[str] = mapped_column(sa.String(1000), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (owned_by("sales_order", "order_id"),)


class OrderHistory(Owned, Base):
    """What happened to an order, in order; `shown` rows stand in the distributor's timeline."""

    __tablename__ = "order_history"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(200), default="")
    actor_door: Mapped[str] = mapped_column(sa.String(12), default="hq")
    shown: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        owned_by("sales_order", "order_id"),
        sa.Index("ix_order_history_order", "order_id", "id"),
    )


class DemandMonth(Owned, Base):
    """Pieces of a part a distributor ordered in a month (its first day); history in aggregate."""

    __tablename__ = "demand_month"
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"), primary_key=True)
    quantity: Mapped[int]
    orders: Mapped[int] = mapped_column(default=1)


class OrderTypeTerms(Base):
    """What an order type means from a day on, until its next row begins; see `types.states.TypeTerms`.

    `default_mode` and `cadence` may be empty; `proofs` are words, a space between two.
    """

    __tablename__ = "order_type_terms"
    order_type: Mapped[OrderType] = mapped_column(Word(OrderType), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    priority: Mapped[int]
    default_mode: Mapped[Mode | None] = mapped_column(Word(Mode))
    review_minutes: Mapped[int]
    around_the_clock: Mapped[bool]
    release_minutes: Mapped[int]
    ship_minutes: Mapped[int | None]
    ship_working_days: Mapped[int | None]
    pack_rule: Mapped[PackRule] = mapped_column(Word(PackRule))
    backorder_rule: Mapped[BackorderRule] = mapped_column(Word(BackorderRule))
    max_pieces_per_part: Mapped[int | None]
    cancel_days: Mapped[int | None]
    cadence: Mapped[Cadence | None] = mapped_column(Word(Cadence))
    proofs: Mapped[str] = mapped_column(sa.String(200))
    __table_args__ = (
        sa.CheckConstraint("priority >= 1 AND review_minutes >= 0 AND release_minutes >= 0", name="not_negative"),
        sa.CheckConstraint("ship_minutes IS NULL OR ship_working_days IS NULL", name="one_way_to_ship"),
    )
