"""Orders and their lines"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Scaled

revision = "0010_orders"
down_revision = "0009_depots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand_month",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_demand_month_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_demand_month_part_id")),
        sa.PrimaryKeyConstraint("part_id", "month", "distributor_id", name=op.f("pk_demand_month")),
    )
    op.create_table(
        "sales_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("progress", sa.String(length=32), nullable=False),
        sa.Column("order_type", sa.String(length=32), nullable=False),
        sa.Column("po_number", sa.String(length=60), nullable=False),
        sa.Column("po_norm", sa.String(length=60), nullable=False),
        sa.Column("ship_to_id", sa.Integer(), nullable=True),
        sa.Column("consignee_id", sa.Integer(), nullable=True),
        sa.Column("notify_id", sa.Integer(), nullable=True),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("incoterm_place", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("partial_ok", sa.Boolean(), nullable=False),
        sa.Column("substitution_ok", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("campaign", sa.String(length=40), nullable=False),
        sa.Column("vin", sa.String(length=20), nullable=False),
        sa.Column("repair_order", sa.String(length=40), nullable=False),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_terms", sa.String(length=30), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=True),
        sa.Column("priced_on", sa.Date(), nullable=True),
        sa.Column("total", Scaled(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("first_response_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision_code", sa.String(length=40), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_sales_order_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_sales_order_decided_by")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_sales_order_depot_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "consignee_id"],
            ["address.distributor_id", "address.id"],
            name="fk_sales_order_consignee",
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "notify_id"], ["address.distributor_id", "address.id"], name="fk_sales_order_notify"
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "ship_to_id"],
            ["address.distributor_id", "address.id"],
            name="fk_sales_order_ship_to",
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_sales_order_distributor_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user_account.id"], name=op.f("fk_sales_order_reviewer_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["user_account.id"], name=op.f("fk_sales_order_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_sales_order_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_order_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_sales_order_hq", ["state", "id"], unique=False)
        batch_op.create_index("ix_sales_order_list", ["distributor_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_order_po_norm"), ["po_norm"], unique=False)

    op.create_table(
        "draft_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("part_text", sa.String(length=200), nullable=False),
        sa.Column("quantity_text", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_draft_row_distributor_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_draft_row_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_draft_row_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_row")),
    )
    with op.batch_alter_table("draft_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_row_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_draft_row_order", ["order_id", "position"], unique=False)

    op.create_table(
        "order_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("answer_note", sa.String(length=1000), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_order_ask_asked_by")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_order_ask_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_order_ask_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_ask")),
    )
    with op.batch_alter_table("order_ask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_ask_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "order_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("waiver_role", sa.String(length=30), nullable=False),
        sa.Column("hold_kind", sa.String(length=20), nullable=False),
        sa.Column("waived_by", sa.Integer(), nullable=True),
        sa.Column("waived_at", Instant(), nullable=True),
        sa.Column("waiver_reason", sa.String(length=400), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_order_finding_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_order_finding_distributor_id")),
        sa.ForeignKeyConstraint(["waived_by"], ["user_account.id"], name=op.f("fk_order_finding_waived_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_finding")),
    )
    with op.batch_alter_table("order_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_finding_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_order_finding_order", ["order_id", "order_version"], unique=False)

    op.create_table(
        "order_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_door", sa.String(length=12), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_order_history_actor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_order_history_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_order_history_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_history")),
    )
    with op.batch_alter_table("order_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_history_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_order_history_order", ["order_id", "id"], unique=False)

    op.create_table(
        "order_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.Column("placed_by_name", sa.String(length=200), nullable=False),
        sa.Column("placed_at", Instant(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("released_by_name", sa.String(length=200), nullable=False),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("release_reason", sa.String(length=400), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_order_hold_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_order_hold_distributor_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["user_account.id"], name=op.f("fk_order_hold_placed_by")),
        sa.ForeignKeyConstraint(["released_by"], ["user_account.id"], name=op.f("fk_order_hold_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_hold")),
    )
    with op.batch_alter_table("order_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_hold_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_order_hold_order", ["order_id", "released_at"], unique=False)

    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("split", sa.String(length=4), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(length=40), nullable=False),
        sa.Column("asked_number", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("open_quantity", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("backordered", sa.Integer(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("packed", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("substituted", sa.Integer(), nullable=False),
        sa.Column("list_price", Scaled(), nullable=False),
        sa.Column("unit_price", Scaled(), nullable=False),
        sa.Column("price_steps", sa.JSON(), nullable=False),
        sa.Column("price_edited_by", sa.Integer(), nullable=True),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("invoiced", sa.Integer(), nullable=False),
        sa.Column("invoiced_amount", Scaled(), nullable=False),
        sa.Column("first_promised_on", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("invoiced <= ordered", name=op.f("ck_order_line_invoiced_at_most_ordered")),
        sa.CheckConstraint(
            "ordered = open_quantity + allocated + backordered + picked + packed + shipped + delivered + cancelled + substituted",
            name=op.f("ck_order_line_conserved"),
        ),
        sa.CheckConstraint(
            "ordered > 0 AND open_quantity >= 0 AND allocated >= 0 AND backordered >= 0 AND picked >= 0 AND packed >= 0 AND shipped >= 0 AND delivered >= 0 AND cancelled >= 0 AND substituted >= 0",
            name=op.f("ck_order_line_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_order_line_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_order_line_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_order_line_part_id")),
        sa.ForeignKeyConstraint(["price_edited_by"], ["user_account.id"], name=op.f("fk_order_line_price_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_order_line_distributor_id_id")),
        sa.UniqueConstraint("order_id", "line_no", "split", name=op.f("uq_order_line_order_id_line_no_split")),
    )
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_line_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_order_line_part", ["part_id", "order_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.drop_index("ix_order_line_part")
        batch_op.drop_index(batch_op.f("ix_order_line_distributor_id"))

    op.drop_table("order_line")
    with op.batch_alter_table("order_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_order_hold_order")
        batch_op.drop_index(batch_op.f("ix_order_hold_distributor_id"))

    op.drop_table("order_hold")
    with op.batch_alter_table("order_history", schema=None) as batch_op:
        batch_op.drop_index("ix_order_history_order")
        batch_op.drop_index(batch_op.f("ix_order_history_distributor_id"))

    op.drop_table("order_history")
    with op.batch_alter_table("order_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_order_finding_order")
        batch_op.drop_index(batch_op.f("ix_order_finding_distributor_id"))

    op.drop_table("order_finding")
    with op.batch_alter_table("order_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_ask_distributor_id"))

    op.drop_table("order_ask")
    with op.batch_alter_table("draft_row", schema=None) as batch_op:
        batch_op.drop_index("ix_draft_row_order")
        batch_op.drop_index(batch_op.f("ix_draft_row_distributor_id"))

    op.drop_table("draft_row")
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_order_po_norm"))
        batch_op.drop_index("ix_sales_order_list")
        batch_op.drop_index("ix_sales_order_hq")
        batch_op.drop_index(batch_op.f("ix_sales_order_distributor_id"))

    op.drop_table("sales_order")
    op.drop_table("demand_month")
