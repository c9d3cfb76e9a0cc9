"""Four eyes: who raised a limit, changed bank details or a price, decided a claim never is who approved it"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.owned import four_eyes

revision = "0023_four_eyes"
down_revision = "0022_search"
branch_labels = None
depends_on = None

PEOPLE = "user_account"
# table, column, whether it refers to an account, and the checks that come with the column
COLUMNS: tuple[tuple[str, str, bool, dict[str, str]], ...] = (
    ("credit_account", "raised_by", True, {}),
    ("credit_account", "approved_by", True, {"four_eyes": four_eyes("raised_by", "approved_by")}),
    ("list_price", "changed_by", True, {}),
    ("list_price", "approved_by", True, {"four_eyes": four_eyes("changed_by", "approved_by")}),
    ("selling_entity", "bank_changed_by", False, {}),
    ("selling_entity", "bank_approved_by", False, {"four_eyes": four_eyes("bank_changed_by", "bank_approved_by")}),
    (
        "order_hold",
        "limit_raised_by",
        True,
        {"four_eyes": "limit_raised_by IS NULL OR released_by IS NULL OR limit_raised_by <> released_by"},
    ),
    (
        "claim",
        "credited_by",
        True,
        {
            "four_eyes": "created_by IS NULL OR decided_by IS NULL OR created_by <> decided_by",
            "credit_four_eyes": "credited_by IS NULL OR (decided_by IS NOT NULL AND credited_by <> decided_by)",
        },
    ),
)


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR (outcome = 'withdrawn' AND decided_by = asked_by)"
            " OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name=op.f("ck_approval_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_approval_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_approval_decided_by")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_approval_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(
        "uq_approval_open",
        "approval",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    # SQLite adds a column with its checks in place; a batch would make tables anew that others refer to.
    for table, column, refers, checks in COLUMNS:
        reference = f" CONSTRAINT fk_{table}_{column} REFERENCES {PEOPLE} (id)" if refers else ""
        conditions = "".join(f" CONSTRAINT ck_{table}_{name} CHECK ({rule})" for name, rule in checks.items())
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER{reference}{conditions}")


def downgrade() -> None:
    for table, column, _refers, checks in reversed(COLUMNS):
        if op.get_bind().dialect.name == "postgresql":
            for name in checks:
                op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_index("uq_approval_open", table_name="approval")
    op.drop_table("approval")
