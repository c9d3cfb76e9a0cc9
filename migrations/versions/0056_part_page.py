"""Deposits for old units, and bulletins about parts"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.owned import four_eyes
from portal.core.data.types import Scaled

revision = "0056_part_page"
down_revision = "0054_kind_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_deposit",
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("deposit", Scaled(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("deposit > 0", name=op.f("ck_core_deposit_more_than_nothing")),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name=op.f("ck_core_deposit_four_eyes")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("fk_core_deposit_price_list_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_core_deposit_part_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_core_deposit_changed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_core_deposit_approved_by")),
        sa.PrimaryKeyConstraint("price_list_id", "part_id", name=op.f("pk_core_deposit")),
    )
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("number", name=op.f("uq_bulletin_number")),
    )
    op.create_table(
        "bulletin_title",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_title_bulletin_id")),
        sa.PrimaryKeyConstraint("bulletin_id", "locale", name=op.f("pk_bulletin_title")),
    )
    op.create_table(
        "bulletin_part",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_part_bulletin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_bulletin_part_part_id")),
        sa.PrimaryKeyConstraint("bulletin_id", "part_id", name=op.f("pk_bulletin_part")),
    )
    op.create_index("ix_bulletin_part_part_id", "bulletin_part", ["part_id"], unique=False)


def downgrade() -> None:
    op.drop_table("bulletin_part")
    op.drop_table("bulletin_title")
    op.drop_table("bulletin")
    op.drop_table("core_deposit")
