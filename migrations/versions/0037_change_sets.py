"""Changes of master data, row by row, and the columns chosen for files"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Json

revision = "0037_change_sets"
down_revision = "0036_latin_lacking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Integer(), nullable=True),
        sa.Column("columns", Json(), nullable=False),
        sa.Column("head", Json(), nullable=True),
        sa.Column("whole", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "new", "changed", "gone", "same", "wrong")
        ),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("problem_facts", Json(), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT second OR decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_change_set_four_eyes")
        ),
        sa.CheckConstraint(
            "NOT second OR state NOT IN ('applying', 'applied', 'undoing', 'undone') OR decided_by IS NOT NULL",
            name=op.f("ck_change_set_second_decided"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_change_set_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_change_set_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
    )
    op.create_index("ix_change_set_kind", "change_set", ["kind"], unique=False)
    op.create_index("ix_change_set_asked_at", "change_set", ["asked_at"], unique=False)
    op.create_table(
        "changed_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("before", Json(), nullable=True),
        sa.Column("after", Json(), nullable=True),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_changed_row_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_row")),
    )
    op.create_index("ix_changed_row_of", "changed_row", ["kind", "key", "id"], unique=False)
    op.create_index("ix_changed_row_in", "changed_row", ["change_set_id", "action", "id"], unique=False)
    op.create_table(
        "row_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_set_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("written", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_row_problem_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_problem")),
    )
    op.create_index("ix_row_problem_in", "row_problem", ["change_set_id", "row_number", "id"], unique=False)
    op.create_table(
        "column_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("layout", sa.String(length=64), nullable=False),
        sa.Column("columns", Json(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by"], ["user_account.id"], name=op.f("fk_column_choice_chosen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_choice")),
        sa.UniqueConstraint("kind", "layout", name=op.f("uq_column_choice_kind_layout")),
    )


def downgrade() -> None:
    op.drop_table("column_choice")
    op.drop_index("ix_row_problem_in", table_name="row_problem")
    op.drop_table("row_problem")
    op.drop_index("ix_changed_row_in", table_name="changed_row")
    op.drop_index("ix_changed_row_of", table_name="changed_row")
    op.drop_table("changed_row")
    op.drop_index("ix_change_set_asked_at", table_name="change_set")
    op.drop_index("ix_change_set_kind", table_name="change_set")
    op.drop_table("change_set")
