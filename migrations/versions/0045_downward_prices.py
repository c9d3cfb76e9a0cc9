"""A general distributor keeps price lists of its own for its dealers"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Scaled

revision = "0045_downward_prices"
down_revision = "0044_part_words"
branch_labels = None
depends_on = None

LIST, PRICE = "downward_list", "downward_price"


def upgrade() -> None:
    op.create_table(
        LIST,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_downward_list_in_order")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_downward_list_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downward_list")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_downward_list_distributor_id_id")),
    )
    op.create_index("ix_downward_list_distributor_id", LIST, ["distributor_id"], unique=False)
    op.create_table(
        PRICE,
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("price", Scaled(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("price > 0", name=op.f("ck_downward_price_more_than_nothing")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_downward_price_distributor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "list_id"],
            ["downward_list.distributor_id", "downward_list.id"],
            name=op.f("fk_downward_price_distributor_id_list_id"),
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_downward_price_part_id")),
        sa.PrimaryKeyConstraint("list_id", "part_id", name=op.f("pk_downward_price")),
    )
    op.create_index("ix_downward_price_distributor_id", PRICE, ["distributor_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in (LIST, PRICE):
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    for table in (PRICE, LIST):
        if op.get_bind().dialect.name == "postgresql":
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
        op.drop_index(f"ix_{table}_distributor_id", table_name=table)
        op.drop_table(table)
