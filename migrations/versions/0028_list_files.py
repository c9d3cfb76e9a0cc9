"""Files of lists too long for one request"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant, Json

revision = "0028_list_files"
down_revision = "0027_photo_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("uq_user_account_distributor_id", "user_account", ["distributor_id", "id"], unique=True)
    op.create_table(
        "list_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=43), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=60), nullable=False),
        sa.Column("refusal_facts", Json(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_list_file_distributor_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_list_file_user_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "user_id"],
            ["user_account.distributor_id", "user_account.id"],
            name=op.f("fk_list_file_distributor_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_list_file_public_id")),
    )
    op.create_index("ix_list_file_distributor_id", "list_file", ["distributor_id"], unique=False)
    op.create_index("ix_list_file_expires_at", "list_file", ["expires_at"], unique=False)
    op.create_index("ix_list_file_mine", "list_file", ["user_id", "id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy_policy("list_file"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in drop_tenancy_policy("list_file"):
            op.execute(statement)
    for name in ("mine", "expires_at", "distributor_id"):
        op.drop_index(f"ix_list_file_{name}", table_name="list_file")
    op.drop_table("list_file")
    op.drop_index("uq_user_account_distributor_id", table_name="user_account")
