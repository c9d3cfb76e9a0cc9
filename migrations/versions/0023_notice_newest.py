"""An inbox is read by time"""

from alembic import op

revision = "0023_notice_newest"
down_revision = "0022_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notice_newest", "notice", ["user_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_notice_newest", table_name="notice")
