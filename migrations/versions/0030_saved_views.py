"""Views of lists people gave a name"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant

revision = "0030_saved_views"
down_revision = "0029_sheet_layouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_saved_view_distributor_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_view_user_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "user_id"],
            ["user_account.distributor_id", "user_account.id"],
            name=op.f("fk_saved_view_distributor_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "place", "name", name=op.f("uq_saved_view_user_id_place_name")),
    )
    op.create_index("ix_saved_view_distributor_id", "saved_view", ["distributor_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy_policy("saved_view"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in drop_tenancy_policy("saved_view"):
            op.execute(statement)
    op.drop_index("ix_saved_view_distributor_id", table_name="saved_view")
    op.drop_table("saved_view")
