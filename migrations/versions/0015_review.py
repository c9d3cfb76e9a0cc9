"""The review queue"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Scaled

revision = "0015_review"
down_revision = "0014_returns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("order_type", sa.String(length=12), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("distributor_name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("po_number", sa.String(length=60), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("value", Scaled(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("worst", sa.String(length=8), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_review_item_distributor_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_review_item_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_review_item_kind_number")),
    )
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_item_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_review_queue", ["state", "due_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.drop_index("ix_review_queue")
        batch_op.drop_index(batch_op.f("ix_review_item_distributor_id"))

    op.drop_table("review_item")
