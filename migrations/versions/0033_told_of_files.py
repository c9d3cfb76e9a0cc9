"""What is told of an uploaded file stays on the page its rows went to"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Json

revision = "0033_told_of_files"
down_revision = "0032_no_substitution_switch"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("kept_book") as table:
        table.add_column(sa.Column("about", sa.String(length=40), server_default="", nullable=False))
        table.add_column(sa.Column("told", Json(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("kept_book") as table:
        table.drop_column("told")
        table.drop_column("about")
