"""Parts and addresses that turned out to be one"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Json

revision = "0059_merges"
down_revision = "0058_count_sheets"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    # A batch would copy a table that other tables and the search's triggers lean on; a column comes in place.
    for table, reference in (
        ("part", "CONSTRAINT fk_part_merged_into_id REFERENCES part (id)"),
        ("address", "CONSTRAINT fk_address_merged_into_id REFERENCES address (id)"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN merged_into_id INTEGER {reference}")
    op.create_index("ix_part_merged_into_id", "part", ["merged_into_id"], sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_table(
        "merged_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("gone_key", sa.String(length=200), nullable=False),
        sa.Column("kept_key", sa.String(length=200), nullable=False),
        sa.Column("gone", Json(), nullable=False),
        sa.Column("moved", Json(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("merged_by_name", sa.String(length=200), nullable=False),
        sa.Column("merged_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_row")),
    )
    op.create_index("ix_merged_row_of", "merged_row", ["kind", "gone_key"], unique=False)


def downgrade() -> None:
    op.drop_table("merged_row")
    op.drop_index("ix_part_merged_into_id", "part")
    for table in ("address", "part"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN merged_into_id")
