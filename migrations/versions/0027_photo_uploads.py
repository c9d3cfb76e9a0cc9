"""What was sent as a photo of a claim, before a claim names it"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant

revision = "0027_photo_uploads"
down_revision = "0026_notice_newest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_photo_upload_user_id")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_photo_upload_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_upload")),
        sa.UniqueConstraint("folder", name=op.f("uq_photo_upload_folder")),
    )
    op.create_index(op.f("ix_photo_upload_distributor_id"), "photo_upload", ["distributor_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy_policy("photo_upload"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in drop_tenancy_policy("photo_upload"):
            op.execute(statement)
    op.drop_index(op.f("ix_photo_upload_distributor_id"), table_name="photo_upload")
    op.drop_table("photo_upload")
