"""Photos of parts, the sizes they are stored in, and what was sent as one"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0046_part_photos"
down_revision = "0045_downward_prices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_part_photo_place")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_photo_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_photo")),
        sa.UniqueConstraint("part_id", "place", name=op.f("uq_part_photo_part_id_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_part_photo_public_id")),
    )
    op.create_table(
        "part_photo_file",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["part_photo.id"], name=op.f("fk_part_photo_file_photo_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", "kind", name=op.f("pk_part_photo_file")),
    )
    op.create_table(
        "part_photo_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(length=60), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_part_photo_upload_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_photo_upload")),
        sa.UniqueConstraint("folder", name=op.f("uq_part_photo_upload_folder")),
    )


def downgrade() -> None:
    op.drop_table("part_photo_upload")
    op.drop_table("part_photo_file")
    op.drop_table("part_photo")
