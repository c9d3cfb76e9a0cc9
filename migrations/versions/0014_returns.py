"""Claims"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Scaled

revision = "0014_returns"
down_revision = "0013_billing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("claimed_amount", Scaled(), nullable=False),
        sa.Column("approved_amount", Scaled(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("credited_at", Instant(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_claim_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_claim_decided_by")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_claim_distributor_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_claim_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_claim_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_claim_number")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_claim_list", ["distributor_id", "id"], unique=False)

    op.create_table(
        "claim_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_claim_history_actor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "claim_id"],
            ["claim.distributor_id", "claim.id"],
            name=op.f("fk_claim_history_distributor_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_claim_history_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_history")),
    )
    with op.batch_alter_table("claim_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_history_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "claim_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("shipment_line_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("window_closes_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("liability", sa.String(length=32), nullable=True),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("fee_percent", Scaled(), nullable=False),
        sa.Column("fee_amount", Scaled(), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("answer_note", sa.String(length=400), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND approved >= 0 AND approved <= quantity", name=op.f("ck_claim_line_approved")
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "claim_id"],
            ["claim.distributor_id", "claim.id"],
            name=op.f("fk_claim_line_distributor_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_line_id"],
            ["shipment_line.distributor_id", "shipment_line.id"],
            name=op.f("fk_claim_line_distributor_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_claim_line_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line")),
        sa.UniqueConstraint(
            "claim_id", "shipment_line_id", "reason", name=op.f("uq_claim_line_claim_id_shipment_line_id_reason")
        ),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_claim_line_distributor_id_id")),
    )
    with op.batch_alter_table("claim_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_line_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "claim_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("claim_line_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "claim_id"],
            ["claim.distributor_id", "claim.id"],
            name=op.f("fk_claim_photo_distributor_id_claim_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "claim_line_id"],
            ["claim_line.distributor_id", "claim_line.id"],
            name=op.f("fk_claim_photo_distributor_id_claim_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_claim_photo_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_claim_photo_public_id")),
    )
    with op.batch_alter_table("claim_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_photo_distributor_id"), ["distributor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("claim_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_photo_distributor_id"))

    op.drop_table("claim_photo")
    with op.batch_alter_table("claim_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_line_distributor_id"))

    op.drop_table("claim_line")
    with op.batch_alter_table("claim_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_history_distributor_id"))

    op.drop_table("claim_history")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_list")
        batch_op.drop_index(batch_op.f("ix_claim_distributor_id"))

    op.drop_table("claim")
