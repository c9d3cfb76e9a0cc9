"""Count sheets: shelves that are counted in one go"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0058_count_sheets"
down_revision = "0057_quarantine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "count_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("sheet_order", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by_name", sa.String(length=200), nullable=False),
        sa.Column("printing", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("printed_key", sa.String(length=200), nullable=False),
        sa.Column("printed_sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_count_sheet_depot_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_count_sheet_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_sheet")),
        sa.UniqueConstraint("number", name=op.f("uq_count_sheet_number")),
    )
    op.create_index("ix_count_sheet_depot_id", "count_sheet", ["depot_id"], unique=False)
    op.create_table(
        "count_sheet_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=10), nullable=False),
        sa.Column("bin", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("seen_movement_id", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("counted_at", Instant(), nullable=True),
        sa.Column("counted_by_name", sa.String(length=200), nullable=False),
        sa.Column("earlier", sa.Integer(), nullable=True),
        sa.Column("booked", sa.Integer(), nullable=True),
        sa.Column("booked_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "seen >= 0 AND (counted IS NULL OR counted >= 0)", name=op.f("ck_count_sheet_line_not_negative")
        ),
        sa.CheckConstraint("(booked IS NULL) = (booked_at IS NULL)", name=op.f("ck_count_sheet_line_booked_at")),
        sa.CheckConstraint("booked IS NULL OR counted IS NOT NULL", name=op.f("ck_count_sheet_line_booked_counted")),
        sa.ForeignKeyConstraint(["sheet_id"], ["count_sheet.id"], name=op.f("fk_count_sheet_line_sheet_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_count_sheet_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_sheet_line")),
        sa.UniqueConstraint("sheet_id", "part_id", name=op.f("uq_count_sheet_line_sheet_id_part_id")),
        sa.UniqueConstraint("sheet_id", "line_no", name=op.f("uq_count_sheet_line_sheet_id_line_no")),
    )
    op.create_index("ix_count_sheet_line_part_id", "count_sheet_line", ["part_id"], unique=False)


def downgrade() -> None:
    op.drop_table("count_sheet_line")
    op.drop_table("count_sheet")
