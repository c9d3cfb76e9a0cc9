"""Shipments, their cartons, the three kinds of milestone dates, what was done to them, and what arrived."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.owned import Base, Owned, owned_by
from portal.core.data.types import Instant, Json, Word
from portal.shipping.states import MilestoneKind, PackageKind, ShipmentState

LONGEST_ENDING = 40
# Ranges of endings are scanned, so PostgreSQL must compare them byte by byte.
Ending = sa.String(LONGEST_ENDING).with_variant(sa.String(LONGEST_ENDING, collation="C"), "postgresql")
DIFFERS = sa.text("short + over + damaged + wrong > 0")
"""What few lines of all say of themselves: not all of it arrived as it was packed."""


class Shipment(Owned, Base):
    """Goods of one distributor leaving one depot together, from one or more orders."""

    __tablename__ = "shipment"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    state: Mapped[ShipmentState] = mapped_column(Word(ShipmentState), default=ShipmentState.PLANNED)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"))
    mode: Mapped[str] = mapped_column(sa.String(12))
    ship_to_id: Mapped[int | None]
    consignee_id: Mapped[int | None]
    notify_id: Mapped[int | None]
    incoterm: Mapped[str] = mapped_column(sa.String(3), default="")
    incoterm_place: Mapped[str] = mapped_column(sa.String(80), default="")
    currency: Mapped[str] = mapped_column(sa.String(3), default="USD")
    carrier: Mapped[str] = mapped_column(sa.String(120), default="")
    transport_document: Mapped[str] = mapped_column(sa.String(60), default="")
    vessel_flight: Mapped[str] = mapped_column(sa.String(80), default="")
    containers: Mapped[str] = mapped_column(sa.String(200), default="")
    port_loading: Mapped[str] = mapped_column(sa.String(80), default="")
    port_discharge: Mapped[str] = mapped_column(sa.String(80), default="")
    tracking_url: Mapped[str] = mapped_column(sa.String(300), default="")
    marks: Mapped[str] = mapped_column(sa.Text, default="")
    acid: Mapped[str] = mapped_column(sa.String(19), default="")
    dg_declaration: Mapped[str] = mapped_column(sa.String(120), default="")
    un38_3: Mapped[str] = mapped_column(sa.String(120), default="")
    packaging_appraisal: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    packed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    packed_at: Mapped[datetime | None] = mapped_column(Instant)
    departed_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    received_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    pieces: Mapped[int] = mapped_column(default=0)
    carton_count: Mapped[int] = mapped_column(default=0)
    gross_g: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        owned_by("address", "ship_to_id", name="fk_shipment_ship_to"),
        owned_by("address", "consignee_id", name="fk_shipment_consignee"),
        owned_by("address", "notify_id", name="fk_shipment_notify"),
        sa.Index("ix_shipment_list", "distributor_id", "id"),
        sa.Index("ix_shipment_own_number", "distributor_id", "number"),
        sa.Index("ix_shipment_hq", "state", "id"),
        sa.Index("ix_shipment_own_state", "distributor_id", "state", "departed_at", "id"),
        sa.Index("ix_shipment_carrier", "carrier", "distributor_id", "id"),
    )


class ShipmentReference(Owned, Base):
    """What a shipment's transport document and containers end with, bare of spaces and dashes: a search begins one.

    All of either, and what it ends with of three signs at least, forty at most. The database keeps them; nobody writes
    them.
    """

    __tablename__ = "shipment_reference"
    distributor_id: Mapped[int] = mapped_column(sa.ForeignKey("distributor.id"), primary_key=True)
    ending: Mapped[str] = mapped_column(Ending, primary_key=True)
    shipment_id: Mapped[int] = mapped_column(primary_key=True)
    __table_args__ = (
        sa.Index("ix_shipment_reference_ending", "ending", "shipment_id"),
        sa.Index("ix_shipment_reference_shipment_id", "shipment_id"),
        owned_by("shipment", "shipment_id", ondelete="CASCADE"),
    )


class CarrierName(Base):
    """What a carrier is called on some shipment: the database keeps it as shipments are booked, for the search."""

    __tablename__ = "carrier_name"
    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)


class ShipmentLine(Owned, Base):
    """A quantity of one order line in one shipment, and what became of it on arrival.

    `picked` counts once `picked_at` says that somebody has picked; before, `planned` is meant.
    """

    __tablename__ = "shipment_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int]
    order_id: Mapped[int]
    line_id: Mapped[int]
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("part.id"))
    part_number: Mapped[str] = mapped_column(sa.String(40))
    planned: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)
    picked_at: Mapped[datetime | None] = mapped_column(Instant)
    received_good: Mapped[int | None]
    short: Mapped[int] = mapped_column(default=0)
    over: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    receipt_note: Mapped[str] = mapped_column(sa.String(400), default="")
    claimed: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.UniqueConstraint("shipment_id", "line_id"),
        sa.Index("ix_shipment_line_line", "line_id"),
        sa.Index("ix_shipment_line_order", "order_id"),
        sa.Index(
            "ix_shipment_line_differs",
            "distributor_id",
            "shipment_id",
            sqlite_where=DIFFERS,
            postgresql_where=DIFFERS,
        ),
        owned_by("shipment", "shipment_id"),
        owned_by("sales_order", "order_id"),
        owned_by("order_line", "line_id"),
        sa.CheckConstraint("planned > 0 AND picked >= 0 AND picked <= planned", name="picked"),
        sa.CheckConstraint(
            "short >= 0 AND over >= 0 AND damaged >= 0 AND wrong >= 0 AND claimed >= 0",
            name="not_negative",
        ),
    )


DIFFERS_SO = ShipmentLine.short + ShipmentLine.over + ShipmentLine.damaged + ShipmentLine.wrong > sa.literal_column("0")
"""The condition that `ix_shipment_line_differs` holds the lines of: its zero is written and no parameter."""


class Carton(Owned, Base):
    """A package with its own SSCC, sizes in millimetres and weights in grams."""

    __tablename__ = "carton"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int]
    position: Mapped[int]
    kind: Mapped[PackageKind] = mapped_column(Word(PackageKind, 10), default=PackageKind.CARTON)
    sscc: Mapped[str] = mapped_column(sa.String(18), unique=True)
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    gross_g: Mapped[int]
    net_g: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        sa.UniqueConstraint("distributor_id", "id"),
        sa.UniqueConstraint("shipment_id", "position"),
        owned_by("shipment", "shipment_id"),
        sa.CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="size"),
        sa.CheckConstraint("gross_g > 0 AND net_g >= 0 AND gross_g >= net_g", name="weight"),
    )


class CartonItem(Owned, Base):
    """How many pieces of a shipment line lie in a carton."""

    __tablename__ = "carton_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    carton_id: Mapped[int]
    shipment_line_id: Mapped[int] = mapped_column(index=True)
    quantity: Mapped[int]
    __table_args__ = (
        sa.UniqueConstraint("carton_id", "shipment_line_id"),
        owned_by("carton", "carton_id", ondelete="CASCADE"),
        owned_by("shipment_line", "shipment_line_id"),
        sa.CheckConstraint("quantity > 0", name="positive"),
    )


class ReadyOrder(Owned, Base):
    """What of a released order stands ready to pick in one depot, kept with every move of its pieces.

    `pieces` are allocated pieces nobody picks yet, on `lines` lines, together `weight_g` grams, some `dangerous`;
    `waits` tells that it ships only whole and is not; `goes_at` when what was missing of it goes by itself, with
    another shipment to the same place before. What one shipment must have in common is as the order has it.
    """

    __tablename__ = "ready_order"
    order_id: Mapped[int] = mapped_column(primary_key=True)
    depot_id: Mapped[int] = mapped_column(sa.ForeignKey("depot.id"), primary_key=True)
    ship_to_id: Mapped[int | None]
    consignee_id: Mapped[int | None]
    notify_id: Mapped[int | None]
    incoterm: Mapped[str] = mapped_column(sa.String(3))
    incoterm_place: Mapped[str] = mapped_column(sa.String(80))
    currency: Mapped[str] = mapped_column(sa.String(3))
    payment_terms: Mapped[str] = mapped_column(sa.String(30))
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    vor: Mapped[bool]
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    lines: Mapped[int]
    pieces: Mapped[int]
    weight_g: Mapped[int] = mapped_column(sa.BigInteger)
    dangerous: Mapped[bool]
    waits: Mapped[bool]
    goes_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        owned_by("sales_order", "order_id"),
        sa.CheckConstraint("lines > 0 AND pieces > 0", name="something"),
        sa.Index(
            "ix_ready_order_together",
            *("distributor_id", "depot_id", "ship_to_id", "consignee_id", "notify_id"),
            *("incoterm", "incoterm_place", "currency", "payment_terms", "mode"),
        ),
    )


class Milestone(Owned, Base):
    """One statement of when something was planned, is estimated, or happened; never overwritten."""

    __tablename__ = "milestone"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int]
    kind: Mapped[MilestoneKind] = mapped_column(Word(MilestoneKind))
    basis: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(sa.String(200), default="")
    __table_args__ = (
        owned_by("shipment", "shipment_id"),
        sa.CheckConstraint("basis IN ('planned', 'estimated', 'actual')", name="basis"),
        sa.Index("ix_milestone_shipment", "shipment_id", "id"),
    )


class ShipmentHistory(Owned, Base):
    """What was done to a shipment, in order, and by whom; its facts are those the audit keeps."""

    __tablename__ = "shipment_history"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(200), default="")
    actor_door: Mapped[str] = mapped_column(sa.String(12), default="hq")
    __table_args__ = (
        owned_by("shipment", "shipment_id"),
        sa.Index("ix_shipment_history_shipment", "shipment_id", "id"),
    )
