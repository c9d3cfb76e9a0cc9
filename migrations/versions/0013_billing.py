"""Invoices and credit notes"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Scaled

revision = "0013_billing"
down_revision = "0012_shipping"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("selling_entity_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vat_category", sa.String(length=2), nullable=False),
        sa.Column("goods_total", Scaled(), nullable=False),
        sa.Column("freight", Scaled(), nullable=False),
        sa.Column("total", Scaled(), nullable=False),
        sa.Column("credited", Scaled(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("credited >= 0 AND credited <= total", name=op.f("ck_invoice_credited_at_most_total")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "document_id"],
            ["document.distributor_id", "document.id"],
            name=op.f("fk_invoice_distributor_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_invoice_distributor_id_shipment_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_invoice_distributor_id")),
        sa.ForeignKeyConstraint(
            ["selling_entity_id"], ["selling_entity.id"], name=op.f("fk_invoice_selling_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_invoice_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        sa.UniqueConstraint("shipment_id", name=op.f("uq_invoice_shipment_id")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_invoice_list", ["distributor_id", "id"], unique=False)

    op.create_table(
        "credit_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("claim_number", sa.String(length=20), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", Scaled(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> issued_by", name=op.f("ck_credit_note_four_eyes")),
        sa.CheckConstraint("total > 0", name=op.f("ck_credit_note_positive")),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_credit_note_approved_by")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "document_id"],
            ["document.distributor_id", "document.id"],
            name=op.f("fk_credit_note_distributor_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "invoice_id"],
            ["invoice.distributor_id", "invoice.id"],
            name=op.f("fk_credit_note_distributor_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_credit_note_distributor_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["user_account.id"], name=op.f("fk_credit_note_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_credit_note_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_note_number")),
    )
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_note_claim_number"), ["claim_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_note_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index("ix_credit_note_list", ["distributor_id", "id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("shipment_line_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", Scaled(), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("credited_quantity", sa.Integer(), nullable=False),
        sa.Column("credited_amount", Scaled(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "credited_amount >= 0 AND credited_amount <= amount", name=op.f("ck_invoice_line_credited_amount")
        ),
        sa.CheckConstraint(
            "credited_quantity >= 0 AND credited_quantity <= quantity",
            name=op.f("ck_invoice_line_credited_quantity"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_invoice_line_positive")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "invoice_id"],
            ["invoice.distributor_id", "invoice.id"],
            name=op.f("fk_invoice_line_distributor_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "line_id"],
            ["order_line.distributor_id", "order_line.id"],
            name=op.f("fk_invoice_line_distributor_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_line_id"],
            ["shipment_line.distributor_id", "shipment_line.id"],
            name=op.f("fk_invoice_line_distributor_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_invoice_line_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_invoice_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_invoice_line_distributor_id_id")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "credit_note_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credit_note_id", sa.Integer(), nullable=False),
        sa.Column("invoice_line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id", "credit_note_id"],
            ["credit_note.distributor_id", "credit_note.id"],
            name=op.f("fk_credit_note_line_distributor_id_credit_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "invoice_line_id"],
            ["invoice_line.distributor_id", "invoice_line.id"],
            name=op.f("fk_credit_note_line_distributor_id_invoice_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_credit_note_line_distributor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_line")),
    )
    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_note_line_distributor_id"), ["distributor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_note_line_distributor_id"))

    op.drop_table("credit_note_line")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_distributor_id"))

    op.drop_table("invoice_line")
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_note_list")
        batch_op.drop_index(batch_op.f("ix_credit_note_distributor_id"))
        batch_op.drop_index(batch_op.f("ix_credit_note_claim_number"))

    op.drop_table("credit_note")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_list")
        batch_op.drop_index(batch_op.f("ix_invoice_distributor_id"))

    op.drop_table("invoice")
