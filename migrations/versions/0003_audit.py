"""The audit chain"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0003_audit"
down_revision = "0002_ground"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_row")),
        sa.UniqueConstraint("row_hash", name=op.f("uq_audit_row_row_hash")),
    )
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_row_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_row_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_row_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_audit_subject", ["subject_kind", "subject_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_row", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_subject")
        batch_op.drop_index(batch_op.f("ix_audit_row_distributor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_row_at"))
        batch_op.drop_index(batch_op.f("ix_audit_row_action"))

    op.drop_table("audit_row")
    op.drop_table("audit_head")
