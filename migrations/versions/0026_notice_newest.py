"""An inbox is read by time"""

from alembic import op

revision = "0026_notice_newest"
down_revision = "0025_kept_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notice_newest", "notice", ["user_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_notice_newest", table_name="notice")
