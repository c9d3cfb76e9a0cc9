"""Shipments, cartons, milestones and receipts"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0012_shipping"
down_revision = "0011_allocation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("ship_to_id", sa.Integer(), nullable=True),
        sa.Column("consignee_id", sa.Integer(), nullable=True),
        sa.Column("notify_id", sa.Integer(), nullable=True),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("incoterm_place", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("carrier", sa.String(length=120), nullable=False),
        sa.Column("transport_document", sa.String(length=60), nullable=False),
        sa.Column("vessel_flight", sa.String(length=80), nullable=False),
        sa.Column("containers", sa.String(length=200), nullable=False),
        sa.Column("port_loading", sa.String(length=80), nullable=False),
        sa.Column("port_discharge", sa.String(length=80), nullable=False),
        sa.Column("tracking_url", sa.String(length=300), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("acid", sa.String(length=19), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("packed_by", sa.Integer(), nullable=True),
        sa.Column("packed_at", Instant(), nullable=True),
        sa.Column("departed_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("carton_count", sa.Integer(), nullable=False),
        sa.Column("gross_g", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_shipment_created_by")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_shipment_depot_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "consignee_id"],
            ["address.distributor_id", "address.id"],
            name="fk_shipment_consignee",
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "notify_id"], ["address.distributor_id", "address.id"], name="fk_shipment_notify"
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "ship_to_id"], ["address.distributor_id", "address.id"], name="fk_shipment_ship_to"
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_shipment_distributor_id")),
        sa.ForeignKeyConstraint(["packed_by"], ["user_account.id"], name=op.f("fk_shipment_packed_by")),
        sa.ForeignKeyConstraint(["received_by"], ["user_account.id"], name=op.f("fk_shipment_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_shipment_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_shipment_hq", ["state", "id"], unique=False)
        batch_op.create_index("ix_shipment_list", ["distributor_id", "id"], unique=False)

    op.create_table(
        "carton",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sscc", sa.String(length=18), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("gross_g", sa.Integer(), nullable=False),
        sa.Column("net_g", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("gross_g > 0 AND net_g >= 0 AND gross_g >= net_g", name=op.f("ck_carton_weight")),
        sa.CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name=op.f("ck_carton_size")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_carton_distributor_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_carton_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_carton_distributor_id_id")),
        sa.UniqueConstraint("shipment_id", "position", name=op.f("uq_carton_shipment_id_position")),
        sa.UniqueConstraint("sscc", name=op.f("uq_carton_sscc")),
    )
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carton_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("basis IN ('planned', 'estimated', 'actual')", name=op.f("ck_milestone_basis")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_milestone_distributor_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_milestone_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_milestone_shipment", ["shipment_id", "id"], unique=False)

    op.create_table(
        "shipment_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(length=40), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("picked_at", Instant(), nullable=True),
        sa.Column("received_good", sa.Integer(), nullable=True),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("receipt_note", sa.String(length=400), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("planned > 0 AND picked >= 0 AND picked <= planned", name=op.f("ck_shipment_line_picked")),
        sa.CheckConstraint(
            "short >= 0 AND over >= 0 AND damaged >= 0 AND wrong >= 0 AND claimed >= 0",
            name=op.f("ck_shipment_line_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "line_id"],
            ["order_line.distributor_id", "order_line.id"],
            name=op.f("fk_shipment_line_distributor_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_shipment_line_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_shipment_line_distributor_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_shipment_line_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_shipment_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_shipment_line_distributor_id_id")),
        sa.UniqueConstraint("shipment_id", "line_id", name=op.f("uq_shipment_line_shipment_id_line_id")),
    )
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_line_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_shipment_line_line", ["line_id"], unique=False)

    op.create_table(
        "carton_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carton_id", sa.Integer(), nullable=False),
        sa.Column("shipment_line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_carton_item_positive")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "carton_id"],
            ["carton.distributor_id", "carton.id"],
            name=op.f("fk_carton_item_distributor_id_carton_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_line_id"],
            ["shipment_line.distributor_id", "shipment_line.id"],
            name=op.f("fk_carton_item_distributor_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_carton_item_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton_item")),
        sa.UniqueConstraint("carton_id", "shipment_line_id", name=op.f("uq_carton_item_carton_id_shipment_line_id")),
    )
    with op.batch_alter_table("carton_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carton_item_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_carton_item_shipment_line_id"), ["shipment_line_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("carton_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carton_item_shipment_line_id"))
        batch_op.drop_index(batch_op.f("ix_carton_item_distributor_id"))

    op.drop_table("carton_item")
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.drop_index("ix_shipment_line_line")
        batch_op.drop_index(batch_op.f("ix_shipment_line_distributor_id"))

    op.drop_table("shipment_line")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_shipment")
        batch_op.drop_index(batch_op.f("ix_milestone_distributor_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("carton", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carton_distributor_id"))

    op.drop_table("carton")
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.drop_index("ix_shipment_list")
        batch_op.drop_index("ix_shipment_hq")
        batch_op.drop_index(batch_op.f("ix_shipment_distributor_id"))

    op.drop_table("shipment")
