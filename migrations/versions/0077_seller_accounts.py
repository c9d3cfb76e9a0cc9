"""A seller has several bank accounts, each with its currency and the two people of its last change"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.owned import four_eyes

revision = "0077_seller_accounts"
down_revision = "0076_ends_and_words"
branch_labels = None
depends_on = None

# A bank without a number is no account to pay to: it is kept, but ended, so that it stands on no paper.
MOVED = """
    INSERT INTO seller_account
        (selling_entity_id, label, currency, bank_name, account, swift, usual, active, changed_by, approved_by)
    SELECT id, coalesce(nullif(substr(bank_name, 1, 60), ''), nullif(iban, ''), swift), '', bank_name, iban, swift,
        iban <> '', iban <> '', bank_changed_by, bank_approved_by
    FROM selling_entity WHERE iban <> '' OR bank_name <> '' OR swift <> ''
"""
WITHDRAWN = """
    UPDATE approval SET outcome = 'withdrawn', decided_by = asked_by, decided_by_name = asked_by_name,
        decided_at = asked_at, note = 'Asked before a seller had several accounts'
    WHERE kind = 'bank' AND outcome IS NULL
"""
BACK = """
    UPDATE selling_entity SET {column} = coalesce((
        SELECT {kept} FROM seller_account a
        WHERE a.selling_entity_id = selling_entity.id AND (a.active OR a.account = '')
        ORDER BY a.active DESC, a.usual DESC, a.id LIMIT 1), '')
"""
TEXTS = (("bank_name", "bank_name", 120), ("iban", "account", 60), ("swift", "swift", 20))


def upgrade() -> None:
    op.create_table(
        "seller_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("selling_entity_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("bank_name", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("swift", sa.String(length=20), nullable=False),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(four_eyes("changed_by", "approved_by"), name=op.f("ck_seller_account_four_eyes")),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_seller_account_approved_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_seller_account_changed_by")),
        sa.ForeignKeyConstraint(
            ["selling_entity_id"], ["selling_entity.id"], name=op.f("fk_seller_account_selling_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller_account")),
        sa.UniqueConstraint("selling_entity_id", "label", name=op.f("uq_seller_account_selling_entity_id_label")),
    )
    for name, columns, also in (
        ("uq_seller_account_currency", ["selling_entity_id", "currency"], ""),
        ("uq_seller_account_usual", ["selling_entity_id"], "usual"),
    ):
        op.create_index(
            name,
            "seller_account",
            columns,
            unique=True,
            sqlite_where=sa.text("active = 1" + (f" AND {also} = 1" if also else "")),
            postgresql_where=sa.text("active" + (f" AND {also}" if also else "")),
        )
    op.execute(MOVED)
    op.execute(WITHDRAWN)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_selling_entity_four_eyes"), "selling_entity", type_="check")
    for column in ("bank_approved_by", "bank_changed_by", "bank_name", "iban", "swift"):
        op.execute(f"ALTER TABLE selling_entity DROP COLUMN {column}")


def downgrade() -> None:
    for column, _kept, length in TEXTS:
        op.add_column("selling_entity", sa.Column(column, sa.String(length=length), nullable=False, server_default=""))
    # SQLite adds a column with its check in place; a batch would make a table anew that others refer to.
    check = f" CONSTRAINT ck_selling_entity_four_eyes CHECK ({four_eyes('bank_changed_by', 'bank_approved_by')})"
    op.execute("ALTER TABLE selling_entity ADD COLUMN bank_changed_by INTEGER")
    op.execute(f"ALTER TABLE selling_entity ADD COLUMN bank_approved_by INTEGER{check}")
    for column, kept, _length in TEXTS:
        op.execute(BACK.format(column=column, kept=kept))
    op.drop_table("seller_account")
