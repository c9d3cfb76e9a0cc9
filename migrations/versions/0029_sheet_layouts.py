"""Spreadsheets that wait for a choice of their columns, and what was chosen for a layout"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant, Json

revision = "0029_sheet_layouts"
down_revision = "0028_list_files"
branch_labels = None
depends_on = None
TABLES = ("sheet_layout", "kept_book")
INDEXED = (
    ("sheet_layout", "distributor_id"),
    ("kept_book", "distributor_id"),
    ("kept_book", "user_id"),
    ("kept_book", "expires_at"),
)


def upgrade() -> None:
    op.create_table(
        "sheet_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("layout", sa.String(length=64), nullable=False),
        sa.Column("columns", Json(), nullable=False),
        sa.Column("unseen", sa.Boolean(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by"], ["user_account.id"], name=op.f("fk_sheet_layout_chosen_by")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_sheet_layout_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_layout")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_sheet_layout_distributor_id_id")),
        sa.UniqueConstraint(
            "distributor_id", "purpose", "layout", name=op.f("uq_sheet_layout_distributor_id_purpose_layout")
        ),
    )
    op.create_table(
        "kept_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choice", Json(), nullable=True),
        sa.Column("layout_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_kept_book_distributor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "layout_id"],
            ["sheet_layout.distributor_id", "sheet_layout.id"],
            name=op.f("fk_kept_book_distributor_id_layout_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_kept_book_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_book")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kept_book_public_id")),
    )
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
    for table, column in reversed(INDEXED):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    for table in reversed(TABLES):
        op.drop_table(table)
