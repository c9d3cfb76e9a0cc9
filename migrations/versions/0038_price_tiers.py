"""One tier of a whole list a quantity; a change set that takes another one back once a second person agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0038_price_tiers"
down_revision = "0037_change_sets"
branch_labels = None
depends_on = None

WHOLE = "part_id IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("change_set") as table:
        table.add_column(sa.Column("takes_back", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_change_set_takes_back"), "change_set", ["takes_back"], ["id"])
    op.create_index(
        "ix_quantity_tier_whole",
        "quantity_tier",
        ["price_list_id", "from_quantity"],
        unique=True,
        sqlite_where=sa.text(WHOLE),
        postgresql_where=sa.text(WHOLE),
    )


def downgrade() -> None:
    op.drop_index("ix_quantity_tier_whole", table_name="quantity_tier")
    with op.batch_alter_table("change_set") as table:
        table.drop_constraint(op.f("fk_change_set_takes_back"), type_="foreignkey")
        table.drop_column("takes_back")
