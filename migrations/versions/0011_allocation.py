"""What is tied to which line"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0011_allocation"
down_revision = "0010_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_allocation_not_negative")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_allocation_depot_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "line_id"],
            ["order_line.distributor_id", "order_line.id"],
            name=op.f("fk_allocation_distributor_id_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_allocation_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_allocation_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("line_id", "depot_id", name=op.f("uq_allocation_line_id_depot_id")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_line_id"), ["line_id"], unique=False)

    op.create_table(
        "allocation_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("got", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("rank_of", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "line_id"],
            ["order_line.distributor_id", "order_line.id"],
            name=op.f("fk_allocation_share_distributor_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_allocation_share_distributor_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_allocation_share_part_id")),
        sa.ForeignKeyConstraint(["run_id"], ["allocation_run.id"], name=op.f("fk_allocation_share_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_share")),
    )
    with op.batch_alter_table("allocation_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_share_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_share_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_share_run_id"), ["run_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "line_id"],
            ["order_line.distributor_id", "order_line.id"],
            name=op.f("fk_promise_distributor_id_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_promise_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("line_id", "sequence", name=op.f("uq_promise_line_id_sequence")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_distributor_id"), ["distributor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_distributor_id"))

    op.drop_table("promise")
    with op.batch_alter_table("allocation_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_share_run_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_share_line_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_share_distributor_id"))

    op.drop_table("allocation_share")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_line_id"))
        batch_op.drop_index(batch_op.f("ix_allocation_distributor_id"))

    op.drop_table("allocation")
