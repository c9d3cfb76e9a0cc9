"""Forms whose sender was signed out meanwhile"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0019_kept_forms"
down_revision = "0018_part_search"
branch_labels = None
depends_on = None
INDEXED = ("browser_hash", "expires_at", "user_id")


def upgrade() -> None:
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("came_from", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_kept_form_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kept_form_public_id")),
    )
    for column in INDEXED:
        op.create_index(f"ix_kept_form_{column}", "kept_form", [column], unique=False)


def downgrade() -> None:
    for column in INDEXED:
        op.drop_index(f"ix_kept_form_{column}", table_name="kept_form")
    op.drop_table("kept_form")
