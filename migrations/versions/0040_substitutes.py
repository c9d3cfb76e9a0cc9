"""Substitutes of parts, the VIN range of a fitment, and parts and own numbers found by the number and the part"""

import sqlalchemy as sa
from alembic import op

revision = "0040_substitutes"
down_revision = "0039_stock_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part_substitute",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("both_ways", sa.Boolean(), nullable=False),
        sa.CheckConstraint("part_id <> substitute_id", name=op.f("ck_part_substitute_not_itself")),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_part_substitute_rank")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_substitute_part_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["part.id"], name=op.f("fk_part_substitute_substitute_id")),
        sa.PrimaryKeyConstraint("part_id", "substitute_id", name=op.f("pk_part_substitute")),
    )
    op.create_index("ix_part_substitute_substitute_id", "part_substitute", ["substitute_id"], unique=False)
    for name in ("vin_from", "vin_to"):
        op.add_column("part_fitment", sa.Column(name, sa.String(length=17), server_default="", nullable=False))
        with op.batch_alter_table("part_fitment") as fitment:
            fitment.alter_column(name, server_default=None)
    op.create_index("ix_part_number", "part", ["number"], unique=False)
    op.create_index("ix_part_alias_part_id", "part_alias", ["part_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_part_alias_part_id", table_name="part_alias")
    op.drop_index("ix_part_number", table_name="part")
    with op.batch_alter_table("part_fitment") as fitment:
        fitment.drop_column("vin_to")
        fitment.drop_column("vin_from")
    op.drop_index("ix_part_substitute_substitute_id", table_name="part_substitute")
    op.drop_table("part_substitute")
