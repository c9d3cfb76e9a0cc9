"""Lists of parts people keep"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant

revision = "0047_saved_lists"
down_revision = "0046_part_photos"
branch_labels = None
depends_on = None

TABLES = ("part_list", "part_list_row")


def upgrade() -> None:
    op.create_table(
        "part_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_part_list_distributor_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_part_list_user_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "user_id"],
            ["user_account.distributor_id", "user_account.id"],
            name=op.f("fk_part_list_distributor_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_list")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_part_list_distributor_id_id")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_part_list_user_id_name")),
    )
    op.create_index("ix_part_list_distributor_id", "part_list", ["distributor_id"], unique=False)
    op.create_table(
        "part_list_row",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_part_list_row_quantity")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_list_row_part_id")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_part_list_row_distributor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "list_id"],
            ["part_list.distributor_id", "part_list.id"],
            name=op.f("fk_part_list_row_distributor_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("list_id", "part_id", name=op.f("pk_part_list_row")),
    )
    op.create_index("ix_part_list_row_distributor_id", "part_list_row", ["distributor_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
    op.drop_table("part_list_row")
    op.drop_table("part_list")
