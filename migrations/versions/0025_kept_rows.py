"""Ledger entries and issued papers stay as they were written; changes for a second person are closed to other companies"""

from alembic import op

from portal.core.data.row_policies import append_only, drop_append_only, drop_tenancy_policy, tenancy_policy

revision = "0025_kept_rows"
down_revision = "0024_invited_as"
branch_labels = None
depends_on = None

KEPT = {
    "ledger_entry": (
        "id",
        "distributor_id",
        "kind",
        "number",
        "reference",
        "posted_at",
        "document_date",
        "due_on",
        "currency",
        "debit",
        "credit",
    ),
    "document": (
        "id",
        "distributor_id",
        "public_id",
        "kind",
        "number",
        "series",
        "locale",
        "subject_kind",
        "subject_number",
        "issued_on",
        "issued_at",
        "issued_by",
        "snapshot",
        "snapshot_hash",
    ),
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table, columns in KEPT.items():
        for statement in append_only(table, dialect, columns):
            op.execute(statement)
    if dialect == "postgresql":
        for statement in tenancy_policy("approval"):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for statement in drop_tenancy_policy("approval"):
            op.execute(statement)
    for table in reversed(KEPT):
        for statement in drop_append_only(table, dialect):
            op.execute(statement)
